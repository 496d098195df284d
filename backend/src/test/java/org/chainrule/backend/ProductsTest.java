package org.chainrule.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Named.named;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Each matrix product of {@link CpuKernels} against a triple loop, for all M, N, K from 1 to 70:
 * BLAS has kernels of its own for small sizes, for remainders, and for one thread or more, and each
 * could be wrong alone. With oneDNN, where it is used, and with OpenBLAS alone.
 *
 * <p>The numbers are small whole ones, so that every order of summation gives the same float and
 * equal means equal.
 */
class ProductsTest {
  private static final int LARGEST = 70;

  /** 3 − z, which shows when it is applied twice or not at all. */
  private static final Elementwise FROM_THREE =
      new Elementwise() {
        @Override
        public double f(double z) {
          return 3 - z;
        }

        @Override
        public double df(double z, double a) {
          return -1;
        }
      };

  private final float[] nan = new float[LARGEST * LARGEST];
  private final float[] result = new float[LARGEST * LARGEST];

  ProductsTest() {
    Arrays.fill(nan, Float.NaN);
  }

  private static int a(int i, int j) {
    return (5 * i + 3 * j) % 7 - 3;
  }

  private static int b(int i, int j) {
    return (2 * i + 7 * j) % 11 - 5;
  }

  private static int bias(int j) {
    return 3 * j % 13 - 6;
  }

  private interface Entry {
    int at(int i, int j);
  }

  /** Matrices of 1 … 70 columns, each with memory for 70 rows: resize gives any shape. */
  private static Matrix[] byColumns(Entry entry) {
    Matrix[] matrices = new Matrix[LARGEST + 1];
    for (int columns = 1; columns <= LARGEST; columns++) {
      matrices[columns] = Matrix.zeros(DataType.FLOAT, LARGEST, columns);
      for (int i = 0; i < LARGEST; i++) {
        for (int j = 0; j < columns; j++) {
          matrices[columns].set(i, j, entry.at(i, j));
        }
      }
    }
    return matrices;
  }

