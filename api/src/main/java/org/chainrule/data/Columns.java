package org.chainrule.data;

import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.Check;

/** Rows of numbers, column by column. */
final class Columns {
  private Columns() {}

  /** A formula of one number and the number of its column. */
  interface Formula {
    double of(double value, int column);
  }

  /** New rows by the formula. */
  static double[][] map(String who, double[][] x, int columns, Formula formula) {
    require(who, x);
    Check.that(
        x[0].length == columns,
        "%s expects %d columns, as the scaler was made for, but x has %d: pass the same ones",
        who,
        columns,
        x[0].length);
    double[][] mapped = new double[x.length][columns];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < columns; j++) {
        mapped[i][j] = formula.of(x[i][j], j);
      }
    }
    return mapped;
  }

  /** Checks that there are rows, all of one length and finite. */
  static void require(String who, double[][] x) {
    Check.present(x, who, "x");
    Check.that(
        x.length > 0 && x[0] != null && x[0].length > 0,
        "%s expects x with at least one row and one column, but got none: pass some data",
        who);
    for (int i = 0; i < x.length; i++) {
      int length = x[i] == null ? 0 : x[i].length;
      if (length != x[0].length) {
        throw new IllegalArgumentException(
            Check.message(
                "%s expects rows of one length, but row 0 has %d numbers and row %d has %d: fill or cut them",
                who, x[0].length, i, length));
      }
      for (int j = 0; j < length; j++) {
        if (!Double.isFinite(x[i][j])) {
          throw new IllegalArgumentException(
              Check.message(
                  "%s expects finite numbers, but x has %s at row %d, column %d: fill in or leave out such rows",
                  who, x[i][j], i, j));
        }
      }
    }
  }

  static double[] array(List<Double> figures) {
    return figures.stream().mapToDouble(v -> v).toArray();
  }

  static List<Double> list(double... figures) {
    return Arrays.stream(figures).boxed().toList();
  }

  /** Checks figures that a record is made of. */
  static List<Double> figures(String who, String name, List<Double> figures, boolean positive) {
    Check.present(figures, who, name);
    for (Double figure : figures) {
      Check.that(
          figure != null && Double.isFinite(figure) && (!positive || figure > 0),
          "%s expects %s of %s numbers, but got %s: take those of a scaler that was made from data",
          who,
          name,
          positive ? "finite positive" : "finite",
          figure);
    }
    return List.copyOf(figures);
  }
}
