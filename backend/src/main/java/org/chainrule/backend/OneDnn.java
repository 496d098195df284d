package org.chainrule.backend;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * oneDNN's product of matrices, which is faster than OpenBLAS' where there is AVX2 but not AVX-512
 * (see docs/decisions/0012-products-by-onednn.md).
 */
final class OneDnn {
  /** Columns of a result are computed so many at a time; fewer take twice as long. */
  static final int LANES = 8;

  private static final byte AS_IS = 'N';
  private static final byte TRANSPOSED = 'T';

  private OneDnn() {}

  /** Whether it is there, and its products are the faster ones. */
  static boolean available() {
    return Available.YES;
  }

  private static final class Available {
    static final boolean YES = loads() && Blas.KERNELS_FOR_AVX2;
  }

  /** Begins to load it, on a thread of its own: ND4J takes as long and is loaded meanwhile. */
  static void begin() {
    try {
      Thread thread = new Thread(OneDnn::available, "chainrule-onednn");
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler((t, e) -> {}); // whoever needs ND4J meets it too
      thread.start();
    } catch (OutOfMemoryError e) {
      // whoever needs it first loads it
    }
  }

  private static boolean loads() {
    try {
      Loader.load(dnnl.class);
      return true;
    } catch (LinkageError e) { // there is none for this system
      return false;
    }
  }

  /**
   * Sets how many threads the products of this thread use: OpenMP's number, of which each thread
   * has its own, so ND4J's as well.
   *
   * @return how many they were
   */
  static int threads(int count) {
    if (!available()) {
      return count;
    }
    NativeOps openMp = NativeOpsHolder.getInstance().getDeviceNativeOps();
    int before = openMp.ompGetMaxThreads();
    openMp.setOmpNumThreads(count);
    return before;
  }

  /**
   * C = op(A)·op(B) + β·C, with op(A) (m, inner), op(B) (inner, n), and so many from row to row.
   */
  static void gemm(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int inner,
      FloatPointer A,
      int betweenA,
      FloatPointer B,
      int betweenB,
      float beta,
      FloatPointer C,
      int betweenC) {
    int status =
        dnnl.dnnl_sgemm(
            transposeA ? TRANSPOSED : AS_IS,
            transposeB ? TRANSPOSED : AS_IS,
            m,
            n,
            inner,
            1,
            A,
            betweenA,
            B,
            betweenB,
            beta,
            C,
            betweenC);
    if (status != dnnl.dnnl_success) {
      throw new OutOfMemoryError("no native memory for a product of matrices");
    }
  }
}
