package org.chainrule.data;

import org.chainrule.backend.Check;

/**
 * Some samples and their targets, of the kinds that {@code fit} takes.
 *
 * @param x one row for each sample
 * @param y one row, or one value, for each sample
 * @param sampleWeight one factor for each sample's loss, or null for all 1
 */
@SuppressWarnings("ArrayRecordComponent") // what fit takes
public record Batch(Object x, Object y, double[] sampleWeight) {
  /** Checks that there are samples and targets. */
  public Batch {
    Check.present(x, "Batch", "x");
    Check.present(y, "Batch", "y");
  }

  /** Samples that all weigh 1. */
  public Batch(Object x, Object y) {
    this(x, y, null);
  }
}
