package org.chainrule.layers;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.regularizers.Regularizer;

/**
 * A penalty on what passes through, R(x)/n for a batch of n rows. Forward y = x. Backward dx = dy +
 * 1/n·∂R/∂y.
 */
final class Penalty implements Differentiable {
  private final Regularizer R;
  private double penalty; // of the last batch

  Penalty(Regularizer R) {
    this.R = R;
  }

  @Override
  public Differentiable inPass(PassContext context) {
    return new Penalty(R);
  }

  @Override
  public void forward(Kernels k, Matrix x, Matrix y) {
    if (y != x) {
      k.copyRows(x, y, 0); //                      y  = x
    }
    penalty = R.value(k, y) / y.rows();
  }

  @Override
  public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
    if (dx == null) {
      return;
    }
    if (dx != dy) {
      k.copyRows(dy, dx, 0); //                    dx = dy
    }
    R.addGradient(k, y, 1.0 / y.rows(), dx); //    dx += 1/n·∂R/∂y
  }

  @Override
  public boolean penalizes() {
    return true;
  }

  @Override
  public double penalty() {
    return penalty;
  }

  @Override
  public RowFunction forRow() {
    return (x, y) -> System.arraycopy(x, 0, y, 0, x.length);
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public boolean isIdentity() {
    return true;
  }
}
