package org.chainrule.activations;

import org.chainrule.backend.Check;

/**
 * f(z) = min(z, maxValue) for z > threshold, negativeSlope·(z − threshold) below; f′ = 1 where 0
 * &lt; a &lt; maxValue, 0 where a = maxValue, negativeSlope elsewhere: Keras' relu with all its
 * arguments.
 *
 * @param maxValue the largest value, infinity for none
 * @param negativeSlope the slope below the threshold
 * @param threshold where the function leaves 0; it jumps there unless this is 0
 */
public record BoundedRelu(double maxValue, double negativeSlope, double threshold)
    implements ElementwiseActivation {
  /** Checks the figures. */
  public BoundedRelu {
    Check.that(
        maxValue > 0,
        "relu expects a maxValue greater than 0, which may be infinite, but got %s: use for example relu(6, 0, 0)",
        maxValue);
    Check.notNegative(negativeSlope, "relu", "a negativeSlope", "relu(6, 0.1, 0)");
    Check.notNegative(threshold, "relu", "a threshold", "relu(6, 0, 1)");
  }

  @Override
  public double f(double z) {
    return z > threshold
        ? Math.min(z, maxValue)
        : negativeSlope * Math.max(-Double.MAX_VALUE, z - threshold);
  }

  @Override
  public double df(double z, double a) {
    if (a > 0) {
      return (float) a < (float) maxValue ? 1 : 0; // a may have been a float, as FLOAT's oracle
    }
    return negativeSlope;
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    float t = (float) threshold;
    float max = (float) maxValue;
    float slope = (float) negativeSlope;
    if (t == 0 && slope == 0) { // the usual one, as relu6
      for (int i = 0; i < n; i++) {
        a[i] = Math.min(max, Math.max(0f, z[i]));
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      float above = Math.max(0f, z[i] - t);
      float below = Math.max(-Float.MAX_VALUE, Math.min(0f, z[i] - t));
      float step = Math.min(1f, above * Float.MAX_VALUE); // z > t ? 1 : 0
      a[i] = step * Math.min(max, Math.max(t, z[i])) + slope * below;
    }
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    float max = (float) maxValue;
    float slope = (float) negativeSlope;
    for (int i = 0; i < n; i++) {
      float positive = Math.min(1f, Math.max(0f, a[i]) * Float.MAX_VALUE); // a > 0 ? 1 : 0
      dz[i] = da[i] * (positive + (1 - positive) * slope);
    }
    for (int i = 0; i < n; i++) { // on its own: the JIT may not vectorise both in one loop
      float room = max - Math.min(Float.MAX_VALUE, a[i]);
      dz[i] *= Math.min(1f, room * Float.MAX_VALUE); // a < max ? 1 : 0
    }
  }

  @Override
  public String toString() {
    return equals(new BoundedRelu(6, 0, 0))
        ? "relu6"
        : "relu(" + maxValue + ", " + negativeSlope + ", " + threshold + ")";
  }
}
