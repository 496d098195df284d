package org.chainrule.initializers;

import org.chainrule.initializers.VarianceScaling.Distribution;
import org.chainrule.initializers.VarianceScaling.Mode;

/**
 * The initializers, to be imported statically: {@code dense(64, relu).kernelInitializer(heNormal)}.
 */
public final class Initializers {
  /** All 0. */
  public static final Initializer zeros = new Constant(0);

  /** All 1. */
  public static final Initializer ones = new Constant(1);

  /** Uniform within ±√(6 / (in + out)), the default of kernels (Glorot and Bengio 2010, eq. 16). */
  public static final Initializer glorotUniform =
      new VarianceScaling(1, Mode.FAN_AVG, Distribution.UNIFORM);

  /** Truncated normal of variance 2 / (in + out) (Glorot and Bengio 2010). */
  public static final Initializer glorotNormal =
      new VarianceScaling(1, Mode.FAN_AVG, Distribution.TRUNCATED_NORMAL);

  /** Uniform within ±√(6 / in), for relu (He et al. 2015, eq. 10). */
  public static final Initializer heUniform =
      new VarianceScaling(2, Mode.FAN_IN, Distribution.UNIFORM);

  /** Truncated normal of variance 2 / in, for relu (He et al. 2015, eq. 10). */
  public static final Initializer heNormal =
      new VarianceScaling(2, Mode.FAN_IN, Distribution.TRUNCATED_NORMAL);

  /** Uniform within ±0.05. */
  public static final Initializer randomUniform = new RandomUniform(-0.05, 0.05);

  /** Normal of deviation 0.05 around 0. */
  public static final Initializer randomNormal = new RandomNormal(0, 0.05);

  private Initializers() {}

  /** Every value the same. */
  public static Initializer constant(double value) {
    return new Constant(value);
  }

  /** Uniform in [min, max). */
  public static Initializer randomUniform(double min, double max) {
    return new RandomUniform(min, max);
  }

  /** Normal with a mean and a standard deviation. */
  public static Initializer randomNormal(double mean, double stddev) {
    return new RandomNormal(mean, stddev);
  }

  /** The number of values of a shape. */
  static int size(int[] shape) {
    int size = 1;
    for (int length : shape) {
      size = Math.multiplyExact(size, length);
    }
    return size;
  }
}
