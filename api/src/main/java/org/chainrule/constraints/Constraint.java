package org.chainrule.constraints;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * A condition on weights, which is restored after each update. For one on each weight alone see
 * {@link Constraints#clamped}.
 */
public interface Constraint {
  /**
   * Changes w, the least way, to meet the condition.
   *
   * @param w a kernel (in, out); a vector, such as a bias, is a column (out, 1)
   */
  void apply(Kernels k, Matrix w);
}
