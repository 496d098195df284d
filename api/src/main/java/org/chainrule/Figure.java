package org.chainrule;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers in sentences. */
final class Figure {
  private static final MathContext DIGITS = new MathContext(4);

  private Figure() {}

  /** A number of the data as somebody would have written it: 0.1, though the float is a bit off. */
  static String of(double value) {
    float single = (float) value;
    boolean fits = value == 0 || (single != 0 && Float.isFinite(single));
    return fits ? Float.toString(single) : Double.toString(value);
  }

  /** A number that was computed, with four digits. */
  static String rounded(double value) {
    return Double.isFinite(value)
        ? Double.toString(new BigDecimal(value).round(DIGITS).doubleValue())
        : Double.toString(value);
  }

  /** A column and what it holds. */
  static String column(int j, double least, double most) {
    return least == most
        ? "column " + j + " is " + of(least)
        : "column " + j + " from " + of(least) + " to " + of(most);
  }
}
