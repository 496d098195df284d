package org.chainrule.initializers;

import org.chainrule.backend.Rng;

/** Where a parameter starts. */
public interface Initializer {
  /**
   * The first values, row by row.
   *
   * @param shape (in, out) of a kernel, (out) of a bias
   * @param rng the model's generator
   */
  double[] values(int[] shape, Rng rng);
}
