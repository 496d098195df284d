package org.chainrule.constraints;

import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * Keeps the norm of what each unit takes in between two bounds: w times (rate·min(max(norm,
 * minValue), maxValue) + (1 − rate)·norm) / (ε + norm), with Keras' ε of 1e-7.
 *
 * @param minValue the least norm
 * @param maxValue the largest norm
 * @param rate how far a norm is brought to the bounds with each update; 1 all the way
 * @param axis 0 for the norm of each column, a unit's incoming weights; 1 for that of each row
 */
public record MinMaxNorm(double minValue, double maxValue, double rate, int axis)
    implements Constraint {
  /** Checks the figures. */
  public MinMaxNorm {
    Check.notNegative(minValue, "minMaxNorm", "a minValue", "minMaxNorm(0.5, 2)");
    Check.that(
        maxValue >= minValue && maxValue > 0 && Double.isFinite(maxValue),
        "minMaxNorm expects a maxValue of at least minValue, greater than 0 and finite, but got %s and %s: use for example minMaxNorm(0.5, 2)",
        minValue,
        maxValue);
    Check.that(
        rate > 0 && rate <= 1,
        "minMaxNorm expects a rate greater than 0 and at most 1, but got %s: use 1 to keep the bounds strictly",
        rate);
    Constraints.checkAxis("minMaxNorm", axis);
  }

  @Override
  public void apply(Kernels k, Matrix w) {
    k.boundNorms(w, minValue, maxValue, rate, axis == 1);
  }

  /** The same bounds approached at another rate. */
  public MinMaxNorm rate(double rate) {
    return new MinMaxNorm(minValue, maxValue, rate, axis);
  }

  /** The same bounds on columns (0) or rows (1). */
  public MinMaxNorm axis(int axis) {
    return new MinMaxNorm(minValue, maxValue, rate, axis);
  }

  @Override
  public String toString() {
    return "minMaxNorm("
        + minValue
        + ", "
        + maxValue
        + ")"
        + (rate == 1 ? "" : ".rate(" + rate + ")")
        + (axis == 0 ? "" : ".axis(" + axis + ")");
  }
}
