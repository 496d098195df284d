package org.chainrule.optimizers;

/**
 * A learning rate for each step: a pure function of the step's number. {@link Schedules} has the
 * usual ones; a lambda {@code step -> 0.1 / (1 + step)} is one too.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * The learning rate of a step, at least 0 and finite.
   *
   * @param step the number of batches that were learned from before this one, from 0
   */
  double at(long step);
}
