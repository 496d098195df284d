package org.chainrule.callbacks;

import java.util.Map;

/**
 * Code that runs within a {@code fit}, at its beginning and end and those of epochs and batches.
 *
 * <p>{@code epoch} and {@code batch} count from 1. {@code logs} holds the figures known so far,
 * such as {@code loss}; it is the callback's own.
 *
 * <p>A callback is a description that may serve many fits, also at once. One that remembers
 * something makes another of its kind for each fit: see {@link #inFit}.
 */
public interface Callback {
  /**
   * This callback as it works in one fit, with what it remembers; itself when it remembers nothing.
   *
   * @param training the fit, which the callback may keep
   */
  default Callback inFit(Training training) {
    return this;
  }

  /** Before the first epoch. */
  default void onTrainBegin() {}

  /**
   * After the last epoch, or where the fit was stopped; also when it fails, as long as the callback
   * began.
   *
   * @param logs the figures of the last epoch that was finished, none if there is none
   */
  default void onTrainEnd(Map<String, Double> logs) {}

  /** Before the first batch of an epoch. */
  default void onEpochBegin(int epoch) {}

  /** After an epoch, its validation included; logs are the figures of the whole epoch. */
  default void onEpochEnd(int epoch, Map<String, Double> logs) {}

  /**
   * Figures of its own, asked once an epoch and its validation are over: they join those of the
   * model in History, on screen and in the logs, where another callback may monitor them.
   *
   * @return by names that the model's figures do not have, the same in each epoch; none unless said
   */
  default Map<String, Double> figures(int epoch) {
    return Map.of();
  }

  /** Before a batch. */
  default void onBatchBegin(int epoch, int batch) {}

  /** After a batch; {@code loss} is the batch's alone, before its update. */
  default void onBatchEnd(int epoch, int batch, double loss) {}

  /** Before the validation at the end of an epoch. */
  default void onValidationBegin(int epoch) {}

  /** After the validation; logs are its figures, with names such as {@code val_loss}. */
  default void onValidationEnd(int epoch, Map<String, Double> logs) {}
}
