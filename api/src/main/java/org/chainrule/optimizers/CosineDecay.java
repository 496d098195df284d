package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;

/**
 * Half a cosine wave down (Loshchilov and Hutter 2017): lr = target·((1 − alpha)·½(1 + cos
 * π·step/decaySteps) + alpha), and target·alpha after decaySteps. With a warm-up, which counts
 * apart, the rate first rises in a straight line from initialLearningRate to warmupTarget;
 * otherwise the target is initialLearningRate.
 *
 * @param initialLearningRate the rate of step 0
 * @param decaySteps the steps down
 * @param alpha the part of the target that is left at the end
 * @param warmupTarget the rate after the warm-up; initialLearningRate if there is none
 * @param warmupSteps the steps of the warm-up, 0 for none
 */
public record CosineDecay(
    double initialLearningRate, int decaySteps, double alpha, double warmupTarget, int warmupSteps)
    implements Schedule {
  private static final String EXAMPLE = "cosineDecay(0.1, 1000)";

  /** Checks the figures. */
  public CosineDecay {
    String who = "cosineDecay";
    Check.notNegative(initialLearningRate, who, "an initialLearningRate", EXAMPLE);
    Check.atLeastOne(decaySteps, who, "decaySteps", EXAMPLE);
    Check.notNegative(alpha, who, "an alpha", EXAMPLE + ".alpha(0.01)");
    Check.notNegative(warmupTarget, who, "a warmupTarget", "cosineDecay(0, 1000).warmup(0.1, 100)");
    Check.atLeastZero(warmupSteps, who, "warmupSteps", "cosineDecay(0, 1000).warmup(0.1, 100)");
  }

  @Override
  public double at(long step) {
    if (step < warmupSteps) {
      return initialLearningRate
          + (warmupTarget - initialLearningRate) * ((double) step / warmupSteps);
    }
    double p = Math.min(1, (double) (step - warmupSteps) / decaySteps);
    return warmupTarget * ((1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * p)) + alpha);
  }

  /** The same schedule that leaves a part of the rate at the end; 0 by default. */
  public CosineDecay alpha(double alpha) {
    return new CosineDecay(initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps);
  }

  /** The same schedule after a warm-up from initialLearningRate to another rate. */
  public CosineDecay warmup(double warmupTarget, int warmupSteps) {
    return new CosineDecay(initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps);
  }

  @Override
  public String toString() {
    Call call = new Call("cosineDecay", initialLearningRate, decaySteps).with("alpha", alpha, 0.0);
    boolean warm = warmupSteps > 0 || warmupTarget != initialLearningRate;
    return (warm ? call.with("warmup", new Object[] {warmupTarget, warmupSteps}) : call).toString();
  }
}
