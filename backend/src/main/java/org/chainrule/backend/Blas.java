package org.chainrule.backend;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * OpenBLAS and oneDNN straight on the memory of matrices: 0.3 µs a call, where an ND4J product
 * costs 15. An instance is for one thread, and knows one product at a time.
 */
final class Blas {
  /**
   * Whether OpenBLAS has kernels for AVX2 here, not for AVX-512. They overwrite a result more
   * slowly than they add to one that was cleared, and take up to ten times as long for a result of
   * few columns as a product of a matrix and a vector for each.
   */
  static final boolean KERNELS_FOR_AVX2 =
      CpuKernels.available() // which starts ND4J
          && NativeOpsHolder.getInstance().getDeviceNativeOps().optimalLevel() == 2;

  /** Rows or columns of a result that are so few that vector after vector is faster. */
  private static final int NARROW = 3;

  /** The length of a dot product from which on vectors are faster in any case. */
  private static final int DEEP = 16;

  private static final float[] ZEROS = new float[1 << 12];

  /** Multiplications of a product from which on OpenBLAS looks far ahead in its buffers. */
  private static final int LARGE = 1 << 20;

  private static volatile int provided; // the side of the factors that the buffers were filled with

  private final boolean oneDnn;
  private final Part left = new Part();
  private final Part right = new Part();
  private final Part result = new Part();

  Blas() {
    this(OneDnn.available());
  }

  /** Products by oneDNN, or all by OpenBLAS. */
  Blas(boolean oneDnn) {
    this.oneDnn = oneDnn;
  }

  /** Whether products overwrite a result more slowly than they add to one that was cleared. */
  boolean overwritesSlowly() {
    return KERNELS_FOR_AVX2 && !oneDnn;
  }

  /** C = op(A)·op(B) + β·C, with op(X) = Xᵀ where asked; β = 0 ignores what C held. */
  void gemm(boolean transposeA, boolean transposeB, Matrix A, Matrix B, float beta, Matrix C) {
    gemm(transposeA, transposeB, A, B, beta, C, 0, 1);
  }

  /** C = A·B for A (m, inner), C (m, n) and the first inner·n numbers of B, which has any shape. */
  void gemm(Matrix A, Matrix B, Matrix C) {
    int n = C.columns();
    product(
        left.of(A, false), right.of(B, false, n), 0, result.of(C, false), C.rows(), n, A.columns());
  }

  /**
   * Piece {@code number} of so many of C = op(A)·op(B) + β·C: some rows, or, where there are more
   * columns, some of these: each piece copies a whole factor, the smaller one.
   */
  void gemm(
      boolean transposeA,
      boolean transposeB,
      Matrix A,
      Matrix B,
      float beta,
      Matrix C,
      int number,
      int pieces) {
    int m = C.rows();
    int n = C.columns();
    int inner = transposeA ? A.rows() : A.columns();
    boolean rows = m >= n;
    int length = rows ? m : n;
    int from = Crew.bound(length, number, pieces);
    int size = Crew.bound(length, number + 1, pieces) - from;
    if (size == 0) {
      return;
    }
    left.of(A, transposeA);
    right.of(B, transposeB);
    result.of(C, false);
    if (rows) {
      product(left.fromRow(from), right, beta, result.fromRow(from), size, n, inner);
    } else {
      product(left, right.fromColumn(from), beta, result.fromColumn(from), m, size, inner);
    }
  }

  /**
   * Makes the operating system provide the memory into which OpenBLAS copies parts of factors, one
   * area for each thread. OpenBLAS looks ahead beyond what it copied; while nobody ever wrote there
   * each such look is in vain and slow: a product took up to four times as long.
   *
   * @param multiplications of the product that follows
   */
  void provideBuffers(long multiplications) {
    int side = multiplications >= LARGE ? 1024 : 256;
    if (!oneDnn && provided < side) {
      provide(side);
    }
  }

