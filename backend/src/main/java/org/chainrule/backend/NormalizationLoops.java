package org.chainrule.backend;

/** The loops of {@link CpuNormalization}, one each as {@link Loops} are. */
final class NormalizationLoops {
  private NormalizationLoops() {}

  static void multiply(float[] t, float[] s, int n) {
    for (int i = 0; i < n; i++) {
      t[i] *= s[i];
    }
  }

  static void scaleAndShift(float[] t, float[] scale, float[] shift, int n) {
    for (int i = 0; i < n; i++) {
      t[i] = t[i] * scale[i] + shift[i];
    }
  }

  /** t = 1/√(t + ε). */
  static void inverseRoot(float[] t, float epsilon, int n) {
    for (int i = 0; i < n; i++) {
      t[i] = 1 / (float) Math.sqrt(t[i] + epsilon);
    }
  }

  // ---- columns

  static void addDeviations(float[] t, float[] center, float[] sums, float[] squares, int n) {
    for (int i = 0; i < n; i++) {
      float d = t[i] - center[i];
      sums[i] += d;
      squares[i] += d * d;
    }
  }

  /**
   * From the sums of deviations from a center near the mean: the mean in place of the center, and
   * the variance in place of the squares.
   */
  static void moments(float[] sums, float[] squares, float[] center, float share, int n) {
    for (int i = 0; i < n; i++) {
      float d = sums[i] * share;
      squares[i] = Math.max(0f, squares[i] * share - d * d);
      center[i] += d;
    }
  }

  static void normalize(float[] t, float[] center, float[] scale, float[] shift, int n) {
    for (int i = 0; i < n; i++) {
      t[i] = (t[i] - center[i]) * scale[i] + shift[i];
    }
  }

  static void addProducts(float[] t, float[] d, float[] sums, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += t[i] * d[i];
    }
  }

  static void addProducts(float[] t, float[] center, float[] d, float[] sums, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += (t[i] - center[i]) * d[i];
    }
  }

  static void columnGradient(
      float[] t, float[] center, float[] slope, float[] shift, float[] scale, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      d[i] = scale[i] * (d[i] - shift[i] - (t[i] - center[i]) * slope[i]);
    }
  }

  // ---- rows

  /** t = (t − mean)/√(σ² + ε) row by row; without a mean it counts as 0. */
  static void normalizeRows(
      float[] t,
      boolean centered,
      double epsilon,
      float[] means,
      float[] inverses,
      int n,
      int columns) {
    for (int i = 0, at = 0; i < n; i++, at += columns) {
      double mean = centered ? sum(t, at, columns) / columns : 0;
      double variance = sumOfSquares(t, mean, at, columns) / columns;
      means[i] = (float) mean;
      inverses[i] = (float) (1 / Math.sqrt(variance + epsilon));
    }
    standardizeRows(t, means, inverses, n, columns);
  }

  /** t = (t − mean)·inverse row by row. */
  static void standardizeRows(float[] t, float[] means, float[] inverses, int n, int columns) {
    for (int i = 0, at = 0; i < n; i++, at += columns) {
      standardize(t, means[i], inverses[i], at, at + columns);
    }
  }

  private static void standardize(float[] t, float mean, float inverse, int from, int to) {
    for (int j = from; j < to; j++) {
      t[j] = (t[j] - mean) * inverse;
    }
  }

  /** d = inverse·(d − mean of d − t·(mean of d·t)) row by row; the first mean only if centered. */
  static void rowGradient(
      float[] t, boolean centered, float[] inverses, float[] d, int n, int columns) {
    for (int i = 0, at = 0; i < n; i++, at += columns) {
      float shift = centered ? (float) (sum(d, at, columns) / columns) : 0;
      float slope = (float) (dot(t, d, at, columns) / columns);
      rowGradient(t, shift, slope, inverses[i], d, at, at + columns);
    }
  }

  private static void rowGradient(
      float[] t, float shift, float slope, float inverse, float[] d, int from, int to) {
    for (int j = from; j < to; j++) {
      d[j] = inverse * (d[j] - shift - t[j] * slope);
    }
  }

  // four sums each, because each waits for its own last addition only

  private static double sum(float[] t, int at, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int end = at + n;
    int j = at;
    for (; j < end - 3; j += 4) {
      a += t[j];
      b += t[j + 1];
      c += t[j + 2];
      d += t[j + 3];
    }
    for (; j < end; j++) {
      a += t[j];
    }
    return a + b + (c + d);
  }

  private static double sumOfSquares(float[] t, double mean, int at, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int end = at + n;
    int j = at;
    for (; j < end - 3; j += 4) {
      a += (t[j] - mean) * (t[j] - mean);
      b += (t[j + 1] - mean) * (t[j + 1] - mean);
      c += (t[j + 2] - mean) * (t[j + 2] - mean);
      d += (t[j + 3] - mean) * (t[j + 3] - mean);
    }
    for (; j < end; j++) {
      a += (t[j] - mean) * (t[j] - mean);
    }
    return a + b + (c + d);
  }

  private static double dot(float[] t, float[] s, int at, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int end = at + n;
    int j = at;
    for (; j < end - 3; j += 4) {
      a += (double) t[j] * s[j];
      b += (double) t[j + 1] * s[j + 1];
      c += (double) t[j + 2] * s[j + 2];
      d += (double) t[j + 3] * s[j + 3];
    }
    for (; j < end; j++) {
      a += (double) t[j] * s[j];
    }
    return a + b + (c + d);
  }

  // ---- prelu

  static void prelu(float[] t, float[] slope, int n) {
    for (int i = 0; i < n; i++) {
      t[i] = Math.max(0f, t[i]) + slope[i] * Math.min(0f, t[i]);
    }
  }

  static void addNegativeProducts(float[] t, float[] d, float[] sums, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += Math.min(0f, t[i]) * d[i];
    }
  }

  /** d = d·(t &gt; 0 ? 1 : t &lt; 0 ? slope : 0), without a branch. */
  static void preluGradient(float[] t, float[] slope, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      float above = Math.min(1f, Math.max(0f, t[i]) * Float.MAX_VALUE);
      float below = Math.min(1f, Math.max(0f, -t[i]) * Float.MAX_VALUE);
      d[i] *= above + slope[i] * below;
    }
  }
}
