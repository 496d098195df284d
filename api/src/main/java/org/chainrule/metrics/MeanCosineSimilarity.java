package org.chainrule.metrics;

/**
 * The mean cosine of the angle between a row of y and of ŷ: y·ŷ/(‖y‖·‖ŷ‖), from −1 (opposite) to 1
 * (same direction), 0 for a row of zeros; norms below 1e-7 count as 1e-7. Keras' metric
 * CosineSimilarity, the opposite sign of the loss of that name.
 */
public record MeanCosineSimilarity() implements Metric {
  private static final double LARGEST = 1e7; // of 1/‖·‖

  @Override
  public String name() {
    return "cosine_similarity";
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }

  @Override
  public Running start(int targetColumns, int columns) {
    R2Score.sameColumns(this, targetColumns, columns);
    return new RowMean.Rows(
        (y, yhat) -> dot(y, yhat) * inverseNorm(y) * inverseNorm(yhat)); //  y·ŷ/(‖y‖·‖ŷ‖)
  }

  private static double inverseNorm(double[] a) {
    return Math.min(LARGEST, 1 / Math.sqrt(dot(a, a)));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  @Override
  public String toString() {
    return "meanCosineSimilarity";
  }
}
