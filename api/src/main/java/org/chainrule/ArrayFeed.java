package org.chainrule;

import java.util.Arrays;
import org.chainrule.backend.Rng;
import org.chainrule.backend.Samples;

/** Batches of rows in memory, in order or, with a generator, in a new order each epoch. */
final class ArrayFeed implements Feed {
  private final Samples x;
  private final Samples y;
  private final Samples weights;
  private final int batchSize;
  private final int most; // rows in an epoch
  private final int[] order;
  private final Rng shuffling;
  private final int[] numbers; // of the rows where they come from, or null when they are all
  private int from;
  private int rows;

  /**
   * A feed of all rows.
   *
   * @param weights one for each row, or null
   * @param steps the largest number of batches in an epoch
   * @param shuffling makes the orders; null for rows as they lie
   * @param numbers the caller's numbers of the rows; null for 0, 1, 2, …
   */
  ArrayFeed(
      Samples x,
      Samples y,
      Samples weights,
      int batchSize,
      int steps,
      Rng shuffling,
      int[] numbers) {
    this.x = x;
    this.y = y;
    this.weights = weights;
    this.numbers = numbers;
    this.batchSize = Math.min(batchSize, x.rows());
    most = (int) Math.min(x.rows(), (long) steps * this.batchSize);
    this.shuffling =
        this.batchSize < x.rows() ? shuffling : null; // the order of a full batch does not matter
    order = this.shuffling == null ? null : new int[x.rows()];
    if (order != null) {
      Arrays.setAll(order, i -> i);
    }
  }

  @Override
  public int batches() {
    return (most + batchSize - 1) / batchSize;
  }

  @Override
  public void begin() {
    if (order != null) {
      shuffling.shuffle(order);
    }
    from = 0;
    rows = 0;
  }

  @Override
  public boolean next() {
    from += rows;
    rows = Math.min(batchSize, most - from);
    return rows > 0;
  }

  @Override
  public Samples x() {
    return x;
  }

  @Override
  public Samples y() {
    return y;
  }

  @Override
  public Samples weights() {
    return weights;
  }

  @Override
  public int[] order() {
    return order;
  }

  @Override
  public int from() {
    return from;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int number(int row) {
    return numbers == null ? row : numbers[row];
  }

  @Override
  public boolean keeps() {
    return true;
  }

  @Override
  public boolean isConstant() {
    return batchSize == x.rows();
  }

  @Override
  public void close() {}
}
