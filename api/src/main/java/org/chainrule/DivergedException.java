package org.chainrule;

/**
 * Training became NaN or infinite and was stopped. The model keeps its last finite weights and can
 * be used.
 *
 * <p>The usual cause is a learning rate that is too high, or data that is not scaled.
 */
public final class DivergedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final int epoch;
  private final int batch;

  DivergedException(String message, int epoch, int batch) {
    super(message);
    this.epoch = epoch;
    this.batch = batch;
  }

  /** The epoch it happened in, from 1. */
  public int epoch() {
    return epoch;
  }

  /** The batch within the epoch, from 1. */
  public int batch() {
    return batch;
  }
}
