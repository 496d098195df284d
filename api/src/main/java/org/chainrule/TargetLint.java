package org.chainrule;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.chainrule.backend.Check;
import org.chainrule.backend.Samples;
import org.chainrule.losses.BinaryFocalCrossentropy;
import org.chainrule.losses.CategoricalFocalCrossentropy;

/** Whether there is something to learn from the targets, and of each class. */
final class TargetLint {
  private static final int FEW = 12; // rows that may be alike by chance
  private static final int PER_CLASS = 5; // rows, with fewer of which a class may be absent
  private static final int MANY = 50; // rows, from which on shares of classes mean something
  private static final int HEAVY = 20; // times as many rows of one class as of another
  private static final int SHOWN = 4; // classes in a message

  private TargetLint() {}

  static void look(Plan plan, List<Finding> findings) {
    Samples y = plan.y();
    if (!plan.whole()) { // what the first batch lacks may come in the next
      return;
    }
    Labels labels = Labels.of(plan);
    if (labels == null) {
      constant(y, findings);
      return;
    }
    int[] counts = counts(labels, y);
    Samples validation = plan.validationTargets();
    int[] validated = validation == null ? null : counts(labels, validation);
    if (!one(y, labels, counts, validated, findings)) {
      absent(plan, labels, counts, validated, findings);
      rare(plan, labels, counts, findings);
    }
  }

  /** The rows of each class, exact where that is 0. */
  private static int[] counts(Labels labels, Samples y) {
    int[] sample = Columns.sample(y.rows(), y.columns());
    int[] counts = labels.count(y, sample);
    for (int c = 0; c < counts.length && sample != null; c++) {
      if (counts[c] == 0) {
        return labels.count(y, null);
      }
    }
    return counts;
  }

  /** Numbers to predict that never change. */
  private static void constant(Samples y, List<Finding> findings) {
    if (y.rows() < FEW) {
      return;
    }
    for (int i = 1; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        if (y.get(i, j) != y.get(0, j)) {
          return;
        }
      }
    }
    findings.add(
        new Finding(
            Finding.Rule.CONSTANT_TARGET,
            Check.message(
                "y is %s%s in all %d rows, so that there is nothing to learn: check the targets",
                Figure.of(y.get(0, 0)), y.columns() > 1 ? ", …" : "", y.rows())));
  }

  /** A single class, here and in validation. */
  private static boolean one(
      Samples y, Labels labels, int[] counts, int[] validated, List<Finding> findings) {
    int present = 0;
    int last = -1;
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] > 0 || (validated != null && validated[c] > 0)) {
        present++;
        last = c;
      }
    }
    if (present != 1 || y.rows() < FEW) {
      return false;
    }
    findings.add(
        new Finding(
            Finding.Rule.CONSTANT_TARGET,
            Check.message(
                "y has class %d in all %d rows, so that there is nothing to tell apart: check the labels",
                labels.name(last), y.rows())));
    return true;
  }

  private static void absent(
      Plan plan, Labels labels, int[] counts, int[] validated, List<Finding> findings) {
    List<Integer> nowhere = new ArrayList<>(0);
    List<Integer> untrained = new ArrayList<>(0);
    List<Integer> unvalidated = new ArrayList<>(0);
    for (int c = 0; c < counts.length; c++) {
      int held = validated == null ? 0 : validated[c];
      if (labels.isIgnored(c)) {
        continue;
      }
      if (counts[c] == 0) {
        (held == 0 ? nowhere : untrained).add(c);
      } else if (held == 0 && validated != null) {
        unvalidated.add(c);
      }
    }
    if (!nowhere.isEmpty() && plan.y().rows() >= Math.max(FEW, PER_CLASS * labels.classes())) {
      report(
          "y lacks %s of the model's %d (0 to %d): check the labels, or give the last layer fewer units",
          labels, nowhere, findings, labels.classes(), labels.classes() - 1);
    }
    if (!untrained.isEmpty()) {
      report(
          "the training part lacks %s, which the validation part has: %s",
          labels, untrained, findings, remedy(plan.options()));
    }
    if (!unvalidated.isEmpty()) {
      report(
          "the validation part lacks %s, which the training part has: %s",
          labels, unvalidated, findings, remedy(plan.options()));
    }
  }

  /** How each class comes to be on both sides. */
  private static String remedy(FitOptions o) {
    return o.validationX != null
        ? "divide the data anew, with rows of each class on both sides"
        : o.splitBy == FitOptions.SplitBy.CLASS
            ? "get more rows of each class"
            : "use validationSplit(" + o.validationSplit + ").stratified()";
  }

  private static void report(
      String message, Labels labels, List<Integer> some, List<Finding> findings, Object... more) {
    StringJoiner names = new StringJoiner(", ");
    for (int c : some.subList(0, Math.min(SHOWN, some.size()))) {
      names.add(Integer.toString(labels.name(c)));
    }
    String rest = some.size() > SHOWN ? " and " + (some.size() - SHOWN) + " more" : "";
    List<Object> arguments = new ArrayList<>();
    arguments.add((some.size() == 1 ? "class " : "classes ") + names + rest);
    arguments.addAll(List.of(more));
    findings.add(
        new Finding(Finding.Rule.ABSENT_CLASS, Check.message(message, arguments.toArray())));
  }

  private static void rare(Plan plan, Labels labels, int[] counts, List<Finding> findings) {
    FitOptions o = plan.options();
    boolean weighed =
        o.sampleWeight != null
            || !o.classWeight.isEmpty()
            || plan.plainLoss() instanceof BinaryFocalCrossentropy
            || plan.plainLoss() instanceof CategoricalFocalCrossentropy;
    if (weighed || plan.y().rows() < MANY) {
      return;
    }
    int rarest = -1;
    int commonest = 0;
    int all = 0;
    for (int c = 0; c < counts.length; c++) {
      all += counts[c];
      commonest = counts[c] > counts[commonest] ? c : commonest;
      rarest = counts[c] > 0 && (rarest < 0 || counts[c] < counts[rarest]) ? c : rarest;
    }
    if (rarest < 0 || counts[commonest] < (long) HEAVY * counts[rarest]) {
      return;
    }
    StringJoiner weights = new StringJoiner(", ", "classWeight(Map.of(", "))");
    int shown = 0;
    for (int c = 0; c < counts.length && shown < SHOWN; c++) {
      if (counts[c] > 0 && counts[commonest] >= (long) HEAVY * counts[c]) {
        weights.add(c + ", " + Figure.rounded((double) counts[commonest] / counts[c]));
        shown++;
      }
    }
    findings.add(
        new Finding(
            Finding.Rule.RARE_CLASS,
            Check.message(
                "class %d has %d of %d rows and class %d has %d, so that it hardly counts: weigh it with %s, and look at recall beside accuracy",
                labels.name(rarest),
                counts[rarest],
                all,
                labels.name(commonest),
                counts[commonest],
                labels.canBeWeighed() ? weights : "sampleWeight")));
  }
}
