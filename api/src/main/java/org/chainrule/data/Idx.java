package org.chainrule.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.chainrule.backend.Check;

/**
 * Files of the IDX format, in which MNIST and its kin come, packed with gzip or not. A file begins
 * with two bytes of 0, a byte for the type of the numbers, one for the number of dimensions, and
 * the dimensions in four bytes each, all with the highest byte first.
 *
 * <pre>{@code
 * Dataset train = Idx.dataset("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", 10);
 * }</pre>
 *
 * <p>Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits.
 */
public final class Idx {
  private Idx() {}

  /**
   * Reads a file of any type and shape.
   *
   * @param path of the file; one whose name ends in .gz is unpacked
   * @throws IllegalArgumentException for a path without a file, and for a file of another format,
   *     with fewer or more numbers than its header says, or with more than fit into memory
   */
  public static StoredArray read(String path) {
    return read(InputFile.path("Idx.read", path));
  }

  /** Reads a file, see {@link #read(String)}. */
  public static StoredArray read(Path path) {
    return read("Idx.read", path);
  }

  private static StoredArray read(String who, Path path) {
    InputFile file = InputFile.of(who, path);
    long length = file.length();
    try (InputStream in = file.open()) {
      return read(file.name(), in, length);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private static StoredArray read(String name, InputStream in, long length) throws IOException {
    byte[] magic = in.readNBytes(4);
    Check.that(
        magic.length == 4 && magic[0] == 0 && magic[1] == 0 && magic[3] > 0,
        "%s expects the IDX format, which begins with 0, 0, a type and a number of dimensions, but begins with %s: %s",
        name,
        magic.length == 0 ? "nothing" : Arrays.toString(magic).replaceAll("[\\[\\]]", ""),
        magic.length > 1 && magic[0] == 0x1F && magic[1] == (byte) 0x8B
            ? "let the name of a packed file end in .gz"
            : "check which file it is");
    ElementType type = type(magic[2]);
    Check.that(
        type != null,
        "%s expects a type of IDX, 8, 9 or 11 to 14, but has %d: check which file it is",
        name,
        magic[2] & 0xFF);
    byte[] bytes = in.readNBytes(4 * magic[3]);
    Check.that(
        bytes.length == 4 * magic[3],
        "%s expects a header with %d dimensions, but ends within it: fetch it anew",
        name,
        magic[3]);
    int[] shape = new int[magic[3]];
    ByteBuffer.wrap(bytes).asIntBuffer().get(shape);
    Check.that(
        Arrays.stream(shape).allMatch(n -> n >= 0),
        "%s expects dimensions of at most 2147483647, but has %s: fetch it anew",
        name,
        Arrays.toString(shape));
    long rest = length - 4 - bytes.length;
    return new StoredArray(
        type, shape, ArrayFiles.numbers(name, in, type, ByteOrder.BIG_ENDIAN, shape, rest));
  }

  private static ElementType type(byte code) {
    return switch (code) {
      case 0x08 -> ElementType.UINT8;
      case 0x09 -> ElementType.INT8;
      case 0x0B -> ElementType.INT16;
      case 0x0C -> ElementType.INT32;
      case 0x0D -> ElementType.FLOAT32;
      case 0x0E -> ElementType.FLOAT64;
      default -> null;
    };
  }

  /**
   * Images with their classes: x has a row for each image, its pixels line by line, divided by 255.
   *
   * @param images a file of bytes in two or more dimensions, the first of which counts the images
   * @param labels a file of one dimension, the class of each image
   * @param classes the number of classes, 10 for MNIST
   * @throws IllegalArgumentException as {@link #read(String)} does, and for files of other types or
   *     shapes, another number of labels than images, or a class that is out of range
   */
  public static Dataset dataset(String images, String labels, int classes) {
    return dataset(
        InputFile.path("Idx.dataset", images), InputFile.path("Idx.dataset", labels), classes);
  }

  /** Images with their classes, see {@link #dataset(String, String, int)}. */
  public static Dataset dataset(Path images, Path labels, int classes) {
    StoredArray pixels = read("Idx.dataset", images);
    Check.that(
        pixels.type() == ElementType.UINT8 && pixels.rank() >= 2 && pixels.size() > 0,
        "Idx.dataset expects images of bytes, uint8 (n, height, width), but %s holds %s: check the order of the files",
        images.getFileName(),
        pixels);
    StoredArray classOf = read("Idx.dataset", labels);
    Check.that(
        classOf.rank() == 1 && !classOf.type().isFloat(),
        "Idx.dataset expects labels in one dimension, uint8 (n,), but %s holds %s: check the order of the files",
        labels.getFileName(),
        classOf);
    Check.that(
        classOf.size() == pixels.shape()[0],
        "Idx.dataset expects a label for each image, but there are %d images and %d labels: check that the files belong together",
        pixels.shape()[0],
        classOf.size());
    double[][] x = pixels.toDoubleRows();
    for (double[] row : x) {
      for (int j = 0; j < row.length; j++) {
        row[j] /= 255;
      }
    }
    return Dataset.classification(x, classOf.toInts(), classes);
  }
}
