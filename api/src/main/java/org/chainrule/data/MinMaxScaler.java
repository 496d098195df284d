package org.chainrule.data;

import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.Check;

/**
 * Each column from the range of the training data to that from low to high: z = (x − min)·scale +
 * low with scale = (high − low)/(max − min), as scikit-learn's {@code MinMaxScaler}. Other data may
 * lie outside. A constant column, whose max − min is taken for 1, becomes low.
 *
 * @param min the smallest number of each column
 * @param max the largest number of each column
 * @param low where min goes
 * @param high where max goes
 */
public record MinMaxScaler(List<Double> min, List<Double> max, double low, double high)
    implements Scaler {
  private static final double CONSTANT = 10 * Math.ulp(1.0);

  /**
   * Checks the figures.
   *
   * @throws IllegalArgumentException for figures that are not finite, not as many of both, a min
   *     above its max, or a low that is not below high
   */
  public MinMaxScaler {
    min = Columns.figures("MinMaxScaler", "a min", min, false);
    max = Columns.figures("MinMaxScaler", "a max", max, false);
    Check.that(
        min.size() == max.size() && !min.isEmpty(),
        "MinMaxScaler expects a min and a max for each column, but got %d and %d: give as many",
        min.size(),
        max.size());
    for (int j = 0; j < min.size(); j++) {
      Check.that(
          min.get(j) <= max.get(j) && Double.isFinite(max.get(j) - min.get(j)),
          "MinMaxScaler expects a finite range for each column, but column %d goes from %s to %s: exchange or scale them",
          j,
          min.get(j),
          max.get(j));
    }
    Check.that(
        low < high && Double.isFinite(high - low),
        "MinMaxScaler expects a low below a high, but got %s and %s: use for example 0 and 1",
        low,
        high);
  }

  static MinMaxScaler of(double[][] x, double low, double high) {
    Columns.require("minMaxScaler", x);
    double[] min = x[0].clone();
    double[] max = x[0].clone();
    for (double[] row : x) {
      Arrays.setAll(min, j -> Math.min(min[j], row[j]));
      Arrays.setAll(max, j -> Math.max(max[j], row[j]));
    }
    return new MinMaxScaler(Columns.list(min), Columns.list(max), low, high);
  }

  private double[] scale() {
    double[] scale = new double[min.size()];
    Arrays.setAll(
        scale,
        j -> {
          double range = max.get(j) - min.get(j);
          return (high - low) / (range < CONSTANT ? 1 : range);
        });
    return scale;
  }

  /** z = (x − min)·scale + low. */
  @Override
  public double[][] transform(double[][] x) {
    double[] s = scale();
    double[] m = Columns.array(min);
    return Columns.map("transform", x, s.length, (v, j) -> (v - m[j]) * s[j] + low);
  }

  /** x = (z − low)/scale + min. */
  @Override
  public double[][] inverse(double[][] z) {
    double[] s = scale();
    double[] m = Columns.array(min);
    return Columns.map("inverse", z, s.length, (v, j) -> (v - low) / s[j] + m[j]);
  }
}
