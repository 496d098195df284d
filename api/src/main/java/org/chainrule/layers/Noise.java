package org.chainrule.layers;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * What a noisy layer does while training. All randomness follows from a key, which each forward
 * draws anew and backward gets again: so the noise itself is not stored.
 */
interface Noise {
  /** y = f(x). */
  void forward(Kernels k, Matrix x, long key, Matrix y);

  /** dx = (∂y/∂x)ᵀ·dy. */
  void backward(Kernels k, Matrix dy, long key, Matrix dx);
}
