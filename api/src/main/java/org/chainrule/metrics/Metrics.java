package org.chainrule.metrics;

import java.util.function.ToDoubleBiFunction;

/** The metrics, to be imported statically. A loss serves as a metric too. */
public final class Metrics {
  /** The share of right predictions: binary, sparse or categorical by the shapes. */
  public static final Metric accuracy = new Accuracy();

  /** The share of right outputs, each a decision of its own at ½. */
  public static final Metric binaryAccuracy = new BinaryAccuracy(0.5);

  /** The share of rows whose largest output stands where the largest y does. */
  public static final Metric categoricalAccuracy = new CategoricalAccuracy();

  /** The share of rows whose largest output stands at the class number y. */
  public static final Metric sparseCategoricalAccuracy = new SparseCategoricalAccuracy();

  /** tp/(tp + fp) over all outputs at ½; {@code precision.argMax().macro()} for classes. */
  public static final Precision precision = new Precision(Average.MICRO, 0.5, null);

  /** tp/(tp + fn) over all outputs at ½; {@code recall.argMax().macro()} for classes. */
  public static final Recall recall = new Recall(Average.MICRO, 0.5, null);

  /** The harmonic mean of precision and recall of each class, and of these the mean. */
  public static final FBeta f1 = new FBeta(Average.MACRO, 1, null, null);

  /**
   * The area under the ROC curve from 200 thresholds; {@code auc.pr()}, {@code auc.exact(true)}.
   */
  public static final Auc auc = new Auc(Auc.Curve.ROC, 200, false, false);

  /** The mean of −log p of what came true, binary, sparse or categorical by the shapes. */
  public static final Metric logLoss = new LogLoss();

  /** √ of the mean of (ŷ − y)². */
  public static final Metric rootMeanSquaredError = new RootMeanSquaredError();

  /** The share of the variance of y that is explained, as mean over the outputs. */
  public static final Metric r2Score = new R2Score();

  /** The mean cosine of the angle between y and ŷ, 1 for the same direction. */
  public static final Metric meanCosineSimilarity = new MeanCosineSimilarity();

  private Metrics() {}

  /**
   * The share of right outputs, each a decision of its own.
   *
   * @param threshold from 0 to 1, what a positive output exceeds
   */
  public static Metric binaryAccuracy(double threshold) {
    return new BinaryAccuracy(threshold);
  }

  /** The share of rows whose class is among the 5 largest outputs; y sparse or one-hot. */
  public static Metric topK() {
    return topK(5);
  }

  /**
   * The share of rows whose class is among the k largest outputs; y sparse or one-hot.
   *
   * @param k from 1 to the number of outputs
   */
  public static Metric topK(int k) {
    return new TopK(k);
  }

  /**
   * The weighted harmonic mean of precision and recall of each class, and of these the mean.
   *
   * @param beta how many times as much as precision recall counts, greater than 0
   */
  public static FBeta fBeta(double beta) {
    return new FBeta(Average.MACRO, beta, null, null);
  }

  /**
   * Your own metric: the mean over the samples of a formula of one row.
   *
   * @param name how it is called in History
   * @param formula (y, ŷ) ↦ a number; must not keep or change the arrays
   */
  public static Metric rowMean(String name, ToDoubleBiFunction<double[], double[]> formula) {
    return new RowMean(name, formula);
  }
}
