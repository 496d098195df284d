package org.chainrule.layers;

import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;

/**
 * The function of an {@link Embedding}. Forward yᵢ = E[xᵢ]. Backward dE[v] = Σ dyᵢ over all i with
 * xᵢ = v; there is no dx, since whole numbers do not change a little.
 *
 * @param E the table, (inputDim, outputDim)
 */
record Lookup(Parameter E) implements Differentiable {
  @Override
  public void forward(Kernels k, Matrix x, Matrix y) {
    k.pick(x, E.value(), y); //                  yᵢ = E[xᵢ]
  }

  @Override
  public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
    if (E.isTrained()) {
      k.addPicked(x, dy, E.gradient()); //       dE[xᵢ] += dyᵢ
    }
  }

  @Override
  public void checkInput(String who, Samples x) {
    int last = E.shape()[0] - 1;
    for (int i = 0; i < x.rows(); i++) {
      double v = x.get(i, 0);
      if (!(v >= 0 && v <= last && v == Math.rint(v))) {
        throw new IllegalArgumentException(
            Check.message(
                "%s expects x to hold whole numbers 0 to %d (from embedding(%d, %d)), but row %d has %s: number the values from 0, or use a larger inputDim",
                who, last, last + 1, E.shape()[1], i, v));
      }
    }
  }

  @Override
  public boolean hasInputGradient() {
    return false;
  }

  @Override
  public RowFunction forRow() {
    float[][] rows = new float[E.shape()[0]][E.shape()[1]];
    for (int v = 0; v < rows.length; v++) {
      for (int j = 0; j < rows[v].length; j++) {
        rows[v][j] = (float) E.value().get(v, j);
      }
    }
    return (x, y) -> System.arraycopy(rows[(int) x[0]], 0, y, 0, y.length);
  }

  @Override
  public boolean readsOutput() {
    return false;
  }
}
