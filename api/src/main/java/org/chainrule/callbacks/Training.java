package org.chainrule.callbacks;

import org.chainrule.Sequential;

/** A fit that is going on, as its callbacks see it. */
public interface Training {
  /** The model that is being fitted. It may predict, evaluate, and get or set its weights. */
  Sequential model();

  /** The number of the last epoch, counted from 1. */
  int epochs();

  /** The number of batches in an epoch, or −1 when it is not known before the first one ends. */
  int batches();

  /**
   * Ends the fit after the current batch.
   *
   * @param reason for the log, such as {@code val_loss has not improved for 5 epochs}; null for
   *     none
   */
  void stop(String reason);

  /** The learning rate of the next step. */
  double learningRate();

  /**
   * Sets the learning rate from the next step on, in place of the optimizer's own rate or schedule,
   * until the model is compiled again.
   *
   * @throws IllegalArgumentException for a rate that is negative or not finite
   */
  void learningRate(double rate);
}
