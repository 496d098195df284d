package org.chainrule;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chainrule.backend.Check;
import org.chainrule.callbacks.Callback;

/**
 * How to fit: an immutable value, begun by {@link #epochs} and refined by calls that return changed
 * copies, as in {@code epochs(100).batchSize(16).verbose(0)}.
 */
public final class FitOptions {
  int epochs = 1;
  int batchSize = 32;
  boolean shuffle = true;
  double validationSplit;
  Object validationX;
  Object validationY;
  double[] sampleWeight;
  Map<Integer, Double> classWeight = Map.of();
  int verbose = 1;
  List<Callback> callbacks = List.of();

  private FitOptions() {}

  private FitOptions copy() {
    FitOptions c = new FitOptions();
    c.epochs = epochs;
    c.batchSize = batchSize;
    c.shuffle = shuffle;
    c.validationSplit = validationSplit;
    c.validationX = validationX;
    c.validationY = validationY;
    c.sampleWeight = sampleWeight;
    c.classWeight = classWeight;
    c.verbose = verbose;
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

  /**
   * Data to validate on after each epoch, of the same kinds as {@code fit} takes; goes before a
   * validationSplit.
   */
  public FitOptions validationData(Object x, Object y) {
    FitOptions c = copy();
    c.validationX = Check.present(x, "validationData", "x");
    c.validationY = Check.present(y, "validationData", "y");
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
    if (!shuffle) {
      line.append(".shuffle(false)");
    }
    if (validationX != null) {
      line.append(".validationData(...)");
    } else if (validationSplit > 0) {
      line.append(".validationSplit(").append(validationSplit).append(')');
    }
    if (sampleWeight != null) {
      line.append(".sampleWeight(...)");
    }
    if (!classWeight.isEmpty()) {
      line.append(".classWeight(").append(new TreeMap<>(classWeight)).append(')');
    }
    line.append(".verbose(").append(verbose).append(')');
    return callbacks.isEmpty() ? line.toString() : line.append(".callbacks(...)").toString();
  }
}
