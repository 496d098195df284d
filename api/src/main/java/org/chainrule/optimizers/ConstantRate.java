package org.chainrule.optimizers;

import org.chainrule.backend.Check;

/**
 * The same learning rate in each step: what {@code adam(0.01)} has.
 *
 * @param learningRate lr
 */
public record ConstantRate(double learningRate) implements Schedule {
  /** Checks the rate. */
  public ConstantRate {
    Check.positive(learningRate, "An optimizer", "a learningRate", "sgd(0.01)");
  }

  @Override
  public double at(long step) {
    return learningRate;
  }

  /** The number alone, as one writes it. */
  @Override
  public String toString() {
    return Double.toString(learningRate);
  }
}
