package org.chainrule.activations;

import org.chainrule.backend.FloatMath;

/** f(z) = tanh z, f′ = 1 − a². */
public record Tanh() implements ElementwiseActivation {
  @Override
  public double f(double z) {
    return Math.tanh(z);
  }

  @Override
  public double df(double z, double a) {
    return 1 - a * a;
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    FloatMath.tanh(z, a, n);
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    for (int i = 0; i < n; i++) {
      dz[i] = da[i] * (1 - a[i] * a[i]);
    }
  }

  @Override
  public String toString() {
    return "tanh";
  }
}
