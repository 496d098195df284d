package org.chainrule.losses;

import org.chainrule.activations.Activation;
import org.chainrule.activations.Softmax;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;

/**
 * L = −log ŷ_c for class numbers c = 0 … K − 1 in one column y, and probabilities ŷ of exclusive
 * classes, which are divided by their sum first. Under a softmax dz = ŷ − onehot(c). Samples of an
 * ignored class have no loss, and the mean of a batch is taken over the others.
 *
 * @param ignoreClass a class number to ignore, one of the classes or another such as −1; null, the
 *     default, for none
 */
public record SparseCategoricalCrossentropy(Integer ignoreClass) implements FormulaLoss {
  /** The same loss without the samples of this class. */
  public SparseCategoricalCrossentropy ignoreClass(int ignoreClass) {
    return new SparseCategoricalCrossentropy(ignoreClass);
  }

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
    return ignoreClass == null
        ? k.sparseCrossEntropy(y, yhat, s) // a softmax sums to 1 already
        : value(k, y, yhat, s);
  }

  @Override
  public void canonicalGradient(
      Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    if (ignoreClass == null) {
      k.sparseDifference(y, yhat, s, factor, dz); //                             ŷ − onehot(c)
    } else {
      k.rowGradient(this::dz, y, yhat, s, factor, dz); //                        the same, or 0
    }
  }

  private boolean ignores(double label) {
    return ignoreClass != null && label == ignoreClass;
  }

  private void dz(double[] y, double[] yhat, double[] dz) {
    if (!ignores(y[0])) {
      System.arraycopy(yhat, 0, dz, 0, dz.length);
      dz[(int) y[0]] -= 1;
    }
  }

  @Override
  public double value(double[] y, double[] yhat) {
    return ignores(y[0])
        ? 0
        : -Math.log(Probabilities.clip(yhat[(int) y[0]] / Probabilities.sum(yhat)));
  }

  /** With p = ŷ/S, S = Σŷ: dŷ = 1/S everywhere, and 1/S − 1/ŷ_c at the class. */
  @Override
  public void gradient(double[] y, double[] yhat, double[] dyhat) {
    if (ignores(y[0])) {
      return;
    }
    int c = (int) y[0];
    double total = Probabilities.sum(yhat);
    if (!Probabilities.isClipped(yhat[c] / total)) {
      java.util.Arrays.fill(dyhat, 1 / total);
      dyhat[c] -= 1 / yhat[c];
    }
  }

  /** One over the number of samples that are not ignored; 0 when all are. */
  @Override
  public double scale(Matrix y) {
    if (ignoreClass == null) {
      return FormulaLoss.super.scale(y);
    }
    int counted = 0;
    for (int i = 0; i < y.rows(); i++) {
      counted += ignores(y.get(i, 0)) ? 0 : 1;
    }
    return counted == 0 ? 0 : 1.0 / counted;
  }

  @Override
  public Loss forShapes(int targetColumns, int columns) {
    Targets.checkSeveral(this, columns);
    Check.that(
        targetColumns == 1,
        "%s expects one column of class numbers, but y has %d columns: pass an int[], or use categoricalCrossentropy for one-hot rows",
        this,
        targetColumns);
    return this;
  }

  @Override
  public void checkTargets(Samples y, int columns) {
    Targets.checkClasses(toString(), y, columns, ignoreClass);
  }

  @Override
  public String toString() {
    return "sparseCategoricalCrossentropy"
        + (ignoreClass == null ? "" : ".ignoreClass(" + ignoreClass + ")");
  }
}