  private static synchronized void provide(int side) {
    if (provided >= side) {
      return;
    }
    CountDownLatch together = new CountDownLatch(Threads.CORES); // or one area would serve all
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Threads.CORES; i++) {
      try {
        Thread thread = new Thread(filling(side, together), "chainrule-buffers");
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
      } catch (OutOfMemoryError e) {
        together.countDown(); // products are slower without, but right
      }
    }
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        LockSupport.parkNanos(100_000); // not join, which an interrupt ends
      }
    }
    provided = side;
  }

  /** Products of factors of so many rows and columns, begun together. */
  private static Runnable filling(int side, CountDownLatch together) {
    int inner = Math.min(side, 384); // 1024 and 384 fill the areas, whatever the processor
    Matrix A = Matrix.zeros(DataType.FLOAT, side, inner);
    Matrix B = Matrix.zeros(DataType.FLOAT, inner, side);
    Matrix C = Matrix.zeros(DataType.FLOAT, side, side);
    return () -> {
      together.countDown();
      while (together.getCount() > 0) {
        Thread.onSpinWait();
      }
      for (int n = side; n <= 1024; n *= 2) { // so long that all are at work at once
        new Blas(false).gemm(false, false, A, B, 0, C);
      }
    };
  }

  /** C = A·B + β·C, with A (m, inner), B (inner, n), C (m, n). */
  private void product(Part A, Part B, float beta, Part C, int m, int n, int inner) {
    try {
      if (isNarrow(m, n) && (m == 1 || inner >= DEEP || !B.transposed)) {
        for (int i = 0; i < m; i++) {
          gemv(B, !B.transposed, n, inner, A.row(i), beta, C.row(i)); //      cᵢ = Bᵀ·aᵢ
        }
        return;
      }
      int together = columnsTogether(A, m, n, inner);
      if (together > 0) {
        gemm(A, B, beta, C, m, together, inner);
      }
      for (int j = together; j < n; j++) {
        gemv(A, A.transposed, m, inner, B.column(j), beta, C.column(j)); // cⱼ = A·bⱼ
      }
    } finally {
      A.matrix.fence();
      B.matrix.fence();
      C.matrix.fence();
    }
  }

  /** How many columns are worth a product of matrices; the others are computed one by one. */
  private int columnsTogether(Part A, int m, int n, int inner) {
    if (oneDnn) {
      return n - n % OneDnn.LANES;
    }
    return isNarrow(n, m) && (n == 1 || inner >= DEEP || A.transposed) ? 0 : n;
  }

  private static boolean isNarrow(int side, int other) {
    return KERNELS_FOR_AVX2 && side <= NARROW && side <= other;
  }

  private void gemm(Part A, Part B, float beta, Part C, int m, int n, int inner) {
    if (oneDnn) {
      OneDnn.gemm(
          A.transposed,
          B.transposed,
          m,
          n,
          inner,
          A.all(),
          A.ld,
          B.all(),
          B.ld,
          beta,
          C.all(),
          C.ld);
      return;
    }
    boolean clear = overwritesSlowly() && beta == 0;
    if (clear) {
      C.clear(m, n);
    }
    cblas_sgemm(
        CblasRowMajor,
        A.order(),
        B.order(),
        m,
        n,
        inner,
        1,
        A.all(),
        A.ld,
        B.all(),
        B.ld,
        clear ? 1 : beta,
        C.all(),
        C.ld);
  }

  /** y = op(M)·x + β·y, with op(M) (rows, columns). */
  private static void gemv(
      Part M, boolean transposed, int rows, int columns, Part x, float beta, Part y) {
    cblas_sgemv(
        CblasRowMajor,
        transposed ? CblasTrans : CblasNoTrans,
        transposed ? columns : rows,
        transposed ? rows : columns,
        1,
        M.all(),
        M.ld,
        x,
        x.stride,
        beta,
        y,
        y.stride);
  }

  /** op(X) from some element on, for one matrix after another, and a pointer to a part of it. */
  private static final class Part extends FloatPointer {
    private Matrix matrix;
    private boolean transposed;
    private int ld; // numbers from row to row in memory
    private int first;
    private int stride; // numbers from one to the next, in the row or column pointed to

    Part() {
      super((Pointer) null);
    }

    Part of(Matrix matrix, boolean transposed) {
      return of(matrix, transposed, matrix.columns());
    }

    Part of(Matrix matrix, boolean transposed, int ld) {
      this.matrix = matrix;
      this.transposed = transposed;
      this.ld = ld;
      first = 0;
      address = matrix.address();
      return this;
    }

    Part fromRow(int i) {
      first += i * betweenRows();
      return this;
    }

    Part fromColumn(int j) {
      first += j * betweenColumns();
      return this;
    }

    private int betweenRows() {
      return transposed ? 1 : ld;
    }

    private int betweenColumns() {
      return transposed ? ld : 1;
    }

    int order() {
      return transposed ? CblasTrans : CblasNoTrans;
    }

    Part all() {
      return at(first);
    }

    Part row(int i) {
      stride = betweenColumns();
      return at(first + i * betweenRows());
    }

    Part column(int j) {
      stride = betweenRows();
      return at(first + j * betweenColumns());
    }

    private Part at(int index) {
      position = index;
      return this;
    }

    /** Sets the first rows and columns to 0. */
    void clear(int rows, int columns) {
      if (columns == ld) {
        clearRun(first, rows * columns);
      } else {
        for (int i = 0; i < rows; i++) {
          clearRun(first + i * ld, columns);
        }
      }
    }

    private void clearRun(int from, int n) {
      for (int i = 0; i < n; i += ZEROS.length) {
        matrix.write(from + i, ZEROS, Math.min(ZEROS.length, n - i));
      }
    }
  }
}
