package org.chainrule.backend;

/**
 * The loss ℓ(y, ŷ) of one number, and its gradient by the prediction.
 *
 * <p>The tile methods fall back on the formulas. An implementation overrides them with loops over
 * one common index that the JIT compiler vectorises; tests hold formula, tile and finite difference
 * equal. A tile may overflow to infinity where the formula in double does not: a sum that is not
 * finite is taken again by the formula.
 */
public interface ElementLoss extends ElementGradient {
  /** ℓ(y, ŷ). */
  double value(double y, double yhat);

  /** ∂ℓ/∂ŷ. */
  @Override
  double gradient(double y, double yhat);

  /** The losses of the first n elements; they may take the place of ŷ. */
  default void value(float[] y, float[] yhat, float[] loss, int n) {
    for (int i = 0; i < n; i++) {
      loss[i] = (float) value(y[i], yhat[i]);
    }
  }
}
