package org.chainrule.backend;

import java.util.Arrays;

/**
 * The normalising kernels of {@link CpuKernels}: tiles of whole rows beside tiles that repeat a
 * vector of one number per column, so that all loops run over one common index. Sums over rows
 * gather in a tile, which is folded in halves at the end: their error does not grow with the rows.
 */
final class CpuNormalization {
  /** Floats in a tile: small, since six of them have to share the first-level cache. */
  private static final int TILE = 1024;

  private final float[][] tiles = new float[6][0];

  private static int step(Matrix x) {
    return Math.min(x.rows(), Math.max(1, TILE / x.columns()));
  }

  private float[] tile(int which, int size) {
    if (tiles[which].length < size) {
      tiles[which] = new float[size];
    }
    return tiles[which];
  }

  /** A tile with the vector in its first row; 1 or 0 in place of one that is null. */
  private float[] vector(int which, Matrix v, float otherwise, int size) {
    float[] t = tile(which, size);
    if (v == null) {
      Arrays.fill(t, 0, size, otherwise);
    } else {
      v.read(0, t, v.columns());
    }
    return t;
  }

  /** A tile with 1/√(variance + ε) in its first row. */
  private float[] inverse(int which, Matrix variance, double epsilon, int size) {
    float[] t = vector(which, variance, 0, size);
    NormalizationLoops.inverseRoot(t, (float) epsilon, variance.columns());
    return t;
  }

  /** Repeats the first row of the tile. */
  private static void repeat(float[] t, int columns, int size) {
    for (int filled = columns; filled < size; filled *= 2) {
      System.arraycopy(t, 0, t, filled, Math.min(filled, size - filled));
    }
  }

  /** Expects the sums of the columns in {@code mean}. */
  void columnMoments(Matrix x, Matrix mean, Matrix variance) {
    int columns = x.columns();
    int step = step(x);
    int size = step * columns;
    float[] t = tile(0, size);
    float[] center = vector(1, mean, 0, size);
    float[] sums = tile(2, size);
    float[] squares = tile(3, size);
    Loops.scale(center, 1f / x.rows(), columns);
    repeat(center, columns, size);
    Arrays.fill(sums, 0, size, 0);
    Arrays.fill(squares, 0, size, 0);
    for (int i = 0; i < x.rows(); i += step) {
      int n = Math.min(step, x.rows() - i) * columns;
      x.read(i * columns, t, n);
      NormalizationLoops.addDeviations(t, center, sums, squares, n);
    }
    Loops.fold(sums, step, columns, t);
    Loops.fold(squares, step, columns, t);
    NormalizationLoops.moments(sums, squares, center, 1f / x.rows(), columns);
    mean.write(0, center, columns);
    variance.write(0, squares, columns);
  }

  void normalizeColumns(
      Matrix x, Matrix mean, Matrix variance, double epsilon, Matrix gamma, Matrix beta, Matrix y) {
    int columns = x.columns();
    int step = step(x);
    int size = step * columns;
    float[] t = tile(0, size);
    float[] center = vector(1, mean, 0, size);
    float[] shift = vector(2, beta, 0, size);
    float[] scale = inverse(3, variance, epsilon, size);
    NormalizationLoops.multiply(scale, vector(0, gamma, 1, columns), columns);
    repeat(center, columns, size);
    repeat(shift, columns, size);
    repeat(scale, columns, size);
    for (int i = 0; i < x.rows(); i += step) {
      int n = Math.min(step, x.rows() - i) * columns;
      x.read(i * columns, t, n);
      NormalizationLoops.normalize(t, center, scale, shift, n);
      y.write(i * columns, t, n);
    }
  }

  void sumNormalized(
      Matrix x, Matrix mean, Matrix variance, double epsilon, Matrix dy, Matrix dgamma) {
    int columns = x.columns();
    int step = step(x);
    int size = step * columns;
    float[] t = tile(0, size);
    float[] d = tile(1, size);
    float[] center = vector(2, mean, 0, size);
    float[] sums = tile(3, size);
    repeat(center, columns, size);
    Arrays.fill(sums, 0, size, 0);
    for (int i = 0; i < x.rows(); i += step) {
      int n = Math.min(step, x.rows() - i) * columns;
      x.read(i * columns, t, n);
      dy.read(i * columns, d, n);
      NormalizationLoops.addProducts(t, center, d, sums, n);
    }
    Loops.fold(sums, step, columns, t);
    NormalizationLoops.multiply(sums, inverse(2, variance, epsilon, size), columns);
    dgamma.write(0, sums, columns);
  }

