package org.chainrule.metrics;

import org.chainrule.backend.Check;

/**
 * The share of rows whose class is among the k largest outputs: fewer than k outputs exceed that of
 * the class, so that equal outputs count as right, as in Keras. The class is y itself in one
 * column, or the place of the largest y in one-hot rows.
 *
 * @param k how many, at least 1
 */
public record TopK(int k) implements Metric {
  /** Checks k. */
  public TopK {
    Check.atLeastOne(k, "topK", "a k", "topK(5)");
  }

  @Override
  public String name() {
    return "top_k_categorical_accuracy";
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }

  @Override
  public Running start(int targetColumns, int columns) {
    CategoricalAccuracy.severalOutputs(this, columns);
    Counts.checkShapes(toString(), targetColumns, columns);
    Check.that(
        k <= columns,
        "%s expects a model with at least %d outputs, but it has %d: use a smaller k",
        this,
        k,
        columns);
    return new RowMean.Rows(
        targetColumns == 1
            ? (y, yhat) -> hit((int) y[0], yhat)
            : (y, yhat) -> hit(argMax(y), yhat));
  }

  private int hit(int c, double[] yhat) {
    if (c < 0 || c >= yhat.length || Double.isNaN(yhat[c])) {
      return 0;
    }
    int larger = 0;
    for (double v : yhat) {
      larger += v > yhat[c] ? 1 : 0;
    }
    return larger < k ? 1 : 0;
  }

  private static int argMax(double[] values) {
    int best = 0;
    for (int j = 1; j < values.length; j++) {
      best = values[j] > values[best] ? j : best;
    }
    return best;
  }

  @Override
  public String toString() {
    return "topK(" + k + ")";
  }
}
