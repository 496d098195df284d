package org.chainrule.constraints;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * Keeps what each unit takes in at a norm of 1: w / (ε + norm).
 *
 * @param axis 0 for the norm of each column, a unit's incoming weights; 1 for that of each row
 */
public record UnitNorm(int axis) implements Constraint {
  /** Checks the axis. */
  public UnitNorm {
    Constraints.checkAxis("unitNorm", axis);
  }

  @Override
  public void apply(Kernels k, Matrix w) {
    k.boundNorms(w, 1, 1, 1, axis == 1);
  }

  /** The same on columns (0) or rows (1). */
  public UnitNorm axis(int axis) {
    return new UnitNorm(axis);
  }

  @Override
  public String toString() {
    return "unitNorm" + (axis == 0 ? "" : ".axis(" + axis + ")");
  }
}
