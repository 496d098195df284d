package org.chainrule.losses;

import org.chainrule.backend.Check;

/**
 * The pinball loss, least at the q-quantile of y: L = 1/K·Σⱼ max(q·(yⱼ − ŷⱼ), (q − 1)·(yⱼ − ŷⱼ)).
 * dŷ = −q/K where ŷ is too low, (1 − q)/K where it is too high. (Koenker and Bassett, Regression
 * Quantiles, 1978.)
 *
 * @param q between 0 and 1; 0.5 for the median
 */
public record Quantile(double q) implements ElementwiseLoss {
  /** Checks q. */
  public Quantile {
    Check.that(
        q > 0 && q < 1,
        "quantile expects q between 0 and 1, but got %s: use for example quantile(0.9)",
        q);
  }

  @Override
  public String name() {
    return "quantile";
  }

  @Override
  public double value(double y, double yhat) {
    return Math.max(q * (y - yhat), (q - 1) * (y - yhat));
  }

  @Override
  public double gradient(double y, double yhat) {
    double sign = Math.signum(yhat - y);
    return sign * (0.5 + (0.5 - q) * sign); // 1 − q above, −q below, 0 where they are equal
  }

  @Override
  public void value(float[] y, float[] yhat, float[] loss, int n) {
    float above = (float) (q - 1);
    float below = (float) q;
    for (int i = 0; i < n; i++) {
      float e = y[i] - yhat[i];
      loss[i] = Math.max(below * e, above * e);
    }
  }

  @Override
  public void gradient(float[] y, float[] yhat, float[] d, int n) {
    Signs.of(y, yhat, d, n);
    float slope = (float) (0.5 - q);
    for (int i = 0; i < n; i++) {
      d[i] = d[i] * (0.5f + slope * d[i]);
    }
  }

  @Override
  public String toString() {
    return "quantile(" + q + ")";
  }
}
