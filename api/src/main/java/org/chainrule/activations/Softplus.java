package org.chainrule.activations;

import org.chainrule.backend.FloatMath;
import org.chainrule.backend.Scratch;

/** f(z) = log(1 + eᶻ), a smooth relu, f′ = σ(z) = 1 − e⁻ᵃ (Dugas et al. 2001). */
public record Softplus() implements ElementwiseActivation {
  @Override
  public double f(double z) {
    return Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z)));
  }

  @Override
  public double df(double z, double a) {
    return -Math.expm1(-a);
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    FloatMath.softplus(z, a, n);
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    float[] e = Scratch.tile(n);
    for (int i = 0; i < n; i++) {
      e[i] = -a[i];
    }
    FloatMath.expm1Negative(e, e, n); //         e  = e⁻ᵃ − 1
    for (int i = 0; i < n; i++) {
      dz[i] = -da[i] * e[i];
    }
  }

  @Override
  public String toString() {
    return "softplus";
  }
}
