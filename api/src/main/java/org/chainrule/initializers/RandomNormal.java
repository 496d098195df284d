package org.chainrule.initializers;

import java.util.Arrays;
import org.chainrule.backend.Check;
import org.chainrule.backend.Rng;

/**
 * Normal with a mean and a standard deviation.
 *
 * @param mean the mean
 * @param stddev the standard deviation
 */
public record RandomNormal(double mean, double stddev) implements Initializer {
  /** Checks the figures. */
  public RandomNormal {
    Check.finite(mean, "randomNormal", "mean", "randomNormal(0, 0.05)");
    Check.notNegative(stddev, "randomNormal", "a stddev", "randomNormal(0, 0.05)");
  }

  @Override
  public double[] values(int[] shape, Rng rng) {
    double[] values = new double[Initializers.size(shape)];
    Arrays.setAll(values, i -> mean + stddev * rng.normal());
    return values;
  }

  @Override
  public String toString() {
    return "randomNormal(" + mean + ", " + stddev + ")";
  }
}
