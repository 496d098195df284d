package org.chainrule;

import java.util.List;
import org.chainrule.activations.Activation;
import org.chainrule.activations.Exponential;
import org.chainrule.activations.HardSigmoid;
import org.chainrule.activations.Linear;
import org.chainrule.activations.Sigmoid;
import org.chainrule.activations.Softmax;
import org.chainrule.backend.Check;
import org.chainrule.backend.Samples;
import org.chainrule.losses.BinaryCrossentropy;
import org.chainrule.losses.BinaryFocalCrossentropy;
import org.chainrule.losses.CategoricalCrossentropy;
import org.chainrule.losses.CategoricalFocalCrossentropy;
import org.chainrule.losses.Hinge;
import org.chainrule.losses.Huber;
import org.chainrule.losses.KlDivergence;
import org.chainrule.losses.LogCosh;
import org.chainrule.losses.Loss;
import org.chainrule.losses.MeanAbsoluteError;
import org.chainrule.losses.MeanAbsolutePercentageError;
import org.chainrule.losses.MeanSquaredError;
import org.chainrule.losses.MeanSquaredLogarithmicError;
import org.chainrule.losses.Poisson;
import org.chainrule.losses.Quantile;
import org.chainrule.losses.SparseCategoricalCrossentropy;
import org.chainrule.losses.SquaredHinge;

/** Whether last activation, loss and targets go together. */
final class OutputLint {
  private static final int FEW = 8; // rows of several labels that may look one-hot by chance

  private OutputLint() {}

  static void look(Plan plan, List<Finding> findings) {
    Activation last = plan.last();
    Range range = Range.of(last);
    probabilities(plan, last, range, findings);
    nanProne(plan, last, range, findings);
    Samples y = plan.y();
    OneHot oneHot = plan.oneHot();
    boolean classes = oneHot.all() && oneHot.rows() >= FEW && oneHot.several();
    if (classes && (last instanceof Sigmoid || last instanceof HardSigmoid)) {
      findings.add(
          new Finding(
              Finding.Rule.EXCLUSIVE_CLASSES,
              Check.message(
                  "y is one-hot, a single class in each row, but %s takes each of the %d outputs for itself: end the model with softmax and use categoricalCrossentropy",
                  last, y.columns())));
    }
    if (last instanceof Softmax && oneHot.crowded() >= 0) {
      findings.add(
          new Finding(
              Finding.Rule.SEVERAL_CLASSES,
              Check.message(
                  "y has several classes in one row (row %d sums to %s), but softmax shares 1 out among its outputs: end the model with sigmoid and use binaryCrossentropy",
                  plan.feed().number(oneHot.crowded()), Figure.of(oneHot.sum()))));
    } else if (classes && last instanceof Softmax && isDistance(plan.plainLoss())) {
      findings.add(
          new Finding(
              Finding.Rule.SQUARED_PROBABILITIES,
              Check.message(
                  "%s under a softmax has next to no gradient where a class is badly wrong: use categoricalCrossentropy",
                  plan.plainLoss())));
    } else {
      reach(plan, last, range, Columns.of(y, Columns.sample(y.rows(), y.columns())), findings);
    }
  }

  /** A loss of probabilities, but outputs of another range. */
  private static void probabilities(
      Plan plan, Activation last, Range range, List<Finding> findings) {
    Loss loss = plan.plainLoss();
    boolean binary = loss instanceof BinaryCrossentropy || loss instanceof BinaryFocalCrossentropy;
    boolean categorical =
        loss instanceof SparseCategoricalCrossentropy
            || loss instanceof CategoricalCrossentropy
            || loss instanceof CategoricalFocalCrossentropy
            || loss instanceof KlDivergence;
    boolean known = last instanceof Linear || !range.isUnbounded();
    boolean wrong = known && (range.least() < 0 || range.most() > 1);
    boolean divided = categorical && last instanceof Exponential; // by its sum: a softmax
    if ((binary || categorical) && wrong && !divided) {
      findings.add(
          new Finding(
              Finding.Rule.NOT_PROBABILITIES,
              Check.message(
                  "%s takes probabilities, but the model ends with %s, which gives %s: end it with %s",
                  loss, last, numbers(range), binary ? "sigmoid" : "softmax")));
    }
  }

  private static String numbers(Range range) {
    return range.isUnbounded() ? "any numbers" : "numbers " + range;
  }

  /** A logarithm of what may be negative, or a division by 0. */
  private static void nanProne(Plan plan, Activation last, Range range, List<Finding> findings) {
    boolean negative = range.least() < 0 && (last instanceof Linear || !range.isUnbounded());
    if (plan.plainLoss() instanceof Poisson && negative) {
      findings.add(
          new Finding(
              Finding.Rule.NAN_PRONE,
              Check.message(
                  "poisson takes the logarithm of each prediction, but the model ends with %s, which gives %s, and the loss NaN below 0: end it with softplus or exponential",
                  last, numbers(range))));
    }
    if (plan.plainLoss() instanceof MeanAbsolutePercentageError) {
      Samples y = plan.y();
      int[] rows = Columns.sample(y.rows(), y.columns());
      int n = rows == null ? y.rows() : rows.length;
      for (int i = 0; i < n; i++) {
        int row = rows == null ? i : rows[i];
        for (int j = 0; j < y.columns(); j++) {
          if (y.get(row, j) == 0) {
            findings.add(
                new Finding(
                    Finding.Rule.NAN_PRONE,
                    Check.message(
                        "meanAbsolutePercentageError divides by the targets, but y is 0 at row %d, where it takes 1e-7 for it: use meanAbsoluteError",
                        plan.feed().number(row))));
            return;
          }
        }
      }
    }
  }

  /** Targets that the last activation cannot reach. */
  private static void reach(
      Plan plan, Activation last, Range range, Columns y, List<Finding> findings) {
    Loss loss = plan.plainLoss();
    boolean signs = loss instanceof Hinge || loss instanceof SquaredHinge;
    if (range.isUnbounded() || !(signs || isDistance(loss))) {
      return;
    }
    double least = signs ? -1 : y.least(); // 0 counts as −1
    double most = y.most();
    if (range.excludes(least) || range.excludes(most)) {
      findings.add(
          new Finding(
              Finding.Rule.OUT_OF_RANGE,
              Check.message(
                  "the model ends with %s, which gives numbers %s, but y goes from %s to %s: end it with %s",
                  last,
                  range,
                  Figure.of(least),
                  Figure.of(most),
                  signs
                      ? "tanh, or without activation"
                      : "a layer without activation, or scale y")));
    }
  }

  /** Losses that are 0 where ŷ is y. */
  static boolean isDistance(Loss loss) {
    return loss instanceof MeanSquaredError
        || loss instanceof MeanAbsoluteError
        || loss instanceof Huber
        || loss instanceof LogCosh
        || loss instanceof Quantile
        || loss instanceof MeanAbsolutePercentageError
        || loss instanceof MeanSquaredLogarithmicError;
  }
}
