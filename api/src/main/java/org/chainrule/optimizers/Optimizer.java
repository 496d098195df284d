package org.chainrule.optimizers;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Slot;

/**
 * A rule that turns a gradient into a step: an immutable value. Binding it to parameters makes its
 * state.
 */
public interface Optimizer {
  /** The learning rate it starts with. */
  double learningRate();

  /** The rule with fresh state for {@code size} parameters. */
  Update bind(Kernels k, int size);

  /** A rule with the state it keeps between steps (m, v). */
  interface Update {
    /**
     * Takes one step down.
     *
     * @param t the number of the step, from 1
     * @param rate the learning rate
     * @param g the gradient, (1, size)
     * @param before gets the old parameters
     * @param w the parameters, (1, size)
     */
    void step(long t, double rate, Matrix g, Slot before, Matrix w);
  }
}
