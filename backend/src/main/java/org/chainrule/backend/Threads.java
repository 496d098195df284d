package org.chainrule.backend;

import org.bytedeco.openblas.presets.openblas_nolapack;

/**
 * How many threads one operation may use: in BLAS, which takes more than one for large products
 * only, and for updates of many parameters.
 */
public final class Threads {
  private static final int CORES = Runtime.getRuntime().availableProcessors();
  private static volatile int most = CORES;
  private static final ThreadLocal<Integer> ON_THIS_THREAD = ThreadLocal.withInitial(() -> CORES);

  private Threads() {}

  /** The number of threads one operation may use: unless set, the number of cores. */
  public static int get() {
    return most;
  }

  /**
   * Sets the number for the whole JVM, from the next operation on.
   *
   * @throws IllegalArgumentException for less than 1, or more than there are cores
   */
  public static synchronized void set(int threads) {
    Check.that(
        threads >= 1 && threads <= CORES,
        "threads expects a number from 1 to %d, the cores of this machine, but got %d: use for example threads(1)",
        CORES,
        threads);
    most = threads;
    apply();
  }

  /** Makes the setting count for this thread, since BLAS keeps a number for each. */
  public static void apply() {
    int threads = most;
    if (ON_THIS_THREAD.get() != threads
        && CpuKernels.available()) { // which starts ND4J, that would set its own number otherwise
      openblas_nolapack.blas_set_num_threads(threads);
      ON_THIS_THREAD.set(threads);
    }
  }
}
