package org.chainrule;

import org.chainrule.backend.Samples;

/**
 * Where the batches of a fit or an evaluation come from: {@link #begin} an epoch, then {@link
 * #next} until there is none. The batch is rows {@code order[from]} … or {@code from} … of the
 * samples.
 */
interface Feed extends AutoCloseable {
  /** The number of batches in an epoch, or −1 when it is not known yet. */
  int batches();

  /** Starts an epoch. */
  void begin();

  /** Goes on to the next batch; false after the last. */
  boolean next();

  /** The features among which the batch is. */
  Samples x();

  /** The targets. */
  Samples y();

  /** The weights of the samples, or null. */
  Samples weights();

  /**
   * The rows of the batch by their numbers from {@link #from} on, or null when they lie in order.
   */
  int[] order();

  /** The first row, or place in the order. */
  int from();

  /** The number of rows in the batch. */
  int rows();

  /** The number of a row of {@link #x} in what the caller passed. */
  default int number(int row) {
    return row;
  }

  /** Whether {@link #x} and {@link #y} hold all rows of an epoch, not only those of the batch. */
  default boolean keeps() {
    return false;
  }

  /** Whether an epoch's only batch is always the same, so that it need not be loaded again. */
  default boolean isConstant() {
    return false;
  }

  /** Ends an epoch early or late; nothing when none was begun. */
  @Override
  void close();

  /** Puts the batch where the trainer takes it from. */
  default void load(Trainer trainer) {
    trainer.prepare(rows(), y().columns(), weights() != null);
    trainer.load(x(), y(), weights(), order(), from(), rows());
  }
}
