package org.chainrule.losses;

import org.chainrule.backend.FloatMath;

/**
 * L = 1/K·Σⱼ log cosh(ŷⱼ − yⱼ) over the K outputs: about ½e² for small errors and |e| − log 2 for
 * large ones. dŷ = 1/K·tanh(ŷ − y).
 */
public record LogCosh() implements ElementwiseLoss {
  @Override
  public String name() {
    return "log_cosh";
  }

  @Override
  public double value(double y, double yhat) {
    double e = Math.abs(yhat - y);
    return e + Math.log1p(Math.expm1(-2 * e) / 2); // cosh e = eᵉ·(1 + (e⁻²ᵉ − 1)/2)
  }

  @Override
  public double gradient(double y, double yhat) {
    return Math.tanh(yhat - y);
  }

  @Override
  public void gradient(float[] y, float[] yhat, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      d[i] = yhat[i] - y[i];
    }
    FloatMath.tanh(d, d, n);
  }

  @Override
  public String toString() {
    return "logCosh";
  }
}
