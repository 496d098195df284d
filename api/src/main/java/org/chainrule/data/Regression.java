package org.chainrule.data;

import java.util.Arrays;
import org.chainrule.backend.Check;

/**
 * Samples with a number to predict for each. A plain holder: the arrays are not copied.
 *
 * @param x one row for each sample
 * @param y one number for each sample
 */
@SuppressWarnings("ArrayRecordComponent") // what fit takes
public record Regression(double[][] x, double[] y) {
  /** Checks that there is one number for each row. */
  public Regression {
    Check.present(x, "Regression", "x");
    Check.present(y, "Regression", "y");
    Check.that(
        x.length == y.length && x.length > 0,
        "Regression expects one number for each row, but x has %d rows and y has %d values: pass as many",
        x.length,
        y.length);
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
  public Split<Regression> split(double fraction, long seed) {
    Split<int[]> rows = Datasets.split(size(), fraction, seed);
    return new Split<>(take(rows.train()), take(rows.test()));
  }

  private Regression take(int[] rows) {
    return new Regression(
        Datasets.rows(x, rows), Arrays.stream(rows).mapToDouble(i -> y[i]).toArray());
  }

  @Override
  public String toString() {
    return "%d samples × %d".formatted(size(), x[0].length);
  }
}
