package org.chainrule.backend;

/** The loss of one sample as a formula in double, and its gradient by the prediction. */
public interface RowLoss extends RowGradient {
  /** L(y, ŷ). */
  double value(double[] y, double[] yhat);

  /** dŷ = ∂L/∂ŷ; dŷ holds zeros before. */
  @Override
  void gradient(double[] y, double[] yhat, double[] dyhat);
}
