package org.chainrule.backend;

/**
 * The loops over tiles that {@link CpuKernels} runs: one each, in a method of its own, so that the
 * JIT compiler sees a single loop over a common index and vectorises it.
 */
final class Loops {
  private static final double SMALLEST_PRODUCT = 1e-280;

  /** A figure of n rows, with weights s or null. */
  interface Sum {
    double over(float[] y, float[] yhat, float[] s, int n, int columns);
  }

  /** A gradient of n rows, which takes the place of ŷ. */
  interface Gradient {
    void over(float[] y, float[] yhat, int n, int columns);
  }

  private Loops() {}

  /** sum += 0·t, which stays 0 unless an element is NaN or infinite. */
  static void addNonFinite(float[] t, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] += 0 * t[i];
    }
  }

  /** Whether no element is NaN or infinite. */
  static boolean allFinite(float[] t, int n) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0; // four sums, because each waits for its own last addition only
    int i = 0;
    for (; i < n - 3; i += 4) {
      a += 0 * t[i];
      b += 0 * t[i + 1];
      c += 0 * t[i + 2];
      d += 0 * t[i + 3];
    }
    for (; i < n; i++) {
      a += 0 * t[i];
    }
    return a + b + c + d == 0;
  }

  static void add(float[] t, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      t[i] += b[i];
    }
  }

  /** d = a > 0 ? d : 0 for floats given as their bits, a ≥ 0: the sign of −a makes the mask. */
  static void gate(int[] a, int[] d, int n) {
    for (int i = 0; i < n; i++) {
      d[i] &= -a[i] >> 31;
    }
  }

  /** t (columns, rows) = wᵀ, w (rows, columns). */
  static void transpose(float[] w, float[] t, int rows, int columns) {
    for (int j = 0, to = 0; j < columns; j++) {
      for (int i = 0, at = j; i < rows; i++, to++, at += columns) {
        t[to] = w[at];
      }
    }
  }

  /** Adds the n rows of t up into the first, by halves; u is scratch memory. */
  static void fold(float[] t, int n, int columns, float[] u) {
    for (int half; n > 1; n -= half) {
      half = n / 2;
      System.arraycopy(t, (n - half) * columns, u, 0, half * columns);
      add(t, u, half * columns); // a loop over two parts of t would not vectorise
    }
  }

  static void subtract(float[] t, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      t[i] -= b[i];
    }
  }

  static void multiply(float[] t, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      t[i] *= b[i];
    }
  }

  /** t = max(√t, least). */
  static void deviation(float[] t, float least, int n) {
    for (int i = 0; i < n; i++) {
      t[i] = Math.max((float) Math.sqrt(t[i]), least);
    }
  }

  /** t = 1/t. */
  static void invert(float[] t, int n) {
    for (int i = 0; i < n; i++) {
      t[i] = 1 / t[i];
    }
  }

  // ---- sums over weights

  static double sum(float[] t, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0; // four sums, because each waits for its own last addition only
    int i = 0;
    for (; i < n - 3; i += 4) {
      a += t[i];
      b += t[i + 1];
      c += t[i + 2];
      d += t[i + 3];
    }
    for (; i < n; i++) {
      a += t[i];
    }
    return a + b + c + d;
  }

  static double dot(float[] s, float[] t, int n) {
    double a = 0;
    double b = 0;
    int i = 0;
    for (; i < n - 1; i += 2) {
      a += (double) s[i] * t[i];
      b += (double) s[i + 1] * t[i + 1];
    }
    return a + b + (i < n ? (double) s[i] * t[i] : 0);
  }

  /** sum += |t|. */
  static double sumOfAbsolutes(float[] t, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.abs(t[i]);
    }
    return sum;
  }

  /** t = sign(t), branch-free; 0 stays 0. */
  static void sign(float[] t, int n) {
    for (int i = 0; i < n; i++) {
      t[i] = Math.max(-1f, Math.min(1f, t[i] * Float.MAX_VALUE));
    }
  }

  /** sums += t². */
  static void addSquares(float[] t, double[] sums, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += (double) t[i] * t[i];
    }
  }

  /** sums += s·t. */
  static void addProducts(float[] s, float[] t, double[] sums, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += (double) s[i] * t[i];
    }
  }

  // ---- softmax

  static void subtractMax(float[] t, int n, int columns) {
    for (int i = 0, at = 0; i < n; i++, at += columns) {
      float max = t[at];
      for (int j = at + 1; j < at + columns; j++) {
        max = Math.max(max, t[j]);
      }
      for (int j = at; j < at + columns; j++) {
        t[j] -= max;
      }
    }
  }

  static void divideBySum(float[] t, int n, int columns) {
    for (int i = 0, at = 0; i < n; i++, at += columns) {
      double sum = 0;
      for (int j = at; j < at + columns; j++) {
        sum += t[j];
      }
      float inverse = (float) (1 / sum);
      for (int j = at; j < at + columns; j++) {
        t[j] *= inverse;
      }
    }
  }

  /** d = y ⊙ (d − y·d), row by row. */
  static void softmaxBackward(float[] y, float[] d, int n, int columns) {
    for (int i = 0, at = 0; i < n; i++, at += columns) {
      double dot = 0;
      for (int j = at; j < at + columns; j++) {
        dot += (double) y[j] * d[j];
      }
      float c = (float) dot;
      for (int j = at; j < at + columns; j++) {
        d[j] = y[j] * (d[j] - c);
      }
    }
  }

  /** t = t − log Σe, row by row. */
  static void subtractLogOfSum(float[] t, float[] e, int n, int columns) {
    for (int i = 0, at = 0; i < n; i++, at += columns) {
      float log = (float) Math.log(sum(e, at, columns));
      for (int j = at; j < at + columns; j++) {
        t[j] -= log;
      }
    }
  }

  /** d = d − e·Σd, row by row. */
  static void logSoftmaxBackward(float[] e, float[] d, int n, int columns) {
    for (int i = 0, at = 0; i < n; i++, at += columns) {
      float total = (float) sum(d, at, columns);
      for (int j = at; j < at + columns; j++) {
        d[j] -= e[j] * total;
      }
    }
  }

  // ---- losses

  static double squaredError(float[] y, float[] yhat, float[] s, int n, int columns) {
    double sum = 0;
    for (int i = 0, at = 0; i < n; i++, at += columns) {
      double row = 0;
      for (int j = at; j < at + columns; j++) {
        double e = (double) yhat[j] - y[j];
        row += e * e;
      }
      sum += s == null ? row : s[i] * row;
    }
    return sum / columns;
  }

  static double binaryCrossEntropy(float[] y, float[] yhat, float[] s, int n, int columns) {
    if (s == null && areBinary(y, n * columns)) {
      LogSum logs = new LogSum(); //                 escapes to no one: lives in registers
      for (int i = 0; i < n * columns; i++) {
        double p = clip(yhat[i]);
        logs.add(1 - y[i] - p + 2 * y[i] * p); //    p for y = 1, 1 − p for y = 0, without a branch
      }
      return -logs.result() / columns;
    }
    double sum = 0;
    for (int i = 0, at = 0; i < n; i++) {
      double weight = s == null ? 1 : s[i];
      for (int j = 0; j < columns; j++, at++) {
        double p = clip(yhat[at]);
        sum -= weight * (y[at] * Math.log(p) + (1 - y[at]) * Math.log(1 - p));
      }
    }
    return sum / columns;
  }

  /** Whether all are 0 or 1. */
  private static boolean areBinary(float[] y, int n) {
    float others = 0;
    for (int i = 0; i < n; i++) {
      others += Math.abs(y[i] * (1 - y[i]));
    }
    return others == 0;
  }

  static double crossEntropy(float[] y, float[] yhat, float[] s, int n, int columns) {
    double sum = 0;
    for (int i = 0, at = 0; i < n; i++, at += columns) {
      double row = 0;
      for (int j = at; j < at + columns; j++) {
        if (y[j] != 0) {
          row -= y[j] * Math.log(clip(yhat[j]));
        }
      }
      sum += s == null ? row : s[i] * row;
    }
    return sum;
  }

  static double sparseCrossEntropy(float[] y, float[] yhat, float[] s, int n, int columns) {
    if (s == null) {
      LogSum logs = new LogSum();
      for (int i = 0; i < n; i++) {
        logs.add(clip(yhat[i * columns + (int) y[i]]));
      }
      return -logs.result();
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum -= s[i] * Math.log(clip(yhat[i * columns + (int) y[i]]));
    }
    return sum;
  }

  /**
   * Σ log p as the logarithm of a product, which needs one logarithm for some forty probabilities.
   */
  private static final class LogSum {
    private double sum;
    private double product = 1;

    void add(double p) {
      product *= p;
      if (product < SMALLEST_PRODUCT) {
        sum += Math.log(product);
        product = 1;
      }
    }

    double result() {
      return sum + Math.log(product);
    }
  }

  private static double sum(float[] t, int at, int n) {
    double sum = 0;
    for (int j = at; j < at + n; j++) {
      sum += t[j];
    }
    return sum;
  }

  /**
   * p within [ε, 1 − ε]; NaN stays NaN. Compared, not by min and max: the branches are foreseen and
   * cost nothing.
   */
  private static double clip(double p) {
    return p < Kernels.EPSILON
        ? Kernels.EPSILON
        : p > 1 - Kernels.EPSILON ? 1 - Kernels.EPSILON : p;
  }

  static void difference(float[] y, float[] yhat, int n, int columns) {
    int size = n * columns;
    for (int i = 0; i < size; i++) {
      yhat[i] -= y[i];
    }
  }

  static void softmaxDifference(float[] y, float[] yhat, int n, int columns) {
    for (int i = 0, at = 0; i < n; i++, at += columns) {
      float total = (float) sum(y, at, columns);
      for (int j = at; j < at + columns; j++) {
        yhat[j] = yhat[j] * total - y[j];
      }
    }
  }

  static void sparseDifference(float[] y, float[] yhat, int n, int columns) {
    for (int i = 0; i < n; i++) {
      yhat[i * columns + (int) y[i]] -= 1;
    }
  }

  /** Σᵢ sᵢ·Σⱼ tᵢⱼ. */
  static double weighedSum(float[] t, float[] s, int n, int columns) {
    if (s == null) {
      return sum(t, n * columns);
    }
    double sum = 0;
    for (int i = 0, at = 0; i < n; i++, at += columns) {
      sum += s[i] * sum(t, at, columns);
    }
    return sum;
  }

  /** row = t from {@code at} on. */
  static void widen(float[] t, int at, double[] row, int n) {
    for (int j = 0; j < n; j++) {
      row[j] = t[at + j];
    }
  }

  /** t from {@code at} on = row. */
  static void narrow(double[] row, float[] t, int at, int n) {
    for (int j = 0; j < n; j++) {
      t[at + j] = (float) row[j];
    }
  }

  static void scaleRows(float[] t, float[] s, int n, int columns) {
    for (int i = 0, at = 0; i < n; i++) {
      for (int j = 0; j < columns; j++, at++) {
        t[at] *= s[i];
      }
    }
  }

  static void scale(float[] t, float factor, int n) {
    for (int i = 0; i < n; i++) {
      t[i] *= factor;
    }
  }

  // ---- metrics

  static double sparseMatches(float[] y, float[] yhat, float[] s, int n, int columns) {
    int right = 0;
    for (int i = 0; i < n; i++) {
      right += argMax(yhat, i * columns, columns) == (int) y[i] ? 1 : 0;
    }
    return right;
  }

  static double categoricalMatches(float[] y, float[] yhat, float[] s, int n, int columns) {
    int right = 0;
    for (int i = 0; i < n; i++) {
      right += argMax(yhat, i * columns, columns) == argMax(y, i * columns, columns) ? 1 : 0;
    }
    return right;
  }

  private static int argMax(float[] t, int at, int n) {
    int best = 0;
    for (int j = 1; j < n; j++) {
      best = t[at + j] > t[at + best] ? j : best;
    }
    return best;
  }

  static double binaryMatches(float[] y, float[] yhat, float threshold, int n) {
    int right = 0;
    for (int i = 0; i < n; i++) {
      right += (yhat[i] > threshold ? 1 : 0) == y[i] ? 1 : 0;
    }
    return right;
  }

  // ---- updates

  static double sumOfSquares(float[] t, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0; // four sums, because each waits for its own last addition only
    int i = 0;
    for (; i < n - 3; i += 4) {
      a += (double) t[i] * t[i];
      b += (double) t[i + 1] * t[i + 1];
      c += (double) t[i + 2] * t[i + 2];
      d += (double) t[i + 3] * t[i + 3];
    }
    for (; i < n; i++) {
      a += (double) t[i] * t[i];
    }
    return a + b + c + d;
  }

  static void clip(float[] t, float bound, int n) {
    for (int i = 0; i < n; i++) {
      t[i] = Math.min(Math.max(t[i], -bound), bound);
    }
  }

  /** w = old − decay·old: not (1 − decay)·old, whose factor float would round. */
  static void decay(float[] old, float decay, float[] w, int n) {
    for (int i = 0; i < n; i++) {
      w[i] = old[i] - decay * old[i];
    }
  }

  static void decay(float[] old, float decay, float[] share, float[] w, int n) {
    for (int i = 0; i < n; i++) {
      w[i] = old[i] - decay * share[i] * old[i];
    }
  }

  static void average(float[] t, float momentum, float rest, float[] average, int n) {
    for (int i = 0; i < n; i++) {
      average[i] = momentum * average[i] + rest * t[i];
    }
  }

  static void toDoubles(float[] t, double[] values, int from, int n) {
    for (int i = 0; i < n; i++) {
      values[from + i] = t[i];
    }
  }

  static void toFloats(double[] values, int from, float[] t, int n) {
    for (int i = 0; i < n; i++) {
      t[i] = (float) values[from + i];
    }
  }
}
