package org.chainrule;

import org.chainrule.activations.Activation;
import org.chainrule.activations.Sigmoid;
import org.chainrule.activations.Softmax;
import org.chainrule.backend.Samples;
import org.chainrule.losses.BinaryCrossentropy;
import org.chainrule.losses.BinaryFocalCrossentropy;
import org.chainrule.losses.CategoricalCrossentropy;
import org.chainrule.losses.CategoricalFocalCrossentropy;
import org.chainrule.losses.CategoricalHinge;
import org.chainrule.losses.Hinge;
import org.chainrule.losses.Loss;
import org.chainrule.losses.SparseCategoricalCrossentropy;
import org.chainrule.losses.SquaredHinge;

/**
 * How targets say which class a row is of.
 *
 * @param kind how
 * @param classes how many classes there are
 * @param ignored a class that is left out, or null
 */
record Labels(Kind kind, int classes, Integer ignored) {
  /** One number for the class, one of two numbers, or a 1 in its column. */
  private enum Kind {
    NUMBERS,
    ZERO_OR_ONE,
    SIGNS,
    ONE_HOT
  }

  /** The labels of a plan, or null when its targets are no classes. */
  static Labels of(Plan plan) {
    Samples y = plan.y();
    Loss loss = plan.plainLoss();
    int outputs = plan.network().outputs();
    Activation last = plan.last();
    if (y.columns() > 1) {
      boolean fits =
          loss instanceof CategoricalCrossentropy
              || loss instanceof CategoricalFocalCrossentropy
              || loss instanceof CategoricalHinge
              || last instanceof Softmax
              || last instanceof Sigmoid;
      return fits && plan.oneHot().all() ? new Labels(Kind.ONE_HOT, y.columns(), null) : null;
    }
    if (outputs > 1) {
      Integer ignored =
          loss instanceof SparseCategoricalCrossentropy sparse ? sparse.ignoreClass() : null;
      return new Labels(Kind.NUMBERS, outputs, ignored);
    }
    boolean fits =
        loss instanceof BinaryCrossentropy
            || loss instanceof BinaryFocalCrossentropy
            || loss instanceof Hinge
            || loss instanceof SquaredHinge
            || last instanceof Sigmoid;
    return fits ? ofTwo(y) : null;
  }

  private static Labels ofTwo(Samples y) {
    int[] sample = Columns.sample(y.rows(), 1);
    int n = sample == null ? y.rows() : sample.length;
    boolean zeroOrOne = true;
    boolean signs = true;
    for (int i = 0; i < n; i++) {
      double v = y.get(sample == null ? i : sample[i], 0);
      zeroOrOne &= v == 0 || v == 1;
      signs &= v == -1 || v == 1;
    }
    return zeroOrOne
        ? new Labels(Kind.ZERO_OR_ONE, 2, null)
        : signs ? new Labels(Kind.SIGNS, 2, null) : null;
  }

  /** How many rows each class has, of these or, for null, of all. */
  int[] count(Samples y, int[] rows) {
    int[] counts = new int[classes];
    int n = rows == null ? y.rows() : rows.length;
    for (int i = 0; i < n; i++) {
      int c = of(y, rows == null ? i : rows[i]);
      if (c >= 0 && c < classes) {
        counts[c]++;
      }
    }
    return counts;
  }

  /** The class of a row; −1 for none. */
  private int of(Samples y, int row) {
    if (kind == Kind.ONE_HOT) {
      return OneHot.hot(y, row);
    }
    double v = y.get(row, 0);
    return kind == Kind.SIGNS ? (v > 0 ? 1 : 0) : isIgnored((int) v) ? -1 : (int) v;
  }

  /** Whether a class is left out. */
  boolean isIgnored(int c) {
    return ignored != null && ignored == c;
  }

  /** What the labels of a class look like. */
  int name(int c) {
    return kind == Kind.SIGNS ? 2 * c - 1 : c;
  }

  /** Whether {@code classWeight} can weigh them. */
  boolean canBeWeighed() {
    return kind != Kind.SIGNS;
  }
}
