package org.chainrule.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.chainrule.backend.Check;

/**
 * Files of NumPy's .npz format, several named arrays in one, as {@code numpy.savez} and {@code
 * numpy.savez_compressed} write them: a zip archive of {@link Npy} files.
 *
 * <pre>{@code
 * Npz.write("data.npz", Map.of("x", x, "y", y));
 * Npz data = Npz.read("data.npz");
 * model.fit(data.get("x").toFloatRows(), data.get("y").toInts(), 10);
 * }</pre>
 */
public final class Npz {
  private static final String ENDING = ".npy";
  private static final int LONGEST = 1000; // characters of a name
  private static final LocalDateTime TIME =
      LocalDateTime.of(1980, 1, 1, 0, 0); // NumPy's; so that the same arrays give the same bytes

  private final String file;
  private final Map<String, StoredArray> arrays;

  private Npz(String file, Map<String, StoredArray> arrays) {
    this.file = file;
    this.arrays = arrays;
  }

  /**
   * Reads a file with all of its arrays.
   *
   * @param path of the file
   * @throws IllegalArgumentException for a path without a file, for a file that is no zip archive
   *     or damaged, and for arrays that {@link Npy#read(String)} would refuse
   */
  public static Npz read(String path) {
    return read(InputFile.path("Npz.read", path));
  }

  /** Reads a file, see {@link #read(String)}. */
  public static Npz read(Path path) {
    InputFile file = InputFile.of("Npz.read", path);
    String name = file.name();
    InputFile.existing("Npz.read", path);
    Map<String, StoredArray> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String array = arrayName(name, entry.getName());
        Check.that(
            arrays.put(array, array(name, zip, entry)) == null,
            "%s expects a different name for each array, but has two of %s: write it with numpy.savez",
            name,
            Texts.quoted(array));
      }
    } catch (ZipException e) {
      throw new IllegalArgumentException(
          Check.message(
              "%s expects NumPy's .npz format, a whole zip archive, but is damaged or of another format: fetch it anew",
              name),
          e);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
    return new Npz(name, Collections.unmodifiableMap(arrays));
  }

  private static String arrayName(String file, String entry) {
    Check.that(
        entry.endsWith(ENDING),
        "%s expects arrays, whose names end in .npy, but has %s: take it out of the archive",
        file,
        Texts.quoted(entry));
    return entry.substring(0, entry.length() - ENDING.length());
  }

  private static StoredArray array(String file, ZipFile zip, ZipEntry entry) throws IOException {
    String name = file + ", " + entry.getName();
    long length = wholeLength(name, zip, entry);
    try (InputStream in = zip.getInputStream(entry)) {
      return Npy.read(name, in, length);
    }
  }

  /** How many bytes there really are: an archive may say anything of its sizes. */
  private static long wholeLength(String name, ZipFile zip, ZipEntry entry) throws IOException {
    CRC32 crc = new CRC32();
    long length = 0;
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        crc.update(buffer, 0, n);
        length += n;
      }
    }
    Check.that(
        crc.getValue() == entry.getCrc(),
        "%s has another check sum than its archive says: fetch the file anew",
        name);
    return length;
  }

  /** The names of the arrays, in the order of the file. */
  public List<String> names() {
    return List.copyOf(arrays.keySet());
  }

  /**
   * An array.
   *
   * @throws IllegalArgumentException for a name that is not in the file
   */
  public StoredArray get(String name) {
    Check.present(name, "get", "the name of an array");
    StoredArray array = arrays.get(name);
    Check.that(
        array != null,
        "get expects an array of %s, but there is no %s: take one of %s",
        file,
        Texts.quoted(name),
        Texts.nearest(name, arrays.keySet()));
    return array;
  }

  /**
   * Writes a file, as {@code numpy.savez} does, as a whole or not at all: whatever fails, an
   * existing file stays as it was.
   *
   * @param path of the file; its name stays as it is, without an ending being added
   * @param arrays by their names; each is what {@link StoredArray#of} takes, such as an INDArray or
   *     a {@code double[][]}
   * @throws IllegalArgumentException for an array of another kind, or a place where there can be no
   *     file
   */
  public static void write(String path, Map<String, ?> arrays) {
    write(InputFile.path("Npz.write", path), arrays);
  }

  /** Writes a file, see {@link #write(String, Map)}. */
  public static void write(Path path, Map<String, ?> arrays) {
    write("Npz.write", path, arrays, false);
  }

  /**
   * Writes a compressed file, as {@code numpy.savez_compressed}, see {@link #write(String, Map)}.
   */
  public static void writeCompressed(String path, Map<String, ?> arrays) {
    writeCompressed(InputFile.path("Npz.writeCompressed", path), arrays);
  }

  /** Writes a compressed file, see {@link #write(String, Map)}. */
  public static void writeCompressed(Path path, Map<String, ?> arrays) {
    write("Npz.writeCompressed", path, arrays, true);
  }

  private static void write(String who, Path path, Map<String, ?> arrays, boolean compressed) {
    Check.present(arrays, who, "a map of arrays");
    Map<String, StoredArray> stored = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          Check.present(name, who, "a name for each array");
          Check.that(
              !name.isEmpty()
                  && name.length() <= LONGEST
                  && StandardCharsets.UTF_8.newEncoder().canEncode(name),
              "%s expects names of 1 to %d characters, but got %s: choose another",
              who,
              LONGEST,
              Texts.quoted(name));
          stored.put(name, StoredArray.of(who, array));
        });
    OutputFile.write(who, path, out -> write(out, stored, compressed));
  }

  private static void write(OutputStream out, Map<String, StoredArray> arrays, boolean compressed)
      throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    for (Map.Entry<String, StoredArray> named : arrays.entrySet()) {
      ZipEntry entry = new ZipEntry(named.getKey() + ENDING);
      entry.setTimeLocal(TIME);
      if (!compressed) {
        stored(entry, named.getValue());
      }
      zip.putNextEntry(entry);
      Npy.write(zip, named.getValue());
      zip.closeEntry();
    }
    zip.finish();
  }

  /** What an entry that is not compressed says of itself beforehand. */
  private static void stored(ZipEntry entry, StoredArray array) throws IOException {
    CheckedOutputStream sum = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
    Npy.write(sum, array);
    entry.setMethod(ZipEntry.STORED);
    entry.setCrc(sum.getChecksum().getValue());
    entry.setSize(NpyHeader.bytes(array).length + (long) array.size() * array.type().bytes());
  }

  /** The arrays on one line each. */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    arrays.forEach((name, array) -> lines.add(name + ": " + array));
    return String.join("\n", lines);
  }
}
