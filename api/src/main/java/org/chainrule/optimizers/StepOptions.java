package org.chainrule.optimizers;

import java.util.List;
import org.chainrule.backend.Call;
import org.chainrule.backend.Check;

/**
 * What all rules have in common: what is done with a gradient before the rule, and with the weights
 * after it. Chosen on an optimizer: {@code adam(0.01).clipNorm(1).useEma(0.99)}.
 *
 * @param weightDecay w −= weightDecay·lr·w before the update; 0 for none
 * @param excludeFromWeightDecay parameters whose name contains one of these keep out of it
 * @param clipNorm the largest norm of a parameter's gradient, which is scaled down to it; 0 for any
 * @param clipValue the largest absolute value in a gradient, cut off there; 0 for any
 * @param globalClipNorm the largest norm of the whole gradient, which is scaled down to it; 0 for
 *     any
 * @param useEma whether the weights after a fit are a moving average of those after each step
 * @param emaMomentum how slowly that average moves
 * @param emaOverwriteFrequency after so many updates the weights become their average during a fit
 *     too; 0 for never
 * @param gradientAccumulationSteps the batches whose mean gradient makes one update
 */
public record StepOptions(
    double weightDecay,
    List<String> excludeFromWeightDecay,
    double clipNorm,
    double clipValue,
    double globalClipNorm,
    boolean useEma,
    double emaMomentum,
    int emaOverwriteFrequency,
    int gradientAccumulationSteps) {
  /** No option chosen. */
  public static final StepOptions NONE = new StepOptions(0, List.of(), 0, 0, 0, false, 0.99, 0, 1);

  /** Checks the figures. */
  public StepOptions {
    Check.notNegative(weightDecay, "weightDecay", "a decay", "sgd(0.01).weightDecay(0.004)");
    Check.present(excludeFromWeightDecay, "excludeFromWeightDecay", "names such as \"bias\"");
    for (String name : excludeFromWeightDecay) {
      Check.that(
          name != null && !name.isEmpty(),
          "excludeFromWeightDecay expects names, but got %s: use for example excludeFromWeightDecay(\"bias\", \"gamma\")",
          name == null ? "null" : "an empty one");
    }
    excludeFromWeightDecay = List.copyOf(excludeFromWeightDecay);
    Check.notNegative(clipNorm, "clipNorm", "a norm", "sgd(0.01).clipNorm(1)");
    Check.notNegative(clipValue, "clipValue", "a value", "sgd(0.01).clipValue(0.5)");
    Check.notNegative(globalClipNorm, "globalClipNorm", "a norm", "sgd(0.01).globalClipNorm(1)");
    Check.that(
        (clipNorm > 0 ? 1 : 0) + (clipValue > 0 ? 1 : 0) + (globalClipNorm > 0 ? 1 : 0) <= 1,
        "An optimizer expects one of clipNorm, clipValue and globalClipNorm, but got %s, %s and %s: leave the others out",
        clipNorm,
        clipValue,
        globalClipNorm);
    Check.fraction(emaMomentum, "useEma", "a momentum", "sgd(0.01).useEma(0.99)");
    Check.that(
        emaOverwriteFrequency == 0 || (useEma && emaOverwriteFrequency > 0),
        "emaOverwriteFrequency expects at least 1 update, with useEma, but got %d: use for example sgd(0.01).useEma(0.99).emaOverwriteFrequency(100)",
        emaOverwriteFrequency);
    Check.atLeastOne(
        gradientAccumulationSteps,
        "gradientAccumulationSteps",
        "a number of batches",
        "sgd(0.01).gradientAccumulationSteps(4)");
  }

  StepOptions weightDecay(double decay) {
    return new StepOptions(
        decay,
        excludeFromWeightDecay,
        clipNorm,
        clipValue,
        globalClipNorm,
        useEma,
        emaMomentum,
        emaOverwriteFrequency,
        gradientAccumulationSteps);
  }

  StepOptions excludeFromWeightDecay(List<String> names) {
    return new StepOptions(
        weightDecay,
        names,
        clipNorm,
        clipValue,
        globalClipNorm,
        useEma,
        emaMomentum,
        emaOverwriteFrequency,
        gradientAccumulationSteps);
  }

  StepOptions clip(double norm, double value, double globalNorm) {
    return new StepOptions(
        weightDecay,
        excludeFromWeightDecay,
        norm,
        value,
        globalNorm,
        useEma,
        emaMomentum,
        emaOverwriteFrequency,
        gradientAccumulationSteps);
  }

  StepOptions ema(boolean use, double momentum, int overwriteFrequency) {
    return new StepOptions(
        weightDecay,
        excludeFromWeightDecay,
        clipNorm,
        clipValue,
        globalClipNorm,
        use,
        momentum,
        overwriteFrequency,
        gradientAccumulationSteps);
  }

  StepOptions gradientAccumulationSteps(int steps) {
    return new StepOptions(
        weightDecay,
        excludeFromWeightDecay,
        clipNorm,
        clipValue,
        globalClipNorm,
        useEma,
        emaMomentum,
        emaOverwriteFrequency,
        steps);
  }

  /** Whether a parameter's weights decay. */
  boolean decays(String parameter) {
    return excludeFromWeightDecay.stream().noneMatch(parameter::contains);
  }

  /** The calls that choose these options: {@code .clipNorm(1.0)}, nothing for none. */
  @Override
  public String toString() {
    Call call =
        new Call("options")
            .with("weightDecay", weightDecay, 0.0)
            .with("clipNorm", clipNorm, 0.0)
            .with("clipValue", clipValue, 0.0)
            .with("globalClipNorm", globalClipNorm, 0.0)
            .with("emaOverwriteFrequency", emaOverwriteFrequency, 0)
            .with("gradientAccumulationSteps", gradientAccumulationSteps, 1);
    if (!excludeFromWeightDecay.isEmpty()) {
      String names = String.join("\", \"", excludeFromWeightDecay);
      call = call.with("excludeFromWeightDecay", new Object[] {"\"" + names + "\""});
    }
    if (useEma) {
      call = call.with("useEma", new Object[] {emaMomentum});
    }
    return call.toString().substring("options()".length());
  }
}
