package org.chainrule.initializers;

import java.util.Arrays;
import org.chainrule.backend.Check;
import org.chainrule.backend.Rng;

/**
 * Every value the same.
 *
 * @param value the value
 */
public record Constant(double value) implements Initializer {
  /** Checks the value. */
  public Constant {
    Check.finite(value, "constant", "value", "constant(0.1)");
  }

  @Override
  public double[] values(int[] shape, Rng rng) {
    double[] values = new double[Initializers.size(shape)];
    Arrays.fill(values, value);
    return values;
  }

  @Override
  public String toString() {
    return value == 0 ? "zeros" : value == 1 ? "ones" : "constant(" + value + ")";
  }
}
