package org.chainrule.losses;

import org.chainrule.backend.FloatMath;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Scratch;

/** What the losses of probabilities share. Those of floats have no branch and are for tiles. */
final class Probabilities {
  static final float EPSILON = (float) Kernels.EPSILON;
  private static final float MOST = (float) (1 - Kernels.EPSILON);
  private static final float LARGE = 1e30f; // times the difference of two floats near ε: above 1

  private Probabilities() {}

  /** 1 where clipping left p as it is, else 0. */
  static float isInside(float clipped, float p) {
    return Math.max(0f, 1 - Math.abs(clipped - p) * LARGE);
  }

  /** ∂H/∂p of {@link #entropies} with clipped p: (p − t)/(p·(1 − p)), and 0 where clipped. */
  static float slope(float t, float p) {
    float inside = Math.max(EPSILON, Math.min(MOST, p));
    return isInside(inside, p) * (inside - t) / (inside * (1 - inside));
  }

  /**
   * h = −t·log p − (1 − t)·log(1 − p) of the first n elements, with p within [ε, 1 − ε] and t =
   * y·(1 − σ) + σ/2; h may be p. Uses {@link Scratch#tile}.
   */
  static void entropies(float[] y, double smoothing, float[] p, double epsilon, float[] h, int n) {
    float keep = (float) (1 - smoothing);
    float half = (float) (smoothing / 2);
    float least = (float) Math.log(epsilon); // float has no 1 − 1e-7, but its logarithm
    float most = (float) Math.log1p(-epsilon);
    float[] log = Scratch.tile(n);
    for (int i = 0; i < n; i++) {
      log[i] = Math.max(0f, p[i]);
    }
    FloatMath.log(log, log, n);
    for (int i = 0; i < n; i++) {
      h[i] = -Math.min(1f, p[i]);
    }
    FloatMath.log1p(h, h, n);
    for (int i = 0; i < n; i++) {
      float t = y[i] * keep + half;
      float yes = Math.max(least, Math.min(most, log[i]));
      float no = Math.max(least, Math.min(most, h[i]));
      h[i] = -t * yes - (1 - t) * no;
    }
  }

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
