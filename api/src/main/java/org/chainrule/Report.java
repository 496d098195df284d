package org.chainrule;

import java.util.Arrays;
import org.chainrule.backend.Check;
import org.chainrule.backend.Samples;
import org.chainrule.data.Dataset;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * How a fitted model does on some data, as a table to print and numbers to ask for:
 *
 * <pre>{@code
 * System.out.println(Report.classification(model, xTest, yTest));
 * }</pre>
 */
public sealed interface Report permits ClassificationReport, RegressionReport {
  /** The number of samples. */
  int rows();

  /**
   * The report of a classifier: precision, recall and F1 of each class, the confusion matrix, and
   * the samples it does worst on.
   *
   * @param model with one output, the probability of class 1, or one probability for each class
   * @param x as for {@code predict}
   * @param y class numbers in one column, such as {@code int[]}, or one-hot rows
   * @throws IllegalArgumentException for data that does not fit the model, labels that are not
   *     classes, or outputs that are not probabilities
   * @throws IllegalStateException when the model has no weights yet
   */
  static ClassificationReport classification(Sequential model, Object x, Object y) {
    String who = "Report.classification";
    Samples yhat = predictions(who, model, x);
    Samples targets = targets(who, yhat, y);
    int columns = yhat.columns();
    Check.that(
        targets.columns() == 1 || targets.columns() == columns,
        "%s expects y with one column of classes or %d one-hot columns, but it has %d: pass class numbers as int[]",
        who,
        columns,
        targets.columns());
    int n = yhat.rows();
    int[] actual = new int[n];
    int[] predicted = new int[n];
    double[] probability = new double[n];
    for (int i = 0; i < n; i++) {
      int best = 0;
      for (int j = 0; j < columns; j++) {
        double p = yhat.get(i, j);
        Check.that(
            p >= 0 && p <= 1 + 1e-5, // a softmax may exceed 1 by rounding
            "%s expects probabilities from 0 to 1, but the model puts out %s at row %d, column %d: end it with softmax or sigmoid",
            who,
            p,
            i,
            j);
        best = p > yhat.get(i, best) ? j : best;
      }
      actual[i] =
          targets.columns() == 1 ? label(targets, i, Math.max(2, columns)) : hot(targets, i);
      double one = yhat.get(i, 0);
      predicted[i] = columns > 1 ? best : one > 0.5 ? 1 : 0;
      probability[i] = columns > 1 ? yhat.get(i, actual[i]) : actual[i] == 1 ? one : 1 - one;
    }
    return ClassificationReport.of(actual, predicted, probability, Math.max(2, columns));
  }

  /**
   * The report on a data set: of a classifier for classes, of a regression for numbers.
   *
   * @throws IllegalArgumentException for data that does not fit the model
   * @throws IllegalStateException when the model has no weights yet
   */
  static Report of(Sequential model, Dataset data) {
    Check.present(data, "Report.of", "a data set");
    return data.isClassification()
        ? classification(model, data.x(), data.labels())
            .names(data.classNames().toArray(String[]::new))
        : regression(model, data.x(), data.targets());
  }

  /**
   * The report of a regression: the errors of each output, and the samples it does worst on.
   *
   * @param x as for {@code predict}
   * @param y one column for each output
   * @throws IllegalArgumentException for data that does not fit the model
   * @throws IllegalStateException when the model has no weights yet
   */
  static RegressionReport regression(Sequential model, Object x, Object y) {
    String who = "Report.regression";
    Samples yhat = predictions(who, model, x);
    Samples targets = targets(who, yhat, y);
    Check.that(
        targets.columns() == yhat.columns(),
        "%s expects y with one column for each of the model's %d outputs, but it has %d: pass as many",
        who,
        yhat.columns(),
        targets.columns());
    return RegressionReport.of(targets, yhat);
  }

  private static Samples predictions(String who, Sequential model, Object x) {
    Check.present(model, who, "a model");
    return Samples.of(DataType.DOUBLE, model.predict(x));
  }

  private static Samples targets(String who, Samples yhat, Object y) {
    Samples targets = Inputs.y(who, y, DataType.DOUBLE);
    Inputs.sameRows(who, yhat, targets);
    return targets;
  }

  private static int label(Samples y, int i, int classes) {
    double label = y.get(i, 0);
    Check.that(
        label == Math.rint(label) && label >= 0 && label < classes,
        "Report.classification expects class numbers from 0 to %d, but y has %s at row %d: number the classes from 0, or use Report.regression for numbers",
        classes - 1,
        label,
        i);
    return (int) label;
  }

  private static int hot(Samples y, int i) {
    double[] row = new double[y.columns()];
    Arrays.setAll(row, j -> y.get(i, j));
    double ones = Arrays.stream(row).filter(v -> v == 1).count();
    double zeros = Arrays.stream(row).filter(v -> v == 0).count();
    Check.that(
        ones == 1 && zeros == row.length - 1,
        "Report.classification expects one-hot rows, a single 1 among zeros, but row %d of y is %s: pass class numbers as int[], or report on each label alone",
        i,
        Arrays.toString(row));
    int c = 0;
    while (row[c] != 1) {
      c++;
    }
    return c;
  }
}
