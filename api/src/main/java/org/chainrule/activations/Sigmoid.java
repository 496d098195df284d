package org.chainrule.activations;

import org.chainrule.backend.FloatMath;

/** f(z) = σ(z) = 1 / (1 + e⁻ᶻ), f′ = a·(1 − a). */
public record Sigmoid() implements ElementwiseActivation {
  @Override
  public double f(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  @Override
  public double df(double z, double a) {
    return a * (1 - a);
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    FloatMath.sigmoid(z, a, n);
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    for (int i = 0; i < n; i++) {
      dz[i] = da[i] * (a[i] * (1 - a[i]));
    }
  }

  @Override
  public String toString() {
    return "sigmoid";
  }
}
