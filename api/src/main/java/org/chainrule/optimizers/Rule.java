package org.chainrule.optimizers;

import java.util.Arrays;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Step;
import org.chainrule.layers.Parameters;

/**
 * An optimizer that is a formula of one weight, its gradient and what it remembers of it. The
 * options that all such rules have can be chosen in any order with their own: {@code
 * adam(0.01).clipNorm(1).beta1(0.8).weightDecay(0.004)}.
 *
 * <p>In a step gradients are accumulated, then clipped, then weights decay, then the formula is
 * applied, then the moving average of the weights is taken.
 *
 * @param <T> the rule itself
 */
public interface Rule<T extends Rule<T>> extends Optimizer {
  /** The options that are chosen. */
  StepOptions options();

  /** The same rule with other options. */
  T with(StepOptions options);

  /** What is remembered of a weight, such as Adam's m and v, as it is at the beginning. */
  double[] start();

  /**
   * The formula.
   *
   * @param t the number of the update, from 1
   * @param rate the learning rate
   */
  Step step(long t, double rate);

  @Override
  default Update bind(Kernels k, Parameters parameters, Batch batch) {
    return new RuleUpdate(k, parameters, this);
  }

  /**
   * The same rule with decoupled weight decay: w −= decay·lr·w before each update.
   *
   * @throws IllegalArgumentException when it is negative or not finite
   */
  default T weightDecay(double decay) {
    return with(options().weightDecay(decay));
  }

  /**
   * The same rule, whose weight decay leaves out the parameters whose name contains one of these,
   * such as {@code "bias", "gamma", "beta"}.
   *
   * @throws IllegalArgumentException for a name that is null or empty
   */
  default T excludeFromWeightDecay(String... names) {
    return with(options().excludeFromWeightDecay(names == null ? null : Arrays.asList(names)));
  }

  /**
   * The same rule, with the gradient of each parameter (a kernel, a bias) scaled down to this norm
   * where it exceeds it.
   *
   * @throws IllegalArgumentException when it is negative or not finite, or beside another clip
   */
  default T clipNorm(double norm) {
    return with(options().clip(norm, options().clipValue(), options().globalClipNorm()));
  }

  /**
   * The same rule, with each number of a gradient cut off at ±value.
   *
   * @throws IllegalArgumentException when it is negative or not finite, or beside another clip
   */
  default T clipValue(double value) {
    return with(options().clip(options().clipNorm(), value, options().globalClipNorm()));
  }

  /**
   * The same rule, with the whole gradient scaled down to this norm where it exceeds it.
   *
   * @throws IllegalArgumentException when it is negative or not finite, or beside another clip
   */
  default T globalClipNorm(double norm) {
    return with(options().clip(options().clipNorm(), options().clipValue(), norm));
  }

  /** The same rule, with a moving average of momentum 0.99, see {@link #useEma(double)}. */
  default T useEma() {
    return useEma(0.99);
  }

  /**
   * The same rule, at the end of a fit with the exponential moving average of the weights in their
   * place: after each batch average = momentum·average + (1 − momentum)·w.
   *
   * @throws IllegalArgumentException unless 0 ≤ momentum &lt; 1
   */
  default T useEma(double momentum) {
    return with(options().ema(true, momentum, options().emaOverwriteFrequency()));
  }

  /**
   * The same rule, with the weights replaced by their moving average after each so many updates
   * too.
   *
   * @throws IllegalArgumentException when it is negative
   */
  default T emaOverwriteFrequency(int updates) {
    return with(
        options().ema(options().useEma() || updates != 0, options().emaMomentum(), updates));
  }

  /**
   * The same rule, with one update from the mean gradient of so many batches.
   *
   * @throws IllegalArgumentException when it is less than 1
   */
  default T gradientAccumulationSteps(int batches) {
    return with(options().gradientAccumulationSteps(batches));
  }
}
