package org.chainrule.losses;

import org.chainrule.activations.Activation;
import org.chainrule.activations.Softmax;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;

/**
 * L = −Σⱼ yⱼ·log ŷⱼ for one-hot targets y and probabilities ŷ of exclusive classes, which are
 * divided by their sum first. With label smoothing σ, y is replaced by y·(1 − σ) + σ/K. Under a
 * softmax dz = ŷ·Σy − y. A single column of class numbers is taken too, see {@link
 * SparseCategoricalCrossentropy}.
 *
 * @param labelSmoothing σ, 0 by default
 */
public record CategoricalCrossentropy(double labelSmoothing) implements FormulaLoss {
  private static final double SMALLEST_PRODUCT = 1e-280;

  /** Checks the label smoothing. */
  public CategoricalCrossentropy {
    Check.fraction(
        labelSmoothing, "categoricalCrossentropy", "a labelSmoothing", "labelSmoothing(0.1)");
  }

  /** The same loss with this share of each target spread evenly over the classes. */
  public CategoricalCrossentropy labelSmoothing(double labelSmoothing) {
    return new CategoricalCrossentropy(labelSmoothing);
  }

  @Override
  public String name() {
    return "categorical_crossentropy";
  }

  @Override
  public boolean canonicalWith(Activation f) {
    return f instanceof Softmax;
  }

  @Override
  public double canonicalValue(Kernels k, Matrix y, Matrix yhat, Matrix s) {
    return labelSmoothing == 0
        ? k.crossEntropy(y, yhat, s) // a softmax sums to 1 already
        : value(k, y, yhat, s);
  }

  @Override
  public void canonicalGradient(
      Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    if (labelSmoothing == 0) {
      k.softmaxDifference(y, yhat, s, factor, dz); //                            ŷ·Σy − y
    } else {
      k.rowGradient(this::dz, y, yhat, s, factor, dz); //                        ŷ·Σy − y, smoothed
    }
  }

  /** The smoothed target of class j of K. */
  private double target(double[] y, int j, int classes) {
    return Targets.at(y, j) * (1 - labelSmoothing) + labelSmoothing / classes;
  }

  private void dz(double[] y, double[] yhat, double[] dz) {
    double total = 0;
    for (int j = 0; j < dz.length; j++) {
      dz[j] = -target(y, j, dz.length);
      total -= dz[j];
    }
    for (int j = 0; j < dz.length; j++) {
      dz[j] += yhat[j] * total;
    }
  }

  /** Classes of target 0 have the same factor σ/K: one logarithm of their product will do. */
  @Override
  public double value(double[] y, double[] yhat) {
    double total = Probabilities.sum(yhat);
    double loss = 0;
    double product = 1;
    double even = labelSmoothing / yhat.length;
    for (int j = 0; j < yhat.length; j++) {
      double p = Probabilities.clip(yhat[j] / total);
      double t = Targets.at(y, j);
      if (t != 0) {
        loss -= (t * (1 - labelSmoothing) + even) * Math.log(p);
      } else if (even != 0) {
        product *= p;
        if (product < SMALLEST_PRODUCT) {
          loss -= even * Math.log(product);
          product = 1;
        }
      }
    }
    return loss - even * Math.log(product);
  }

  /** With p = ŷ/S, S = Σŷ: dŷⱼ = (dpⱼ − Σₖ dpₖ·pₖ) / S, where dpₖ = −yₖ/pₖ. */
  @Override
  public void gradient(double[] y, double[] yhat, double[] dyhat) {
    double total = Probabilities.sum(yhat);
    double dot = 0;
    for (int j = 0; j < yhat.length; j++) {
      double p = yhat[j] / total;
      dyhat[j] = Probabilities.isClipped(p) ? 0 : -target(y, j, yhat.length) / p;
      dot += dyhat[j] * p;
    }
    for (int j = 0; j < yhat.length; j++) {
      dyhat[j] = (dyhat[j] - dot) / total;
    }
  }

  @Override
  public Loss forShapes(int targetColumns, int columns) {
    Targets.checkSeveral(this, columns);
    if (targetColumns == 1) {
      return labelSmoothing == 0 ? new SparseCategoricalCrossentropy(null) : this;
    }
    return FormulaLoss.super.forShapes(targetColumns, columns);
  }

  @Override
  public void checkTargets(Samples y, int columns) {
    Targets.checkOneHotOrClasses(toString(), y, columns);
  }

  @Override
  public String toString() {
    return "categoricalCrossentropy"
        + (labelSmoothing == 0 ? "" : ".labelSmoothing(" + labelSmoothing + ")");
  }
}
