package org.chainrule.activations;

/**
 * f(z) = z·h with h = z/6 + ½ between −3 and 3, 0 below, 1 above, also called hard swish; f′ = h +
 * z/6 between −3 and 3, else h (Howard et al. 2019).
 */
public record HardSilu() implements ElementwiseActivation {
  @Override
  public double f(double z) {
    return z * (Math.max(0, Math.min(6, z + 3)) / 6);
  }

  @Override
  public double df(double z, double a) {
    double h = Math.max(0, Math.min(6, z + 3)) / 6;
    return h > 0 && h < 1 ? h + z / 6 : h;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    for (int i = 0; i < n; i++) {
      float h = Math.max(0f, Math.min(6f, z[i] + 3)) * (1f / 6);
      a[i] = Math.max(-Float.MAX_VALUE, z[i]) * h; // −∞·0 would be NaN
    }
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    for (int i = 0; i < n; i++) {
      float w = Math.max(-3f, Math.min(3f, z[i]));
      float inside = Math.min(1f, (3 - Math.abs(w)) * Float.MAX_VALUE); // |z| < 3 ? 1 : 0
      dz[i] = da[i] * ((w + 3) * (1f / 6) + inside * (w * (1f / 6)));
    }
  }

  @Override
  public String toString() {
    return "hardSilu";
  }
}
