package org.chainrule.regularizers;

import static org.chainrule.regularizers.Regularizers.l1l2;
import static org.chainrule.regularizers.Regularizers.orthogonalRegularizer;
import static org.chainrule.regularizers.Regularizers.weightwise;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.CpuKernels;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Nd4jKernels;
import org.chainrule.regularizers.OrthogonalRegularizer.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The gradients of penalties, by hand. */
class BackwardTest {
  static List<Kernels> kernels() {
    return List.of(new CpuKernels(), new Nd4jKernels(DataType.DOUBLE));
  }

  private static Matrix matrix(Kernels k, int rows, int columns, double... values) {
    Matrix m = k.zeros(rows, columns);
    m.set(values);
    return m;
  }

  /** What is added to a gradient of ones, by a factor. */
  private static double[] added(Kernels k, Regularizer r, Matrix w, double factor) {
    double[] ones = new double[w.size()];
    Arrays.fill(ones, 1);
    Matrix dw = matrix(k, w.rows(), w.columns(), ones);
    r.addGradient(k, w, factor, dw);
    double[] result = dw.toDoubles();
    for (int i = 0; i < result.length; i++) {
      result[i] -= 1;
    }
    return result;
  }

  /** R = 0.5·|w| + 2·w², at (3, −1, 0): 10·(0.5 + 12, −0.5 − 4, 0). */
  @ParameterizedTest
  @MethodSource("kernels")
  void absolutesAndSquares(Kernels k) {
    Matrix w = matrix(k, 1, 3, 3, -1, 0);
    assertArrayEquals(new double[] {125, -45, 0}, added(k, l1l2(0.5, 2), w, 10), 1e-5);
  }

  /** Just the first n of a tile, and the formula's sign of 0. */
  @Test
  void tilesOfAbsolutesAndSquares() {
    L1L2 r = l1l2(0.5, 2);
    float[] dw = {77, 77, 77, 77};
    r.df(new float[] {3, -1, 0, 5}, null, new float[] {10, 10, 10, 10}, dw, 3);
    assertArrayEquals(new float[] {125, -45, 0, 77}, dw);
    assertEquals(12.5, r.df(3, Double.NaN));
    assertEquals(-4.5, r.df(-1, Double.NaN));
    assertEquals(0, r.df(0, Double.NaN));
  }

  /** R = w³ with the derivative 3w²: 2·(12, 27). */
  @ParameterizedTest
  @MethodSource("kernels")
  void onesOwn(Kernels k) {
    Regularizer cubes = weightwise("cubes", w -> w * w * w, w -> 3 * w * w);
    assertArrayEquals(new double[] {24, 54}, added(k, cubes, matrix(k, 1, 2, 2, -3), 2), 1e-4);
  }

  /**
   * Rows u = (1, 0), v = (3, 4)/5 of lengths 1 and 5: P = 0.6, one pair, R = 0.5·0.6. ∂P/∂u = v −
   * 0.6·u = (0, 0.8); ∂P/∂v = (u − 0.6·v)/5 = (0.64, −0.48)/5. By 0.5 and a factor of 4: times 2.
   */
  @ParameterizedTest
  @MethodSource("kernels")
  void orthogonalRows(Kernels k) {
    Regularizer r = orthogonalRegularizer(0.5);
    Matrix w = matrix(k, 2, 2, 1, 0, 3, 4);
    assertEquals(0.3, r.value(k, w), 1e-6);
    assertArrayEquals(new double[] {0, 1.6, 0.256, -0.192}, added(k, r, w, 4), 1e-5);
  }

  /** The columns of the transposed matrix are those rows. */
  @ParameterizedTest
  @MethodSource("kernels")
  void orthogonalColumns(Kernels k) {
    Regularizer r = orthogonalRegularizer(0.5).mode(Mode.COLUMNS);
    Matrix w = matrix(k, 2, 2, 1, 3, 0, 4);
    assertArrayEquals(new double[] {0, 0.256, 1.6, -0.192}, added(k, r, w, 4), 1e-5);
  }
}
