package org.chainrule.backend;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * OpenBLAS straight on the memory of matrices: 0.3 µs a call, where an ND4J product costs 15. An
 * instance is for one thread, and knows one product at a time.
 */
final class Blas {
  /** Rows, for which reading the whole second factor takes little beside the product. */
  private static final int MANY_ROWS = 64;

  private static volatile boolean buffersProvided;

  private final Cursor left = new Cursor();
  private final Cursor right = new Cursor();
  private final Cursor result = new Cursor();

  /** C = op(A)·op(B) + β·C, with op(X) = Xᵀ where asked; β = 0 ignores what C held. */
  void gemm(boolean transposeA, boolean transposeB, Matrix A, Matrix B, float beta, Matrix C) {
    int inner = transposeA ? A.rows() : A.columns();
    gemm(
        transposeA,
        transposeB,
        inner,
        A,
        0,
        A.columns(),
        B,
        0,
        B.columns(),
        beta,
        C,
        0,
        C.rows(),
        C.columns());
  }

  /** C = A·B for A (m, inner), C (m, n) and the first inner·n numbers of B, which has any shape. */
  void gemm(Matrix A, Matrix B, Matrix C) {
    gemm(
        false,
        false,
        A.columns(),
        A,
        0,
        A.columns(),
        B,
        0,
        C.columns(),
        0,
        C,
        0,
        C.rows(),
        C.columns());
  }

  /**
   * Piece {@code number} of so many of C = op(A)·op(B) + β·C: some rows, or, where they are few,
   * some columns.
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
    boolean rows = m >= n || m >= MANY_ROWS * pieces;
    int length = rows ? m : n;
    int from = Crew.bound(length, number, pieces);
    int size = Crew.bound(length, number + 1, pieces) - from;
    if (size == 0) {
      return;
    }
    if (rows) {
      int first = transposeA ? from : from * A.columns();
      gemm(
          transposeA,
          transposeB,
          inner,
          A,
          first,
          A.columns(),
          B,
          0,
          B.columns(),
          beta,
          C,
          from * n,
          size,
          n);
    } else {
      int first = transposeB ? from * B.columns() : from;
      gemm(
          transposeA,
          transposeB,
          inner,
          A,
          0,
          A.columns(),
          B,
          first,
          B.columns(),
          beta,
          C,
          from,
          m,
          size);
    }
  }

  /**
   * Makes the operating system provide the memory into which BLAS copies parts of large factors,
   * one area for each thread. BLAS looks ahead beyond what it copied; while nobody ever wrote there
   * each such look is in vain and slow: a product took up to four times as long.
   */
  static void provideBuffers() {
    if (!buffersProvided) {
      provideBuffersOnce();
    }
  }

  private static synchronized void provideBuffersOnce() {
    if (buffersProvided) {
      return;
    }
    CountDownLatch together = new CountDownLatch(Threads.CORES); // or one area would serve all
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Threads.CORES; i++) {
      Matrix A = Matrix.zeros(DataType.FLOAT, 1024, 384); // fill the areas, whatever the processor
      Matrix B = Matrix.zeros(DataType.FLOAT, 384, 768);
      Matrix C = Matrix.zeros(DataType.FLOAT, 1024, 768);
      Thread thread =
          new Thread(
              () -> {
                together.countDown();
                while (together.getCount() > 0) {
                  Thread.onSpinWait();
                }
                new Blas().gemm(false, false, A, B, 0, C);
              },
              "chainrule-buffers");
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        LockSupport.parkNanos(100_000); // not join, which an interrupt ends
      }
    }
    buffersProvided = true;
  }

  private void gemm(
      boolean transposeA,
      boolean transposeB,
      int inner,
      Matrix A,
      int fromA,
      int lda,
      Matrix B,
      int fromB,
      int ldb,
      float beta,
      Matrix C,
      int fromC,
      int m,
      int n) {
    try {
      cblas_sgemm(
          CblasRowMajor,
          transposeA ? CblasTrans : CblasNoTrans,
          transposeB ? CblasTrans : CblasNoTrans,
          m,
          n,
          inner,
          1,
          left.at(A, fromA),
          lda,
          right.at(B, fromB),
          ldb,
          beta,
          result.at(C, fromC),
          C.columns());
    } finally {
      A.fence();
      B.fence();
      C.fence();
    }
  }

  /** A pointer into one matrix after another. */
  private static final class Cursor extends FloatPointer {
    Cursor() {
      super((Pointer) null);
    }

    Cursor at(Matrix matrix, int from) {
      address = matrix.address();
      position = from;
      return this;
    }
  }
}
