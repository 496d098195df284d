package org.chainrule.backend;

/** Looks at the target and the prediction of one sample after the other. */
public interface RowReader {
  /** Takes in a row of y and of ŷ. The arrays hold the next row afterwards: copy what is kept. */
  void row(double[] y, double[] yhat);
}
