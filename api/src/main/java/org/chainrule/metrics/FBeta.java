package org.chainrule.metrics;

import org.chainrule.backend.Check;

/**
 * The weighted harmonic mean of precision and recall (van Rijsbergen 1979), F = (1 + β²)·tp/((1 +
 * β²)·tp + β²·fn + fp), 0 where nothing is right. With β = 1 it is the F1 score; recall counts β
 * times as much as precision.
 *
 * <p>As in Keras a row predicts by default the class of its largest output (of several equal ones
 * all), and every class has a score; here their mean is reported, where Keras gives a vector. With
 * a single output, of which Keras would take every row as a prediction, an output above ½ is one.
 * Keras adds 1e-7 to its denominators; this does not.
 *
 * @param average how the classes become one figure
 * @param beta β, greater than 0
 * @param threshold from 0 to 1, what an output must exceed, for outputs that are decisions of their
 *     own; null for the class of the largest output
 * @param classId the one class to report, or null for all
 * @see <a href="https://keras.io/api/metrics/classification_metrics/">Keras: classification
 *     metrics</a>
 */
public record FBeta(Average average, double beta, Double threshold, Integer classId)
    implements Metric {
  /** Checks the figures. */
  public FBeta {
    Counts.check("fBeta", average, threshold, classId);
    Check.positive(beta, "fBeta", "a beta", "fBeta(2)");
  }

  /** The same counted over all elements. */
  public FBeta micro() {
    return new FBeta(Average.MICRO, beta, threshold, classId);
  }

  /** The same as mean over the classes. */
  public FBeta macro() {
    return new FBeta(Average.MACRO, beta, threshold, classId);
  }

  /** The same as mean over the classes, weighed by their numbers of samples. */
  public FBeta weighted() {
    return new FBeta(Average.WEIGHTED, beta, threshold, classId);
  }

  /** The same for outputs that are decisions of their own, each taken where it exceeds this. */
  public FBeta threshold(double threshold) {
    return new FBeta(average, beta, threshold, classId);
  }

  /** The same for exclusive classes: a row predicts the class of its largest output. */
  public FBeta argMax() {
    return new FBeta(average, beta, null, classId);
  }

  /** The same of one class only. */
  public FBeta classId(int classId) {
    return new FBeta(average, beta, threshold, classId);
  }

  @Override
  public String name() {
    return beta == 1 ? "f1_score" : "fbeta_score";
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }

  @Override
  public Running start(int targetColumns, int columns) {
    double b = beta * beta;
    return new Counts(
        toString(),
        targetColumns,
        columns,
        average,
        threshold,
        classId,
        (tp, fp, fn) -> Counts.ratio((1 + b) * tp, (1 + b) * tp + b * fn + fp));
  }

  @Override
  public String toString() {
    String name = beta == 1 ? "f1" : "fBeta(" + beta + ")";
    return Counts.print(name, average, Average.MACRO, threshold, null, classId);
  }
}
