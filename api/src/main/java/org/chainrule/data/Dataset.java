package org.chainrule.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.chainrule.backend.Check;
import org.chainrule.backend.Rng;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Samples in memory with what is to be predicted of each: a class ({@link #classification}) or
 * numbers ({@link #regression}). {@code fit} and {@code evaluate} take it whole, or its {@link #x}
 * and {@link #y}.
 *
 * <p>It holds the arrays it was given, without copying them, and changes none: what makes other
 * numbers, such as a scaler, makes another data set.
 */
public final class Dataset {
  private static final int SPLIT = 1; // purposes of random sequences, see Rng.of
  private static final int FOLDS = 5;

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

  // ---- from files and records

  /**
   * A file of comma-separated values, to be refined and {@linkplain Csv#read read}: {@code
   * csv("iris.csv").label("species").read()}.
   *
   * @param path of the file, which is not looked at yet; a name that ends in .gz is unpacked
   * @throws IllegalArgumentException for null, or a text that can be no path
   */
  public static Csv csv(String path) {
    return csv(InputFile.path("csv", path));
  }

  /** A file of comma-separated values, see {@link #csv(String)}. */
  public static Csv csv(Path path) {
    return new Csv(InputFile.of("csv", path));
  }

  /**
   * Objects, to be told the features and the target of: {@code of(flowers).feature("petal",
   * Flower::petal).label(Flower::species)}.
   *
   * @throws IllegalArgumentException when there is none, or one is null
   */
  public static <R> Records<R> of(Collection<? extends R> records) {
    return new Records<>(records);
  }

  // ---- from arrays

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

  /** Samples of classes, see {@link #classification(double[][], int[], int)}, copied. */
  public static Dataset classification(float[][] x, int[] y, int classes) {
    return classification(Rows.doubles("x", x), y, classes);
  }

  /** Samples of classes, see {@link #classification(double[][], int[], List)}, copied. */
  public static Dataset classification(float[][] x, int[] y, List<String> classNames) {
    return classification(Rows.doubles("x", x), y, classNames);
  }

  /**
   * Samples of classes, copied.
   *
   * @param x a matrix with one row for each sample
   * @param y the class of each sample, as a vector or a column, or one-hot rows of 0 and 1
   * @param classes the number of classes
   * @throws IllegalArgumentException for arrays of other shapes, or a class that is out of range
   */
  public static Dataset classification(INDArray x, INDArray y, int classes) {
    return classification(Rows.doubles("x", x), Rows.classes(y), classes);
  }

  /** Samples of classes that have names, see {@link #classification(INDArray, INDArray, int)}. */
  public static Dataset classification(INDArray x, INDArray y, List<String> classNames) {
    return classification(Rows.doubles("x", x), Rows.classes(y), classNames);
  }

  /** Samples with one number to predict for each, copied. */
  public static Dataset regression(float[][] x, float[] y) {
    return regression(Rows.doubles("x", x), Rows.doubles("y", y));
  }

  /** Samples with several numbers to predict for each, copied. */
  public static Dataset regression(float[][] x, float[][] y) {
    return regression(Rows.doubles("x", x), Rows.doubles("y", y));
  }

  /**
   * Samples with numbers to predict, copied.
   *
   * @param x a matrix with one row for each sample
   * @param y a vector, or a matrix with one row for each sample
   * @throws IllegalArgumentException for arrays of other shapes
   */
  public static Dataset regression(INDArray x, INDArray y) {
    return regression(Rows.doubles("x", x), Rows.doubles("y", y));
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

  // ---- its content

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

  // ---- parts

  /** Divides the samples at random, see {@link #split(double, long)}, with seed 0. */
  public Split<Dataset> split(double share) {
    return split(share, 0);
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
    int held = held("split", share);
    int[] order = Partition.shuffled(size(), Rng.of(seed, SPLIT));
    return new Split<>(
        rows(Arrays.copyOfRange(order, held, size())), rows(Arrays.copyOf(order, held)));
  }

  /**
   * Divides the samples class by class, see {@link #stratifiedSplit(double, long)}, with seed 0.
   */
  public Split<Dataset> stratifiedSplit(double share) {
    return stratifiedSplit(share, 0);
  }

  /**
   * Divides the samples at random so that both parts have the same shares of each class, to the
   * next whole number of samples.
   *
   * @param share of the samples to train on
   * @param seed the same seed gives the same parts
   * @throws IllegalArgumentException unless both parts get a sample, or when a class has only one
   * @throws IllegalStateException when the targets are numbers
   */
  public Split<Dataset> stratifiedSplit(double share, long seed) {
    requireOfEach("stratifiedSplit", 2, "split(%s, %d)".formatted(share, seed));
    int held = held("stratifiedSplit", share);
    int[][] parts = Partition.stratifiedParts(labels, held, Rng.of(seed, SPLIT));
    return new Split<>(rows(parts[1]), rows(parts[0]));
  }

  /**
   * Divides the samples as they stand, the first to train on, for example of a time series.
   *
   * @param share of the samples to train on
   * @throws IllegalArgumentException unless both parts get a sample
   */
  public Split<Dataset> splitInOrder(double share) {
    int train = size() - held("splitInOrder", share);
    int[] order = IntStream.range(0, size()).toArray();
    return new Split<>(
        rows(Arrays.copyOf(order, train)), rows(Arrays.copyOfRange(order, train, size())));
  }

  private int held(String who, double share) {
    Check.fraction(
        share, who, "a share", who + (who.equals("splitInOrder") ? "(0.8)" : "(0.8, 1)"));
    int train = (int) Math.round(size() * share);
    Check.that(
        train > 0 && train < size(),
        "%s expects samples in both parts, but a share of %s of %d samples is %d: use more data or another share",
        who,
        share,
        size(),
        train);
    return size() - train;
  }

  /**
   * k ways to divide the samples at random, for cross-validation: each sample is held out in one of
   * them.
   *
   * @param k from 2 to the number of samples
   * @param seed the same seed gives the same folds
   * @throws IllegalArgumentException for another k
   */
  public List<Split<Dataset>> folds(int k, long seed) {
    Check.that(
        k >= 2 && k <= size(),
        "folds expects at least 2 folds and at most one for each of the %d samples, but got %d: use for example folds(5, 1)",
        size(),
        k);
    return folds(Partition.folds(new int[size()], k, Rng.of(seed, FOLDS)), k);
  }

  /**
   * k ways to divide the samples at random, each with the same shares of each class in both parts,
   * to the next whole number of samples, see {@link #folds}.
   *
   * @param k from 2 to the number of samples in the smallest class
   * @param seed the same seed gives the same folds
   * @throws IllegalArgumentException for another k
   * @throws IllegalStateException when the targets are numbers
   */
  public List<Split<Dataset>> stratifiedFolds(int k, long seed) {
    Check.that(
        k >= 2,
        "stratifiedFolds expects at least 2 folds, but got %d: use for example stratifiedFolds(5, 1)",
        k);
    requireOfEach("stratifiedFolds", k, "fewer folds, or folds(%d, %d)".formatted(k, seed));
    return folds(Partition.folds(labels, k, Rng.of(seed, FOLDS)), k);
  }

  private List<Split<Dataset>> folds(int[] fold, int k) {
    return IntStream.range(0, k)
        .mapToObj(f -> new Split<>(rowsWhere(i -> fold[i] != f), rowsWhere(i -> fold[i] == f)))
        .toList();
  }

  private Dataset rowsWhere(IntPredicate wanted) {
    return rows(IntStream.range(0, size()).filter(wanted).toArray());
  }

  /** Checks that each class that occurs has so many samples. */
  private void requireOfEach(String who, int samples, String otherwise) {
    if (labels == null) {
      throw new IllegalStateException(
          Check.message(
              "%s expects a data set of classes, but this one has numbers: use %s",
              who, otherwise.replace("fewer folds, or ", "")));
    }
    int[] sizes = Partition.sizes(labels);
    for (int c = 0; c < sizes.length; c++) {
      Check.that(
          sizes[c] == 0 || sizes[c] >= samples,
          "%s expects at least %d samples of each class, but class %s has %d: use %s",
          who,
          samples,
          classNames.get(c),
          sizes[c],
          otherwise);
    }
  }

  /** The samples in batches in random order, see {@link #batches(int, long)}, with seed 0. */
  public Batches batches(int size) {
    return batches(size, 0);
  }

  /**
   * The samples in batches in random order, a new one each time they are gone through. They know
   * their number, {@link Batches#size()}. A batch has classes as {@code int[]}, numbers as {@code
   * double[][]}, copied.
   *
   * @param size samples in a batch; the last may have fewer
   * @param seed the same seed gives the same orders
   * @throws IllegalArgumentException for a size less than 1
   */
  public Batches batches(int size, long seed) {
    return new DatasetBatches(this, Check.atLeastOne(size, "batches", "a size", "32"), seed);
  }

  /**
   * The samples in batches in their own order, for example to evaluate.
   *
   * @param size samples in a batch; the last may have fewer
   * @throws IllegalArgumentException for a size less than 1
   */
  public Batches batchesInOrder(int size) {
    return new DatasetBatches(this, Check.atLeastOne(size, "batchesInOrder", "a size", "32"));
  }

  // ---- other features

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
