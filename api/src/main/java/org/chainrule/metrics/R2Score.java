package org.chainrule.metrics;

import java.util.Arrays;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.RowReader;

/**
 * The coefficient of determination: R² = 1 − Σ(y − ŷ)²/Σ(y − ȳ)², the share of the variance of y
 * that is explained, as mean over the outputs. 1 is perfect, 0 no better than the mean of y. Of an
 * output whose y is constant it is 1 when all is right, otherwise 0.
 */
public record R2Score() implements Metric {
  @Override
  public String name() {
    return "r2_score";
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }

  @Override
  public Running start(int targetColumns, int columns) {
    sameColumns(this, targetColumns, columns);
    return new Sums(columns);
  }

  static void sameColumns(Metric metric, int targetColumns, int columns) {
    Check.that(
        targetColumns == columns,
        "%s expects y with one column for each of the model's %d outputs, but y has %d: give the last layer %d units, or y %d columns",
        metric,
        columns,
        targetColumns,
        targetColumns,
        columns);
  }

  @Override
  public String toString() {
    return "r2Score";
  }

  /** Sums of each output; those of y are taken from its first value, so that they do not cancel. */
  private static final class Sums implements Running, RowReader {
    private final double[] first;
    private final double[] sum; //        Σ (y − y₀)
    private final double[] squares; //    Σ (y − y₀)²
    private final double[] residual; //   Σ (y − ŷ)²
    private long rows;

    Sums(int columns) {
      first = new double[columns];
      sum = new double[columns];
      squares = new double[columns];
      residual = new double[columns];
    }

    @Override
    public void add(Kernels k, Matrix y, Matrix yhat) {
      k.forEachRow(this, y, yhat);
    }

    @Override
    public void row(double[] y, double[] yhat) {
      if (rows++ == 0) {
        System.arraycopy(y, 0, first, 0, y.length);
      }
      for (int j = 0; j < y.length; j++) {
        double d = y[j] - first[j];
        double e = y[j] - yhat[j];
        sum[j] += d;
        squares[j] += d * d;
        residual[j] += e * e;
      }
    }

    @Override
    public double result() {
      double total = 0;
      for (int j = 0; j < first.length; j++) {
        double spread = squares[j] - sum[j] / rows * sum[j]; //  Σ (y − ȳ)²
        total += spread > 0 ? 1 - residual[j] / spread : residual[j] == 0 ? 1 : 0;
      }
      return rows == 0 ? Double.NaN : total / first.length;
    }

    @Override
    public void reset() {
      Arrays.fill(sum, 0);
      Arrays.fill(squares, 0);
      Arrays.fill(residual, 0);
      rows = 0;
    }
  }
}
