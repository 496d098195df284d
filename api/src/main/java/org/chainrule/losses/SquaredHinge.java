package org.chainrule.losses;

import org.chainrule.backend.Samples;

/**
 * L = 1/K·Σⱼ mⱼ², m = max(0, 1 − t·ŷ) over the K outputs, t = ±1: targets are −1 and 1, or 0 and 1,
 * where 0 counts as −1. dŷ = −2/K·t·m.
 */
public record SquaredHinge() implements ElementwiseLoss {
  @Override
  public String name() {
    return "squared_hinge";
  }

  @Override
  public double value(double y, double yhat) {
    double m = Math.max(0, 1 - Hinge.sign(y) * yhat);
    return m * m;
  }

  @Override
  public double gradient(double y, double yhat) {
    double t = Hinge.sign(y);
    return -2 * t * Math.max(0, 1 - t * yhat);
  }

  @Override
  public void value(float[] y, float[] yhat, float[] loss, int n) {
    Hinge.margin(y, yhat, loss, n);
    for (int i = 0; i < n; i++) {
      loss[i] *= loss[i];
    }
  }

  @Override
  public void gradient(float[] y, float[] yhat, float[] d, int n) {
    Hinge.margin(y, yhat, d, n);
    for (int i = 0; i < n; i++) {
      d[i] *= 2 - 4 * Math.max(0f, y[i]); // −2t
    }
  }

  @Override
  public void checkTargets(Samples y, int columns) {
    Targets.checkSigns(toString(), y);
  }

  @Override
  public String toString() {
    return "squaredHinge";
  }
}