  static Stream<Arguments> libraries() {
    return Stream.of(
        Arguments.of(named("as used", new CpuKernels())),
        Arguments.of(named("OpenBLAS", new CpuKernels(new Blas(false)))));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void equalTripleLoop(CpuKernels k) {
    Matrix[] as = byColumns(ProductsTest::a); // A (M, K), Aᵀ stored as (K, M) is the next
    Matrix[] transposedAs = byColumns((i, j) -> a(j, i));
    Matrix[] bs = byColumns(ProductsTest::b); // B (K, N)
    Matrix[] transposedBs = byColumns((i, j) -> b(j, i));
    Matrix[] biases = byColumns((i, j) -> bias(j));
    Matrix[] cs = byColumns((i, j) -> 0);
    float[][] product = new float[LARGEST][LARGEST]; // A·B for the largest M and N, so far over K
    float[][] withBias = new float[LARGEST][LARGEST];
    int compared = 0;
    for (int inner = 1; inner <= LARGEST; inner++) {
      for (int i = 0; i < LARGEST; i++) {
        for (int j = 0; j < LARGEST; j++) {
          product[i][j] += a(i, inner - 1) * b(inner - 1, j);
          withBias[i][j] = product[i][j] + bias(j);
        }
      }
      for (int n = 1; n <= LARGEST; n++) {
        bs[n].resize(inner);
        transposedBs[inner].resize(n);
        biases[n].resize(1);
        for (int m = 1; m <= LARGEST; m++) {
          as[inner].resize(m);
          transposedAs[m].resize(inner);
          Matrix c = fresh(cs[n], m);
          k.affine(as[inner], bs[n], null, c);
          compare("x·W", product, m, n, inner, c);
          c = fresh(cs[n], m);
          k.affine(as[inner], bs[n], biases[n], c);
          compare("x·W + b", withBias, m, n, inner, c);
          c = fresh(cs[n], m);
          k.matmulTransposedA(transposedAs[m], bs[n], c);
          compare("xᵀ·dz", product, m, n, inner, c);
          c = fresh(cs[n], m);
          k.matmulTransposedB(as[inner], transposedBs[inner], c);
          compare("dz·Wᵀ", product, m, n, inner, c);
          compared += 4;
        }
      }
    }
    assertEquals(4 * 70 * 70 * 70, compared);
  }

  /** Products that are worth several threads, in pieces of rows and of columns. */
  @ParameterizedTest
  @MethodSource("libraries")
  void piecesMakeTheWhole(CpuKernels k) {
    int[][]
        shapes = { // M, N, K: more rows, more columns, hardly any rows, sizes that no piece divides
      {257, 131, 67},
      {131, 257, 67},
      {17, 1031, 61},
      {300, 64, 97},
      {64, 300, 97},
      {1, 4099, 127},
      {4099, 17, 5}
    };
    for (int[] shape : shapes) {
      int m = shape[0];
      int n = shape[1];
      int inner = shape[2];
      assertTrue(Crew.pieces((long) m * n * inner) > 1 || Threads.CORES == 1);
      Matrix A = filled(m, inner, ProductsTest::a);
      Matrix B = filled(inner, n, ProductsTest::b);
      Matrix bias = filled(1, n, (i, j) -> bias(j));
      Matrix c = Matrix.zeros(DataType.FLOAT, m, n);
      double[] product = new double[m * n];
      double[] withBias = new double[m * n];
      double[] mapped = new double[m * n];
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          for (int l = 0; l < inner; l++) {
            product[i * n + j] += a(i, l) * b(l, j);
          }
          withBias[i * n + j] = product[i * n + j] + bias(j);
          mapped[i * n + j] = 3 - withBias[i * n + j];
        }
      }
      k.affine(A, B, null, c);
      assertArrayEquals(product, c.toDoubles(), "x·W " + Arrays.toString(shape));
      k.affine(A, B, bias, c);
      assertArrayEquals(withBias, c.toDoubles(), "x·W + b " + Arrays.toString(shape));
      k.affine(A, B, bias, FROM_THREE, c);
      assertArrayEquals(mapped, c.toDoubles(), "f(x·W + b) " + Arrays.toString(shape));
      k.matmulTransposedA(filled(inner, m, (i, j) -> a(j, i)), B, c);
      assertArrayEquals(product, c.toDoubles(), "xᵀ·dz " + Arrays.toString(shape));
      k.matmulTransposedB(A, filled(n, inner, (i, j) -> b(j, i)), c);
      assertArrayEquals(product, c.toDoubles(), "dz·Wᵀ " + Arrays.toString(shape));
    }
  }

  private static Matrix filled(int rows, int columns, Entry entry) {
    Matrix x = Matrix.zeros(DataType.FLOAT, rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        x.set(i, j, entry.at(i, j));
      }
    }
    return x;
  }

  /** c with m rows in use and NaN everywhere. */
  private Matrix fresh(Matrix c, int m) {
    c.resize(LARGEST);
    c.write(0, nan, c.size());
    c.resize(m);
    return c;
  }

  private void compare(String what, float[][] expected, int m, int n, int inner, Matrix c) {
    int beyond = m < LARGEST ? n : 0; // a row that must still be NaN
    c.read(0, result, m * n + beyond);
    for (int i = 0; i < m; i++) {
      if (!Arrays.equals(result, i * n, i * n + n, expected[i], 0, n)) {
        fail(
            "%s with M %d, N %d, K %d, row %d: expected %s but was %s"
                .formatted(
                    what,
                    m,
                    n,
                    inner,
                    i,
                    Arrays.toString(Arrays.copyOf(expected[i], n)),
                    Arrays.toString(Arrays.copyOfRange(result, i * n, i * n + n))));
      }
    }
    for (int i = m * n; i < m * n + beyond; i++) {
      assertTrue(Float.isNaN(result[i]), what + " wrote beyond its rows");
    }
  }
}
