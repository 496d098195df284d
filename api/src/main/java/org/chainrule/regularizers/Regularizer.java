package org.chainrule.regularizers;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * A penalty on the size of weights, or of a layer's outputs, which is added to the loss.
 *
 * <p>One of your own says what it is and how it changes: see {@link Regularizers#weightwise} for a
 * formula of each weight alone.
 */
public interface Regularizer {
  /** R(w). */
  double value(Kernels k, Matrix w);

  /** dw += factor·∂R/∂w, with dw of the shape of w. */
  void addGradient(Kernels k, Matrix w, double factor, Matrix dw);
}
