package org.chainrule.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Files of NumPy's .npy format, as {@code numpy.save} writes and {@code numpy.load} reads them:
 * versions 1.0 to 3.0, either order of indices and bytes, bool, whole numbers of 8 to 64 bits and
 * floating-point numbers of 16 to 64. Anything else, such as Python objects, is refused. They are
 * written as NumPy does, byte for byte.
 *
 * <pre>{@code
 * Npy.write("x.npy", x);
 * float[][] again = Npy.read("x.npy").toFloatRows();
 * }</pre>
 */
public final class Npy {
  private Npy() {}

  /**
   * Reads a file.
   *
   * @param path of the file
   * @throws IllegalArgumentException for a path without a file, and for a file of another format,
   *     of another type of numbers, with fewer or more numbers than its header says, or with more
   *     than fit into memory
   */
  public static StoredArray read(String path) {
    return read(InputFile.path("Npy.read", path));
  }

  /** Reads a file, see {@link #read(String)}. */
  public static StoredArray read(Path path) {
    InputFile file = InputFile.of("Npy.read", path);
    long length = file.length();
    try (InputStream in = file.open()) {
      return read(file.name(), in, length);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  /**
   * Reads an array.
   *
   * @param length of the stream, in bytes
   */
  static StoredArray read(String name, InputStream in, long length) throws IOException {
    NpyHeader header = NpyHeader.read(name, in);
    Object values =
        ArrayFiles.numbers(
            name, in, header.type(), header.order(), header.shape(), length - header.length());
    return new StoredArray(
        header.type(), header.shape(), header.fortran() ? lastFastest(header, values) : values);
  }

  /** The numbers of an array whose first index runs fastest, with the last one running fastest. */
  private static Object lastFastest(NpyHeader header, Object values) {
    int[] shape = header.shape();
    int size = java.lang.reflect.Array.getLength(values);
    Object turned = Elements.allocate(header.type(), size);
    int[] stride = new int[shape.length]; // of an index, in the file
    for (int d = 0, product = 1; d < shape.length; product *= shape[d++]) {
      stride[d] = product;
    }
    int[] index = new int[shape.length];
    for (int to = 0, from = 0; to < size; to++) {
      System.arraycopy(values, from, turned, to, 1);
      for (int d = shape.length - 1; d >= 0; d--) { // the next index
        from += stride[d];
        if (++index[d] < shape[d]) {
          break;
        }
        from -= stride[d] * shape[d];
        index[d] = 0;
      }
    }
    return turned;
  }

  /**
   * Writes a file, as a whole or not at all: whatever fails, an existing file stays as it was.
   *
   * @param path of the file; its name stays as it is, without an ending being added
   * @param array what {@link StoredArray#of} takes, such as an INDArray or a {@code double[][]}
   * @throws IllegalArgumentException for an array of another kind, or a place where there can be no
   *     file
   */
  public static void write(String path, Object array) {
    write(InputFile.path("Npy.write", path), array);
  }

  /** Writes a file, see {@link #write(String, Object)}. */
  public static void write(Path path, Object array) {
    StoredArray stored = StoredArray.of("Npy.write", array);
    OutputFile.write("Npy.write", path, out -> write(out, stored));
  }

  static void write(OutputStream out, StoredArray array) throws IOException {
    out.write(NpyHeader.bytes(array));
    Elements.write(out, array.type(), array.values(), array.size());
  }
}
