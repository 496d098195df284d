package org.chainrule.callbacks;

import java.util.Map;

/**
 * Code that runs within a {@code fit}, at the beginnings and ends of epochs and batches. It may use
 * the model: predict, evaluate, read or set weights.
 *
 * <p>{@code epoch} and {@code batch} count from 1. {@code logs} holds the figures known so far,
 * such as {@code loss}.
 */
public interface Callback {
  /** Before the first batch of an epoch. */
  default void onEpochBegin(int epoch) {}

  /** After an epoch, its validation included; logs are the figures of the whole epoch. */
  default void onEpochEnd(int epoch, Map<String, Double> logs) {}

  /** After a batch; {@code loss} is the batch's alone, before its update. */
  default void onBatchEnd(int epoch, int batch, double loss) {}
}
