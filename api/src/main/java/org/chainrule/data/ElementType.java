package org.chainrule.data;

import java.util.Arrays;
import java.util.Locale;

/** The types of numbers that files of arrays hold. */
public enum ElementType {
  /** True or false, 1 or 0, in one byte. */
  BOOL("b1"),
  /** −128 to 127. */
  INT8("i1"),
  /** 0 to 255. */
  UINT8("u1"),
  /** −32768 to 32767. */
  INT16("i2"),
  /** 0 to 65535. */
  UINT16("u2"),
  /** −2³¹ to 2³¹ − 1. */
  INT32("i4"),
  /** 0 to 2³² − 1. */
  UINT32("u4"),
  /** −2⁶³ to 2⁶³ − 1. */
  INT64("i8"),
  /** 0 to 2⁶⁴ − 1. */
  UINT64("u8"),
  /** Half precision: 11 bits, up to 65504. */
  FLOAT16("f2"),
  /** Single precision: 24 bits, up to 3.4E38. */
  FLOAT32("f4"),
  /** Double precision: 53 bits, up to 1.8E308. */
  FLOAT64("f8");

  private final String code;

  ElementType(String code) {
    this.code = code;
  }

  /** NumPy's code, without the order of bytes. */
  String code() {
    return code;
  }

  /** Bytes of one number. */
  int bytes() {
    return code.charAt(1) - '0';
  }

  boolean isFloat() {
    return code.charAt(0) == 'f';
  }

  boolean isUnsigned() {
    return code.charAt(0) == 'u';
  }

  /** The type of a code, or null. */
  static ElementType of(String code) {
    return Arrays.stream(values()).filter(type -> type.code.equals(code)).findAny().orElse(null);
  }

  /** NumPy's name, such as {@code float32}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
