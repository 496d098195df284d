package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;

/**
 * Half cosine waves down, one after the other (SGDR, Loshchilov and Hutter 2017): lr =
 * initialLearningRate·((1 − alpha)·mMulⁱ·½(1 + cos π·p) + alpha), p being the part of wave i that
 * is done.
 *
 * @param initialLearningRate the rate of step 0
 * @param firstDecaySteps the steps of the first wave
 * @param tMul how many times longer each next wave is
 * @param mMul how many times higher each next wave begins
 * @param alpha the part of initialLearningRate that is left at the end of a wave
 */
public record CosineDecayRestarts(
    double initialLearningRate, int firstDecaySteps, double tMul, double mMul, double alpha)
    implements Schedule {
  private static final String EXAMPLE = "cosineDecayRestarts(0.1, 1000)";

  /** Checks the figures. */
  public CosineDecayRestarts {
    String who = "cosineDecayRestarts";
    Check.positive(initialLearningRate, who, "an initialLearningRate", EXAMPLE);
    Check.atLeastOne(firstDecaySteps, who, "firstDecaySteps", EXAMPLE);
    Check.that(
        tMul >= 1 && Double.isFinite(tMul),
        "%s expects a tMul of at least 1 and finite, but got %s: use for example %s",
        who,
        tMul,
        EXAMPLE + ".tMul(2)");
    Check.positive(mMul, who, "an mMul", EXAMPLE + ".mMul(0.9)");
    Check.notNegative(alpha, who, "an alpha", EXAMPLE + ".alpha(0.01)");
  }

  @Override
  public double at(long step) {
    double wave = 0; //                 i
    double done = step; //              of wave i
    double length = firstDecaySteps;
    if (tMul == 1) {
      wave = Math.floor(done / length);
      done -= wave * length;
    }
    while (done >= length) {
      done -= length;
      length *= tMul;
      wave++;
    }
    double cosine = 0.5 * Math.pow(mMul, wave) * (1 + Math.cos(Math.PI * done / length));
    return initialLearningRate * ((1 - alpha) * cosine + alpha);
  }

  /** The same schedule with waves that grow longer by another factor; 2 by default. */
  public CosineDecayRestarts tMul(double tMul) {
    return new CosineDecayRestarts(initialLearningRate, firstDecaySteps, tMul, mMul, alpha);
  }

  /** The same schedule with waves that grow higher by another factor; 1 by default. */
  public CosineDecayRestarts mMul(double mMul) {
    return new CosineDecayRestarts(initialLearningRate, firstDecaySteps, tMul, mMul, alpha);
  }

  /** The same schedule that leaves a part of the rate at the end of a wave; 0 by default. */
  public CosineDecayRestarts alpha(double alpha) {
    return new CosineDecayRestarts(initialLearningRate, firstDecaySteps, tMul, mMul, alpha);
  }

  @Override
  public String toString() {
    return new Call("cosineDecayRestarts", initialLearningRate, firstDecaySteps)
        .with("tMul", tMul, 2.0)
        .with("mMul", mMul, 1.0)
        .with("alpha", alpha, 0.0)
        .toString();
  }
}
