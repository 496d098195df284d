package org.chainrule.data;

import java.util.Arrays;
import org.chainrule.backend.Check;

/**
 * Samples of known classes. A plain holder: the arrays are not copied.
 *
 * @param x one row for each sample
 * @param y the class of each sample, 0 … classes − 1
 * @param classes the number of classes
 */
@SuppressWarnings("ArrayRecordComponent") // what fit takes
public record Classification(double[][] x, int[] y, int classes) {
  /** Checks that there is one class for each row. */
  public Classification {
    Check.present(x, "Classification", "x");
    Check.present(y, "Classification", "y");
    Check.that(
        x.length == y.length && x.length > 0,
        "Classification expects one class for each row, but x has %d rows and y has %d values: pass as many",
        x.length,
        y.length);
    for (int i = 0; i < y.length; i++) {
      Check.that(
          y[i] >= 0 && y[i] < classes,
          "Classification expects classes 0 to %d, but got %d at row %d: count from 0",
          classes - 1,
          y[i],
          i);
    }
  }

  /** The number of samples. */
  public int size() {
    return x.length;
  }

  /**
   * Holds a part out, chosen at random; both parts come in random order.
   *
   * @param fraction the share of the samples to hold out, 0.2 for a fifth
   * @param seed the same seed gives the same parts
   * @throws IllegalArgumentException unless both parts get a sample
   */
  public Split<Classification> split(double fraction, long seed) {
    Split<int[]> rows = Datasets.split(size(), fraction, seed);
    return new Split<>(take(rows.train()), take(rows.test()));
  }

  private Classification take(int[] rows) {
    return new Classification(
        Datasets.rows(x, rows), Arrays.stream(rows).map(i -> y[i]).toArray(), classes);
  }

  @Override
  public String toString() {
    return "%d samples × %d in %d classes".formatted(size(), x[0].length, classes);
  }
}
