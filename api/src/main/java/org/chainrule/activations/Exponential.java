package org.chainrule.activations;

import org.chainrule.backend.FloatMath;

/**
 * f(z) = eᶻ, f′ = a. In FLOAT infinite from z = 88.73 on, in DOUBLE from 709.79 on, and training
 * then ends with a {@code DivergedException}.
 */
public record Exponential() implements ElementwiseActivation {
  @Override
  public double f(double z) {
    return Math.exp(z);
  }

  @Override
  public double df(double z, double a) {
    return a;
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    FloatMath.exp(z, a, n);
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    for (int i = 0; i < n; i++) {
      dz[i] = da[i] * a[i];
    }
  }

  @Override
  public String toString() {
    return "exponential";
  }
}
