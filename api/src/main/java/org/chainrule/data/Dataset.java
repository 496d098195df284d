package org.chainrule.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.chainrule.backend.Check;
import org.chainrule.backend.Rng;

/**
 * Samples in memory with what is to be predicted of each: a class ({@link #classification}) or
 * numbers ({@link #regression}). {@code fit} and {@code evaluate} take it whole, or its {@link #x}
 * and {@link #y}.
 *
 * <p>It holds the arrays it was given, without copying them, and changes none: what makes other
 * numbers, such as a scaler, makes another data set.
 */
public final class Dataset {
  private static final int SPLIT = 1; // purpose of a random sequence, see Rng.of

  private final double[][] x;
  private final int[] labels; // null for numbers
  private final double[][] targets; // null for classes
  private final List<String> featureNames;
  private final List<String> classNames;

  private Dataset(
      double[][] x,
      int[] labels,
      double[][] targets,
      List<String> featureNames,
      List<String> classNames) {
    this.x = x;
    this.labels = labels;
    this.targets = targets;
    this.featureNames = List.copyOf(featureNames);
    this.classNames = List.copyOf(classNames);
  }

  /**
   * Samples of classes that are numbered from 0.
   *
   * @param x one row for each sample, all of the same length
   * @param y the class of each sample, 0 … classes − 1
   * @param classes the number of classes
   * @throws IllegalArgumentException for rows of different lengths, another number of classes than
   *     rows, or a class that is out of range
   */
  public static Dataset classification(double[][] x, int[] y, int classes) {
    return classification(
        x, y, IntStream.range(0, Math.max(0, classes)).mapToObj(Integer::toString).toList());
  }

  /**
   * Samples of classes that have names.
   *
   * @param x one row for each sample, all of the same length
   * @param y the class of each sample, its place in the list
   * @param classNames the names of all classes, see {@link #classNames()}
   * @throws IllegalArgumentException for rows of different lengths, another number of classes than
   *     rows, or a class that is out of range
   */
  public static Dataset classification(double[][] x, int[] y, List<String> classNames) {
    rectangular("x", x);
    Check.present(y, "Dataset", "y");
    Check.present(classNames, "Dataset", "names of classes");
    sameLength(x, y.length);
    for (int i = 0; i < y.length; i++) {
      Check.that(
          y[i] >= 0 && y[i] < classNames.size(),
          "Dataset expects classes 0 to %d, but got %d at row %d: count from 0",
          classNames.size() - 1,
          y[i],
          i);
    }
    return new Dataset(x, y, null, numbered(x[0].length), classNames);
  }

  /**
   * Samples with one number to predict for each.
   *
   * @throws IllegalArgumentException for rows of different lengths, or another number of them
   */
  public static Dataset regression(double[][] x, double[] y) {
    Check.present(y, "Dataset", "y");
    return regression(x, Arrays.stream(y).mapToObj(v -> new double[] {v}).toArray(double[][]::new));
  }

  /**
   * Samples with several numbers to predict for each.
   *
   * @param x one row for each sample, all of the same length
   * @param y one row for each sample, all of the same length
   * @throws IllegalArgumentException for rows of different lengths, or another number of them
   */
  public static Dataset regression(double[][] x, double[][] y) {
    rectangular("x", x);
    Check.present(y, "Dataset", "y");
    sameLength(x, y.length);
    rectangular("y", y);
    return new Dataset(x, null, y, numbered(x[0].length), List.of());
  }

  private static void rectangular(String name, double[][] rows) {
    Check.present(rows, "Dataset", name);
    Check.that(
        rows.length > 0 && rows[0] != null && rows[0].length > 0,
        "Dataset expects %s with at least one row and one column, but got none: pass some data",
        name);
    for (int i = 0; i < rows.length; i++) {
      Check.that(
          rows[i] != null && rows[i].length == rows[0].length,
          "Dataset expects %s with rows of one length, but row 0 has %d numbers and row %d has %s: fill or cut them",
          name,
          rows[0].length,
          i,
          rows[i] == null ? "none" : rows[i].length);
    }
  }

  private static void sameLength(double[][] x, int targets) {
    Check.that(
        x.length == targets,
        "Dataset expects one target for each row, but x has %d rows and y has %d: pass as many",
        x.length,
        targets);
  }

  private static List<String> numbered(int columns) {
    return IntStream.range(0, columns).mapToObj(j -> "x" + j).toList();
  }

  /**
   * The same data with names for the columns of x.
   *
   * @throws IllegalArgumentException for another number of names than columns
   */
  public Dataset named(List<String> featureNames) {
    Check.present(featureNames, "named", "a list of names");
    Check.that(
        featureNames.size() == features(),
        "named expects a name for each of the %d columns, but got %d: pass as many",
        features(),
        featureNames.size());
    return new Dataset(x, labels, targets, featureNames, classNames);
  }

  /** The features, one row for each sample; not a copy. */
  public double[][] x() {
    return x;
  }

