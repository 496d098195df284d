package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;

/**
 * lr = (initialLearningRate − endLearningRate)·(1 − step/decaySteps)^power + endLearningRate, and
 * endLearningRate after decaySteps. With {@code cycle} the decay begins again instead, in the
 * middle of one that is as many times as long as it takes to reach beyond the step.
 *
 * @param initialLearningRate the rate of step 0
 * @param decaySteps the steps down
 * @param endLearningRate the rate after them
 * @param power 1 for a straight line
 * @param cycle whether it begins again
 */
public record PolynomialDecay(
    double initialLearningRate, int decaySteps, double endLearningRate, double power, boolean cycle)
    implements Schedule {
  private static final String EXAMPLE = "polynomialDecay(0.1, 1000)";

  /** Checks the figures. */
  public PolynomialDecay {
    String who = "polynomialDecay";
    Check.positive(initialLearningRate, who, "an initialLearningRate", EXAMPLE);
    Check.atLeastOne(decaySteps, who, "decaySteps", EXAMPLE);
    Check.notNegative(
        endLearningRate, who, "an endLearningRate", EXAMPLE + ".endLearningRate(0.0001)");
    Check.positive(power, who, "a power", EXAMPLE + ".power(2)");
  }

  @Override
  public double at(long step) {
    double steps = decaySteps;
    if (cycle && step > 0) {
      steps *= Math.ceil((double) step / decaySteps);
    }
    double p = Math.min(1, step / steps);
    return (initialLearningRate - endLearningRate) * Math.pow(1 - p, power) + endLearningRate;
  }

  /** The same schedule with another rate at the end; 0.0001 by default. */
  public PolynomialDecay endLearningRate(double endLearningRate) {
    return new PolynomialDecay(initialLearningRate, decaySteps, endLearningRate, power, cycle);
  }

  /** The same schedule with another power; 1 by default. */
  public PolynomialDecay power(double power) {
    return new PolynomialDecay(initialLearningRate, decaySteps, endLearningRate, power, cycle);
  }

  /** The same schedule, beginning again or not. */
  public PolynomialDecay cycle(boolean cycle) {
    return new PolynomialDecay(initialLearningRate, decaySteps, endLearningRate, power, cycle);
  }

  @Override
  public String toString() {
    return new Call("polynomialDecay", initialLearningRate, decaySteps)
        .with("endLearningRate", endLearningRate, 1e-4)
        .with("power", power, 1.0)
        .with("cycle", cycle, false)
        .toString();
  }
}
