package org.chainrule.losses;

import org.chainrule.backend.FloatMath;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Samples;
import org.chainrule.backend.Scratch;

/**
 * L = 1/K·Σⱼ (log(1 + ŷⱼ) − log(1 + yⱼ))² over the K outputs, for targets that are not negative; y
 * and ŷ count as 1e-7 where they are less. dŷ = 2/K·(log(1 + ŷ) − log(1 + y)) / (1 + ŷ), and 0
 * where ŷ &lt; 1e-7.
 */
public record MeanSquaredLogarithmicError() implements ElementwiseLoss {
  @Override
  public String name() {
    return "mean_squared_logarithmic_error";
  }

  private static double difference(double y, double yhat) {
    return Math.log1p(Math.max(yhat, Kernels.EPSILON)) - Math.log1p(Math.max(y, Kernels.EPSILON));
  }

  @Override
  public double value(double y, double yhat) {
    double e = difference(y, yhat);
    return e * e;
  }

  @Override
  public double gradient(double y, double yhat) {
    return yhat < Kernels.EPSILON ? 0 : 2 * difference(y, yhat) / (1 + yhat);
  }

  /** e = |log(1 + ŷ) − log(1 + y)| = log(1 + |ŷ − y|/(1 + min(ŷ, y))), exact where ŷ ≈ y, too. */
  private static void distance(float[] y, float[] yhat, float[] e, int n) {
    for (int i = 0; i < n; i++) {
      float t = Math.max(y[i], Probabilities.EPSILON);
      float p = Math.max(yhat[i], Probabilities.EPSILON);
      e[i] = Math.abs(p - t) / (1 + Math.min(p, t));
    }
    FloatMath.log1p(e, e, n);
  }

  @Override
  public void value(float[] y, float[] yhat, float[] loss, int n) {
    distance(y, yhat, loss, n);
    for (int i = 0; i < n; i++) {
      loss[i] *= loss[i];
    }
  }

  @Override
  public void gradient(float[] y, float[] yhat, float[] d, int n) {
    float[] e = Scratch.tile(n);
    distance(y, yhat, e, n);
    for (int i = 0; i < n; i++) {
      float p = Math.max(yhat[i], Probabilities.EPSILON);
      float sign = Signs.of(p - Math.max(y[i], Probabilities.EPSILON));
      d[i] = Probabilities.isInside(p, yhat[i]) * 2 * sign * e[i] / (1 + p);
    }
  }

  @Override
  public void checkTargets(Samples y, int columns) {
    Targets.checkNotNegative(toString(), y);
  }

  @Override
  public String toString() {
    return "meanSquaredLogarithmicError";
  }
}
