package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.layers.Parameters;

/**
 * L-BFGS (Nocedal 1980; Nocedal and Wright 2006, algorithm 7.5): a quasi-Newton step, whose length
 * a line search finds that ends where the strong Wolfe conditions hold. For small data, all of it
 * in one batch, where it needs far fewer steps than gradient descent; an epoch is one step, which
 * goes through the data several times. A step never makes the loss larger, provided that the same
 * weights have the same loss: leave out dropout and noise. Keras has no counterpart.
 *
 * @param memory the number of past steps that the curvature is learnt from
 * @param maxEvaluations how often a step may evaluate loss and gradient
 */
public record Lbfgs(int memory, int maxEvaluations) implements Optimizer {
  private static final Schedule WHOLE = new ConstantRate(1);

  /** Checks the figures. */
  public Lbfgs {
    Check.atLeastOne(memory, "lbfgs", "a memory", "lbfgs().memory(10)");
    Check.atLeastOne(maxEvaluations, "lbfgs", "maxEvaluations", "lbfgs().maxEvaluations(20)");
  }

  /** 1: the length that is tried first, in quasi-Newton steps. */
  @Override
  public Schedule learningRate() {
    return WHOLE;
  }

  @Override
  public boolean needsFullBatch() {
    return true;
  }

  @Override
  public Update bind(Kernels k, Parameters parameters, Batch batch) {
    return new LbfgsUpdate(k, parameters.value().columns(), this, batch);
  }

  /** The same rule with memory for another number of past steps; 10 by default. */
  public Lbfgs memory(int memory) {
    return new Lbfgs(memory, maxEvaluations);
  }

  /** The same rule with more or fewer evaluations in a step; 20 by default. */
  public Lbfgs maxEvaluations(int maxEvaluations) {
    return new Lbfgs(memory, maxEvaluations);
  }

  @Override
  public String toString() {
    return new Call("lbfgs")
        .with("memory", memory, 10)
        .with("maxEvaluations", maxEvaluations, 20)
        .toString();
  }
}
