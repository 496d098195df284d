package org.chainrule;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chainrule.backend.Check;
import org.chainrule.callbacks.Callback;
import org.chainrule.data.Batches;
import org.chainrule.data.Dataset;

/**
 * How to fit: an immutable value, begun by {@link #epochs} and refined by calls that return changed
 * copies, as in {@code epochs(100).batchSize(16).verbose(0)}.
 */
public final class FitOptions {
  int epochs = 1;
  int initialEpoch;
  int steps = Integer.MAX_VALUE; // in an epoch
  int batchSize = 32;
  boolean shuffle = true;
  double validationSplit;
  SplitBy splitBy = SplitBy.ORDER;
  Object validationX;
  Object validationY;
  Batches validationBatches;
  double[] sampleWeight;
  Map<Integer, Double> classWeight = Map.of();
  int verbose = 1;
  boolean terminateOnNaN = true;
  boolean lint = true;
  List<Callback> callbacks = List.of();

  /** Which rows a validationSplit holds back. */
  enum SplitBy {
    ORDER,
    CHANCE,
    CLASS
  }

  private FitOptions() {}

  private FitOptions copy() {
    FitOptions c = new FitOptions();
    c.epochs = epochs;
    c.initialEpoch = initialEpoch;
    c.steps = steps;
    c.batchSize = batchSize;
    c.shuffle = shuffle;
    c.validationSplit = validationSplit;
    c.splitBy = splitBy;
    c.validationX = validationX;
    c.validationY = validationY;
    c.validationBatches = validationBatches;
    c.sampleWeight = sampleWeight;
    c.classWeight = classWeight;
    c.verbose = verbose;
    c.terminateOnNaN = terminateOnNaN;
    c.lint = lint;
    c.callbacks = callbacks;
    return c;
  }

  /**
   * So many passes over the data; everything else as Keras has it: batches of 32, shuffled,
   * progress shown.
   *
   * @throws IllegalArgumentException when epochs is less than 1
   */
  public static FitOptions epochs(int epochs) {
    FitOptions c = new FitOptions();
    c.epochs = Check.atLeastOne(epochs, "fit", "epochs", "epochs(10)");
    return c;
  }

  /**
   * Rows in a batch, 32 unless said; a last short batch is kept.
   *
   * @throws IllegalArgumentException when batchSize is less than 1
   */
  public FitOptions batchSize(int batchSize) {
    FitOptions c = copy();
    c.batchSize = Check.atLeastOne(batchSize, "fit", "a batchSize", "batchSize(32)");
    return c;
  }

  /** One batch of all rows: full-batch gradient descent. */
  public FitOptions fullBatch() {
    return batchSize(Integer.MAX_VALUE);
  }

  /**
   * Begins after so many epochs, as if they had been trained already: {@code epochs(30)
   * .initialEpoch(20)} trains epochs 21 to 30.
   *
   * @throws IllegalArgumentException unless 0 ≤ initialEpoch &lt; epochs
   */
  public FitOptions initialEpoch(int initialEpoch) {
    Check.that(
        initialEpoch >= 0 && initialEpoch < epochs,
        "fit expects an initialEpoch from 0 to %d, less than epochs, but got %d: epochs is the number of the last one",
        epochs - 1,
        initialEpoch);
    FitOptions c = copy();
    c.initialEpoch = initialEpoch;
    return c;
  }

  /**
   * Ends each epoch after so many batches; the next epoch begins anew.
   *
   * @throws IllegalArgumentException when steps is less than 1
   */
  public FitOptions stepsPerEpoch(int steps) {
    FitOptions c = copy();
    c.steps = Check.atLeastOne(steps, "fit", "stepsPerEpoch", "stepsPerEpoch(100)");
    return c;
  }

  /** Whether each epoch takes the rows in a new random order; true unless said. */
  public FitOptions shuffle(boolean shuffle) {
    FitOptions c = copy();
    c.shuffle = shuffle;
    return c;
  }

  /**
   * Holds back the last fraction of the rows, before shuffling, to validate on after each epoch.
   *
   * @throws IllegalArgumentException unless 0 ≤ fraction &lt; 1
   */
  public FitOptions validationSplit(double fraction) {
    FitOptions c = copy();
    c.validationSplit =
        Check.fraction(fraction, "fit", "a validationSplit", "validationSplit(0.2)");
    return c;
  }

  /** Lets chance choose, by the model's seed, which rows the validationSplit holds back. */
  public FitOptions shuffled() {
    return splitBy("shuffled", SplitBy.CHANCE);
  }

  /**
   * Like {@link #shuffled}, but holds back the same share of each class.
   *
   * @throws IllegalArgumentException in fit, when y holds no classes
   */
  public FitOptions stratified() {
    return splitBy("stratified", SplitBy.CLASS);
  }

  private FitOptions splitBy(String who, SplitBy by) {
    Check.that(
        validationSplit > 0,
        "%s expects a validationSplit to shuffle, but there is none: use for example validationSplit(0.2).%s()",
        who,
        who);
    FitOptions c = copy();
    c.splitBy = by;
    return c;
  }

  /**
   * Data to validate on after each epoch, of the same kinds as {@code fit} takes; goes before a
   * validationSplit.
   */
  public FitOptions validationData(Object x, Object y) {
    FitOptions c = copy();
    c.validationX = Check.present(x, "validationData", "x");
    c.validationY = Check.present(y, "validationData", "y");
    c.validationBatches = null;
    return c;
  }

