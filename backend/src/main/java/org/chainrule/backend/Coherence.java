package org.chainrule.backend;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The mean over all pairs of rows, or columns, of |u·v|, with u and v of length 1, and its
 * gradient; with the memory that one matrix of weights needs for it.
 *
 * <p>With the unit vectors u as rows of U, P = U·Uᵀ and S = sign(P) off the diagonal, the value is
 * Σ|P| / pairs and dU = 2·S·U / pairs; then du becomes dw = (du − u·(u·du)) / |w|.
 */
final class Coherence {
  private final boolean rows;
  private final int size; // of the set of vectors
  private final Matrix U;
  private final Matrix P;
  private final Matrix dU;
  private final double[] lengths; // ε at least
  private final double[] dots; // u·du, 0 where the length was below ε
  private final Blas blas = new Blas();
  private final float[] t;
  private final float[] d;

  /** Memory for weights of that shape. */
  Coherence(int rowCount, int columns, boolean rows) {
    this.rows = rows;
    size = rows ? rowCount : columns;
    U = Matrix.zeros(DataType.FLOAT, rowCount, columns);
    P = Matrix.zeros(DataType.FLOAT, size, size);
    dU = Matrix.zeros(DataType.FLOAT, rowCount, columns);
    lengths = new double[size];
    dots = new double[size];
    t = new float[Math.max(columns, size)];
    d = new float[Math.max(columns, size)];
  }

  /** Whether the memory fits. */
  boolean isFor(Matrix w, boolean rows) {
    return this.rows == rows && U.rows() == w.rows() && U.columns() == w.columns();
  }

  double value(Matrix w) {
    if (size == 1) {
      return 0;
    }
    cosines(w);
    double sum = 0;
    for (int i = 0; i < size; i++) {
      P.read(i * size, t, size);
      t[i] = 0;
      sum += Loops.sumOfAbsolutes(t, size);
    }
    return sum / (size * (size - 1.0));
  }

  void addGradient(Matrix w, double factor, Matrix dw) {
    if (size == 1) {
      return;
    }
    cosines(w);
    for (int i = 0; i < size; i++) {
      P.read(i * size, t, size);
      t[i] = 0;
      Loops.sign(t, size);
      P.write(i * size, t, size);
    }
    if (rows) {
      blas.gemm(false, false, P, U, 0, dU);
    } else {
      blas.gemm(false, false, U, P, 0, dU);
    }
    double scale = 2 * factor / (size * (size - 1.0));
    int columns = w.columns();
    Arrays.fill(dots, 0);
    for (int i = 0; i < w.rows(); i++) {
      U.read(i * columns, t, columns);
      dU.read(i * columns, d, columns);
      if (rows) {
        dots[i] = Loops.dot(t, d, columns);
      } else {
        Loops.addProducts(t, d, dots, columns);
      }
    }
    for (int v = 0; v < size; v++) {
      dots[v] = lengths[v] > Kernels.EPSILON ? dots[v] : 0;
    }
    for (int i = 0; i < w.rows(); i++) {
      U.read(i * columns, t, columns);
      dU.read(i * columns, d, columns);
      for (int j = 0; j < columns; j++) {
        int v = rows ? i : j;
        d[j] = (float) (scale * (d[j] - t[j] * dots[v]) / lengths[v]);
      }
      dw.read(i * columns, t, columns);
      Loops.add(t, d, columns);
      dw.write(i * columns, t, columns);
    }
  }

  /** U = w over its lengths, P = U·Uᵀ. */
  private void cosines(Matrix w) {
    int columns = w.columns();
    Arrays.fill(lengths, 0);
    for (int i = 0; i < w.rows(); i++) {
      w.read(i * columns, t, columns);
      if (rows) {
        lengths[i] = Loops.dot(t, t, columns);
      } else {
        Loops.addSquares(t, lengths, columns);
      }
    }
    for (int v = 0; v < size; v++) {
      lengths[v] = Math.max(Math.sqrt(lengths[v]), Kernels.EPSILON);
    }
    for (int i = 0; i < w.rows(); i++) {
      w.read(i * columns, t, columns);
      for (int j = 0; j < columns; j++) {
        t[j] = (float) (t[j] / lengths[rows ? i : j]);
      }
      U.write(i * columns, t, columns);
    }
    blas.gemm(!rows, rows, U, U, 0, P);
  }
}
