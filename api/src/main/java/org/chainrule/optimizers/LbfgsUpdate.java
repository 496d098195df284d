package org.chainrule.optimizers;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Slot;

/** L-BFGS at work: its vectors are few and short, and held in double on the heap. */
final class LbfgsUpdate implements Optimizer.Update {
  private static final double CURVATURE = 1e-10; // the least s·y, in y·y, that is learnt from

  private final Kernels k;
  private final Optimizer.Batch batch;
  private final int maxEvaluations;
  private final double[] origin; //     the weights before the step
  private final double[] gradient; //   there
  private final double[] direction;
  private final double[] trial; //      weights that are tried
  private final double[] slope; //      the gradient there
  private final double[][] s; //        past steps, a ring
  private final double[][] y; //        and what they changed in the gradient
  private final double[] alpha;
  private int newest;
  private int known;

  LbfgsUpdate(Kernels k, int size, Lbfgs rule, Optimizer.Batch batch) {
    this.k = k;
    this.batch = batch;
    maxEvaluations = rule.maxEvaluations();
    origin = new double[size];
    gradient = new double[size];
    direction = new double[size];
    trial = new double[size];
    slope = new double[size];
    s = new double[rule.memory()][size];
    y = new double[rule.memory()][size];
    alpha = new double[rule.memory()];
  }

  @Override
  public boolean step(long t, double rate, Matrix g, Slot before, Matrix w) {
    k.copy(w, before);
    k.copy(w, origin);
    k.copy(g, gradient);
    findDirection();
    double descent = dot(gradient, direction);
    if (!(descent < 0)) { // nothing to be learnt from the past
      known = 0;
      findDirection();
      descent = dot(gradient, direction);
    }
    double first = rate * (known > 0 ? 1 : Math.min(1, 1 / sumOfSizes(gradient)));
    LineSearch search = new LineSearch(a -> evaluate(a, g, w), maxEvaluations);
    double length = descent < 0 ? search.along(batch.loss(), descent, first) : 0;
    if (length == 0) { // at the lowest point, as far as rounding lets one see
      k.copy(origin, w);
      known = 0;
      return false;
    }
    remember(length);
    return true;
  }

  /** The loss and its derivative along the direction, a of it away; w is there afterwards. */
  private LineSearch.Point evaluate(double a, Matrix g, Matrix w) {
    for (int i = 0; i < trial.length; i++) {
      trial[i] = origin[i] + a * direction[i];
    }
    k.copy(trial, w);
    double loss = batch.again();
    k.copy(g, slope);
    return new LineSearch.Point(a, loss, dot(slope, direction));
  }

  /** direction = −H·gradient by the two loops over the past, H being about the inverse Hessian. */
  private void findDirection() {
    for (int i = 0; i < direction.length; i++) {
      direction[i] = -gradient[i];
    }
    for (int age = 0; age < known; age++) {
      int j = Math.floorMod(newest - age, s.length);
      alpha[j] = dot(s[j], direction) / dot(s[j], y[j]);
      add(-alpha[j], y[j], direction);
    }
    if (known > 0) {
      double scale = dot(s[newest], y[newest]) / dot(y[newest], y[newest]);
      for (int i = 0; i < direction.length; i++) {
        direction[i] *= scale;
      }
    }
    for (int age = known - 1; age >= 0; age--) {
      int j = Math.floorMod(newest - age, s.length);
      double beta = dot(y[j], direction) / dot(s[j], y[j]);
      add(alpha[j] - beta, s[j], direction);
    }
  }

  /** Learns from a step of this length, after which the gradient is what was evaluated last. */
  private void remember(double length) {
    int next = (newest + 1) % s.length;
    for (int i = 0; i < direction.length; i++) {
      s[next][i] = length * direction[i];
      y[next][i] = slope[i] - gradient[i];
    }
    if (dot(s[next], y[next]) > CURVATURE * dot(y[next], y[next])) {
      newest = next;
      known = Math.min(known + 1, s.length);
    } else if (known == s.length) {
      known--; // the oldest was overwritten
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double sumOfSizes(double[] a) {
    double sum = 0;
    for (double v : a) {
      sum += Math.abs(v);
    }
    return sum;
  }

  /** b += factor·a. */
  private static void add(double factor, double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      b[i] += factor * a[i];
    }
  }
}
