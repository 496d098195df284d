package org.chainrule.initializers;

import org.chainrule.backend.Check;
import org.chainrule.backend.Rng;

/**
 * A multiple of the identity matrix: gain where row and column are equal, 0 elsewhere; for kernels
 * only.
 *
 * @param gain the factor
 */
public record Identity(double gain) implements Initializer {
  /** Checks the gain. */
  public Identity {
    Check.finite(gain, "identity", "gain", "identity(1)");
  }

  @Override
  public double[] values(int[] shape, Rng rng) {
    Initializers.checkMatrix(shape, "identity");
    int rows = shape[0];
    int columns = shape[1];
    double[] values = new double[Initializers.size(shape)];
    for (int i = 0; i < Math.min(rows, columns); i++) {
      values[i * columns + i] = gain;
    }
    return values;
  }

  @Override
  public String toString() {
    return "identity(" + gain + ")";
  }
}
