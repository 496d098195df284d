package org.chainrule.activations;

import org.chainrule.backend.Check;
import org.chainrule.backend.FloatMath;
import org.chainrule.backend.Scratch;

/**
 * f(z) = z for z > 0, α·(e^(z/α) − 1) below, smooth at 0 for every α (Barron 2017, eq. 2).
 *
 * @param alpha −f(−∞); 1 by default, as in Keras
 */
public record Celu(double alpha) implements ElementwiseActivation {
  /** Checks alpha. */
  public Celu {
    Check.positive(alpha, "celu", "an alpha", "celu(1)");
  }

  @Override
  public double f(double z) {
    return z > 0 ? z : alpha * Math.expm1(z / alpha);
  }

  @Override
  public double df(double z, double a) {
    return a > 0 ? 1 : 1 + a / alpha; // e^(z/α)
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    float[] e = Scratch.tile(n);
    float c = (float) alpha;
    for (int i = 0; i < n; i++) {
      e[i] = z[i] / c;
    }
    FloatMath.expm1Negative(e, e, n); //         e  = e^(z/α) − 1, or 0 above
    for (int i = 0; i < n; i++) {
      a[i] = Math.max(0f, z[i]) + c * e[i];
    }
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    float c = (float) alpha;
    for (int i = 0; i < n; i++) {
      dz[i] = da[i] * (1 + Math.min(0f, a[i]) / c);
    }
  }

  @Override
  public String toString() {
    return "celu(" + alpha + ")";
  }
}
