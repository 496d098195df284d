package org.chainrule.losses;

import org.chainrule.backend.Kernels;

/**
 * L = 100/K·Σⱼ |ŷⱼ − yⱼ| / max(|yⱼ|, 1e-7) over the K outputs, in percent of the targets; dŷ =
 * 100/K·sign(ŷ − y) / max(|y|, 1e-7). Targets near 0 make it huge.
 */
public record MeanAbsolutePercentageError() implements ElementwiseLoss {
  @Override
  public String name() {
    return "mean_absolute_percentage_error";
  }

  @Override
  public double value(double y, double yhat) {
    return 100 * Math.abs(yhat - y) / Math.max(Math.abs(y), Kernels.EPSILON);
  }

  @Override
  public double gradient(double y, double yhat) {
    return 100 * Math.signum(yhat - y) / Math.max(Math.abs(y), Kernels.EPSILON);
  }

  @Override
  public void value(float[] y, float[] yhat, float[] loss, int n) {
    for (int i = 0; i < n; i++) {
      loss[i] = 100 * Math.abs(yhat[i] - y[i]) / Math.max(Math.abs(y[i]), (float) Kernels.EPSILON);
    }
  }

  @Override
  public void gradient(float[] y, float[] yhat, float[] d, int n) {
    Signs.of(y, yhat, d, n);
    for (int i = 0; i < n; i++) {
      d[i] = 100 * d[i] / Math.max(Math.abs(y[i]), (float) Kernels.EPSILON);
    }
  }

  @Override
  public String toString() {
    return "meanAbsolutePercentageError";
  }
}
