package org.chainrule.losses;

/** Signs of errors without a branch, in a loop that the JIT compiler vectorises. */
final class Signs {
  private static final float LARGE = 1e30f; // twice, so that the smallest error comes above 1

  private Signs() {}

  /** sign(e). */
  static float of(float e) {
    return Math.max(-1f, Math.min(1f, e * LARGE * LARGE));
  }

  /** d = sign(ŷ − y) of the first n elements; d may be ŷ. */
  static void of(float[] y, float[] yhat, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      d[i] = of(yhat[i] - y[i]);
    }
  }
}
