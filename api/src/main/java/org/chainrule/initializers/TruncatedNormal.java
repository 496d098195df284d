package org.chainrule.initializers;

import java.util.Arrays;
import org.chainrule.backend.Check;
import org.chainrule.backend.Rng;

/**
 * Normal with a mean and a standard deviation, values beyond two deviations drawn again. The cut
 * makes the deviation of what remains 0.8796 of that given, as in Keras.
 *
 * @param mean the mean
 * @param stddev the standard deviation before the cut
 */
public record TruncatedNormal(double mean, double stddev) implements Initializer {
  /** Checks the figures. */
  public TruncatedNormal {
    Check.finite(mean, "truncatedNormal", "mean", "truncatedNormal(0, 0.05)");
    Check.notNegative(stddev, "truncatedNormal", "a stddev", "truncatedNormal(0, 0.05)");
  }

  @Override
  public double[] values(int[] shape, Rng rng) {
    double[] values = new double[Initializers.size(shape)];
    Arrays.setAll(values, i -> mean + stddev * next(rng));
    return values;
  }

  /** A standard normal number within ±2. */
  static double next(Rng rng) {
    double z = rng.normal();
    while (Math.abs(z) > 2) {
      z = rng.normal();
    }
    return z;
  }

  @Override
  public String toString() {
    return "truncatedNormal(" + mean + ", " + stddev + ")";
  }
}
