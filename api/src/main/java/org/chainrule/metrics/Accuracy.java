package org.chainrule.metrics;

import org.chainrule.backend.Kernels;

/**
 * The share of right predictions. With one column of ŷ binary (ŷ &gt; ½ is 1), with several the
 * class of the largest, compared with a column of classes or with one-hot rows.
 */
public record Accuracy() implements Metric {
  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }

  @Override
  public Running start(int targetColumns, int columns) {
    Counts.checkShapes(name(), targetColumns, columns);
    if (columns == 1) {
      return new Mean(1, (k, y, yhat) -> k.binaryMatches(y, yhat, 0.5));
    }
    return targetColumns == 1
        ? new Mean(1, Kernels::sparseMatches)
        : new Mean(1, Kernels::categoricalMatches);
  }

  @Override
  public String toString() {
    return name();
  }
}
