package org.chainrule.constraints;

import java.util.function.DoubleUnaryOperator;
import org.chainrule.backend.Check;

/**
 * The constraints, to be imported statically: {@code dense(64, relu).kernelConstraint(maxNorm(3))}.
 */
public final class Constraints {
  /** No weight below 0. */
  public static final NonNeg nonNeg = new NonNeg();

  /**
   * The weights into each unit at a norm of 1; {@code unitNorm.axis(1)} those out of each input.
   */
  public static final UnitNorm unitNorm = new UnitNorm(0);

  private Constraints() {}

  /** The weights into each unit at a norm of at most 2. */
  public static MaxNorm maxNorm() {
    return maxNorm(2);
  }

  /**
   * The weights into each unit at a norm of at most {@code maxValue}.
   *
   * @throws IllegalArgumentException unless it is greater than 0 and finite
   */
  public static MaxNorm maxNorm(double maxValue) {
    return new MaxNorm(maxValue, 0);
  }

  /** The weights into each unit at a norm between 0 and 1. */
  public static MinMaxNorm minMaxNorm() {
    return minMaxNorm(0, 1);
  }

  /**
   * The weights into each unit at a norm between two bounds.
   *
   * @throws IllegalArgumentException unless 0 ≤ minValue ≤ maxValue
   */
  public static MinMaxNorm minMaxNorm(double minValue, double maxValue) {
    return new MinMaxNorm(minValue, maxValue, 1, 0);
  }

  /**
   * A condition of your own on each weight; for one on weights together implement {@link
   * Constraint}.
   *
   * @param name how it prints
   * @param function w ↦ the nearest weight that meets the condition
   * @throws IllegalArgumentException for null
   */
  public static OwnConstraint clamped(String name, DoubleUnaryOperator function) {
    return new OwnConstraint(name, function);
  }

  static void checkAxis(String who, int axis) {
    Check.that(
        axis == 0 || axis == 1,
        "%s expects an axis of 0 (columns, the weights into each unit) or 1 (rows), but got %d: use 0 for kernels",
        who,
        axis);
  }
}
