package org.chainrule.metrics;

/**
 * The share of the samples of a class that are found: tp/(tp + fn), 0 where there are none.
 *
 * <p>As in Keras every output is by default a prediction of its own, taken as one where it exceeds
 * ½, and the elements of all columns are counted together. For exclusive classes as {@code Report}
 * and scikit-learn have them, take the class of the largest output and an average of the classes:
 * {@code recall.argMax().macro()}.
 *
 * @param average how the classes become one figure
 * @param threshold from 0 to 1, what an output must exceed; null for the class of the largest
 *     output (with a single output ½)
 * @param classId the one class to report, or null for all
 * @see <a href="https://keras.io/api/metrics/classification_metrics/">Keras: classification
 *     metrics</a>
 */
public record Recall(Average average, Double threshold, Integer classId) implements Metric {
  /** Checks the figures. */
  public Recall {
    Counts.check("recall", average, threshold, classId);
  }

  /** The same counted over all elements. */
  public Recall micro() {
    return new Recall(Average.MICRO, threshold, classId);
  }

  /** The same as mean over the classes. */
  public Recall macro() {
    return new Recall(Average.MACRO, threshold, classId);
  }

  /** The same as mean over the classes, weighed by their numbers of samples. */
  public Recall weighted() {
    return new Recall(Average.WEIGHTED, threshold, classId);
  }

  /** The same with another threshold, for outputs that are decisions of their own. */
  public Recall threshold(double threshold) {
    return new Recall(average, threshold, classId);
  }

  /** The same for exclusive classes: a row predicts the class of its largest output. */
  public Recall argMax() {
    return new Recall(average, null, classId);
  }

  /** The same of one class only. */
  public Recall classId(int classId) {
    return new Recall(average, threshold, classId);
  }

  @Override
  public String name() {
    return "recall";
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }

  @Override
  public Running start(int targetColumns, int columns) {
    return new Counts(
        toString(),
        targetColumns,
        columns,
        average,
        threshold,
        classId,
        (tp, fp, fn) -> Counts.ratio(tp, tp + fn));
  }

  @Override
  public String toString() {
    return Counts.print("recall", average, Average.MICRO, threshold, 0.5, classId);
  }
}
