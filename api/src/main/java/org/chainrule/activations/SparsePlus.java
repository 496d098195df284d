package org.chainrule.activations;

/**
 * f(z) = ¼·(z + 1)² between −1 and 1, 0 below, z above; f′ = ½·(z + 1) between −1 and 1, which is
 * √a, 0 below, 1 above.
 */
public record SparsePlus() implements ElementwiseActivation {
  @Override
  public double f(double z) {
    double c = Math.max(-1, Math.min(1, z)) + 1;
    return 0.25 * c * c + Math.max(0, z - 1);
  }

  @Override
  public double df(double z, double a) {
    return Math.min(1, Math.sqrt(a));
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    for (int i = 0; i < n; i++) {
      float c = Math.max(-1f, Math.min(1f, z[i])) + 1;
      a[i] = 0.25f * c * c + Math.max(0f, z[i] - 1);
    }
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    for (int i = 0; i < n; i++) {
      dz[i] = da[i] * Math.min(1f, (float) Math.sqrt(a[i]));
    }
  }

  @Override
  public String toString() {
    return "sparsePlus";
  }
}
