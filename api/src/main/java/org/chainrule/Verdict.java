package org.chainrule;

import java.util.List;
import org.chainrule.Autopsy.Cause;
import org.chainrule.Autopsy.Diagnosis;
import org.chainrule.backend.Check;
import org.chainrule.layers.Activate;

/**
 * The likely cause of a divergence. What is certain goes first: a function that is not defined
 * where it was asked. Then what stands out: a row, a learning rate, columns, targets. When nothing
 * does, steps were too long.
 *
 * @param plan what was trained on what
 * @param failure how it failed, or null when it was an update of finite gradients
 * @param seen whether the rows of the batch to blame are in the plan's data
 * @param rows the rows of the batch to blame
 * @param rate the learning rate
 * @param losses the losses of the last steps
 * @param sizes the sizes of weights, gradients and the last step
 * @param stepped whether a step was taken since the weights were given
 */
record Verdict(
    Plan plan,
    Look.Failure failure,
    boolean seen,
    List<Integer> rows,
    double rate,
    List<Double> losses,
    List<Autopsy.Size> sizes,
    boolean stepped) {
  private static final double LARGE_TARGETS = 100; // mean size
  private static final double LARGE_WEIGHTS = 1000;
  private static final double RISE = 10; // of a loss over some steps, that tells of steps too long
  private static final double JUMP = 1e6; // in one step, that tells of its data

  Diagnosis diagnosis() {
    Diagnosis found = certain();
    found = found == null && seen ? outlier() : found;
    found = found == null ? rateBeyond() : found;
    found = found == null ? unscaled() : found;
    found = found == null ? overflow() : found;
    found = found == null ? jump() : found;
    found = found == null ? largeWeights() : found;
    found = found == null ? hugeTargets() : found;
    return found == null ? tooLong() : found;
  }

  /** The caller's number of the row that failed, or −1. */
  private int row() {
    return failure == null || failure.row() < 0 || failure.row() >= rows.size()
        ? -1
        : rows.get(failure.row());
  }

  private Diagnosis certain() {
    if (failure == null || failure.reason() == null) {
      return null;
    }
    Cause cause =
        switch (failure.kind()) {
          case INPUT -> Cause.BAD_ROW;
          case ACTIVATION -> Cause.ACTIVATION;
          case LOSS -> Cause.LOSS_DOMAIN;
          case TARGET -> Cause.BAD_LABEL;
          case GROWTH, OVERFLOW -> null;
        };
    return cause == null
        ? null
        : new Diagnosis(cause, failure.reason() + " at row " + row(), failure.remedy(), row());
  }

  private Diagnosis outlier() {
    Outlier label = OutputLint.isDistance(plan.plainLoss()) ? Outlier.of(plan.y()) : null;
    if (label != null) {
      return outlier(Cause.BAD_LABEL, "y", label);
    }
    Outlier cell = Plan.takesAnySize(plan.layers()) ? Outlier.of(plan.x()) : null;
    return cell == null ? null : outlier(Cause.BAD_ROW, "x", cell);
  }

  private Diagnosis outlier(Cause cause, String where, Outlier o) {
    int row = plan.feed().number(o.row());
    return new Diagnosis(
        cause,
        Check.message(
            "%s has %s at row %d, column %d, and at most %s in other rows",
            where, Figure.of(o.value()), row, o.column(), Figure.of(o.others())),
        "correct row " + row + ", or leave it out",
        row);
  }

  private Diagnosis rateBeyond() {
    Rates rates = Rates.against(plan.optimizer(), rate);
    return rates == null || !rates.isBeyond(rate) || !hasStepped()
        ? null
        : new Diagnosis(
            Cause.LEARNING_RATE,
            Check.message(
                "%s has a learning rate of %s, beyond %s, which %s",
                rates.name(), Figure.of(rate), Figure.rounded(rates.most()), rates.step()),
            Check.message("try %s(%s)", rates.name(), rates.usual()),
            -1);
  }

  private boolean hasStepped() {
    return stepped || !losses.isEmpty();
  }

  private Diagnosis unscaled() {
    if (!Plan.takesAnySize(plan.layers())) {
      return null;
    }
    Columns columns = Columns.of(plan.x(), Columns.sample(plan.x().rows(), plan.x().columns()));
    List<Integer> large =
        FeatureLint.unscaled(columns, new boolean[columns.count()]).stream()
            .filter(j -> columns.size(j) > FeatureLint.LARGE)
            .toList();
    return large.isEmpty()
        ? null
        : new Diagnosis(
            Cause.UNSCALED_INPUTS,
            Check.message(
                "x is not scaled (%s), and steps grow with its size",
                FeatureLint.list(large, columns)),
            "begin the model with normalization(), or scale x with a standardScaler",
            -1);
  }

  private Diagnosis overflow() {
    return failure != null && failure.kind() == Look.Kind.OVERFLOW
        ? new Diagnosis(Cause.ACTIVATION, failure.reason(), failure.remedy(), row())
        : null;
  }

  /** A loss that rose at once, at weights that are not large: it can only be the data. */
  private Diagnosis jump() {
    int last = losses.size() - 1;
    Autopsy.Size weights = largest();
    if (last < 2 || weights == null || weights.largest() > LARGE_WEIGHTS) {
      return null;
    }
    double before = 0;
    for (double loss : losses.subList(0, last)) {
      before = Math.max(before, Math.abs(loss));
    }
    return losses.get(last) <= JUMP * before
        ? null
        : new Diagnosis(
            Cause.BAD_ROW,
            Check.message(
                "the loss jumped from %s to %s in one step, at weights of up to %s: some row of that batch is far from the others",
                Figure.rounded(losses.get(last - 1)),
                Figure.rounded(losses.get(last)),
                Figure.rounded(weights.largest())),
            "look its rows over",
            -1);
  }

  /** The parameter with the largest weight, or null. */
  private Autopsy.Size largest() {
    Autopsy.Size largest = null;
    for (Autopsy.Size size : sizes) {
      largest = largest == null || size.largest() > largest.largest() ? size : largest;
    }
    return largest;
  }

  private Diagnosis largeWeights() {
    Autopsy.Size largest = largest();
    return stepped || rises() || largest == null || largest.largest() <= LARGE_WEIGHTS
        ? null
        : new Diagnosis(
            Cause.LARGE_WEIGHTS,
            Check.message(
                "the %s of %s has weights of up to %s without a step",
                largest.parameter(), largest.layer(), Figure.rounded(largest.largest())),
            "begin with smaller ones, such as those of glorotUniform",
            -1);
  }

  private Diagnosis hugeTargets() {
    boolean deep = false;
    for (int l = 0; l < plan.network().chain.functions().size() - 1; l++) {
      deep |= plan.network().chain.functions().get(l) instanceof Activate;
    }
    if (!deep || !OutputLint.isDistance(plan.plainLoss())) {
      return null; // what is linear in its weights scales with its targets
    }
    Columns columns = Columns.of(plan.y(), Columns.sample(plan.y().rows(), plan.y().columns()));
    int largest = 0;
    for (int j = 1; j < columns.count(); j++) {
      largest = columns.size(j) > columns.size(largest) ? j : largest;
    }
    return columns.size(largest) <= LARGE_TARGETS
        ? null
        : new Diagnosis(
            Cause.HUGE_TARGETS,
            Check.message(
                "y is large (%s), and steps grow with it",
                Figure.column(largest, columns.least(largest), columns.most(largest))),
            "scale y to numbers of about 1, and predictions back",
            -1);
  }

  /** Whether the loss rose in the last steps. */
  private boolean rises() {
    return !losses.isEmpty() && losses.get(losses.size() - 1) > RISE * least();
  }

  private double least() {
    double least = Double.POSITIVE_INFINITY;
    for (double loss : losses) {
      least = Math.min(least, loss);
    }
    return least;
  }

  private Diagnosis tooLong() {
    double steps = 0;
    double weights = 0;
    for (Autopsy.Size size : sizes) {
      if (size.step() >= 0 || Double.isNaN(size.step())) {
        steps += size.step() * size.step();
        weights += size.norm() * size.norm();
      }
    }
    double times = Math.sqrt(steps / weights);
    StringBuilder reason =
        new StringBuilder(
            Check.message("a learning rate of %s makes steps that are too long", Figure.of(rate)));
    if (stepped && !(times < 1)) {
      reason.append(
          Double.isFinite(times)
              ? Check.message(
                  ": the last changed the weights by %s times their size", Figure.rounded(times))
              : ": the last was infinite");
    }
    if (rises()) {
      int from = losses.indexOf(least());
      reason
          .append(reason.indexOf(":") < 0 ? ": " : ", and ")
          .append(
              Check.message(
                  "the loss rose from %s to %s in %d steps",
                  Figure.rounded(least()),
                  Figure.rounded(losses.get(losses.size() - 1)),
                  losses.size() - 1 - from));
    }
    String remedy =
        plan.optimizer().needsFullBatch()
            ? "use adam(0.001)"
            : Check.message(
                "lower it, for example to %s, or clip gradients with globalClipNorm(1)",
                Figure.rounded(rate / 10));
    return new Diagnosis(Cause.LEARNING_RATE, reason.toString(), remedy, -1);
  }
}
