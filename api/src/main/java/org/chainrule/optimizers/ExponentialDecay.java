package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;

/**
 * lr = initialLearningRate·decayRate^(step/decaySteps).
 *
 * @param initialLearningRate the rate of step 0
 * @param decaySteps the steps in which it is multiplied by decayRate once
 * @param decayRate the factor
 * @param staircase whether the exponent is rounded down, so that the rate falls in jumps
 */
public record ExponentialDecay(
    double initialLearningRate, int decaySteps, double decayRate, boolean staircase)
    implements Schedule {
  private static final String EXAMPLE = "exponentialDecay(0.1, 1000, 0.9)";

  /** Checks the figures. */
  public ExponentialDecay {
    String who = "exponentialDecay";
    Check.positive(initialLearningRate, who, "an initialLearningRate", EXAMPLE);
    Check.atLeastOne(decaySteps, who, "decaySteps", EXAMPLE);
    Check.positive(decayRate, who, "a decayRate", EXAMPLE);
  }

  @Override
  public double at(long step) {
    double p = (double) step / decaySteps;
    return initialLearningRate * Math.pow(decayRate, staircase ? Math.floor(p) : p);
  }

  /** The same schedule in jumps, or not. */
  public ExponentialDecay staircase(boolean staircase) {
    return new ExponentialDecay(initialLearningRate, decaySteps, decayRate, staircase);
  }

  @Override
  public String toString() {
    return new Call("exponentialDecay", initialLearningRate, decaySteps, decayRate)
        .with("staircase", staircase, false)
        .toString();
  }
}
