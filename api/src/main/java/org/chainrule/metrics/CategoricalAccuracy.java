package org.chainrule.metrics;

import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;

/** The share of rows whose largest ŷ stands where the largest y does, the first of equal ones. */
public record CategoricalAccuracy() implements Metric {
  @Override
  public String name() {
    return "categorical_accuracy";
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }

  @Override
  public Running start(int targetColumns, int columns) {
    severalOutputs(this, columns);
    Check.that(
        targetColumns == columns,
        "%s expects y with one column for each of the model's %d classes, but y has %d: pass one-hot rows, or use sparseCategoricalAccuracy for class numbers",
        this,
        columns,
        targetColumns);
    return new Mean(1, Kernels::categoricalMatches);
  }

  /** Checks that there is a largest output to look for. */
  static void severalOutputs(Metric metric, int columns) {
    Check.that(
        columns > 1,
        "%s expects a model with one output for each class, but it has 1: use binaryAccuracy, or dense(2, softmax)",
        metric);
  }

  @Override
  public String toString() {
    return "categoricalAccuracy";
  }
}
