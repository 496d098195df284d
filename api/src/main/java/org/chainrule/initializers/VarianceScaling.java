package org.chainrule.initializers;

import java.util.Arrays;
import org.chainrule.backend.Check;
import org.chainrule.backend.Rng;

/**
 * Random values whose variance is scale / fan, so that signals keep their size from layer to layer:
 * Glorot and Bengio 2010 (scale 1, mean of both fans), He et al. 2015 (scale 2, fan in).
 *
 * @param scale the variance times the fan
 * @param mode which fan divides
 * @param distribution the kind of random numbers
 */
public record VarianceScaling(double scale, Mode mode, Distribution distribution)
    implements Initializer {
  /** The number of connections that divides the variance. */
  public enum Mode {
    /** Inputs of the layer. */
    FAN_IN,
    /** Outputs of the layer. */
    FAN_OUT,
    /** The mean of both. */
    FAN_AVG
  }

  /** The kind of random numbers. */
  public enum Distribution {
    /** Uniform within ±√(3·scale/fan). */
    UNIFORM,
    /**
     * Normal, values beyond two deviations drawn again, widened so that the variance is right in
     * the end.
     */
    TRUNCATED_NORMAL,
    /** Normal of deviation √(scale/fan). */
    UNTRUNCATED_NORMAL
  }

  /** The standard deviation of a standard normal that is cut at ±2. */
  private static final double DEVIATION_OF_TRUNCATED = .87962566103423978;

  /** Checks the scale. */
  public VarianceScaling {
    Check.positive(scale, "varianceScaling", "a scale", "2");
    Check.present(mode, "varianceScaling", "a mode");
    Check.present(distribution, "varianceScaling", "a distribution");
  }

  @Override
  public double[] values(int[] shape, Rng rng) {
    double in = shape[0]; // a vector counts as its length both ways, as in Keras
    double out = shape[shape.length - 1];
    double fan =
        switch (mode) {
          case FAN_IN -> in;
          case FAN_OUT -> out;
          case FAN_AVG -> (in + out) / 2;
        };
    double variance = scale / Math.max(1, fan);
    double[] values = new double[Initializers.size(shape)];
    double stddev = Math.sqrt(variance);
    switch (distribution) {
      case UNIFORM -> {
        double limit = Math.sqrt(3 * variance);
        Arrays.setAll(values, i -> limit * (2 * rng.uniform() - 1));
      }
      case TRUNCATED_NORMAL ->
          Arrays.setAll(values, i -> stddev / DEVIATION_OF_TRUNCATED * TruncatedNormal.next(rng));
      case UNTRUNCATED_NORMAL -> Arrays.setAll(values, i -> stddev * rng.normal());
    }
    return values;
  }

  @Override
  public String toString() {
    String kind = distribution == Distribution.UNIFORM ? "Uniform" : "Normal";
    if (distribution != Distribution.UNTRUNCATED_NORMAL) {
      if (scale == 1 && mode == Mode.FAN_AVG) {
        return "glorot" + kind;
      } else if (mode == Mode.FAN_IN && (scale == 1 || scale == 2)) {
        return (scale == 1 ? "lecun" : "he") + kind;
      }
    }
    return "varianceScaling(" + scale + ", " + mode + ", " + distribution + ")";
  }
}
