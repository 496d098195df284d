package org.chainrule.activations;

import org.chainrule.backend.Check;

/**
 * f(z) = ½·(z + √(z² + b)), a smooth relu without exponentials; f′ = ½·(1 + z/√(z² + b)) = 1/(1 +
 * b/(4a²)) (Barron 2021, eq. 1 and 2).
 *
 * @param b the size of the bend at 0; 4 by default, as in Keras
 */
public record Squareplus(double b) implements ElementwiseActivation {
  /** Checks b. */
  public Squareplus {
    Check.positive(b, "squareplus", "a b", "squareplus(4)");
  }

  @Override
  public double f(double z) {
    double q = 0.5 * (Math.abs(z) + Math.sqrt(z * z + b));
    return Math.max(0, z) + b / (4 * q); // f(|z|) = q, f(z)·f(−z) = b/4, f(z) − f(−z) = z
  }

  @Override
  public double df(double z, double a) {
    return 1 / (1 + b / (4 * a * a));
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    float c = (float) b;
    for (int i = 0; i < n; i++) {
      float w = Math.abs(z[i]);
      float root = (float) Math.sqrt(Math.min(1e38f, w * w) + c); // z² overflows from 1.8e19 on,
      float q = 0.5f * (w + Math.max(w, root)); //                   where the root is |z|
      a[i] = Math.max(0f, z[i]) + 0.25f * c / q;
    }
  }

  @Override
  public void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    float c = (float) (0.25 * b);
    for (int i = 0; i < n; i++) {
      dz[i] = da[i] / (1 + c / (a[i] * a[i]));
    }
  }

  @Override
  public String toString() {
    return "squareplus(" + b + ")";
  }
}
