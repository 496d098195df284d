package org.chainrule.optimizers;

import java.util.List;

/**
 * The learning rate schedules, to be imported statically: {@code adam(cosineDecay(0.01, 2000))}.
 * Steps are batches, counted from 0. All throw {@link IllegalArgumentException} for figures outside
 * their range.
 */
public final class Schedules {
  private Schedules() {}

  /** lr = initial·decayRate^(step/decaySteps). */
  public static ExponentialDecay exponentialDecay(
      double initialLearningRate, int decaySteps, double decayRate) {
    return new ExponentialDecay(initialLearningRate, decaySteps, decayRate, false);
  }

  /**
   * A rate up to and with each boundary, and one more after the last: {@code
   * piecewiseConstantDecay(List.of(1000, 2000), List.of(0.1, 0.01, 0.001))}.
   */
  public static PiecewiseConstantDecay piecewiseConstantDecay(
      List<Integer> boundaries, List<Double> values) {
    return new PiecewiseConstantDecay(boundaries, values);
  }

  /** A straight line from initial down to 0.0001 in decaySteps; or a power of one. */
  public static PolynomialDecay polynomialDecay(double initialLearningRate, int decaySteps) {
    return new PolynomialDecay(initialLearningRate, decaySteps, 1e-4, 1, false);
  }

  /** lr = initial/(1 + decayRate·step/decaySteps). */
  public static InverseTimeDecay inverseTimeDecay(
      double initialLearningRate, int decaySteps, double decayRate) {
    return new InverseTimeDecay(initialLearningRate, decaySteps, decayRate, false);
  }

  /**
   * Half a cosine wave from initial down to 0; after a warm-up with {@code cosineDecay(0,
   * 1000).warmup(0.1, 100)}.
   */
  public static CosineDecay cosineDecay(double initialLearningRate, int decaySteps) {
    return new CosineDecay(initialLearningRate, decaySteps, 0, initialLearningRate, 0);
  }

  /** Half cosine waves from initial down to 0, the first of so many steps, each next twice that. */
  public static CosineDecayRestarts cosineDecayRestarts(
      double initialLearningRate, int firstDecaySteps) {
    return new CosineDecayRestarts(initialLearningRate, firstDecaySteps, 2, 1, 0);
  }

  /** From max/25 up to max in the first 30% of the steps, then down to max/250 000. */
  public static OneCycle oneCycle(double maxLearningRate, int totalSteps) {
    return new OneCycle(maxLearningRate, totalSteps, 0.3, false, 25, 1e4, false);
  }
}
