package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;

/**
 * Up to a high rate and down to a very low one (Smith and Topin 2018), with the numbers of
 * PyTorch's OneCycleLR: from maxLearningRate/divFactor up in the first pctStart of the steps, then
 * down to maxLearningRate/(divFactor·finalDivFactor), where it stays. In three phases it goes down
 * to where it began first, in as many steps as up. Keras has no such schedule; the momentum stays
 * what it is.
 *
 * @param maxLearningRate the highest rate
 * @param totalSteps the steps of the whole cycle
 * @param pctStart the part of the steps that go up, within 0 and 1
 * @param linear whether it goes in straight lines instead of half cosine waves
 * @param divFactor how much lower than the highest it begins
 * @param finalDivFactor how much lower than it begins it ends
 * @param threePhase whether there are three phases
 */
public record OneCycle(
    double maxLearningRate,
    int totalSteps,
    double pctStart,
    boolean linear,
    double divFactor,
    double finalDivFactor,
    boolean threePhase)
    implements Schedule {
  private static final String EXAMPLE = "oneCycle(0.1, 1000)";

  /** Checks the figures. */
  public OneCycle {
    String who = "oneCycle";
    Check.positive(maxLearningRate, who, "a maxLearningRate", EXAMPLE);
    Check.atLeastOne(totalSteps, who, "totalSteps", EXAMPLE);
    double most = threePhase ? 0.5 : 1;
    Check.that(
        pctStart > 0 && pctStart < most,
        "%s expects a pctStart greater than 0 and less than %s, but got %s: use for example %s",
        who,
        threePhase ? "0.5, in three phases" : "1",
        pctStart,
        EXAMPLE + ".pctStart(0.3)");
    Check.positive(divFactor, who, "a divFactor", EXAMPLE + ".divFactor(25)");
    Check.positive(finalDivFactor, who, "a finalDivFactor", EXAMPLE + ".finalDivFactor(10000)");
  }

  @Override
  public double at(long step) {
    double first = maxLearningRate / divFactor;
    double last = first / finalDivFactor;
    double top = pctStart * totalSteps - 1;
    double back = 2 * pctStart * totalSteps - 2;
    double end = totalSteps - 1;
    if (step <= top) {
      return between(0, first, top, maxLearningRate, step);
    } else if (!threePhase) {
      return between(top, maxLearningRate, end, last, step);
    } else if (step <= back) {
      return between(top, maxLearningRate, back, first, step);
    }
    return between(back, first, end, last, step);
  }

  /** On the way from one rate at a step to another. */
  private double between(double from, double rate, double to, double next, long step) {
    double p = to > from ? Math.min(1, (step - from) / (to - from)) : 1;
    return linear
        ? rate + (next - rate) * p
        : next + (rate - next) / 2 * (1 + Math.cos(Math.PI * p));
  }

  /** The same schedule with another part of the steps up; 0.3 by default. */
  public OneCycle pctStart(double pctStart) {
    return new OneCycle(
        maxLearningRate, totalSteps, pctStart, linear, divFactor, finalDivFactor, threePhase);
  }

  /** The same schedule in straight lines, or not. */
  public OneCycle linear(boolean linear) {
    return new OneCycle(
        maxLearningRate, totalSteps, pctStart, linear, divFactor, finalDivFactor, threePhase);
  }

  /** The same schedule with another beginning; 25 by default. */
  public OneCycle divFactor(double divFactor) {
    return new OneCycle(
        maxLearningRate, totalSteps, pctStart, linear, divFactor, finalDivFactor, threePhase);
  }

  /** The same schedule with another end; 10000 by default. */
  public OneCycle finalDivFactor(double finalDivFactor) {
    return new OneCycle(
        maxLearningRate, totalSteps, pctStart, linear, divFactor, finalDivFactor, threePhase);
  }

  /** The same schedule in three phases, or two. */
  public OneCycle threePhase(boolean threePhase) {
    return new OneCycle(
        maxLearningRate, totalSteps, pctStart, linear, divFactor, finalDivFactor, threePhase);
  }

  @Override
  public String toString() {
    return new Call("oneCycle", maxLearningRate, totalSteps)
        .with("pctStart", pctStart, 0.3)
        .with("linear", linear, false)
        .with("divFactor", divFactor, 25.0)
        .with("finalDivFactor", finalDivFactor, 1e4)
        .with("threePhase", threePhase, false)
        .toString();
  }
}
