package org.chainrule.optimizers;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Slot;
import org.chainrule.layers.Parameters;

/**
 * A rule that turns a gradient into a step: an immutable value. Binding it to parameters makes its
 * state. Most are a formula of one weight: see {@link Rule}.
 */
public interface Optimizer {
  /** The learning rate of each step. */
  Schedule learningRate();

  /** Whether it makes sense only with all samples in one batch. */
  default boolean needsFullBatch() {
    return false;
  }

  /**
   * The rule with fresh state for these parameters.
   *
   * @param batch what it may ask about the batch that a step learns from
   */
  Update bind(Kernels k, Parameters parameters, Batch batch);

  /** The batch that a step learns from. */
  interface Batch {
    /** Its loss at the weights before the step. */
    double loss();

    /** Its loss at the weights as they are now; their gradient takes the place of the old one. */
    double again();
  }

  /** A rule with the state it keeps between steps (m, v). */
  interface Update {
    /**
     * Learns from the gradient of one batch.
     *
     * @param t the number of the batch, from 1
     * @param rate the learning rate
     * @param g the gradient, (1, size), which may be changed
     * @param before gets the old parameters if they change
     * @param w the parameters, (1, size)
     * @return whether the parameters were changed; an update that waits for more batches does not
     */
    boolean step(long t, double rate, Matrix g, Slot before, Matrix w);

    /** Ends a fit, for a last word on the parameters w. */
    default void finish(Matrix w) {}
  }
}
