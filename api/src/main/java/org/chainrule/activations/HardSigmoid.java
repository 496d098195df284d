package org.chainrule.activations;

/** f(z) = z/6 + ½ between −3 and 3, 0 below, 1 above; f′ = 1/6 where 0 &lt; a &lt; 1, else 0. */
public record HardSigmoid() implements ElementwiseActivation {
  @Override
  public double f(double z) {
    return Math.max(0, Math.min(6, z + 3)) / 6;
  }

  @Override
  public double df(double z, double a) {
    return a > 0 && a < 1 ? 1 / 6.0 : 0;
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = Math.max(0f, Math.min(6f, z[i] + 3)) * (1f / 6);
    }
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    for (int i = 0; i < n; i++) {
      float inside = Math.min(1f, Math.min(a[i], 1 - a[i]) * Float.MAX_VALUE); // 0 < a < 1 ? 1 : 0
      dz[i] = da[i] * ((1f / 6) * inside);
    }
  }

  @Override
  public String toString() {
    return "hardSigmoid";
  }
}
