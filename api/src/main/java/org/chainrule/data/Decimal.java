package org.chainrule.data;

/**
 * Numbers as data files write them: {@code -12}, {@code 3.5}, {@code .5}, {@code 1.5e-3}; a point
 * and never a comma, no letters but the exponent's, no spaces within.
 */
final class Decimal {
  private static final double[] TENS = new double[23]; // all powers of ten that a double holds

  static {
    TENS[0] = 1;
    for (int i = 1; i < TENS.length; i++) {
      TENS[i] = 10 * TENS[i - 1];
    }
  }

  private Decimal() {}

  /** The number, rounded to the nearest double; infinite when too large, NaN for another text. */
  static double parse(String text) {
    int n = text.length();
    int i = 0;
    boolean negative = n > 0 && text.charAt(0) == '-';
    if (negative || (n > 0 && text.charAt(0) == '+')) {
      i++;
    }
    long digits = 0; // all digits so far as a whole number
    int count = 0;
    int places = 0; // of them after the point
    boolean point = false;
    for (; i < n; i++) {
      char c = text.charAt(i);
      if (c == '.' && !point) {
        point = true;
        continue;
      }
      if (c < '0' || c > '9') {
        break;
      }
      digits = count < 18 ? 10 * digits + (c - '0') : digits; // more are left to the JDK
      count++;
      places += point ? 1 : 0;
    }
    if (count == 0 || (i < n && !isExponent(text, i))) {
      return Double.NaN;
    }
    if (i < n || digits >= 1L << 53 || count > 18 || places >= TENS.length) {
      return Double.parseDouble(text);
    }
    double value = digits / TENS[places]; // both exact, so rounded once
    return negative ? -value : value;
  }

  /** Whether the rest of the text is an exponent. */
  private static boolean isExponent(String text, int from) {
    int i = from + 1;
    if ((text.charAt(from) | 0x20) != 'e') {
      return false;
    }
    if (i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
      i++;
    }
    int first = i;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i > first && i == text.length();
  }
}
