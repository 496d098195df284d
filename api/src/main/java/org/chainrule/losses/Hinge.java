package org.chainrule.losses;

import org.chainrule.backend.Samples;

/**
 * L = 1/K·Σⱼ max(0, 1 − tⱼ·ŷⱼ) over the K outputs, t = ±1: targets are −1 and 1, or 0 and 1, where
 * 0 counts as −1. dŷ = −t/K where t·ŷ &lt; 1, else 0.
 */
public record Hinge() implements ElementwiseLoss {
  /** t: −1 for a target of −1 or 0. */
  static double sign(double y) {
    return 2 * Math.max(0, y) - 1;
  }

  @Override
  public String name() {
    return "hinge";
  }

  @Override
  public double value(double y, double yhat) {
    return Math.max(0, 1 - sign(y) * yhat);
  }

  @Override
  public double gradient(double y, double yhat) {
    double t = sign(y);
    return t * yhat < 1 ? -t : 0;
  }

  @Override
  public void value(float[] y, float[] yhat, float[] loss, int n) {
    margin(y, yhat, loss, n);
  }

  /** m = max(0, 1 − t·ŷ). */
  static void margin(float[] y, float[] yhat, float[] m, int n) {
    for (int i = 0; i < n; i++) {
      m[i] = Math.max(0f, 1 - (2 * Math.max(0f, y[i]) - 1) * yhat[i]);
    }
  }

  @Override
  public void gradient(float[] y, float[] yhat, float[] d, int n) {
    margin(y, yhat, d, n);
    for (int i = 0; i < n; i++) {
      float inside = Math.min(1f, d[i] * 1e30f); // m > 0 ? 1 : 0; m is 0 or at least 6e-8
      d[i] = inside * (1 - 2 * Math.max(0f, y[i]));
    }
  }

  @Override
  public void checkTargets(Samples y, int columns) {
    Targets.checkSigns(toString(), y);
  }

  @Override
  public String toString() {
    return "hinge";
  }
}
