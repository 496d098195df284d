package org.chainrule.losses;

import org.chainrule.backend.FloatMath;
import org.chainrule.backend.Scratch;

/**
 * L = 1/K·Σⱼ log cosh(ŷⱼ − yⱼ) over the K outputs: about ½e² for small errors and |e| − log 2 for
 * large ones. dŷ = 1/K·tanh(ŷ − y).
 */
public record LogCosh() implements ElementwiseLoss {
  private static final float LINEAR = 20; // from here on log cosh e is |e| − log 2 in float

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

  /** log cosh q = log(1 + (1 − u)²/(2u)), u = e⁻q, which is exact near 0, too. */
  @Override
  public void value(float[] y, float[] yhat, float[] loss, int n) {
    float[] t = Scratch.tile(n);
    float[] u = Scratch.second(n);
    for (int i = 0; i < n; i++) {
      t[i] = -Math.min(LINEAR, Math.abs(yhat[i] - y[i])); // −q
    }
    FloatMath.exp(t, u, n);
    FloatMath.expm1Negative(t, t, n); // u − 1
    for (int i = 0; i < n; i++) {
      t[i] = t[i] * t[i] / (2 * u[i]);
    }
    FloatMath.log1p(t, t, n);
    for (int i = 0; i < n; i++) {
      loss[i] = t[i] + Math.max(0f, Math.abs(yhat[i] - y[i]) - LINEAR);
    }
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
