package org.chainrule.losses;

import org.chainrule.activations.Activation;
import org.chainrule.activations.Softmax;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;

/**
 * L = −log ŷ_c for class numbers c = 0 … K − 1 in one column y, and probabilities ŷ of exclusive
 * classes, which are divided by their sum first. Under a softmax dz = ŷ − onehot(c).
 */
public record SparseCategoricalCrossentropy() implements FormulaLoss {
  @Override
  public String name() {
    return "sparse_categorical_crossentropy";
  }

  @Override
  public boolean canonicalWith(Activation f) {
    return f instanceof Softmax;
  }

  @Override
  public double canonicalValue(Kernels k, Matrix y, Matrix yhat, Matrix s) {
    return k.sparseCrossEntropy(y, yhat, s); // a softmax sums to 1 already
  }

  @Override
  public void canonicalGradient(
      Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    k.sparseDifference(y, yhat, s, factor, dz); //                               ŷ − onehot(c)
  }

  @Override
  public double value(double[] y, double[] yhat) {
    return -Math.log(Probabilities.clip(yhat[(int) y[0]] / CategoricalCrossentropy.sum(yhat)));
  }

  /** With p = ŷ/S, S = Σŷ: dŷ = 1/S everywhere, and 1/S − 1/ŷ_c at the class. */
  @Override
  public void gradient(double[] y, double[] yhat, double[] dyhat) {
    int c = (int) y[0];
    double total = CategoricalCrossentropy.sum(yhat);
    if (!Probabilities.isClipped(yhat[c] / total)) {
      java.util.Arrays.fill(dyhat, 1 / total);
      dyhat[c] -= 1 / yhat[c];
    }
  }

  @Override
  public Loss forShapes(int targetColumns, int columns) {
    Check.that(
        columns > 1,
        "%s expects a model with one output for each class, but it has 1: use dense(1, sigmoid) with binaryCrossentropy, or dense(2, softmax)",
        this);
    Check.that(
        targetColumns == 1,
        "%s expects one column of class numbers, but y has %d columns: pass an int[], or use categoricalCrossentropy for one-hot rows",
        this,
        targetColumns);
    return this;
  }

  @Override
  public void checkTargets(Samples y, int columns) {
    for (int i = 0; i < y.rows(); i++) {
      double label = y.get(i, 0);
      Check.that(
          label == Math.rint(label),
          "%s expects whole class numbers, but y has %s at row %d: round the labels, or use meanSquaredError for numbers",
          this,
          label,
          i);
      Check.that(
          label >= 0 && label < columns,
          "%s expects labels from 0 to %d, one for each output of the model, but y has %.0f at row %d: number the classes from 0, or give the last layer more units",
          this,
          columns - 1,
          label,
          i);
    }
  }

  @Override
  public String toString() {
    return "sparseCategoricalCrossentropy";
  }
}
