package org.chainrule.losses;

import org.chainrule.activations.Activation;
import org.chainrule.activations.Softmax;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;

/**
 * L = −Σⱼ yⱼ·log ŷⱼ for one-hot targets y and probabilities ŷ of exclusive classes, which are
 * divided by their sum first. Under a softmax dz = ŷ·Σy − y. A single column of class numbers is
 * taken too, see {@link SparseCategoricalCrossentropy}.
 */
public record CategoricalCrossentropy() implements FormulaLoss {
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
    return k.crossEntropy(y, yhat, s); // a softmax sums to 1 already
  }

  @Override
  public void canonicalGradient(
      Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    k.softmaxDifference(y, yhat, s, factor, dz); //                              ŷ·Σy − y
  }

  @Override
  public double value(double[] y, double[] yhat) {
    double total = sum(yhat);
    double loss = 0;
    for (int j = 0; j < y.length; j++) {
      loss -= y[j] * Math.log(Probabilities.clip(yhat[j] / total));
    }
    return loss;
  }

  /** With p = ŷ/S, S = Σŷ: dŷⱼ = (dpⱼ − Σₖ dpₖ·pₖ) / S, where dpₖ = −yₖ/pₖ. */
  @Override
  public void gradient(double[] y, double[] yhat, double[] dyhat) {
    double total = sum(yhat);
    double dot = 0;
    for (int j = 0; j < y.length; j++) {
      double p = yhat[j] / total;
      dyhat[j] = Probabilities.isClipped(p) ? 0 : -y[j] / p;
      dot += dyhat[j] * p;
    }
    for (int j = 0; j < y.length; j++) {
      dyhat[j] = (dyhat[j] - dot) / total;
    }
  }

  static double sum(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += v;
    }
    return sum;
  }

  @Override
  public Loss forShapes(int targetColumns, int columns) {
    Check.that(
        columns > 1,
        "%s expects a model with one output for each class, but it has 1: use dense(1, sigmoid) with binaryCrossentropy, or dense(2, softmax)",
        this);
    if (targetColumns == 1) {
      return new SparseCategoricalCrossentropy();
    }
    return FormulaLoss.super.forShapes(targetColumns, columns);
  }

  @Override
  public void checkTargets(Samples y, int columns) {
    Probabilities.check(toString(), y);
  }

  @Override
  public String toString() {
    return "categoricalCrossentropy";
  }
}
