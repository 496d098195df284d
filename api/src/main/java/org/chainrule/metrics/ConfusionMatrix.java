package org.chainrule.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.chainrule.backend.Check;

/**
 * How often each class was predicted for samples of each class: one row for each true class, one
 * column for each predicted one. A value; the counts of batches are added up with {@link #plus}.
 *
 * <p>Averages are taken, as scikit-learn does, over the classes that occur, truly or as prediction.
 */
public final class ConfusionMatrix {
  private static final int WIDEST = 10; // characters of a class name above a column

  private final long[][] counts; // true class, predicted class

  private ConfusionMatrix(long[][] counts) {
    this.counts = counts;
  }

  /**
   * Counts classes from 0 up to the largest that occurs.
   *
   * @param y the true class of each sample
   * @param predicted the predicted class of each
   * @throws IllegalArgumentException for arrays that are empty or of different length, or a
   *     negative class
   */
  public static ConfusionMatrix of(int[] y, int[] predicted) {
    Check.present(y, "ConfusionMatrix", "the true classes");
    Check.present(predicted, "ConfusionMatrix", "the predicted classes");
    int largest = IntStream.concat(Arrays.stream(y), Arrays.stream(predicted)).max().orElse(0);
    return of(y, predicted, Math.max(1, largest + 1));
  }

  /**
   * Counts.
   *
   * @param classes the number of classes
   * @throws IllegalArgumentException for arrays that are empty or of different length, or a class
   *     that is not one of 0 … classes − 1
   */
  public static ConfusionMatrix of(int[] y, int[] predicted, int classes) {
    Check.present(y, "ConfusionMatrix", "the true classes");
    Check.present(predicted, "ConfusionMatrix", "the predicted classes");
    Check.atLeastOne(classes, "ConfusionMatrix", "a number of classes", "3");
    Check.that(
        y.length == predicted.length && y.length > 0,
        "ConfusionMatrix expects one prediction for each true class, but got %d and %d: pass as many",
        predicted.length,
        y.length);
    long[][] counts = new long[classes][classes];
    for (int i = 0; i < y.length; i++) {
      for (int c : new int[] {y[i], predicted[i]}) {
        Check.that(
            c >= 0 && c < classes,
            "ConfusionMatrix expects classes from 0 to %d, but got %d at row %d: count from 0",
            classes - 1,
            c,
            i);
      }
      counts[y[i]][predicted[i]]++;
    }
    return new ConfusionMatrix(counts);
  }

  /**
   * The counts of both.
   *
   * @throws IllegalArgumentException for another number of classes
   */
  public ConfusionMatrix plus(ConfusionMatrix other) {
    Check.present(other, "plus", "another confusion matrix");
    Check.that(
        other.classes() == classes(),
        "plus expects a confusion matrix of %d classes, but got one of %d: give both the number of classes, as in of(y, predicted, %d)",
        classes(),
        other.classes(),
        Math.max(classes(), other.classes()));
    long[][] sum = toArray();
    for (int i = 0; i < sum.length; i++) {
      for (int j = 0; j < sum.length; j++) {
        sum[i][j] += other.counts[i][j];
      }
    }
    return new ConfusionMatrix(sum);
  }

  /** The number of classes. */
  public int classes() {
    return counts.length;
  }

  /** How many samples of the class {@code actual} were taken for {@code predicted}. */
  public long count(int actual, int predicted) {
    return counts[checked(actual)][checked(predicted)];
  }

  /** The number of samples. */
  public long total() {
    return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
  }

  /** The number of samples that were predicted right. */
  public long right() {
    return IntStream.range(0, classes()).mapToLong(c -> counts[c][c]).sum();
  }

  /** The number of samples of a class. */
  public long support(int c) {
    return Arrays.stream(counts[checked(c)]).sum();
  }

  /** The number of samples taken for a class. */
  public long predicted(int c) {
    checked(c);
    return Arrays.stream(counts).mapToLong(row -> row[c]).sum();
  }

  /** The share of samples that were predicted right. */
  public double accuracy() {
    return (double) right() / total();
  }

  /** The share of the predictions of a class that are right, 0 when there are none. */
  public double precision(int c) {
    return Counts.ratio((double) count(c, c), (double) predicted(c));
  }

  /** The share of the samples of a class that are found, 0 when there are none. */
  public double recall(int c) {
    return Counts.ratio((double) count(c, c), (double) support(c));
  }

  /** The harmonic mean of precision and recall of a class, 0 when nothing is right. */
  public double f1(int c) {
    return Counts.ratio(2.0 * count(c, c), (double) support(c) + predicted(c));
  }

  /** The precision as mean over the classes; micro it is the accuracy. */
  public double precision(Average average) {
    return mean(average, this::precision);
  }

  /** The recall as mean over the classes; micro it is the accuracy. */
  public double recall(Average average) {
    return mean(average, this::recall);
  }

  /** The F1 score as mean over the classes; micro it is the accuracy. */
  public double f1(Average average) {
    return mean(average, this::f1);
  }

  private double mean(Average average, IntToDoubleFunction figure) {
    if (Check.present(average, "ConfusionMatrix", "an average, MICRO, MACRO or WEIGHTED")
        == Average.MICRO) {
      return accuracy();
    }
    double sum = 0;
    double weights = 0;
    for (int c = 0; c < classes(); c++) {
      boolean occurs = support(c) + predicted(c) > 0;
      double weight = average == Average.WEIGHTED ? support(c) : occurs ? 1 : 0;
      sum += weight * figure.applyAsDouble(c);
      weights += weight;
    }
    return sum / weights;
  }

  private int checked(int c) {
    Check.that(
        c >= 0 && c < classes(),
        "ConfusionMatrix expects a class from 0 to %d, but was asked for %d: name one of them",
        classes() - 1,
        c);
    return c;
  }

  /** A copy of the counts, by true and predicted class. */
  public long[][] toArray() {
    return Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfusionMatrix that && Arrays.deepEquals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(counts);
  }

  /** A table with the numbers of the classes. */
  @Override
  public String toString() {
    return toString(
        IntStream.range(0, classes()).mapToObj(Integer::toString).toArray(String[]::new));
  }

  /**
   * A table with names for the classes: true ones down the side, predicted ones along the top.
   *
   * @throws IllegalArgumentException for another number of names than classes
   */
  public String toString(String... names) {
    Check.that(
        names.length == classes(),
        "ConfusionMatrix expects %d names, one for each class, but got %d: name all",
        classes(),
        names.length);
    int side = Arrays.stream(names).mapToInt(String::length).max().orElse(1);
    StringBuilder table = new StringBuilder(" ".repeat(side));
    int[] widths = new int[classes()];
    for (int c = 0; c < classes(); c++) {
      String name = names[c];
      String head = name.length() > WIDEST ? name.substring(0, WIDEST - 1) + "…" : name;
      int column = c;
      long most = Arrays.stream(counts).mapToLong(row -> row[column]).max().orElse(0);
      widths[c] = 2 + Math.max(head.length(), Long.toString(most).length());
      pad(table, head, widths[c]);
    }
    for (int i = 0; i < classes(); i++) {
      table.append('\n');
      pad(table, names[i], side);
      for (int j = 0; j < classes(); j++) {
        pad(table, Long.toString(counts[i][j]), widths[j]);
      }
    }
    return table.toString();
  }

  private static void pad(StringBuilder table, String text, int width) {
    table.append(String.format(Locale.ROOT, "%" + width + "s", text));
  }
}
