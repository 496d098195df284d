package org.chainrule.losses;

/** L = 1/K·Σⱼ |ŷⱼ − yⱼ| over the K outputs; dŷ = 1/K·sign(ŷ − y). */
public record MeanAbsoluteError() implements FormulaLoss {
  @Override
  public String name() {
    return "mean_absolute_error";
  }

  @Override
  public double value(double[] y, double[] yhat) {
    double sum = 0;
    for (int j = 0; j < y.length; j++) {
      sum += Math.abs(yhat[j] - y[j]);
    }
    return sum / y.length;
  }

  @Override
  public void gradient(double[] y, double[] yhat, double[] dyhat) {
    for (int j = 0; j < y.length; j++) {
      dyhat[j] = Math.signum(yhat[j] - y[j]) / y.length;
    }
  }

  @Override
  public String toString() {
    return "meanAbsoluteError";
  }
}
