package org.chainrule.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a line search ends, the strong Wolfe conditions hold. */
class LineSearchTest {
  private static final int MOST = 20;

  /** A function that goes down at 0, and its derivative. */
  record Valley(String name, DoubleUnaryOperator f, DoubleUnaryOperator df) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Valley> valleys() {
    return List.of(
        new Valley("a parabola", a -> (a - 3) * (a - 3), a -> 2 * (a - 3)),
        new Valley( // Moré and Thuente 1994, function 1
            "a long way down",
            a -> -a / (a * a + 2),
            a -> (a * a - 2) / ((a * a + 2) * (a * a + 2))),
        new Valley(
            "waves",
            a -> 0.01 * (a - 20) * (a - 20) + Math.cos(3 * a),
            a -> 0.02 * (a - 20) - 3 * Math.sin(3 * a)),
        new Valley("a wall of NaN", a -> -Math.log(1 - a) - 5 * a, a -> 1 / (1 - a) - 5),
        new Valley(
            "a wall of infinity",
            a -> Math.exp(300 * a) - 1000 * a,
            a -> 300 * Math.exp(300 * a) - 1000),
        new Valley("a kink", a -> Math.abs(a - 1), a -> Math.signum(a - 1)));
  }

  @ParameterizedTest
  @MethodSource("valleys")
  void endsWhereTheWolfeConditionsHold(Valley v) {
    for (double first : new double[] {1e-3, 0.1, 1, 7, 1e3}) {
      List<Double> tried = new ArrayList<>();
      LineSearch search =
          new LineSearch(
              a -> {
                tried.add(a);
                return new LineSearch.Point(a, v.f.applyAsDouble(a), v.df.applyAsDouble(a));
              },
              MOST);
      double f0 = v.f.applyAsDouble(0);
      double df0 = v.df.applyAsDouble(0);
      double a = search.along(f0, df0, first);
      String what = v + " from " + first + ": " + a;
      assertTrue(a > 0, what);
      assertTrue(v.f.applyAsDouble(a) <= f0 + 1e-4 * a * df0, what);
      if (!v.name.equals("a kink")) { // whose slope never gets flatter
        assertTrue(Math.abs(v.df.applyAsDouble(a)) <= 0.9 * Math.abs(df0), what);
      }
      assertEquals(a, tried.get(tried.size() - 1), what + " is where the last evaluation was");
      assertTrue(tried.size() <= MOST + 1, what + " after " + tried.size());
    }
  }

  @Test
  void staysWhereNothingIsLower() {
    List<Double> tried = new ArrayList<>();
    LineSearch search =
        new LineSearch(
            a -> {
              tried.add(a);
              return new LineSearch.Point(a, 1, -1); // a slope that lies
            },
            MOST);
    assertEquals(0, search.along(1, -1, 1));
    assertTrue(tried.size() <= MOST, "" + tried.size());
  }
}
