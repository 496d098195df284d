package org.chainrule.optimizers;

import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Slot;

/**
 * Gradient descent: w −= lr·g. With momentum (Polyak 1964) v = momentum·v − lr·g, w += v; with
 * Nesterov's look-ahead (Sutskever et al. 2013) w += momentum·v − lr·g.
 *
 * @param learningRate lr
 * @param momentum the share of the last step that goes on, 0 for none
 * @param nesterov whether to look ahead
 */
public record Sgd(double learningRate, double momentum, boolean nesterov) implements Optimizer {
  /** Checks the figures. */
  public Sgd {
    Check.positive(learningRate, "sgd", "a learningRate", "sgd(0.01)");
    Check.fraction(momentum, "sgd", "a momentum", "sgd(0.01).momentum(0.9)");
  }

  @Override
  public Update bind(Kernels k, int size) {
    if (momentum == 0) {
      return (t, rate, g, before, w) ->
          k.sgd(g, rate, before, w); //                        w −= lr·g
    }
    Slot v = k.slot(size, 0);
    return (t, rate, g, before, w) -> k.momentum(g, rate, momentum, nesterov, v, before, w);
  }

  /** The same rule with momentum. */
  public Sgd momentum(double momentum) {
    return new Sgd(learningRate, momentum, nesterov);
  }

  /** The same rule with or without Nesterov's look-ahead, which needs a momentum. */
  public Sgd nesterov(boolean nesterov) {
    return new Sgd(learningRate, momentum, nesterov);
  }

  @Override
  public String toString() {
    return "sgd("
        + learningRate
        + ")"
        + (momentum == 0 ? "" : ".momentum(" + momentum + ")")
        + (nesterov ? ".nesterov(true)" : "");
  }
}
