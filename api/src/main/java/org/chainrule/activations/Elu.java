package org.chainrule.activations;

import org.chainrule.backend.Check;
import org.chainrule.backend.FloatMath;
import org.chainrule.backend.Scratch;

/**
 * f(z) = z for z > 0, α·(eᶻ − 1) below; f′(0) = α (Clevert, Unterthiner, Hochreiter 2016, eq. 15).
 *
 * @param alpha −f(−∞); 1 by default, as in Keras
 */
public record Elu(double alpha) implements ElementwiseActivation {
  /** Checks alpha. */
  public Elu {
    Check.positive(alpha, "elu", "an alpha", "elu(1)");
  }

  @Override
  public double f(double z) {
    return z > 0 ? z : alpha * Math.expm1(z);
  }

  @Override
  public double df(double z, double a) {
    return a > 0 ? 1 : a + alpha; // α·eᶻ
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    float[] e = Scratch.tile(n);
    FloatMath.expm1Negative(z, e, n); //         e  = eᶻ − 1, or 0 above
    float c = (float) alpha;
    for (int i = 0; i < n; i++) {
      a[i] = Math.max(0f, z[i]) + c * e[i];
    }
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    float c = (float) alpha;
    for (int i = 0; i < n; i++) {
      float step = Math.min(1f, Math.max(0f, a[i]) * Float.MAX_VALUE); // a > 0 ? 1 : 0
      dz[i] = da[i] * (step + (1 - step) * (Math.min(0f, a[i]) + c));
    }
  }

  @Override
  public String toString() {
    return "elu(" + alpha + ")";
  }
}
