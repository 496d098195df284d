package org.chainrule.initializers;

import java.util.Arrays;
import org.chainrule.backend.Check;
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

  /** Uniform within ±√(3 / in) (LeCun et al. 1998, eq. 16). */
  public static final Initializer lecunUniform =
      new VarianceScaling(1, Mode.FAN_IN, Distribution.UNIFORM);

  /** Truncated normal of variance 1 / in, for selu (LeCun et al. 1998; Klambauer et al. 2017). */
  public static final Initializer lecunNormal =
      new VarianceScaling(1, Mode.FAN_IN, Distribution.TRUNCATED_NORMAL);

  /** Uniform within ±0.05. */
  public static final Initializer randomUniform = new RandomUniform(-0.05, 0.05);

  /** Normal of deviation 0.05 around 0. */
  public static final Initializer randomNormal = new RandomNormal(0, 0.05);

  /** Normal of deviation 0.05 around 0, cut at ±0.1. */
  public static final Initializer truncatedNormal = new TruncatedNormal(0, 0.05);

  /** A random orthogonal matrix, for kernels. */
  public static final Initializer orthogonal = new Orthogonal(1);

  /** The identity matrix, for kernels. */
  public static final Initializer identity = new Identity(1);

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

  /** Normal with a mean and a standard deviation, values beyond two deviations drawn again. */
  public static Initializer truncatedNormal(double mean, double stddev) {
    return new TruncatedNormal(mean, stddev);
  }

  /**
   * Random values of variance scale / fan.
   *
   * @param scale the variance times the fan
   * @param mode which fan divides: {@code Mode.FAN_IN}, {@code FAN_OUT} or {@code FAN_AVG}
   * @param distribution {@code Distribution.UNIFORM}, {@code TRUNCATED_NORMAL} or {@code
   *     UNTRUNCATED_NORMAL}
   * @throws IllegalArgumentException unless scale is positive and finite
   */
  public static Initializer varianceScaling(double scale, Mode mode, Distribution distribution) {
    return new VarianceScaling(scale, mode, distribution);
  }

  /** A random orthogonal matrix times gain: rectangular ones have orthogonal columns or rows. */
  public static Initializer orthogonal(double gain) {
    return new Orthogonal(gain);
  }

  /** The identity matrix times gain. */
  public static Initializer identity(double gain) {
    return new Identity(gain);
  }

  /** Passes for the shape of a kernel. */
  static void checkMatrix(int[] shape, String who) {
    Check.that(
        shape.length == 2,
        "%s expects a kernel of shape (in, out), but got shape %s: use for example zeros for a bias",
        who,
        Arrays.toString(shape));
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
