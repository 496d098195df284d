package org.chainrule.activations;

/** f(z) = z between −1 and 1, −1 below, 1 above; f′ = 1 where |a| &lt; 1, else 0. */
public record HardTanh() implements ElementwiseActivation {
  @Override
  public double f(double z) {
    return Math.max(-1, Math.min(1, z));
  }

  @Override
  public double df(double z, double a) {
    return Math.abs(a) < 1 ? 1 : 0;
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = Math.max(-1f, Math.min(1f, z[i]));
    }
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    for (int i = 0; i < n; i++) {
      dz[i] = da[i] * Math.min(1f, (1 - Math.abs(a[i])) * Float.MAX_VALUE); // |a| < 1 ? 1 : 0
    }
  }

  @Override
  public String toString() {
    return "hardTanh";
  }
}
