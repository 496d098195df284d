package org.chainrule.backend;

/** A gradient of one sample as a formula in double. */
public interface RowGradient {
  /** d = the gradient by the prediction; d holds zeros before. */
  void gradient(double[] y, double[] yhat, double[] d);
}
