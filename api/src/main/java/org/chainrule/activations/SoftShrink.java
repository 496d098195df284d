package org.chainrule.activations;

import org.chainrule.backend.Check;

/**
 * f(z) = z moved towards 0 by the threshold, 0 where that is nearer; f′ = 1 where a ≠ 0, else 0.
 *
 * @param threshold how far; 0.5 by default, as in Keras
 */
public record SoftShrink(double threshold) implements ElementwiseActivation {
  /** Checks the threshold. */
  public SoftShrink {
    Check.notNegative(threshold, "softShrink", "a threshold", "softShrink(0.5)");
  }

  @Override
  public double f(double z) {
    return Math.max(0, z - threshold) + Math.min(0, z + threshold);
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
      a[i] = Math.max(0f, z[i] - t) + Math.min(0f, z[i] + t);
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
    return "softShrink(" + threshold + ")";
  }
}
