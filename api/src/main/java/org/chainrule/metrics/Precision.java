package org.chainrule.metrics;

/**
 * The share of the predictions of a class that are right: tp/(tp + fp), 0 where there are none.
 *
 * <p>As in Keras every output is by default a prediction of its own, taken as one where it exceeds
 * ½, and the elements of all columns are counted together. For exclusive classes as {@code Report}
 * and scikit-learn have them, take the class of the largest output and an average of the classes:
 * {@code precision.argMax().macro()}.
 *
 * @param average how the classes become one figure
 * @param threshold from 0 to 1, what an output must exceed; null for the class of the largest
 *     output (with a single output ½)
 * @param classId the one class to report, or null for all
 * @see <a href="https://keras.io/api/metrics/classification_metrics/">Keras: classification
 *     metrics</a>
 */
public record Precision(Average average, Double threshold, Integer classId) implements Metric {
  /** Checks the figures. */
  public Precision {
    Counts.check("precision", average, threshold, classId);
  }

  /** The same counted over all elements. */
  public Precision micro() {
    return new Precision(Average.MICRO, threshold, classId);
  }

  /** The same as mean over the classes. */
  public Precision macro() {
    return new Precision(Average.MACRO, threshold, classId);
  }

  /** The same as mean over the classes, weighed by their numbers of samples. */
  public Precision weighted() {
    return new Precision(Average.WEIGHTED, threshold, classId);
  }

  /** The same with another threshold, for outputs that are decisions of their own. */
  public Precision threshold(double threshold) {
    return new Precision(average, threshold, classId);
  }

  /** The same for exclusive classes: a row predicts the class of its largest output. */
  public Precision argMax() {
    return new Precision(average, null, classId);
  }

  /** The same of one class only. */
  public Precision classId(int classId) {
    return new Precision(average, threshold, classId);
  }

  @Override
  public String name() {
    return "precision";
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
        (tp, fp, fn) -> Counts.ratio(tp, tp + fp));
  }

  @Override
  public String toString() {
    return Counts.print("precision", average, Average.MICRO, threshold, 0.5, classId);
  }
}
