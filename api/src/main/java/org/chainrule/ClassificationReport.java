package org.chainrule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.metrics.Average;
import org.chainrule.metrics.ConfusionMatrix;

/**
 * How a classifier does: a value made by {@link Report#classification}. It prints the table of
 * scikit-learn's {@code classification_report} with the same numbers, the confusion matrix and the
 * worst rows.
 */
public final class ClassificationReport implements Report {
  private static final int SHOWN = 5; // worst rows
  private static final int MOST_CLASSES = 20; // of a confusion matrix that is printed in whole
  private static final int PAIRS = 10; // confusions listed otherwise

  /**
   * A sample and what the model made of it.
   *
   * @param row its row in the data, from 0
   * @param actual its class
   * @param predicted the class predicted
   * @param probability the probability the model gave to its class
   */
  public record Example(int row, int actual, int predicted, double probability) {
    /** −log of the probability, which is taken as at least 1e-7. */
    public double loss() {
      return -Math.log(Math.max(Kernels.EPSILON, Math.min(1 - Kernels.EPSILON, probability)));
    }
  }

  private final List<Example> worst; // all rows, the worst first
  private final ConfusionMatrix confusion;
  private final String[] names;

  private ClassificationReport(List<Example> worst, ConfusionMatrix confusion, String[] names) {
    this.worst = worst;
    this.confusion = confusion;
    this.names = names;
  }

  static ClassificationReport of(int[] actual, int[] predicted, double[] probability, int classes) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < actual.length; i++) {
      examples.add(new Example(i, actual[i], predicted[i], probability[i]));
    }
    examples.sort(Comparator.comparingDouble(Example::probability)); // equal ones stay in order
    return new ClassificationReport(
        List.copyOf(examples),
        ConfusionMatrix.of(actual, predicted, classes),
        IntStream.range(0, classes).mapToObj(Integer::toString).toArray(String[]::new));
  }

  /**
   * The same report with names for the classes.
   *
   * @throws IllegalArgumentException for another number of names than classes
   */
  public ClassificationReport names(String... names) {
    Check.present(names, "names", "a name for each class");
    Check.that(
        names.length == this.names.length,
        "names expects %d names, one for each class, but got %d: name all",
        this.names.length,
        names.length);
    for (String name : names) {
      Check.present(name, "names", "a name for each class");
    }
    return new ClassificationReport(worst, confusion, names.clone());
  }

  @Override
  public int rows() {
    return worst.size();
  }

  /**
   * How often each class was taken for each; gives precision, recall and F1 of a class and their
   * averages.
   */
  public ConfusionMatrix confusionMatrix() {
    return confusion;
  }

  /** The share of rows that were predicted right. */
  public double accuracy() {
    return confusion.accuracy();
  }

  /** The mean of −log p, p being the probability given to the true class. */
  public double logLoss() {
    return worst.stream().mapToDouble(Example::loss).average().orElse(Double.NaN);
  }

  /**
   * The rows with the least probability of their class, the least first; all when there are fewer.
   */
  public List<Example> worst(int count) {
    Check.atLeastOne(count, "worst", "a number of rows", "worst(10)");
    return worst.subList(0, Math.min(count, worst.size()));
  }

  @Override
  public String toString() {
    long right = confusion.right();
    return scores()
        + Check.message(
            "\n%d of %d rows wrong, log loss %s\n", rows() - right, rows(), Table.number(logLoss()))
        + confusions()
        + "\n\nworst rows, by the probability of their class\n"
        + worstTable();
  }

  /** The table of scikit-learn. */
  private String scores() {
    int side =
        Math.max(
            "weighted avg".length(), Arrays.stream(names).mapToInt(String::length).max().orElse(1));
    StringBuilder table = new StringBuilder();
    String cells = "%" + side + "s  %9s %9s %9s %9s\n";
    line(table, cells, "", "precision", "recall", "f1-score", "support");
    table.append('\n');
    for (int c = 0; c < names.length; c++) {
      line(
          table,
          cells,
          names[c],
          share(confusion.precision(c)),
          share(confusion.recall(c)),
          share(confusion.f1(c)),
          confusion.support(c));
    }
    table.append('\n');
    line(table, cells, "accuracy", "", "", share(accuracy()), rows());
    for (Average average : List.of(Average.MACRO, Average.WEIGHTED)) {
      line(
          table,
          cells,
          average.name().toLowerCase(Locale.ROOT) + " avg",
          share(confusion.precision(average)),
          share(confusion.recall(average)),
          share(confusion.f1(average)),
          rows());
    }
    return table.toString();
  }

  private static void line(StringBuilder table, String format, Object... cells) {
    table.append(Check.message(format, cells));
  }

  private static String share(double value) {
    return Check.message("%.4f", value);
  }

  private String confusions() {
    if (names.length <= MOST_CLASSES) {
      return "\nconfusion matrix, true classes down, predicted ones across\n"
          + Table.indented(confusion.toString(names));
    }
    List<int[]> pairs = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      for (int j = 0; j < names.length; j++) {
        if (i != j && confusion.count(i, j) > 0) {
          pairs.add(new int[] {i, j});
        }
      }
    }
    pairs.sort(Comparator.comparingLong(p -> -confusion.count(p[0], p[1])));
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {"true", "predicted", "rows"});
    for (int[] p : pairs.subList(0, Math.min(PAIRS, pairs.size()))) {
      lines.add(new String[] {names[p[0]], names[p[1]], confusion.count(p[0], p[1]) + ""});
    }
    return "\nmost frequent confusions\n" + Table.indented(Table.of(lines));
  }

  private String worstTable() {
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {"row", "true", "predicted", "probability", "loss"});
    for (Example e : worst(SHOWN)) {
      lines.add(
          new String[] {
            e.row() + "",
            names[e.actual()],
            names[e.predicted()],
            Table.number(e.probability()),
            Table.number(e.loss())
          });
    }
    return Table.indented(Table.of(lines));
  }
}
