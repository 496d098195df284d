package org.chainrule.data;

import java.util.List;
import org.chainrule.backend.Check;

/**
 * Mean 0 and deviation 1 for each column: z = (x − mean)/scale, as scikit-learn's {@code
 * StandardScaler}.
 *
 * @param mean of each column of the training data
 * @param scale the deviation of each column, √ of the mean of (x − mean)²; 1 for a constant column
 */
public record StandardScaler(List<Double> mean, List<Double> scale) implements Scaler {
  /**
   * Checks the figures.
   *
   * @throws IllegalArgumentException for figures that are not finite, a scale that is not positive,
   *     or not as many of both
   */
  public StandardScaler {
    mean = Columns.figures("StandardScaler", "a mean", mean, false);
    scale = Columns.figures("StandardScaler", "a scale", scale, true);
    Check.that(
        mean.size() == scale.size() && !mean.isEmpty(),
        "StandardScaler expects a mean and a scale for each column, but got %d and %d: give as many",
        mean.size(),
        scale.size());
  }

  static StandardScaler of(double[][] x) {
    Columns.require("standardScaler", x);
    int columns = x[0].length;
    double[] mean = new double[columns];
    double[] scale = new double[columns];
    for (int j = 0; j < columns; j++) {
      double sum = 0;
      for (double[] row : x) {
        sum += row[j];
      }
      mean[j] = sum / x.length;
      double squares = 0;
      double rest = 0; // of the mean, by rounding
      for (double[] row : x) {
        double d = row[j] - mean[j];
        squares += d * d;
        rest += d;
      }
      double variance = (squares - rest * rest / x.length) / x.length;
      Check.that(
          Double.isFinite(variance) && Double.isFinite(mean[j]),
          "standardScaler expects numbers whose squares fit a double, but column %d of x has larger ones: scale them first",
          j);
      scale[j] = isConstant(variance, mean[j], x.length) ? 1 : Math.sqrt(variance);
    }
    return new StandardScaler(Columns.list(mean), Columns.list(scale));
  }

  /** Whether the variance is no more than what rounding makes of a column of equal numbers. */
  private static boolean isConstant(double variance, double mean, int n) {
    double rounding = n * mean * Math.ulp(1.0);
    return variance <= n * Math.ulp(1.0) * variance + rounding * rounding;
  }

  /** z = (x − mean)/scale. */
  @Override
  public double[][] transform(double[][] x) {
    double[] m = Columns.array(mean);
    double[] s = Columns.array(scale);
    return Columns.map("transform", x, m.length, (v, j) -> (v - m[j]) / s[j]);
  }

  /** x = z·scale + mean. */
  @Override
  public double[][] inverse(double[][] z) {
    double[] m = Columns.array(mean);
    double[] s = Columns.array(scale);
    return Columns.map("inverse", z, m.length, (v, j) -> v * s[j] + m[j]);
  }
}
