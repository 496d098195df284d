package org.chainrule.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Numbers of a file as primitive arrays: {@code boolean[]}, {@code byte[]}, {@code short[]}, {@code
 * int[]}, {@code long[]}, signed or not, {@code float[]} for half and single precision, {@code
 * double[]}.
 */
final class Elements {
  private static final int CHUNK = 1 << 16; // bytes, a multiple of every element's

  private Elements() {}

  /** An array for numbers of a type. */
  static Object allocate(ElementType type, int count) {
    return switch (type) {
      case BOOL -> new boolean[count];
      case INT8, UINT8 -> new byte[count];
      case INT16, UINT16 -> new short[count];
      case INT32, UINT32 -> new int[count];
      case INT64, UINT64 -> new long[count];
      case FLOAT16, FLOAT32 -> new float[count];
      case FLOAT64 -> new double[count];
    };
  }

  /** Reads so many numbers. */
  static Object read(InputStream in, ElementType type, ByteOrder order, int count)
      throws IOException {
    Object values = allocate(type, count);
    byte[] chunk = new byte[CHUNK];
    int perChunk = CHUNK / type.bytes();
    for (int from = 0; from < count; from += perChunk) {
      int n = Math.min(perChunk, count - from);
      if (in.readNBytes(chunk, 0, n * type.bytes()) < n * type.bytes()) {
        throw new EOFException("unexpected end");
      }
      get(ByteBuffer.wrap(chunk, 0, n * type.bytes()).order(order), type, values, from, n);
    }
    return values;
  }

  private static void get(ByteBuffer bytes, ElementType type, Object values, int from, int n) {
    switch (type) {
      case BOOL -> {
        for (int i = 0; i < n; i++) {
          ((boolean[]) values)[from + i] = bytes.get() != 0;
        }
      }
      case INT8, UINT8 -> bytes.get((byte[]) values, from, n);
      case INT16, UINT16 -> bytes.asShortBuffer().get((short[]) values, from, n);
      case INT32, UINT32 -> bytes.asIntBuffer().get((int[]) values, from, n);
      case INT64, UINT64 -> bytes.asLongBuffer().get((long[]) values, from, n);
      case FLOAT16 -> {
        for (int i = 0; i < n; i++) {
          ((float[]) values)[from + i] = ofHalf(bytes.getShort());
        }
      }
      case FLOAT32 -> bytes.asFloatBuffer().get((float[]) values, from, n);
      case FLOAT64 -> bytes.asDoubleBuffer().get((double[]) values, from, n);
    }
  }

  /** Writes all numbers, the lowest byte of each first. */
  static void write(OutputStream out, ElementType type, Object values, int count)
      throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    int perChunk = CHUNK / type.bytes();
    for (int from = 0; from < count; from += perChunk) {
      int n = Math.min(perChunk, count - from);
      put(chunk.clear(), type, values, from, n);
      out.write(chunk.array(), 0, n * type.bytes());
    }
  }

  private static void put(ByteBuffer bytes, ElementType type, Object values, int from, int n) {
    switch (type) {
      case BOOL -> {
        for (int i = 0; i < n; i++) {
          bytes.put((byte) (((boolean[]) values)[from + i] ? 1 : 0));
        }
      }
      case INT8, UINT8 -> bytes.put((byte[]) values, from, n);
      case INT16, UINT16 -> bytes.asShortBuffer().put((short[]) values, from, n);
      case INT32, UINT32 -> bytes.asIntBuffer().put((int[]) values, from, n);
      case INT64, UINT64 -> bytes.asLongBuffer().put((long[]) values, from, n);
      case FLOAT16 -> {
        for (int i = 0; i < n; i++) {
          bytes.putShort(toHalf(((float[]) values)[from + i]));
        }
      }
      case FLOAT32 -> bytes.asFloatBuffer().put((float[]) values, from, n);
      case FLOAT64 -> bytes.asDoubleBuffer().put((double[]) values, from, n);
    }
  }

  /** A number as a double, rounded if it is a long of more than 53 bits. */
  static double get(ElementType type, Object values, int i) {
    return switch (type) {
      case FLOAT16, FLOAT32 -> ((float[]) values)[i];
      case FLOAT64 -> ((double[]) values)[i];
      case UINT64 -> unsigned(((long[]) values)[i]);
      default -> whole(type, values, i);
    };
  }

  /** A whole number; one of type UINT64 from 2⁶³ on is negative. */
  static long whole(ElementType type, Object values, int i) {
    return switch (type) {
      case BOOL -> ((boolean[]) values)[i] ? 1 : 0;
      case INT8 -> ((byte[]) values)[i];
      case UINT8 -> ((byte[]) values)[i] & 0xFF;
      case INT16 -> ((short[]) values)[i];
      case UINT16 -> ((short[]) values)[i] & 0xFFFF;
      case INT32 -> ((int[]) values)[i];
      case UINT32 -> ((int[]) values)[i] & 0xFFFFFFFFL;
      case INT64, UINT64 -> ((long[]) values)[i];
      default -> throw new AssertionError(type);
    };
  }

  /** The double nearest to an unsigned long, of which half with its last bit kept fits a long. */
  private static double unsigned(long value) {
    return value >= 0 ? value : 2.0 * (value >>> 1 | (value & 1));
  }

  // ---- half precision: 1 bit sign, 5 exponent (bias 15), 10 fraction

  static float ofHalf(short half) {
    int exponent = half >> 10 & 0x1F;
    int fraction = half & 0x3FF;
    float size =
        exponent == 0
            ? fraction * 0x1p-24f
            : exponent == 0x1F
                ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
                : Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
    return half < 0 ? -size : size;
  }

  /** For a number that came from a half. */
  static short toHalf(float value) {
    int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
    float size = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7E00);
    }
    if (Float.isInfinite(value)) {
      return (short) (sign | 0x7C00);
    }
    if (size < 0x1p-14f) { // in units of 2⁻²⁴
      return (short) (sign | (int) (size * 0x1p24f));
    }
    int exponent = Math.getExponent(size);
    int fraction = (int) Math.scalb(size, 10 - exponent) - 1024;
    return (short) (sign | (exponent + 15) << 10 | fraction);
  }
}
