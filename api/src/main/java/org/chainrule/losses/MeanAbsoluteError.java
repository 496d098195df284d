package org.chainrule.losses;

/** L = 1/K·Σⱼ |ŷⱼ − yⱼ| over the K outputs; dŷ = 1/K·sign(ŷ − y). */
public record MeanAbsoluteError() implements ElementwiseLoss {
  @Override
  public String name() {
    return "mean_absolute_error";
  }

  @Override
  public double value(double y, double yhat) {
    return Math.abs(yhat - y);
  }

  @Override
  public double gradient(double y, double yhat) {
    return Math.signum(yhat - y);
  }

  @Override
  public void value(float[] y, float[] yhat, float[] loss, int n) {
    for (int i = 0; i < n; i++) {
      loss[i] = Math.abs(yhat[i] - y[i]);
    }
  }

  @Override
  public void gradient(float[] y, float[] yhat, float[] d, int n) {
    Signs.of(y, yhat, d, n);
  }

  @Override
  public String toString() {
    return "meanAbsoluteError";
  }
}