  /** A data set to validate on after each epoch. */
  public FitOptions validationData(Dataset data) {
    Check.present(data, "validationData", "a data set");
    return validationData(data.x(), data.y());
  }

  /** Batches to validate on after each epoch. */
  public FitOptions validationData(Batches batches) {
    FitOptions c = copy();
    c.validationBatches = Check.present(batches, "validationData", "batches");
    c.validationX = null;
    c.validationY = null;
    return c;
  }

  /** One factor for each row of x, which its loss is multiplied by. */
  public FitOptions sampleWeight(double... sampleWeight) {
    FitOptions c = copy();
    c.sampleWeight = Check.present(sampleWeight, "sampleWeight", "one number for each row").clone();
    return c;
  }

  /**
   * Factors for the loss of each row by its class, such as {@code Map.of(1, 5.0)} where class 1 is
   * rare: they multiply the sample weights, in training only. A class that is missing weighs 1. The
   * class of a row is its number, or the column of its largest target.
   *
   * @throws IllegalArgumentException for a negative class, or a weight that is negative or not
   *     finite
   */
  public FitOptions classWeight(Map<Integer, Double> classWeight) {
    Check.present(classWeight, "classWeight", "a map such as Map.of(1, 5.0)");
    classWeight.forEach(
        (key, weight) ->
            Check.that(
                key != null && key >= 0 && weight != null && weight >= 0 && weight < 1e30,
                "classWeight expects class numbers from 0 and finite weights of at least 0, but got %s for class %s: use for example Map.of(1, 5.0)",
                weight,
                key));
    FitOptions c = copy();
    c.classWeight = Map.copyOf(classWeight);
    return c;
  }

  /**
   * What to print: 0 nothing; 1 (unless said) a bar that moves, or one line an epoch where no
   * terminal shows it; 2 one line an epoch.
   *
   * @throws IllegalArgumentException for another number
   */
  public FitOptions verbose(int verbose) {
    Check.that(
        verbose >= 0 && verbose <= 2,
        "fit expects verbose 0, 1 or 2, but got %d: use verbose(0) for silence",
        verbose);
    FitOptions c = copy();
    c.verbose = verbose;
    return c;
  }

  /**
   * Whether a fit whose loss or weights become NaN or infinite ends with a {@link
   * DivergedException} that tells why; true unless said.
   */
  public FitOptions terminateOnNaN(boolean terminateOnNaN) {
    FitOptions c = copy();
    c.terminateOnNaN = terminateOnNaN;
    return c;
  }

  /** Whether to look the data and the model over for likely mistakes before; true unless said. */
  public FitOptions lint(boolean lint) {
    FitOptions c = copy();
    c.lint = lint;
    return c;
  }

  /** These batches and weights for so many epochs with one callback, and nothing else. */
  FitOptions quietly(int epochs, Callback callback) {
    FitOptions c = copy();
    c.epochs = epochs;
    c.initialEpoch = 0;
    c.validationSplit = 0;
    c.validationX = null;
    c.validationY = null;
    c.validationBatches = null;
    c.verbose = 0;
    c.lint = false;
    c.terminateOnNaN = false;
    c.callbacks = List.of(callback);
    return c;
  }

  /** Whether there is something to validate on. */
  boolean validates() {
    return validationSplit > 0 || validationX != null || validationBatches != null;
  }

  /** Refuses what has no meaning for data that comes batch by batch. */
  static void refuseForBatches(FitOptions o) {
    String refused =
        o.validationSplit > 0
            ? "a validationSplit: use validationData"
            : o.sampleWeight != null ? "a sampleWeight: put it into each Batch" : null;
    Check.that(refused == null, "fit expects, for batches, options without %s", refused);
  }

  /** Code to run within the fit, in this order. */
  public FitOptions callbacks(Callback... callbacks) {
    for (Callback callback : Check.present(callbacks, "callbacks", "callbacks")) {
      Check.present(callback, "callbacks", "callbacks");
    }
    FitOptions c = copy();
    c.callbacks = List.of(callbacks);
    return c;
  }

  /** The options on one line, such as {@code epochs(10).batchSize(32)}. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder("epochs(" + epochs + ")");
    line.append(batchSize == Integer.MAX_VALUE ? ".fullBatch()" : ".batchSize(" + batchSize + ")");
    if (initialEpoch > 0) {
      line.append(".initialEpoch(").append(initialEpoch).append(')');
    }
    if (steps < Integer.MAX_VALUE) {
      line.append(".stepsPerEpoch(").append(steps).append(')');
    }
    if (!shuffle) {
      line.append(".shuffle(false)");
    }
    if (validationX != null || validationBatches != null) {
      line.append(".validationData(...)");
    } else if (validationSplit > 0) {
      line.append(".validationSplit(").append(validationSplit).append(')');
      line.append(
          splitBy == SplitBy.ORDER
              ? ""
              : splitBy == SplitBy.CHANCE ? ".shuffled()" : ".stratified()");
    }
    if (sampleWeight != null) {
      line.append(".sampleWeight(...)");
    }
    if (!classWeight.isEmpty()) {
      line.append(".classWeight(").append(new TreeMap<>(classWeight)).append(')');
    }
    line.append(".verbose(").append(verbose).append(')');
    line.append(terminateOnNaN ? "" : ".terminateOnNaN(false)");
    line.append(lint ? "" : ".lint(false)");
    return callbacks.isEmpty() ? line.toString() : line.append(".callbacks(...)").toString();
  }
}
