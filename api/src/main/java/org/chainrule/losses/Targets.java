package org.chainrule.losses;

import org.chainrule.backend.Check;
import org.chainrule.backend.Samples;

/** Checks of targets, and what the losses of exclusive classes take for them. */
final class Targets {
  private interface Good {
    boolean test(double target);
  }

  private Targets() {}

  private static void check(String who, Samples y, Good good, String expected, String fix) {
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        double t = y.get(i, j);
        if (!good.test(t)) {
          throw new IllegalArgumentException(
              Check.message(
                  "%s expects %s, but y has %s at row %d, column %d: %s",
                  who, expected, t, i, j, fix));
        }
      }
    }
  }

  /** Checks that every target is a probability. */
  static void checkProbabilities(String who, Samples y) {
    check(who, y, t -> t >= 0 && t <= 1, "targets from 0 to 1", "use 0 and 1, or another loss");
  }

  /** Checks that every target is a number from 0 on. */
  static void checkNotNegative(String who, Samples y) {
    check(
        who,
        y,
        t -> t >= 0,
        "targets of at least 0",
        "shift or clip the targets, or use meanSquaredError");
  }

  /** Checks that targets are −1 and 1, or 0 and 1. */
  static void checkSigns(String who, Samples y) {
    String expected = "targets of -1 and 1, or of 0 and 1";
    String fix = "use -1 and 1";
    check(who, y, t -> t == -1 || t == 0 || t == 1, expected, fix);
    boolean negative = false;
    for (int i = 0; i < y.rows() && !negative; i++) {
      for (int j = 0; j < y.columns(); j++) {
        negative |= y.get(i, j) < 0;
      }
    }
    if (negative) {
      check(who, y, t -> t != 0, expected + ", not of all three", fix);
    }
  }

  /** Checks that the class numbers of one column go from 0 on, but for an ignored one. */
  static void checkClasses(String who, Samples y, int classes, Integer ignored) {
    for (int i = 0; i < y.rows(); i++) {
      double label = y.get(i, 0);
      if (ignored != null && label == ignored) {
        continue;
      }
      Check.that(
          label == Math.rint(label),
          "%s expects whole class numbers, but y has %s at row %d: round the labels, or use meanSquaredError for numbers",
          who,
          label,
          i);
      Check.that(
          label >= 0 && label < classes,
          "%s expects labels from 0 to %d, one for each output of the model, but y has %.0f at row %d: number the classes from 0, or give the last layer more units%s",
          who,
          classes - 1,
          label,
          i,
          ignored == null ? "" : "; ignoreClass is " + ignored);
    }
  }

  /** Checks one-hot rows, or one column of class numbers. */
  static void checkOneHotOrClasses(String who, Samples y, int classes) {
    if (y.columns() == 1) {
      checkClasses(who, y, classes, null);
    } else {
      checkProbabilities(who, y);
    }
  }

  /** Checks that there are several outputs, and a target column for each or one of classes. */
  static void checkShapes(Loss loss, int targetColumns, int columns) {
    checkSeveral(loss, columns);
    Check.that(
        targetColumns == columns || targetColumns == 1,
        "%s expects y with one column for each of the model's %d outputs, but y has %d: give the last layer %d units, or y %d columns",
        loss,
        columns,
        targetColumns,
        targetColumns,
        columns);
  }

  /** Checks that the model has an output for each of several classes. */
  static void checkSeveral(Loss loss, int columns) {
    Check.that(
        columns > 1,
        "%s expects a model with one output for each class, but it has 1: use dense(1, sigmoid) with binaryCrossentropy, or dense(2, softmax)",
        loss);
  }

  /** The target of class j, from a one-hot row or from a class number. */
  static double at(double[] y, int j) {
    return y.length > 1 ? y[j] : y[0] == j ? 1 : 0;
  }
}
