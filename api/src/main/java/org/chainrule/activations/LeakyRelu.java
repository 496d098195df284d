package org.chainrule.activations;

import org.chainrule.backend.Check;

/**
 * f(z) = z for z ≥ 0, slope·z below; f′(0) = slope.
 *
 * @param negativeSlope the slope below 0; 0.2 by default, as Keras' activation has it
 */
public record LeakyRelu(double negativeSlope) implements ElementwiseActivation {
  /** Checks the slope. */
  public LeakyRelu {
    Check.notNegative(negativeSlope, "leakyRelu", "a negativeSlope", "leakyRelu(0.2)");
  }

  @Override
  public double f(double z) {
    return z >= 0 ? z : negativeSlope * z;
  }

  @Override
  public double df(double z, double a) {
    return a > 0 ? 1 : negativeSlope; // a has the sign of z
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    float slope = (float) negativeSlope;
    for (int i = 0; i < n; i++) {
      a[i] = Math.max(0f, z[i]) + slope * Math.min(0f, z[i]);
    }
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    float slope = (float) negativeSlope;
    for (int i = 0; i < n; i++) {
      float step =
          Math.min(1f, Math.max(0f, a[i]) * Float.MAX_VALUE); // a > 0 ? 1 : 0, without a branch
      dz[i] = da[i] * (slope + (1 - slope) * step);
    }
  }

  @Override
  public String toString() {
    return "leakyRelu(" + negativeSlope + ")";
  }
}
