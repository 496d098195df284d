package org.chainrule.activations;

/** f(z) = z/(1 + |z|), f′ = 1/(1 + |z|)² = (1 − |a|)² (Bergstra et al. 2009). */
public record Softsign() implements ElementwiseActivation {
  @Override
  public double f(double z) {
    return z / (1 + Math.abs(z));
  }

  @Override
  public double df(double z, double a) {
    double c = 1 - Math.abs(a);
    return c * c;
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    for (int i = 0; i < n; i++) {
      float w = Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, z[i])); // ∞/∞ would be NaN
      a[i] = w / (1 + Math.abs(w));
    }
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    for (int i = 0; i < n; i++) {
      float c = 1 - Math.abs(a[i]);
      dz[i] = da[i] * (c * c);
    }
  }

  @Override
  public String toString() {
    return "softsign";
  }
}
