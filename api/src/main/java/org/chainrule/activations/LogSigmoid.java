package org.chainrule.activations;

import org.chainrule.backend.FloatMath;
import org.chainrule.backend.Scratch;

/** f(z) = log σ(z) = −softplus(−z), f′ = σ(−z) = 1 − eᵃ. */
public record LogSigmoid() implements ElementwiseActivation {
  @Override
  public double f(double z) {
    return Math.min(0, z) - Math.log1p(Math.exp(-Math.abs(z)));
  }

  @Override
  public double df(double z, double a) {
    return -Math.expm1(a);
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = -z[i];
    }
    FloatMath.softplus(a, a, n);
    for (int i = 0; i < n; i++) {
      a[i] = -a[i];
    }
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    float[] e = Scratch.tile(n);
    FloatMath.expm1Negative(a, e, n); //         e  = eᵃ − 1
    for (int i = 0; i < n; i++) {
      dz[i] = -da[i] * e[i];
    }
  }

  @Override
  public String toString() {
    return "logSigmoid";
  }
}
