package org.chainrule.losses;

import org.chainrule.backend.Kernels;

/** What the losses of probabilities share. */
final class Probabilities {
  private Probabilities() {}

  /** p within [ε, 1 − ε]; NaN stays NaN. */
  static double clip(double p) {
    return Math.max(Kernels.EPSILON, Math.min(1 - Kernels.EPSILON, p));
  }

  /** Whether {@link #clip} changes p: its derivative is 0 there. */
  static boolean isClipped(double p) {
    return p < Kernels.EPSILON || p > 1 - Kernels.EPSILON;
  }

  /** log p, finite where p is 0, so that 0·log 0 is 0. */
  static double log(double p) {
    return Math.log(Math.max(Double.MIN_NORMAL, p));
  }

  /** The sum of a row. */
  static double sum(double[] row) {
    double sum = 0;
    for (double v : row) {
      sum += v;
    }
    return sum;
  }
}
