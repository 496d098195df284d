package org.chainrule.losses;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.RowLoss;

/** A loss given as a formula of one sample, L(y, ŷ) and ∂L/∂ŷ in double. */
public interface FormulaLoss extends Loss, RowLoss {
  @Override
  default double value(Kernels k, Matrix y, Matrix yhat, Matrix s) {
    return k.rowLoss(this, y, yhat, s);
  }

  @Override
  default void gradient(Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dyhat) {
    k.rowGradient(this, y, yhat, s, factor, dyhat);
  }
}
