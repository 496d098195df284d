package org.chainrule.metrics;

/** Predictions of one binary decision, to be cut at thresholds. */
interface Thresholds {
  /** Takes in a prediction of a positive or a negative. */
  void add(boolean positive, double yhat);

  /** The area under the ROC curve. */
  double roc();

  /** The area under the precision-recall curve. */
  double pr();

  /** Forgets all predictions. */
  void clear();
}
