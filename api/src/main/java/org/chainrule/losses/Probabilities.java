package org.chainrule.losses;

import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Samples;

/** What the cross-entropies share. */
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

  /** Checks that every target is a probability. */
  static void check(String who, Samples y) {
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        double t = y.get(i, j);
        Check.that(
            t >= 0 && t <= 1,
            "%s expects targets from 0 to 1, but y has %s at row %d, column %d: use 0 and 1, or another loss",
            who,
            t,
            i,
            j);
      }
    }
  }
}
