package org.chainrule.metrics;

import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.RowReader;

/**
 * The area under a curve that a threshold draws over the predictions: under the ROC curve, true
 * positive rate over false positive rate, or under the precision-recall curve.
 *
 * <p>As in Keras it is by default computed from {@code numThresholds} thresholds spread evenly over
 * [0, 1], the ROC by trapezoids and the PR curve by the interpolation of Davis and Goadrich 2006; 0
 * where a class is missing. {@code exact(true)} takes every prediction as a threshold, which gives
 * scikit-learn's {@code roc_auc_score} (the share of pairs of a positive and a negative that are in
 * the right order, ties a half) and {@code average_precision_score}; it keeps all predictions and
 * sorts them for each result, and is NaN where a class is missing.
 *
 * <p>y is 0 or 1 for each output, or a column of class numbers, which counts as one-hot rows.
 *
 * @param curve ROC or PR
 * @param numThresholds how many thresholds, at least 2; 200 by default
 * @param multiLabel whether each output has a curve of its own and the mean of the areas is taken,
 *     instead of one curve over all elements
 * @param exact whether every prediction is a threshold
 * @see <a href="https://keras.io/api/metrics/classification_metrics/">Keras: classification
 *     metrics</a>
 */
public record Auc(Curve curve, int numThresholds, boolean multiLabel, boolean exact)
    implements Metric {
  /** A curve over all thresholds. */
  public enum Curve {
    /** Receiver operating characteristic: tp/(tp + fn) over fp/(fp + tn). */
    ROC,
    /** Precision tp/(tp + fp) over recall tp/(tp + fn). */
    PR
  }

  /** Checks the figures. */
  public Auc {
    Check.present(curve, "auc", "a curve, ROC or PR");
    Check.that(
        numThresholds >= 2,
        "auc expects at least 2 thresholds, but got %d: use for example auc.numThresholds(200)",
        numThresholds);
  }

  /** The same under the precision-recall curve. */
  public Auc pr() {
    return new Auc(Curve.PR, numThresholds, multiLabel, exact);
  }

  /** The same with so many thresholds. */
  public Auc numThresholds(int numThresholds) {
    return new Auc(curve, numThresholds, multiLabel, exact);
  }

  /** The same as mean of the areas of the outputs (true), or over all elements together (false). */
  public Auc multiLabel(boolean multiLabel) {
    return new Auc(curve, numThresholds, multiLabel, exact);
  }

  /**
   * The same with every prediction as a threshold (true), or with {@code numThresholds} (false).
   */
  public Auc exact(boolean exact) {
    return new Auc(curve, numThresholds, multiLabel, exact);
  }

  @Override
  public String name() {
    return "auc";
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }

  @Override
  public Running start(int targetColumns, int columns) {
    Counts.checkShapes(toString(), targetColumns, columns);
    return new Curves(
        curve, exact ? 0 : numThresholds, targetColumns == 1, multiLabel ? columns : 1);
  }

  @Override
  public String toString() {
    return "auc"
        + (curve == Curve.PR ? ".pr()" : "")
        + (numThresholds == 200 || exact ? "" : ".numThresholds(" + numThresholds + ")")
        + (multiLabel ? ".multiLabel(true)" : "")
        + (exact ? ".exact(true)" : "");
  }

  /** One curve over all elements, or one for each output. */
  private static final class Curves implements Running, RowReader {
    private final Curve curve;
    private final boolean oneColumn;
    private final Thresholds[] thresholds;
    private long rows;

    Curves(Curve curve, int numThresholds, boolean oneColumn, int curves) {
      this.curve = curve;
      this.oneColumn = oneColumn;
      thresholds = new Thresholds[curves];
      for (int c = 0; c < curves; c++) {
        thresholds[c] =
            numThresholds == 0 ? new EachThreshold() : new EvenThresholds(numThresholds);
      }
    }

    @Override
    public void add(Kernels k, Matrix y, Matrix yhat) {
      k.forEachRow(this, y, yhat);
      rows += yhat.rows();
    }

    @Override
    public void row(double[] y, double[] yhat) {
      boolean sparse = oneColumn && yhat.length > 1;
      for (int j = 0; j < yhat.length; j++) {
        thresholds[thresholds.length == 1 ? 0 : j].add(sparse ? y[0] == j : y[j] != 0, yhat[j]);
      }
    }

    @Override
    public double result() {
      double total = 0;
      for (Thresholds t : thresholds) {
        total += curve == Curve.ROC ? t.roc() : t.pr();
      }
      return rows == 0 ? Double.NaN : total / thresholds.length;
    }

    @Override
    public void reset() {
      for (Thresholds t : thresholds) {
        t.clear();
      }
      rows = 0;
    }
  }
}
