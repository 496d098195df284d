package org.chainrule.metrics;

import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;

/** The share of rows whose largest ŷ, the first of equal ones, stands at the class y. */
public record SparseCategoricalAccuracy() implements Metric {
  @Override
  public String name() {
    return "sparse_categorical_accuracy";
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }

  @Override
  public Running start(int targetColumns, int columns) {
    CategoricalAccuracy.severalOutputs(this, columns);
    Check.that(
        targetColumns == 1,
        "%s expects one column of class numbers, but y has %d columns: pass an int[], or use categoricalAccuracy for one-hot rows",
        this,
        targetColumns);
    return new Mean(1, Kernels::sparseMatches);
  }

  @Override
  public String toString() {
    return "sparseCategoricalAccuracy";
  }
}
