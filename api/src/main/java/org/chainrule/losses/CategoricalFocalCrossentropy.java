package org.chainrule.losses;

import org.chainrule.activations.Activation;
import org.chainrule.activations.Softmax;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;

/**
 * Categorical cross-entropy that counts easy samples less: L = −α·Σⱼ yⱼ·(1 − ŷⱼ)ᵞ·log ŷⱼ for
 * probabilities ŷ of exclusive classes, which are divided by their sum first; y holds one-hot rows,
 * or one column of class numbers. Under a softmax dz = g − ŷ·Σg with g = α·y·(1 − ŷ)ᵞ·[γ·ŷ·log ŷ/(1
 * − ŷ) − 1]. (Lin et al., Focal Loss for Dense Object Detection, 2017.)
 *
 * @param alpha α, a factor; 0.25 by default
 * @param gamma γ, how much easy samples are held down; 2 by default
 * @param labelSmoothing σ: y is replaced by y·(1 − σ) + σ/K; 0 by default
 */
public record CategoricalFocalCrossentropy(double alpha, double gamma, double labelSmoothing)
    implements FormulaLoss {
  private static final String WHO = "categoricalFocalCrossentropy";

  /** Checks the numbers. */
  public CategoricalFocalCrossentropy {
    Check.positive(alpha, WHO, "an alpha", "alpha(0.25)");
    Check.notNegative(gamma, WHO, "a gamma", "gamma(2)");
    Check.fraction(labelSmoothing, WHO, "a labelSmoothing", "labelSmoothing(0.1)");
  }

  /** The same loss with another factor α. */
  public CategoricalFocalCrossentropy alpha(double alpha) {
    return new CategoricalFocalCrossentropy(alpha, gamma, labelSmoothing);
  }

  /** The same loss with another γ; 0 makes it α times categorical cross-entropy. */
  public CategoricalFocalCrossentropy gamma(double gamma) {
    return new CategoricalFocalCrossentropy(alpha, gamma, labelSmoothing);
  }

  /** The same loss with this share of each target spread evenly over the classes. */
  public CategoricalFocalCrossentropy labelSmoothing(double labelSmoothing) {
    return new CategoricalFocalCrossentropy(alpha, gamma, labelSmoothing);
  }

  @Override
  public String name() {
    return "categorical_focal_crossentropy";
  }

  /** α times the smoothed target of class j of K. */
  private double target(double[] y, int j, int classes) {
    return alpha * (Targets.at(y, j) * (1 - labelSmoothing) + labelSmoothing / classes);
  }

  @Override
  public double value(double[] y, double[] yhat) {
    double total = Probabilities.sum(yhat);
    double loss = 0;
    for (int j = 0; j < yhat.length; j++) {
      double t = target(y, j, yhat.length);
      if (t != 0) {
        double p = Probabilities.clip(yhat[j] / total);
        loss -= t * Math.pow(1 - p, gamma) * Math.log(p);
      }
    }
    return loss;
  }

  /** With p = ŷ/S, S = Σŷ, and g = p·dp: dŷⱼ = (gⱼ/pⱼ − Σₖ gₖ) / S. */
  @Override
  public void gradient(double[] y, double[] yhat, double[] dyhat) {
    double total = Probabilities.sum(yhat);
    double sum = 0;
    for (int j = 0; j < yhat.length; j++) {
      double p = yhat[j] / total;
      double g = Probabilities.isClipped(p) ? 0 : target(y, j, yhat.length) * slope(p);
      dyhat[j] = g / p;
      sum += g;
    }
    for (int j = 0; j < yhat.length; j++) {
      dyhat[j] = (dyhat[j] - sum) / total;
    }
  }

  /** p times the derivative of −(1 − p)ᵞ·log p, which is (1 − p)ᵞ·[γ·p·log p/(1 − p) − 1]. */
  private double slope(double p) {
    double rest = Math.max(0, 1 - p); // a softmax in float may be a little above 1
    double steep = rest == 0 ? -1 : p * Probabilities.log(p) / rest;
    return Math.pow(rest, gamma) * (gamma * steep - 1);
  }

  @Override
  public boolean canonicalWith(Activation f) {
    return f instanceof Softmax;
  }

  @Override
  public void canonicalGradient(
      Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    k.rowGradient(this::dz, y, yhat, s, factor, dz); //                          g − ŷ·Σg
  }

  private void dz(double[] y, double[] yhat, double[] dz) {
    double sum = 0;
    for (int j = 0; j < dz.length; j++) {
      double t = target(y, j, dz.length);
      dz[j] = t == 0 ? 0 : t * slope(yhat[j]);
      sum += dz[j];
    }
    for (int j = 0; j < dz.length; j++) {
      dz[j] -= yhat[j] * sum;
    }
  }

  @Override
  public Loss forShapes(int targetColumns, int columns) {
    Targets.checkShapes(this, targetColumns, columns);
    return this;
  }

  @Override
  public void checkTargets(Samples y, int columns) {
    Targets.checkOneHotOrClasses(toString(), y, columns);
  }

  @Override
  public String toString() {
    return WHO
        + (alpha == 0.25 ? "" : ".alpha(" + alpha + ")")
        + (gamma == 2 ? "" : ".gamma(" + gamma + ")")
        + (labelSmoothing == 0 ? "" : ".labelSmoothing(" + labelSmoothing + ")");
  }
}
