package org.chainrule.callbacks;

import java.util.Map;
import org.chainrule.Sequential;
import org.chainrule.metrics.Direction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A fit that is going on, as its callbacks see it. */
public interface Training {
  /** The model that is being fitted. It may predict, evaluate, and get or set its weights. */
  Sequential model();

  /** The number of the last epoch, counted from 1. */
  int epochs();

  /** The number of batches in an epoch, or −1 when it is not known before the first one ends. */
  int batches();

  /**
   * Which way a figure goes when the model gets better, as the loss or the metric of that name
   * tells, with or without {@code val_}; unknown for others.
   */
  Direction direction(String figure);

  /**
   * Copies of the weights in the order of {@link Sequential#getWeights}, by the names of layer and
   * parameter, such as {@code dense/kernel}.
   */
  Map<String, INDArray> weights();

  /**
   * Ends the fit after the current batch; before a batch, after the next. The epoch is ended as
   * every other, with its validation. From the beginning of training no batch follows at all.
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
