package org.chainrule.losses;

/** How the losses of a batch's samples become one number. */
public enum Reduction {
  /** Their sum divided by their number. */
  MEAN,
  /** Their sum. */
  SUM
}
