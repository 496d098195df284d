package org.chainrule.metrics;

/** How the figures of several classes become one. */
public enum Average {
  /** All classes counted together: every element of ŷ has the same weight. */
  MICRO,
  /** The mean of the classes' figures: every class has the same weight, however rare. */
  MACRO,
  /** The mean of the classes' figures, each weighed by the number of samples of the class. */
  WEIGHTED
}
