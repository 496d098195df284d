package org.chainrule.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.chainrule.backend.Check;

/** What files of arrays have in common: the numbers after a header. */
final class ArrayFiles {
  private static final int LARGEST = Integer.MAX_VALUE - 8; // length of a Java array

  private ArrayFiles() {}

  /**
   * Reads the numbers, once it is certain that all of them are there and fit into memory.
   *
   * @param name of the file, for messages
   * @param bytes how many the file has after its header
   */
  static Object numbers(
      String name, InputStream in, ElementType type, ByteOrder order, int[] shape, long bytes)
      throws IOException {
    long size = size(shape, bytes);
    String kind = new StoredArray(type, shape, null).toString();
    Check.that(
        size >= 0 && size * type.bytes() == bytes,
        "%s expects the numbers of %s after its header, but has %d bytes: fetch it anew",
        name,
        kind,
        bytes);
    Check.that(
        size <= LARGEST && bytes < Runtime.getRuntime().maxMemory(),
        "%s holds %s, of %d numbers, which is more than Java can have in memory: divide it",
        name,
        kind,
        size);
    return Elements.read(in, type, order, (int) size);
  }

  /** The product of the dimensions, or −1 if it is more than the number of bytes. */
  private static long size(int[] shape, long bytes) {
    if (Arrays.stream(shape).anyMatch(n -> n == 0)) {
      return 0;
    }
    long size = 1;
    for (int n : shape) {
      if (size > bytes / n) {
        return -1;
      }
      size *= n;
    }
    return size;
  }
}
