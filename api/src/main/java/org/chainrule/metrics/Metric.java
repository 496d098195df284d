package org.chainrule.metrics;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/** A figure that tells how good predictions are, streaming over batches. */
public interface Metric {
  /** How it is called in History and Evaluation, such as {@code accuracy}. */
  String name();

  /**
   * Begins to count.
   *
   * @param targetColumns the number of columns of y
   * @param columns the number of columns of ŷ
   * @throws IllegalArgumentException when such targets and predictions do not go together
   */
  Running start(int targetColumns, int columns);

  /** Which way it goes when a model gets better; unknown unless a metric says it. */
  default Direction direction() {
    return Direction.UNKNOWN;
  }

  /**
   * The same metric under another name, to report two of a kind: {@code auc.pr().named("auc_pr")}.
   *
   * @throws IllegalArgumentException for an empty name, or one that begins with val_
   */
  default Metric named(String name) {
    return new NamedMetric(name, this);
  }

  /** A count in progress. */
  interface Running {
    /** Takes in a batch: targets y, predictions ŷ. */
    void add(Kernels k, Matrix y, Matrix yhat);

    /** The figure over all batches since the beginning or the last reset; NaN over none. */
    double result();

    /** Begins again. */
    void reset();
  }

  /** A mean over batches: Σ of a batch's figure, divided by Σ of its count. */
  final class Mean implements Running {
    /** A sum over a batch. */
    public interface Sum {
      /** The sum of the figure over the rows. */
      double of(Kernels k, Matrix y, Matrix yhat);
    }

    private final Sum sum;
    private final int perRow;
    private double total;
    private long count;

    /**
     * A mean that starts empty.
     *
     * @param perRow how many counts a row has
     */
    public Mean(int perRow, Sum sum) {
      this.perRow = perRow;
      this.sum = sum;
    }

    @Override
    public void add(Kernels k, Matrix y, Matrix yhat) {
      total += sum.of(k, y, yhat);
      count += (long) perRow * yhat.rows();
    }

    @Override
    public double result() {
      return total / count;
    }

    @Override
    public void reset() {
      total = 0;
      count = 0;
    }
  }
}
