package org.chainrule.backend;

/** The standard normal distribution in double. */
public final class Normal {
  private static final double ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);

  /** From here on the continued fraction is exact to the last bits after {@link #TERMS} terms. */
  private static final double FAR = 3;

  private static final int TERMS = 80;

  private Normal() {}

  /** φ(x) = exp(−x²/2) / √(2π). */
  public static double density(double x) {
    return Math.exp(-0.5 * x * x) / ROOT_OF_TWO_PI;
  }

  /**
   * Φ(x), the integral of φ up to x, = ½·(1 + erf(x/√2)), within 5e-16, far below 0 within a
   * relative error of 1e-12.
   *
   * <p>Near 0 as ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …), all of whose terms have one sign; from ±3 on
   * as φ(x) / (x + 1/(x + 2/(x + 3/(x + …)))), the tail (Abramowitz and Stegun 26.2.11 and
   * 26.2.14).
   */
  public static double cdf(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (Math.abs(x) < FAR) {
      double sum = 0;
      double term = x;
      for (int k = 3; sum + term != sum; k += 2) {
        sum += term;
        term *= x * x / k;
      }
      return 0.5 + density(x) * sum;
    }
    double w = Math.abs(x);
    double fraction = w;
    for (int k = TERMS; k > 0; k--) {
      fraction = w + k / fraction;
    }
    double tail = density(x) / fraction;
    return x < 0 ? tail : 1 - tail;
  }
}
