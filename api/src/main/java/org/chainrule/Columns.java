package org.chainrule;

import org.chainrule.backend.Rng;
import org.chainrule.backend.Samples;

/** The columns of some samples: their ranges and sizes, from all rows or from many. */
final class Columns {
  private static final int ROWS = 10_000; // looked at, at most
  private static final int NUMBERS = 1 << 20; // likewise, where rows are long
  private static final int FEWEST = 500; // rows, however long

  private final int rows;
  private final double[] least;
  private final double[] most;
  private final double[] squares; // sums of them
  private final long[] hash; // of all numbers in their order

  private Columns(int rows, int columns) {
    this.rows = rows;
    least = new double[columns];
    most = new double[columns];
    squares = new double[columns];
    hash = new long[columns];
  }

  /**
   * Rows to look at: null for all when they are not too many, otherwise some from everywhere, in no
   * step with anything that repeats in the data.
   */
  static int[] sample(int rows, int columns) {
    int most = Math.min(ROWS, Math.max(FEWEST, NUMBERS / columns));
    if (rows <= most) {
      return null;
    }
    int[] sample = new int[most];
    Rng rng = new Rng(rows);
    for (int i = 0; i < most; i++) {
      sample[i] = (int) ((i + rng.uniform()) * rows / most);
    }
    return sample;
  }

  /** The columns in these rows, or in all when rows is null. */
  static Columns of(Samples x, int[] rows) {
    int n = rows == null ? x.rows() : rows.length;
    int columns = x.columns();
    Columns c = new Columns(n, columns);
    for (int j = 0; j < columns; j++) {
      c.least[j] = Double.POSITIVE_INFINITY;
      c.most[j] = Double.NEGATIVE_INFINITY;
    }
    for (int i = 0; i < n; i++) {
      int row = rows == null ? i : rows[i];
      for (int j = 0; j < columns; j++) {
        double v = x.get(row, j) + 0.0; // no −0.0
        c.least[j] = Math.min(c.least[j], v);
        c.most[j] = Math.max(c.most[j], v);
        c.squares[j] += v * v;
        c.hash[j] = 31 * c.hash[j] + (Double.doubleToRawLongBits(v) >>> 16);
      }
    }
    return c;
  }

  /** The number of columns. */
  int count() {
    return least.length;
  }

  /** The number of rows that were looked at. */
  int rows() {
    return rows;
  }

  /** The smallest number of a column. */
  double least(int j) {
    return least[j];
  }

  /** The largest number of a column. */
  double most(int j) {
    return most[j];
  }

  /** The smallest number of all. */
  double least() {
    double smallest = least[0];
    for (double v : least) {
      smallest = Math.min(smallest, v);
    }
    return smallest;
  }

  /** The largest number of all. */
  double most() {
    double largest = most[0];
    for (double v : most) {
      largest = Math.max(largest, v);
    }
    return largest;
  }

  /** The root of the mean square of a column. */
  double size(int j) {
    return Math.sqrt(squares[j] / rows);
  }

  /** The difference between the largest and the smallest number of a column. */
  double range(int j) {
    return most[j] - least[j];
  }

  /** A number that two columns share when they hold the same numbers, and hardly otherwise. */
  long hash(int j) {
    return hash[j];
  }
}
