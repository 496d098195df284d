package org.chainrule.metrics;

/** Which way a figure goes when a model gets better. */
public enum Direction {
  /** The larger the better, as accuracy. */
  UP,
  /** The smaller the better, as a loss. */
  DOWN,
  /** Nobody told. */
  UNKNOWN
}
