package org.chainrule.metrics;

/** The metrics, to be imported statically. A loss serves as a metric too. */
public final class Metrics {
  /** The share of right predictions: binary, sparse or categorical by the shapes. */
  public static final Metric accuracy = new Accuracy();

  private Metrics() {}
}
