package org.chainrule.activations;

import org.chainrule.backend.Check;

/**
 * f(z) = z where |z| exceeds the threshold, else 0; f′ = 1 where a ≠ 0, else 0.
 *
 * @param threshold how large z must be to pass; 0.5 by default, as in Keras
 */
public record HardShrink(double threshold) implements ElementwiseActivation {
  /** Checks the threshold. */
  public HardShrink {
    Check.notNegative(threshold, "hardShrink", "a threshold", "hardShrink(0.5)");
  }

  @Override
  public double f(double z) {
    return Math.abs(z) <= threshold ? 0 : z;
  }

  @Override
  public double df(double z, double a) {
    return a != 0 ? 1 : 0;
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    float t = (float) threshold;
    for (int i = 0; i < n; i++) {
      float beyond = Math.max(0f, Math.abs(z[i]) - t);
      a[i] = z[i] * Math.min(1f, beyond * Float.MAX_VALUE); // |z| > t ? z : 0
    }
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    for (int i = 0; i < n; i++) {
      dz[i] = da[i] * Math.min(1f, Math.abs(a[i]) * Float.MAX_VALUE); // a ≠ 0 ? 1 : 0
    }
  }

  @Override
  public String toString() {
    return "hardShrink(" + threshold + ")";
  }
}
