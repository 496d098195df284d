package org.chainrule.regularizers;

import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * Draws the rows of a kernel, or its columns, to right angles with each other: R(w) = factor times
 * the mean of |u·v| over all pairs of different rows, each divided by its length. As Keras'
 * OrthogonalRegularizer.
 *
 * @param factor what the mean is multiplied by
 * @param mode whether rows or columns are meant
 */
public record OrthogonalRegularizer(double factor, Mode mode) implements Regularizer {
  /** What is to be orthogonal. */
  public enum Mode {
    /** The rows of the matrix: what each input gives to all units. */
    ROWS,
    /** The columns of the matrix: what each unit takes from all inputs. */
    COLUMNS
  }

  /** Checks factor and mode. */
  public OrthogonalRegularizer {
    Check.notNegative(factor, "orthogonalRegularizer", "a factor", "orthogonalRegularizer(0.01)");
    Check.present(mode, "orthogonalRegularizer", "a mode such as Mode.COLUMNS");
  }

  @Override
  public double value(Kernels k, Matrix w) {
    return factor * k.coherence(w, mode == Mode.ROWS);
  }

  @Override
  public void addGradient(Kernels k, Matrix w, double factor, Matrix dw) {
    k.addCoherenceGradient(w, mode == Mode.ROWS, factor * this.factor, dw);
  }

  /** The same penalty on rows or on columns. */
  public OrthogonalRegularizer mode(Mode mode) {
    return new OrthogonalRegularizer(factor, mode);
  }

  @Override
  public String toString() {
    return "orthogonalRegularizer("
        + factor
        + ")"
        + (mode == Mode.ROWS ? "" : ".mode(OrthogonalRegularizer.Mode.COLUMNS)");
  }
}
