package org.chainrule.losses;

import org.chainrule.activations.Activation;
import org.chainrule.activations.Softmax;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;

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