  void normalizeColumnsBackward(
      Matrix x,
      Matrix mean,
      Matrix variance,
      double epsilon,
      Matrix gamma,
      Matrix dbeta,
      Matrix dgamma,
      Matrix dy,
      Matrix dx) {
    int columns = x.columns();
    int step = step(x);
    int size = step * columns;
    float[] d = tile(0, size);
    float[] scale = inverse(1, variance, epsilon, size);
    float[] t = tile(2, size);
    float[] center = null;
    float[] slope = null;
    float[] shift = null;
    if (dgamma != null) {
      center = vector(3, mean, 0, size);
      slope = vector(4, dgamma, 0, size);
      shift = vector(5, dbeta, 0, size);
      Loops.scale(slope, 1f / x.rows(), columns);
      Loops.scale(shift, 1f / x.rows(), columns);
      NormalizationLoops.multiply(slope, scale, columns); // of x − mean: dγ/n / √(σ² + ε)
      repeat(center, columns, size);
      repeat(slope, columns, size);
      repeat(shift, columns, size);
    }
    NormalizationLoops.multiply(scale, vector(0, gamma, 1, size), columns);
    repeat(scale, columns, size);
    for (int i = 0; i < dy.rows(); i += step) {
      int n = Math.min(step, dy.rows() - i) * columns;
      dy.read(i * columns, d, n);
      if (dgamma == null) {
        NormalizationLoops.multiply(d, scale, n);
      } else {
        x.read(i * columns, t, n);
        NormalizationLoops.columnGradient(t, center, slope, shift, scale, d, n);
      }
      dx.write(i * columns, d, n);
    }
  }

  void normalizeRows(
      Matrix x, double epsilon, Matrix gamma, Matrix beta, Matrix mean, Matrix inverse, Matrix y) {
    int columns = x.columns();
    int step = step(x);
    int size = step * columns;
    float[] t = tile(0, size);
    float[] scale = vector(1, gamma, 1, size);
    float[] shift = vector(2, beta, 0, size);
    float[] means = tile(3, step);
    float[] inverses = tile(4, step);
    repeat(scale, columns, size);
    repeat(shift, columns, size);
    for (int i = 0; i < x.rows(); i += step) {
      int rows = Math.min(step, x.rows() - i);
      int n = rows * columns;
      x.read(i * columns, t, n);
      NormalizationLoops.normalizeRows(t, mean != null, epsilon, means, inverses, rows, columns);
      if (mean != null) {
        mean.write(i, means, rows);
      }
      inverse.write(i, inverses, rows);
      NormalizationLoops.scaleAndShift(t, scale, shift, n);
      y.write(i * columns, t, n);
    }
  }

  void normalizeRowsBackward(
      Matrix x, Matrix mean, Matrix inverse, Matrix gamma, Matrix dy, Matrix dgamma, Matrix dx) {
    int columns = x.columns();
    int step = step(x);
    int size = step * columns;
    float[] t = tile(0, size);
    float[] d = tile(1, size);
    float[] scale = vector(2, gamma, 1, size);
    float[] sums = tile(3, size);
    float[] means = tile(4, step);
    float[] inverses = tile(5, step);
    repeat(scale, columns, size);
    Arrays.fill(sums, 0, size, 0);
    Arrays.fill(means, 0, step, 0);
    for (int i = 0; i < x.rows(); i += step) {
      int rows = Math.min(step, x.rows() - i);
      int n = rows * columns;
      x.read(i * columns, t, n);
      dy.read(i * columns, d, n);
      if (mean != null) {
        mean.read(i, means, rows);
      }
      inverse.read(i, inverses, rows);
      NormalizationLoops.standardizeRows(t, means, inverses, rows, columns);
      if (dgamma != null) {
        NormalizationLoops.addProducts(t, d, sums, n);
      }
      if (dx != null) {
        NormalizationLoops.multiply(d, scale, n);
        NormalizationLoops.rowGradient(t, mean != null, inverses, d, rows, columns);
        dx.write(i * columns, d, n);
      }
    }
    if (dgamma != null) {
      Loops.fold(sums, step, columns, t);
      dgamma.write(0, sums, columns);
    }
  }

  void prelu(Matrix z, Matrix alpha, Matrix a) {
    int columns = z.columns();
    int step = step(z);
    int size = step * columns;
    float[] t = tile(0, size);
    float[] slope = vector(1, alpha, 0, size);
    repeat(slope, columns, size);
    for (int i = 0; i < z.rows(); i += step) {
      int n = Math.min(step, z.rows() - i) * columns;
      z.read(i * columns, t, n);
      NormalizationLoops.prelu(t, slope, n);
      a.write(i * columns, t, n);
    }
  }

  void preluBackward(Matrix z, Matrix alpha, Matrix da, Matrix dalpha, Matrix dz) {
    int columns = z.columns();
    int step = step(z);
    int size = step * columns;
    float[] t = tile(0, size);
    float[] d = tile(1, size);
    float[] slope = vector(2, alpha, 0, size);
    float[] sums = tile(3, size);
    repeat(slope, columns, size);
    Arrays.fill(sums, 0, size, 0);
    for (int i = 0; i < z.rows(); i += step) {
      int n = Math.min(step, z.rows() - i) * columns;
      z.read(i * columns, t, n);
      da.read(i * columns, d, n);
      if (dalpha != null) {
        NormalizationLoops.addNegativeProducts(t, d, sums, n);
      }
      if (dz != null) {
        NormalizationLoops.preluGradient(t, slope, d, n);
        dz.write(i * columns, d, n);
      }
    }
    if (dalpha != null) {
      Loops.fold(sums, step, columns, t);
      dalpha.write(0, sums, columns);
    }
  }
}
