package org.chainrule.activations;

import org.chainrule.backend.FloatMath;
import org.chainrule.backend.Scratch;

/**
 * f(z) = s·z for z > 0, s·α·(eᶻ − 1) below, with the s and α that keep mean 0 and variance 1 from
 * layer to layer (Klambauer et al. 2017, eq. 2 and 14); f′(0) = s·α.
 */
public record Selu() implements ElementwiseActivation {
  private static final double ALPHA = 1.6732632423543772848170429916717;
  private static final double SCALE = 1.0507009873554804934193349852946;

  @Override
  public double f(double z) {
    return SCALE * (z > 0 ? z : ALPHA * Math.expm1(z));
  }

  @Override
  public double df(double z, double a) {
    return a > 0 ? SCALE : a + SCALE * ALPHA; // s·α·eᶻ
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    float[] e = Scratch.tile(n);
    FloatMath.expm1Negative(z, e, n); //         e  = eᶻ − 1, or 0 above
    float s = (float) SCALE;
    float c = (float) (SCALE * ALPHA);
    for (int i = 0; i < n; i++) {
      a[i] = s * Math.max(0f, z[i]) + c * e[i];
    }
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    float s = (float) SCALE;
    float c = (float) (SCALE * ALPHA);
    for (int i = 0; i < n; i++) {
      float step = Math.min(1f, Math.max(0f, a[i]) * Float.MAX_VALUE); // a > 0 ? 1 : 0
      dz[i] = da[i] * (step * s + (1 - step) * (Math.min(0f, a[i]) + c));
    }
  }

  @Override
  public String toString() {
    return "selu";
  }
}
