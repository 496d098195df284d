package org.chainrule.losses;

import org.chainrule.activations.Activation;
import org.chainrule.activations.Softmax;
import org.chainrule.backend.FloatMath;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;
import org.chainrule.backend.Scratch;

/**
 * Kullback and Leibler's divergence L = Σⱼ yⱼ·log(yⱼ/ŷⱼ) of a distribution ŷ from the distribution
 * y, both within [1e-7, 1]. dŷ = −y/ŷ, and 0 where ŷ lies outside. Under a softmax dz = ŷ·Σy − y.
 */
public record KlDivergence() implements ElementwiseLoss {
  @Override
  public String name() {
    return "kl_divergence";
  }

  private static double clip(double p) {
    return Math.max(Kernels.EPSILON, Math.min(1, p));
  }

  @Override
  public double value(double y, double yhat) {
    return clip(y) * Math.log(clip(y) / clip(yhat));
  }

  @Override
  public double gradient(double y, double yhat) {
    return yhat < Kernels.EPSILON || yhat > 1 ? 0 : -clip(y) / yhat;
  }

  private static float clip(float p) {
    return Math.max(Probabilities.EPSILON, Math.min(1f, p));
  }

  /** log(y/ŷ) = ±log(1 + |y − ŷ|/min(y, ŷ)), which is exact where ŷ ≈ y, too. */
  @Override
  public void value(float[] y, float[] yhat, float[] loss, int n) {
    float[] excess = Scratch.tile(n);
    float[] log = Scratch.second(n);
    for (int i = 0; i < n; i++) {
      float t = clip(y[i]);
      float p = clip(yhat[i]);
      excess[i] = (t - p) / Math.min(t, p);
      log[i] = Math.abs(excess[i]);
    }
    FloatMath.log1p(log, log, n);
    for (int i = 0; i < n; i++) {
      loss[i] = clip(y[i]) * Signs.of(excess[i]) * log[i];
    }
  }

  @Override
  public void gradient(float[] y, float[] yhat, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      float p = clip(yhat[i]);
      d[i] = Probabilities.isInside(p, yhat[i]) * -clip(y[i]) / p;
    }
  }

  @Override
  public double value(Kernels k, Matrix y, Matrix yhat, Matrix s) {
    return k.elementLoss(this, y, yhat, s); // the sum over the outputs, no mean
  }

  @Override
  public void gradient(Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dyhat) {
    k.elementGradient(this, y, yhat, s, factor, dyhat); //                       −y/ŷ
  }

  @Override
  public boolean canonicalWith(Activation f) {
    return f instanceof Softmax;
  }

  @Override
  public void canonicalGradient(
      Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    k.rowGradient(KlDivergence::dz, y, yhat, s, factor, dz); //                  ŷ·Σy − y
  }

  private static void dz(double[] y, double[] yhat, double[] dz) {
    double total = 0;
    for (double t : y) {
      total += clip(t);
    }
    for (int j = 0; j < y.length; j++) {
      dz[j] = yhat[j] * total - clip(y[j]);
    }
  }

  @Override
  public void checkTargets(Samples y, int columns) {
    Targets.checkProbabilities(toString(), y);
  }

  @Override
  public String toString() {
    return "klDivergence";
  }
}
