package org.chainrule.losses;

import org.chainrule.backend.FloatMath;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Samples;
import org.chainrule.backend.Scratch;

/**
 * L = 1/K·Σⱼ [ŷⱼ − yⱼ·log(ŷⱼ + 1e-7)] over the K outputs: counts y, and rates ŷ, which the last
 * activation must keep positive. dŷ = 1/K·(1 − y/(ŷ + 1e-7)).
 */
public record Poisson() implements ElementwiseLoss {
  @Override
  public String name() {
    return "poisson";
  }

  @Override
  public double value(double y, double yhat) {
    return yhat - y * Math.log(yhat + Kernels.EPSILON);
  }

  @Override
  public double gradient(double y, double yhat) {
    return 1 - y / (yhat + Kernels.EPSILON);
  }

  @Override
  public void value(float[] y, float[] yhat, float[] loss, int n) {
    float[] log = Scratch.tile(n);
    for (int i = 0; i < n; i++) {
      log[i] = yhat[i] + (float) Kernels.EPSILON;
    }
    FloatMath.log(log, log, n);
    for (int i = 0; i < n; i++) {
      loss[i] = yhat[i] - y[i] * log[i];
    }
  }

  @Override
  public void gradient(float[] y, float[] yhat, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      d[i] = 1 - y[i] / (yhat[i] + (float) Kernels.EPSILON);
    }
  }

  @Override
  public void checkTargets(Samples y, int columns) {
    Targets.checkNotNegative(toString(), y);
  }

  @Override
  public String toString() {
    return "poisson";
  }
}
