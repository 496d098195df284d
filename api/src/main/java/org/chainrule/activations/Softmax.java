package org.chainrule.activations;

import org.chainrule.backend.Check;
import org.chainrule.backend.FloatMath;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * Each row a = e^z / Σ e^z: probabilities of exclusive classes. dz = a ⊙ (da − a·da), row by row.
 */
public record Softmax() implements Activation {
  @Override
  public void forward(Kernels k, Matrix z, Matrix a) {
    k.softmax(z, a); //                          a  = e^z / Σ e^z
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    System.arraycopy(z, 0, a, 0, n);
    FloatMath.softmax(a, 1, n);
  }

  @Override
  public void backward(Kernels k, Matrix z, Matrix a, Matrix da, Matrix dz) {
    k.softmaxBackward(a, da, dz); //             dz = a ⊙ (da − a·da)
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void checkColumns(int columns) {
    Check.that(
        columns > 1,
        "softmax expects at least 2 columns, but got 1, where it is always 1: use dense(1, sigmoid) for two classes, or dense(2, softmax)");
  }

  @Override
  public String toString() {
    return "softmax";
  }
}
