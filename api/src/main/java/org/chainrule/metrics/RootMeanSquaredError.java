package org.chainrule.metrics;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/** √ of the mean of (ŷ − y)² over all rows and outputs: an error in the unit of y. */
public record RootMeanSquaredError() implements Metric {
  @Override
  public String name() {
    return "root_mean_squared_error";
  }

  @Override
  public Direction direction() {
    return Direction.DOWN;
  }

  @Override
  public Running start(int targetColumns, int columns) {
    R2Score.sameColumns(this, targetColumns, columns);
    Mean mean = new Mean(1, (k, y, yhat) -> k.squaredError(y, yhat, null));
    return new Running() {
      @Override
      public void add(Kernels k, Matrix y, Matrix yhat) {
        mean.add(k, y, yhat);
      }

      @Override
      public double result() {
        return Math.sqrt(mean.result());
      }

      @Override
      public void reset() {
        mean.reset();
      }
    };
  }

  @Override
  public String toString() {
    return "rootMeanSquaredError";
  }
}
