package org.chainrule.activations;

import org.chainrule.backend.FloatMath;
import org.chainrule.backend.Scratch;

/** f(z) = z − tanh z, f′ = tanh² z. In FLOAT within 1e-6, or 1e-6·|z| where that is more. */
public record TanhShrink() implements ElementwiseActivation {
  @Override
  public double f(double z) {
    return z - Math.tanh(z);
  }

  @Override
  public double df(double z, double a) {
    double t = Math.tanh(z);
    return t * t;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    float[] t = Scratch.tile(n);
    FloatMath.tanh(z, t, n);
    for (int i = 0; i < n; i++) {
      a[i] = z[i] - t[i];
    }
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    float[] t = Scratch.tile(n);
    FloatMath.tanh(z, t, n);
    for (int i = 0; i < n; i++) {
      dz[i] = da[i] * (t[i] * t[i]);
    }
  }

  @Override
  public String toString() {
    return "tanhShrink";
  }
}
