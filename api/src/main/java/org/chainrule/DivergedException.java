package org.chainrule;

/**
 * Training became NaN or infinite and was stopped. The model keeps its last finite weights and can
 * be used.
 *
 * <p>The message names the likely cause, such as a learning rate that is too high or data that is
 * not scaled; {@link #autopsy} has all that is known.
 */
public final class DivergedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final int epoch;
  private final int batch;
  private final Autopsy autopsy;

  DivergedException(String message, int epoch, int batch, Autopsy autopsy) {
    super(message);
    this.epoch = epoch;
    this.batch = batch;
    this.autopsy = autopsy;
  }

  /** The epoch it was seen in, from 1. */
  public int epoch() {
    return epoch;
  }

  /**
   * The batch within the epoch, from 1, after which training was stopped. An update that spoilt the
   * weights shows in the loss of the next batch: see {@link Autopsy#batch}.
   */
  public int batch() {
    return batch;
  }

  /** Where it happened, in which numbers and why, as far as the evidence goes. */
  public Autopsy autopsy() {
    return autopsy;
  }
}
