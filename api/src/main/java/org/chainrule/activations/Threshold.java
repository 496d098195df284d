package org.chainrule.activations;

import org.chainrule.backend.Check;

/**
 * f(z) = z where z exceeds the threshold, else another value; f′ = 1 there, else 0.
 *
 * @param threshold how large z must be to pass
 * @param defaultValue what stands for smaller ones
 */
public record Threshold(double threshold, double defaultValue) implements ElementwiseActivation {
  /** Checks the figures. */
  public Threshold {
    Check.finite(threshold, "threshold", "threshold", "threshold(0.5, 0)");
    Check.finite(defaultValue, "threshold", "defaultValue", "threshold(0.5, 0)");
  }

  @Override
  public double f(double z) {
    return z <= threshold ? defaultValue : z;
  }

  @Override
  public double df(double z, double a) {
    return z > threshold ? 1 : 0;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    float t = (float) threshold;
    float value = (float) defaultValue;
    for (int i = 0; i < n; i++) {
      float step = Math.min(1f, Math.max(0f, z[i] - t) * Float.MAX_VALUE); // z > t ? 1 : 0
      a[i] = step * Math.max(t, z[i]) + (1 - step) * value;
    }
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    float t = (float) threshold;
    for (int i = 0; i < n; i++) {
      dz[i] = da[i] * Math.min(1f, Math.max(0f, z[i] - t) * Float.MAX_VALUE);
    }
  }

  @Override
  public String toString() {
    return "threshold(" + threshold + ", " + defaultValue + ")";
  }
}
