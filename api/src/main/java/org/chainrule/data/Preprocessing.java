package org.chainrule.data;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.chainrule.backend.Check;

/**
 * Preparing data to learn from, to be imported statically. Scalers are made from the training part
 * only, and then applied to all parts:
 *
 * <pre>{@code
 * Split<Dataset> parts = iris().stratifiedSplit(0.8, 1);
 * Scaler scaler = standardScaler(parts.train());
 * model.fit(scaler.transform(parts.train()), 50);
 * model.evaluate(scaler.transform(parts.test()));
 * }</pre>
 */
public final class Preprocessing {
  private Preprocessing() {}

  /**
   * A scaler to mean 0 and deviation 1 of these columns.
   *
   * @param x (n, columns), the training data
   * @throws IllegalArgumentException for no data, rows of different lengths, or numbers that are
   *     not finite
   */
  public static StandardScaler standardScaler(double[][] x) {
    return StandardScaler.of(x);
  }

  /** A scaler to mean 0 and deviation 1 of these features, those of the training data. */
  public static StandardScaler standardScaler(Dataset train) {
    return standardScaler(Check.present(train, "standardScaler", "a data set").x());
  }

  /**
   * A scaler to the range from 0 to 1 of these columns.
   *
   * @param x (n, columns), the training data
   * @throws IllegalArgumentException for no data, rows of different lengths, or numbers that are
   *     not finite
   */
  public static MinMaxScaler minMaxScaler(double[][] x) {
    return minMaxScaler(x, 0, 1);
  }

  /** A scaler to the range from 0 to 1 of these features, those of the training data. */
  public static MinMaxScaler minMaxScaler(Dataset train) {
    return minMaxScaler(train, 0, 1);
  }

  /**
   * A scaler to a range of these columns, see {@link #minMaxScaler(double[][])}.
   *
   * @throws IllegalArgumentException unless low &lt; high, too
   */
  public static MinMaxScaler minMaxScaler(double[][] x, double low, double high) {
    return MinMaxScaler.of(x, low, high);
  }

  /**
   * A scaler to a range of these features, see {@link #minMaxScaler(double[][], double, double)}.
   */
  public static MinMaxScaler minMaxScaler(Dataset train, double low, double high) {
    return minMaxScaler(Check.present(train, "minMaxScaler", "a data set").x(), low, high);
  }

  /**
   * A row for each label: 1 in the column of its class, 0 elsewhere.
   *
   * @param labels classes from 0
   * @param classes the number of columns
   * @throws IllegalArgumentException for a class that is out of range
   */
  public static double[][] oneHot(int[] labels, int classes) {
    Check.present(labels, "oneHot", "labels");
    Check.atLeastOne(classes, "oneHot", "a number of classes", "oneHot(labels, 3)");
    double[][] rows = new double[labels.length][classes];
    for (int i = 0; i < rows.length; i++) {
      Check.that(
          labels[i] >= 0 && labels[i] < classes,
          "oneHot expects classes 0 to %d, but got %d at row %d: count from 0",
          classes - 1,
          labels[i],
          i);
      rows[i][labels[i]] = 1;
    }
    return rows;
  }

  /**
   * The class of each one-hot row.
   *
   * @throws IllegalArgumentException for a row that is anything but one 1 among 0
   */
  public static int[] fromOneHot(double[][] rows) {
    Columns.require("fromOneHot", rows);
    int[] labels = new int[rows.length];
    for (int i = 0; i < labels.length; i++) {
      int one = -1;
      for (int j = 0; j < rows[i].length; j++) {
        boolean isOne = rows[i][j] == 1;
        if (isOne ? one >= 0 : rows[i][j] != 0) {
          one = -1;
          break;
        }
        one = isOne ? j : one;
      }
      Check.that(
          one >= 0,
          "fromOneHot expects a single 1 among 0 in each row, but row %d has %s: use the column of the largest number",
          i,
          Texts.list(Arrays.stream(rows[i]).mapToObj(Double::toString).toList()));
      labels[i] = one;
    }
    return labels;
  }

  /**
   * An encoder for the classes that occur, in the order of their numbers if all are numbers, in
   * that of the alphabet otherwise.
   *
   * @param texts the class of each sample
   * @throws IllegalArgumentException for no text, or null
   */
  public static LabelEncoder labelEncoder(String... texts) {
    Check.present(texts, "labelEncoder", "texts");
    Set<String> different = new LinkedHashSet<>();
    for (String text : texts) {
      different.add(Check.present(text, "labelEncoder", "a text for each sample"));
    }
    return new LabelEncoder(Categories.sorted(different));
  }
}
