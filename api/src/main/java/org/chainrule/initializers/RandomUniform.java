package org.chainrule.initializers;

import java.util.Arrays;
import org.chainrule.backend.Check;
import org.chainrule.backend.Rng;

/**
 * Uniform in [min, max).
 *
 * @param min the lower bound
 * @param max the upper bound
 */
public record RandomUniform(double min, double max) implements Initializer {
  /** Checks the bounds. */
  public RandomUniform {
    Check.that(
        Double.isFinite(min) && Double.isFinite(max) && min <= max,
        "randomUniform expects finite bounds with min ≤ max, but got %s and %s: use for example randomUniform(-0.05, 0.05)",
        min,
        max);
  }

  @Override
  public double[] values(int[] shape, Rng rng) {
    double[] values = new double[Initializers.size(shape)];
    Arrays.setAll(values, i -> min + (max - min) * rng.uniform());
    return values;
  }

  @Override
  public String toString() {
    return "randomUniform(" + min + ", " + max + ")";
  }
}
