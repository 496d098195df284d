package org.chainrule.metrics;

import org.chainrule.backend.Check;

/**
 * The share of right outputs, each a decision of its own: (ŷ &gt; threshold) = y, over all rows and
 * columns.
 *
 * @param threshold from 0 to 1, ½ by default
 */
public record BinaryAccuracy(double threshold) implements Metric {
  /** Checks the threshold. */
  public BinaryAccuracy {
    Check.that(
        threshold >= 0 && threshold <= 1,
        "binaryAccuracy expects a threshold from 0 to 1, but got %s: use for example binaryAccuracy(0.5)",
        threshold);
  }

  @Override
  public String name() {
    return "binary_accuracy";
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }

  @Override
  public Running start(int targetColumns, int columns) {
    Check.that(
        targetColumns == columns,
        "%s expects y with one column for each of the model's %d outputs, but y has %d: pass as many, or use sparseCategoricalAccuracy for class numbers",
        this,
        columns,
        targetColumns);
    return new Mean(columns, (k, y, yhat) -> k.binaryMatches(y, yhat, threshold));
  }

  @Override
  public String toString() {
    return threshold == 0.5 ? "binaryAccuracy" : "binaryAccuracy(" + threshold + ")";
  }
}
