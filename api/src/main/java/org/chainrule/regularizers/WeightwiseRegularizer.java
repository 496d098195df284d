package org.chainrule.regularizers;

import org.chainrule.backend.Elementwise;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/** A penalty on each weight alone: R(w) = Σ f(w). */
public interface WeightwiseRegularizer extends Regularizer, Elementwise {
  @Override
  default double value(Kernels k, Matrix w) {
    return k.sumOf(this, w); //                 R(w) = Σ f(w)
  }

  @Override
  default void addGradient(Kernels k, Matrix w, double factor, Matrix dw) {
    k.addDerivative(this, w, factor, dw); //    dw += factor·f′(w)
  }
}
