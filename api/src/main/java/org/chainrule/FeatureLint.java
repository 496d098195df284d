package org.chainrule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.chainrule.backend.Check;
import org.chainrule.backend.Samples;

/** What is wrong with the columns of x: their size, and that some tell nothing. */
final class FeatureLint {
  /** Beyond this a column is large: with first weights of about 1/√columns a unit saturates. */
  static final double LARGE = 20;

  private static final double SMALL = 0.01; // range, below which a column hardly moves a unit
  private static final int FEW = 12; // rows that may be alike by chance
  private static final int SHOWN = 3; // columns in a message
  private static final int DISTINCT = 8; // numbers that two columns may share by chance

  private FeatureLint() {}

  static void look(Plan plan, List<Finding> findings) {
    Samples x = plan.x();
    Columns columns = Columns.of(x, Columns.sample(x.rows(), x.columns()));
    boolean[] constant = constant(x, columns);
    if (Plan.takesAnySize(plan.layers())) {
      List<Integer> unscaled = unscaled(columns, constant);
      if (!unscaled.isEmpty()) {
        findings.add(
            new Finding(
                Finding.Rule.UNSCALED_COLUMN,
                Check.message(
                    "x has %s far from the size of 1 that training goes well with (%s): begin the model with normalization(), or scale x with a standardScaler",
                    share(unscaled.size(), columns.count()), list(unscaled, columns))));
      }
    }
    if (!plan.whole() || plan.flattens()) { // pictures have empty borders
      return;
    }
    List<Integer> same = new ArrayList<>(0);
    for (int j = 0; j < constant.length; j++) {
      if (constant[j]) {
        same.add(j);
      }
    }
    if (!same.isEmpty()) {
      findings.add(
          new Finding(
              Finding.Rule.CONSTANT_COLUMN,
              Check.message(
                  "x has %s with one number in all %d rows (%s): leave out what tells nothing",
                  share(same.size(), columns.count()), x.rows(), list(same, columns))));
    }
    equal(x, columns, constant, findings);
  }

  private static String share(int some, int all) {
    return some + " of " + all + (all == 1 ? " column" : " columns");
  }

  /** Which columns hold one number only, in enough rows to say so. */
  private static boolean[] constant(Samples x, Columns columns) {
    boolean[] constant = new boolean[columns.count()];
    int left = 0;
    for (int j = 0; j < constant.length && x.rows() >= FEW; j++) {
      constant[j] = columns.range(j) == 0;
      left += constant[j] ? 1 : 0;
    }
    if (columns.rows() == x.rows()) {
      return constant;
    }
    for (int i = 0; i < x.rows() && left > 0; i++) { // the rows that were not looked at
      for (int j = 0; j < constant.length; j++) {
        if (constant[j] && x.get(i, j) != columns.least(j)) {
          constant[j] = false;
          left--;
        }
      }
    }
    return constant;
  }

  /** The columns that are too large or too small, the worst first. */
  static List<Integer> unscaled(Columns columns, boolean[] constant) {
    List<Integer> unscaled = new ArrayList<>(0);
    for (int j = 0; j < columns.count(); j++) {
      if (!constant[j] && badness(columns, j) > 0) {
        unscaled.add(j);
      }
    }
    if (unscaled.size() > 1) {
      unscaled.sort((a, b) -> Double.compare(badness(columns, b), badness(columns, a)));
    }
    return unscaled;
  }

  /** By how many powers of e a column is out of bounds; 0 within. */
  private static double badness(Columns columns, int j) {
    if (columns.size(j) > LARGE) {
      return Math.log(columns.size(j) / LARGE);
    }
    boolean small = columns.rows() >= FEW && columns.range(j) > 0 && columns.range(j) < SMALL;
    return small ? Math.log(SMALL / columns.range(j)) : 0;
  }

  /** The first of the columns with their ranges. */
  static String list(List<Integer> some, Columns columns) {
    StringJoiner list = new StringJoiner(", ");
    for (int j : some.subList(0, Math.min(SHOWN, some.size()))) {
      list.add(Figure.column(j, columns.least(j), columns.most(j)));
    }
    return some.size() > SHOWN ? list + " and " + (some.size() - SHOWN) + " more" : list.toString();
  }

  /** Finds pairs of columns that are equal in every row. */
  private static void equal(
      Samples x, Columns columns, boolean[] constant, List<Finding> findings) {
    if (columns.count() < 2 || !sharesHash(columns, constant)) {
      return;
    }
    Map<Long, Integer> first = new HashMap<>();
    List<String> pairs = new ArrayList<>();
    for (int j = 0; j < columns.count(); j++) {
      Integer before = constant[j] ? null : first.putIfAbsent(columns.hash(j), j);
      if (before != null && equal(x, before, j) && isDistinct(x, j)) {
        pairs.add(before + " and " + j);
      }
    }
    if (!pairs.isEmpty()) {
      findings.add(
          new Finding(
              Finding.Rule.EQUAL_COLUMNS,
              Check.message(
                  "x has equal columns (%s%s), of which one tells as much as both: leave one out",
                  String.join(", ", pairs.subList(0, Math.min(SHOWN, pairs.size()))),
                  pairs.size() > SHOWN ? " and " + (pairs.size() - SHOWN) + " more" : "")));
    }
  }

  /** Whether some columns may be equal: hardly ever when none are. */
  private static boolean sharesHash(Columns columns, boolean[] constant) {
    long[] sorted = new long[columns.count()];
    int n = 0;
    for (int j = 0; j < sorted.length; j++) {
      if (!constant[j]) {
        sorted[n++] = columns.hash(j);
      }
    }
    Arrays.sort(sorted, 0, n);
    for (int i = 1; i < n; i++) {
      if (sorted[i] == sorted[i - 1]) {
        return true;
      }
    }
    return false;
  }

  private static boolean equal(Samples x, int a, int b) {
    for (int i = 0; i < x.rows(); i++) {
      if (x.get(i, a) != x.get(i, b)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a column holds more numbers than chance makes alike in two. */
  private static boolean isDistinct(Samples x, int j) {
    Set<Double> seen = new HashSet<>();
    for (int i = 0; i < x.rows() && seen.size() <= DISTINCT; i++) {
      seen.add(x.get(i, j));
    }
    return seen.size() > DISTINCT;
  }
}
