package org.chainrule.metrics;

import java.util.Arrays;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.RowReader;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Counts for each class how often it was predicted and right (tp), predicted and wrong (fp), missed
 * (fn): what {@link Precision}, {@link Recall} and {@link FBeta} are made of.
 */
final class Counts implements Metric.Running, RowReader {
  /** A figure of one class, or of all together. */
  interface Score {
    double of(double tp, double fp, double fn);
  }

  /** Keras' bound under which a largest output is no prediction. */
  private static final double NOTHING = 1e-9;

  private final Score score;
  private final Average average;
  private final Double threshold;
  private final Integer classId;
  private final boolean sparse;
  private final double[] tp;
  private final double[] fp;
  private final double[] fn;
  private long rows;
  private double limit; // the threshold as a number of the predictions' type

  /**
   * Counts that start at 0.
   *
   * @param threshold from where on an output is a prediction; null for the largest of several
   * @param classId the one class to look at, or null for all
   */
  Counts(
      String who,
      int targetColumns,
      int columns,
      Average average,
      Double threshold,
      Integer classId,
      Score score) {
    checkShapes(who, targetColumns, columns);
    Check.that(
        classId == null || classId < columns,
        "%s expects a class from 0 to %d, one for each output of the model: name one of them",
        who,
        columns - 1);
    this.score = score;
    this.average = average;
    this.threshold = threshold == null && columns == 1 ? Double.valueOf(0.5) : threshold;
    this.classId = classId;
    sparse = targetColumns == 1 && columns > 1;
    tp = new double[columns];
    fp = new double[columns];
    fn = new double[columns];
  }

  /** Checks that y is one column of classes or has a column for each output. */
  static void checkShapes(String who, int targetColumns, int columns) {
    Check.that(
        targetColumns == columns || targetColumns == 1,
        columns == 1
            ? "%s expects one column of 0 and 1 for the model's one output, but y has %3$d columns: pass int[], or give the last layer %3$d units"
            : "%s expects one column of classes or %d one-hot columns, but y has %d columns: pass class numbers as int[]",
        who,
        columns,
        targetColumns);
  }

  /** Checks what the three metrics are told. */
  static void check(String who, Average average, Double threshold, Integer classId) {
    Check.present(average, who, "an average, MICRO, MACRO or WEIGHTED");
    Check.that(
        threshold == null || (threshold >= 0 && threshold <= 1),
        "%s expects a threshold from 0 to 1, but got %s: use for example threshold(0.5)",
        who,
        threshold);
    Check.that(
        classId == null || classId >= 0,
        "%s expects a class of at least 0, but got %s: use for example classId(1)",
        who,
        classId);
  }

  /** a/b, and 0 of nothing. */
  static double ratio(double a, double b) {
    return b == 0 ? 0 : a / b;
  }

  @Override
  public void add(Kernels k, Matrix y, Matrix yhat) {
    if (threshold != null) {
      limit = k.type() == DataType.FLOAT ? threshold.floatValue() : threshold;
    }
    k.forEachRow(this, y, yhat);
    rows += yhat.rows();
  }

  @Override
  public void row(double[] y, double[] yhat) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double v : yhat) {
      largest = Math.max(largest, v);
    }
    for (int j = 0; j < yhat.length; j++) {
      boolean predicted =
          threshold != null ? yhat[j] > limit : yhat[j] >= largest && Math.abs(yhat[j]) > NOTHING;
      boolean actual = sparse ? y[0] == j : y[j] != 0;
      if (predicted && actual) {
        tp[j]++;
      } else if (predicted) {
        fp[j]++;
      } else if (actual) {
        fn[j]++;
      }
    }
  }

  @Override
  public double result() {
    if (rows == 0) {
      return Double.NaN;
    }
    if (classId != null) {
      return score(classId);
    }
    if (average == Average.MICRO) {
      return score.of(sum(tp), sum(fp), sum(fn));
    }
    double total = 0;
    double weights = 0;
    for (int j = 0; j < tp.length; j++) {
      double weight = average == Average.MACRO ? 1 : tp[j] + fn[j];
      total += weight * score(j);
      weights += weight;
    }
    return ratio(total, weights);
  }

  private double score(int j) {
    return score.of(tp[j], fp[j], fn[j]);
  }

  private static double sum(double[] counts) {
    return Arrays.stream(counts).sum();
  }

  @Override
  public void reset() {
    Arrays.fill(tp, 0);
    Arrays.fill(fp, 0);
    Arrays.fill(fn, 0);
    rows = 0;
  }

  /** How a metric prints: its name and what differs from its defaults. */
  static String print(
      String name,
      Average average,
      Average usual,
      Double threshold,
      Double usualThreshold,
      Integer classId) {
    StringBuilder text = new StringBuilder(name);
    if (!java.util.Objects.equals(threshold, usualThreshold)) {
      text.append(threshold == null ? ".argMax()" : ".threshold(" + threshold + ")");
    }
    if (average != usual) {
      text.append(
          switch (average) {
            case MICRO -> ".micro()";
            case MACRO -> ".macro()";
            case WEIGHTED -> ".weighted()";
          });
    }
    return text.append(classId == null ? "" : ".classId(" + classId + ")").toString();
  }
}
