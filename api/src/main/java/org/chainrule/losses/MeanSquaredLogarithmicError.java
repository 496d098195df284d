package org.chainrule.losses;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Samples;

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

  @Override
  public void checkTargets(Samples y, int columns) {
    Targets.checkNotNegative(toString(), y);
  }

  @Override
  public String toString() {
    return "meanSquaredLogarithmicError";
  }
}
