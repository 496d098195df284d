package org.chainrule.callbacks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.chainrule.backend.Check;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Weights in a file, as {@code numpy.savez(file, *weights)} writes them: a zip of {@code
 * arr_0.npy}, {@code arr_1.npy}, …, each a header and little-endian floats or doubles, row by row.
 */
final class WeightFile {
  private static final String MAGIC = "\u0093NUMPY\u0001\u0000";
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<f([48])', 'fortran_order': False, 'shape': \\((\\d{1,9})(?:, (\\d{1,9})|,)\\), *\\} *\n");

  private WeightFile() {}

  /**
   * Writes a file all or not at all: it is written beside its place and then moved there.
   *
   * @throws IOException when that fails; a file that was there before is as it was
   */
  static void write(Path file, List<INDArray> weights) throws IOException {
    Path beside = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (ZipOutputStream zip =
          new ZipOutputStream(Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW))) {
        zip.setLevel(Deflater.NO_COMPRESSION);
        for (int i = 0; i < weights.size(); i++) {
          zip.putNextEntry(new ZipEntry("arr_" + i + ".npy"));
          write(weights.get(i), zip);
          zip.closeEntry();
        }
      }
      try {
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static void write(INDArray array, OutputStream out) throws IOException {
    boolean wide = array.dataType() == DataType.DOUBLE;
    String sides =
        Arrays.stream(array.shape()).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String text =
        Check.message(
            "{'descr': '<f%d', 'fortran_order': False, 'shape': (%s%s), }",
            wide ? 8 : 4, sides, array.rank() == 1 ? "," : "");
    int length = MAGIC.length() + 2 + text.length() + 1;
    String header = text + " ".repeat(-length & 63) + "\n"; // the numbers begin at a multiple of 64
    String size = "" + (char) (header.length() & 255) + (char) (header.length() >> 8);
    out.write((MAGIC + size + header).getBytes(StandardCharsets.ISO_8859_1));
    double[] doubles = wide ? array.ravel().toDoubleVector() : null;
    float[] floats = wide ? null : array.ravel().toFloatVector();
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < array.length(); i++) {
      if (!bytes.hasRemaining()) {
        out.write(bytes.array());
        bytes.clear();
      }
      if (wide) {
        bytes.putDouble(doubles[i]);
      } else {
        bytes.putFloat(floats[i]);
      }
    }
    out.write(bytes.array(), 0, bytes.position());
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException when there is none, or it holds something else
   */
  static List<INDArray> read(String who, Path file) {
    List<INDArray> weights = new ArrayList<>();
    String wrong;
    Exception cause = null;
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file));
        MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      while (zip.getNextEntry() != null) {
        weights.add(array(ByteBuffer.wrap(zip.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN)));
      }
      if (!weights.isEmpty()) {
        return weights;
      }
      wrong = "holds no arrays";
    } catch (NoSuchFileException e) {
      wrong = "does not exist";
      cause = e;
    } catch (IOException | IllegalArgumentException | BufferUnderflowException e) {
      wrong = e.getMessage() == null ? "ends too early" : "cannot be read: " + e.getMessage();
      cause = e;
    }
    throw new IllegalArgumentException(
        Check.message(
            "%s expects a file of weights, but %s %s: name one that modelCheckpoint wrote",
            who, file, wrong),
        cause);
  }

  private static INDArray array(ByteBuffer bytes) {
    byte[] magic = new byte[MAGIC.length()];
    bytes.get(magic);
    Check.that(
        new String(magic, StandardCharsets.ISO_8859_1).equals(MAGIC),
        "it holds no arrays of NumPy");
    byte[] header = new byte[bytes.getChar()];
    bytes.get(header);
    Matcher found = HEADER.matcher(new String(header, StandardCharsets.ISO_8859_1));
    Check.that(found.matches(), "an array is not of floats or doubles in one or two dimensions");
    int rows = Integer.parseInt(found.group(2));
    int columns = found.group(3) == null ? 1 : Integer.parseInt(found.group(3));
    long[] shape = found.group(3) == null ? new long[] {rows} : new long[] {rows, columns};
    boolean wide = found.group(1).equals("8");
    Check.that(
        bytes.remaining() == (wide ? 8L : 4L) * rows * columns && bytes.hasRemaining(),
        "an array has %d bytes instead of %s",
        bytes.remaining(),
        Arrays.toString(shape));
    if (wide) {
      double[] values = new double[rows * columns];
      bytes.asDoubleBuffer().get(values);
      return Nd4j.create(values, shape, DataType.DOUBLE);
    }
    float[] values = new float[rows * columns];
    bytes.asFloatBuffer().get(values);
    return Nd4j.create(values, shape, DataType.FLOAT);
  }
}
