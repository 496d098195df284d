package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;

/**
 * lr = initialLearningRate / (1 + decayRate·step/decaySteps).
 *
 * @param initialLearningRate the rate of step 0
 * @param decaySteps the steps that count as one
 * @param decayRate how fast it falls
 * @param staircase whether step/decaySteps is rounded down, so that the rate falls in jumps
 */
public record InverseTimeDecay(
    double initialLearningRate, int decaySteps, double decayRate, boolean staircase)
    implements Schedule {
  private static final String EXAMPLE = "inverseTimeDecay(0.1, 1000, 0.5)";

  /** Checks the figures. */
  public InverseTimeDecay {
    String who = "inverseTimeDecay";
    Check.positive(initialLearningRate, who, "an initialLearningRate", EXAMPLE);
    Check.atLeastOne(decaySteps, who, "decaySteps", EXAMPLE);
    Check.notNegative(decayRate, who, "a decayRate", EXAMPLE);
  }

  @Override
  public double at(long step) {
    double p = (double) step / decaySteps;
    return initialLearningRate / (1 + decayRate * (staircase ? Math.floor(p) : p));
  }

  /** The same schedule in jumps, or not. */
  public InverseTimeDecay staircase(boolean staircase) {
    return new InverseTimeDecay(initialLearningRate, decaySteps, decayRate, staircase);
  }

  @Override
  public String toString() {
    return new Call("inverseTimeDecay", initialLearningRate, decaySteps, decayRate)
        .with("staircase", staircase, false)
        .toString();
  }
}