  /**
   * The targets as {@code fit} takes them: {@code int[]} of classes, {@code double[]} for one
   * number each, {@code double[][]} for several. Not a copy, but for {@code double[]}.
   */
  public Object y() {
    return labels != null ? labels : targets[0].length > 1 ? targets : column();
  }

  private double[] column() {
    return Arrays.stream(targets).mapToDouble(row -> row[0]).toArray();
  }

  /**
   * The class of each sample; not a copy.
   *
   * @throws IllegalStateException when the data has numbers for targets
   */
  public int[] labels() {
    if (labels == null) {
      throw new IllegalStateException(
          "labels expects a data set of classes, but this one has numbers: take targets()");
    }
    return labels;
  }

  /**
   * The numbers to predict, one row for each sample; not a copy.
   *
   * @throws IllegalStateException when the data has classes for targets
   */
  public double[][] targets() {
    if (targets == null) {
      throw new IllegalStateException(
          "targets expects a data set of numbers, but this one has classes: take labels()");
    }
    return targets;
  }

  /** Whether the targets are classes. */
  public boolean isClassification() {
    return labels != null;
  }

  /** The number of samples. */
  public int size() {
    return x.length;
  }

  /** The number of columns of x. */
  public int features() {
    return x[0].length;
  }

  /** The number of classes; 0 when the targets are numbers. */
  public int classes() {
    return classNames.size();
  }

  /** The names of the columns of x: x0, x1 … unless they were given. */
  public List<String> featureNames() {
    return featureNames;
  }

  /** The names of the classes, 0, 1 … unless they were given; none when the targets are numbers. */
  public List<String> classNames() {
    return classNames;
  }

  /**
   * Copies of some of the samples, in the given order, with the same names.
   *
   * @throws IllegalArgumentException for no rows, or a number that is no row's
   */
  public Dataset rows(int... numbers) {
    Check.present(numbers, "rows", "numbers of rows");
    Check.that(numbers.length > 0, "rows expects at least one row, but got none: name some");
    for (int i : numbers) {
      Check.that(
          i >= 0 && i < size(),
          "rows expects numbers from 0 to %d, but got %d: the first row is 0",
          size() - 1,
          i);
    }
    double[][] some = Arrays.stream(numbers).mapToObj(i -> x[i].clone()).toArray(double[][]::new);
    return new Dataset(
        some,
        labels == null ? null : Arrays.stream(numbers).map(i -> labels[i]).toArray(),
        targets == null
            ? null
            : Arrays.stream(numbers).mapToObj(i -> targets[i].clone()).toArray(double[][]::new),
        featureNames,
        classNames);
  }

  /**
   * Divides the samples at random: {@code split(0.8, 1)} trains on four fifths. Both parts come in
   * random order.
   *
   * @param share of the samples to train on
   * @param seed the same seed gives the same parts
   * @throws IllegalArgumentException unless both parts get a sample
   */
  public Split<Dataset> split(double share, long seed) {
    Check.fraction(share, "split", "a share", "split(0.8, 1)");
    int train = (int) Math.round(size() * share);
    Check.that(
        train > 0 && train < size(),
        "split expects samples in both parts, but a share of %s of %d samples is %d: use more data or another share",
        share,
        size(),
        train);
    int[] order = Partition.shuffled(size(), Rng.of(seed, SPLIT));
    int held = size() - train;
    return new Split<>(
        rows(Arrays.copyOfRange(order, held, size())), rows(Arrays.copyOf(order, held)));
  }

  /** TEMPORARY until merged. */
  public List<Split<Dataset>> folds(int k, long seed) {
    return folds(Partition.shuffled(size(), Rng.of(seed, SPLIT)), k);
  }

  /** TEMPORARY until merged. */
  public List<Split<Dataset>> stratifiedFolds(int k, long seed) {
    return folds(Partition.stratified(labels(), Rng.of(seed, SPLIT)), k);
  }

  private List<Split<Dataset>> folds(int[] order, int k) {
    List<Split<Dataset>> folds = new ArrayList<>();
    for (int f = 0; f < k; f++) {
      int from = (int) ((long) size() * f / k);
      int to = (int) ((long) size() * (f + 1) / k);
      int[] train =
          IntStream.range(0, size()).filter(i -> i < from || i >= to).map(i -> order[i]).toArray();
      folds.add(new Split<>(rows(train), rows(Arrays.copyOfRange(order, from, to))));
    }
    return folds;
  }

  /**
   * The same samples with other features, as a scaler makes them.
   *
   * @param x one row for each sample
   * @param featureNames a name for each column
   */
  public Dataset withFeatures(double[][] x, List<String> featureNames) {
    rectangular("x", x);
    sameLength(x, size());
    return new Dataset(x, labels, targets, numbered(x[0].length), classNames).named(featureNames);
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>(List.of("%d samples × %d".formatted(size(), features())));
    if (isClassification()) {
      parts.add("in %d classes".formatted(classes()));
    } else if (targets[0].length > 1) {
      parts.add("to %d numbers".formatted(targets[0].length));
    }
    return String.join(" ", parts);
  }
}
