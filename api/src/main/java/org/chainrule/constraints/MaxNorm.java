package org.chainrule.constraints;

import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * Keeps the norm of what each unit takes in at most maxValue (Srebro and Shraibman 2005): w times
 * min(norm, maxValue) / (ε + norm).
 *
 * @param maxValue the largest norm
 * @param axis 0 for the norm of each column, a unit's incoming weights; 1 for that of each row
 */
public record MaxNorm(double maxValue, int axis) implements Constraint {
  /** Checks the figures. */
  public MaxNorm {
    Check.positive(maxValue, "maxNorm", "a maxValue", "maxNorm(2)");
    Constraints.checkAxis("maxNorm", axis);
  }

  @Override
  public void apply(Kernels k, Matrix w) {
    k.boundNorms(w, 0, maxValue, 1, axis == 1);
  }

  /** The same bound on columns (0) or rows (1). */
  public MaxNorm axis(int axis) {
    return new MaxNorm(maxValue, axis);
  }

  @Override
  public String toString() {
    return "maxNorm(" + maxValue + ")" + (axis == 0 ? "" : ".axis(" + axis + ")");
  }
}
