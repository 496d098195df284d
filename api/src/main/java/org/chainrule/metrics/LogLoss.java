package org.chainrule.metrics;

/**
 * The mean of −log p, p being the probability given to what came true, within [1e-7, 1 − 1e-7]: for
 * one output binary, for several the class by number or one-hot row, chosen from the shapes. The
 * probabilities are taken as they are, not divided by their sum.
 */
public record LogLoss() implements Metric {
  @Override
  public String name() {
    return "log_loss";
  }

  @Override
  public Direction direction() {
    return Direction.DOWN;
  }

  @Override
  public Running start(int targetColumns, int columns) {
    Counts.checkShapes(toString(), targetColumns, columns);
    if (columns == 1) {
      return new Mean(1, (k, y, yhat) -> k.binaryCrossEntropy(y, yhat, null));
    }
    return targetColumns == 1
        ? new Mean(1, (k, y, yhat) -> k.sparseCrossEntropy(y, yhat, null))
        : new Mean(1, (k, y, yhat) -> k.crossEntropy(y, yhat, null));
  }

  @Override
  public String toString() {
    return "logLoss";
  }
}
