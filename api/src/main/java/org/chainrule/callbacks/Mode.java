package org.chainrule.callbacks;

/** Which way a monitored figure goes when a model gets better. */
public enum Mode {
  /** As the metric of that name tells: down for losses, up for accuracy. */
  AUTO,
  /** Down: the smallest is the best. */
  MIN,
  /** Up: the largest is the best. */
  MAX
}
