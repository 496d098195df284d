package org.chainrule.regularizers;

import org.chainrule.backend.Check;

/**
 * R(w) = l1·Σ|w| + l2·Σw², gradient l1·sign(w) + 2·l2·w, with sign(0) = 0.
 *
 * @param l1 the factor of the absolute values, which draws small weights to 0
 * @param l2 the factor of the squares, which keeps large weights small
 */
public record L1L2(double l1, double l2) implements WeightwiseRegularizer {
  /** Checks the factors. */
  public L1L2 {
    Check.notNegative(l1, "l1l2", "a factor l1", "l1l2(0.01, 0.01)");
    Check.notNegative(l2, "l1l2", "a factor l2", "l1l2(0.01, 0.01)");
  }

  @Override
  public double f(double w) {
    return l1 * Math.abs(w) + l2 * w * w;
  }

  @Override
  public double df(double w, double r) {
    return l1 * Math.signum(w) + 2 * l2 * w;
  }

  @Override
  public void f(float[] w, float[] r, int n) {
    values((float) l1, (float) l2, w, r, n);
  }

  @Override
  public void df(float[] w, float[] r, float[] dr, float[] dw, int n) {
    derivatives((float) l1, 2 * (float) l2, w, dr, dw, n);
  }

  private static void values(float l1, float l2, float[] w, float[] r, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (l1 + l2 * Math.abs(w[i])) * Math.abs(w[i]);
    }
  }

  private static void derivatives(float l1, float l2, float[] w, float[] dr, float[] dw, int n) {
    for (int i = 0; i < n; i++) {
      float sign = Math.max(-1f, Math.min(1f, w[i] * Float.MAX_VALUE)); // without a branch
      dw[i] = dr[i] * (l1 * sign + l2 * w[i]);
    }
  }

  @Override
  public String toString() {
    return l2 == 0 && l1 != 0
        ? "l1(" + l1 + ")"
        : l1 == 0 ? "l2(" + l2 + ")" : "l1l2(" + l1 + ", " + l2 + ")";
  }
}
