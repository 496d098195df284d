package org.chainrule.optimizers;

import java.util.function.DoubleFunction;

/**
 * A search for a step length a where the strong Wolfe conditions hold: the loss f(a) ≤ f(0) +
 * c₁·a·f′(0), and |f′(a)| ≤ c₂·|f′(0)| (Nocedal and Wright 2006, algorithms 3.5 and 3.6).
 */
final class LineSearch {
  private static final double LOWER = 1e-4; //    c₁
  private static final double FLATTER = 0.9; //   c₂
  private static final double MARGIN = 0.1; //    of an interval, to keep from its ends
  private static final double NARROW = 1e-9; //   an interval that is not worth dividing

  /** A step length, the loss there, and its derivative by a. */
  record Point(double a, double f, double df) {}

  private final DoubleFunction<Point> evaluate;
  private int evaluations; // that are left
  private Point start;
  private Point last;

  LineSearch(DoubleFunction<Point> evaluate, int evaluations) {
    this.evaluate = evaluate;
    this.evaluations = evaluations;
  }

  /** The length found, which was evaluated last, or 0 when nothing lower was found. */
  double along(double f, double df, double first) {
    start = new Point(0, f, df);
    last = start;
    Point before = start;
    Point p = at(first);
    while (evaluations > 0) {
      if (!isLower(p) || (before.a > 0 && p.f >= before.f)) {
        return within(before, p);
      } else if (isFlat(p)) {
        return p.a;
      } else if (p.df >= 0) {
        return within(p, before);
      }
      double next = minimum(before, p);
      double least = p.a + 0.01 * (p.a - before.a);
      before = p;
      p = at(Math.max(least, Math.min(10 * p.a, Double.isNaN(next) ? 10 * p.a : next)));
    }
    return isLower(p) ? p.a : end(before);
  }

  /** Between two points, of which low is the lower one, and its slope points to the other. */
  private double within(Point low, Point other) {
    while (evaluations > 0 && Math.abs(other.a - low.a) > NARROW * Math.max(low.a, other.a)) {
      double width = other.a - low.a;
      double part = (minimum(low, other) - low.a) / width;
      if (!(part < 1 - MARGIN)) { // NaN too
        part = Double.isFinite(other.f) ? 0.5 : MARGIN;
      }
      Point p = at(low.a + Math.max(part, MARGIN) * width);
      if (!isLower(p) || p.f >= low.f) {
        other = p;
      } else if (isFlat(p)) {
        return p.a;
      } else {
        if (p.df * (other.a - low.a) >= 0) {
          other = low;
        }
        low = p;
      }
    }
    return end(low);
  }

  /** Makes do with a point. */
  private double end(Point p) {
    if (p.a > 0 && p.a != last.a) {
      at(p.a);
    }
    return p.a;
  }

  private Point at(double a) {
    evaluations--;
    last = evaluate.apply(a);
    return last;
  }

  private boolean isLower(Point p) {
    return p.f <= start.f + LOWER * p.a * start.df; // false for NaN
  }

  private boolean isFlat(Point p) {
    return Math.abs(p.df) <= -FLATTER * start.df;
  }

  /** Where the cubic through both points with their slopes is lowest, or NaN (equation 3.59). */
  private static double minimum(Point p, Point q) {
    double d1 = p.df + q.df - 3 * (p.f - q.f) / (p.a - q.a);
    double d2 = Math.signum(q.a - p.a) * Math.sqrt(d1 * d1 - p.df * q.df);
    return q.a - (q.a - p.a) * (q.df + d2 - d1) / (q.df - p.df + 2 * d2);
  }
}
