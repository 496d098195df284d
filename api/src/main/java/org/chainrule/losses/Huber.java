package org.chainrule.losses;

import org.chainrule.backend.Check;

/**
 * L = 1/K·Σⱼ ℓ(eⱼ) of the errors e = ŷ − y: ℓ = ½e² up to δ, and δ·|e| − ½δ² beyond. dŷ = 1/K·e
 * within ±δ, and ±δ/K beyond.
 *
 * @param delta δ, where the parabola goes over into a line; 1 by default
 */
public record Huber(double delta) implements ElementwiseLoss {
  /** Checks δ. */
  public Huber {
    Check.positive(delta, "huber", "a delta", "huber(1)");
  }

  @Override
  public String name() {
    return "huber";
  }

  @Override
  public double value(double y, double yhat) {
    double e = Math.abs(yhat - y);
    double q = Math.min(e, delta);
    return q * (e - 0.5 * q); // ½e² for q = e, δ·e − ½δ² for q = δ
  }

  @Override
  public double gradient(double y, double yhat) {
    return Math.max(-delta, Math.min(delta, yhat - y));
  }

  @Override
  public void value(float[] y, float[] yhat, float[] loss, int n) {
    float bound = (float) delta;
    for (int i = 0; i < n; i++) {
      float e = Math.abs(yhat[i] - y[i]);
      float q = Math.min(e, bound);
      loss[i] = q * (e - 0.5f * q);
    }
  }

  @Override
  public void gradient(float[] y, float[] yhat, float[] d, int n) {
    float bound = (float) delta;
    for (int i = 0; i < n; i++) {
      d[i] = Math.max(-bound, Math.min(bound, yhat[i] - y[i]));
    }
  }

  @Override
  public String toString() {
    return "huber(" + delta + ")";
  }
}
