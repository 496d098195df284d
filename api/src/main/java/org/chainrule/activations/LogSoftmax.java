package org.chainrule.activations;

import org.chainrule.backend.Check;
import org.chainrule.backend.FloatMath;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/** Each row a = z − log Σ e^z, the logarithm of {@link Softmax}. dz = da − eᵃ·Σ da, row by row. */
public record LogSoftmax() implements Activation {
  @Override
  public void forward(Kernels k, Matrix z, Matrix a) {
    k.logSoftmax(z, a); //                       a  = z − log Σ e^z
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    System.arraycopy(z, 0, a, 0, n);
    FloatMath.logSoftmax(a, 1, n);
  }

  @Override
  public void backward(Kernels k, Matrix z, Matrix a, Matrix da, Matrix dz) {
    k.logSoftmaxBackward(a, da, dz); //          dz = da − eᵃ·Σ da
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public void checkColumns(int columns) {
    Check.that(
        columns > 1,
        "logSoftmax expects at least 2 columns, but got 1, where it is always 0: use dense(1, logSigmoid) for two classes, or dense(2, logSoftmax)");
  }

  @Override
  public String toString() {
    return "logSoftmax";
  }
}
