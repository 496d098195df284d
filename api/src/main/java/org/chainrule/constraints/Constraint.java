package org.chainrule.constraints;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/** A condition on weights, which is restored after each update. */
public interface Constraint {
  /** Changes w, the least way, to meet the condition. */
  void apply(Kernels k, Matrix w);
}
