package org.chainrule.backend;

import java.util.function.IntConsumer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * How many threads one operation may use, and how many are computing now.
 *
 * <p>The library divides large operations itself and hands BLAS single pieces: OpenBLAS has one
 * team of threads for the whole process, which several models would have to wait for. So it is kept
 * to one thread while somebody computes, and left as ND4J set it otherwise; OpenMP, which oneDNN
 * uses, likewise on the thread that computes.
 */
public final class Threads {
  static final int CORES = Runtime.getRuntime().availableProcessors();

  /** Of fewer rows, each thread would spend too long reading all weights. */
  private static final int ROWS_OF_PART = 64;

  private static final ThreadLocal<Here> HERE = ThreadLocal.withInitial(Here::new);
  private static volatile int most = CORES;
  private static volatile int computing;

  private Threads() {}

  /** What a thread has to undo. */
  private static final class Here {
    int depth;
    int openMp;
  }

  /** The number of threads one operation may use: unless set, the number of cores. */
  public static int get() {
    return most;
  }

  /**
   * Sets the number for the whole JVM, from the next operation on.
   *
   * @throws IllegalArgumentException for less than 1, or more than there are cores
   */
  public static void set(int threads) {
    Check.that(
        threads >= 1 && threads <= CORES,
        "threads expects a number from 1 to %d, the cores of this machine, but got %d: use for example threads(1)",
        CORES,
        threads);
    most = threads;
  }

  /**
   * Into how many parts the rows of a batch are divided when each part can go all the way alone:
   * one for each thread, or 1 when that would be too few rows, or too little work. This is quicker
   * than to divide each operation: no thread waits for another in between, and each finds what it
   * wrote in its core's cache.
   *
   * @param work about how many multiplications it is for all rows
   */
  public static int parts(DataType type, int rows, long work) {
    return type == DataType.FLOAT
            && CpuKernels.available()
            && Crew.divides(work)
            && rows >= ROWS_OF_PART * most
        ? most
        : 1;
  }

  /**
   * Does parts 0 … count − 1, each on one thread, in any order. What a part throws is thrown here,
   * after the others have ended.
   *
   * @param work about how many multiplications it is for all parts
   */
  public static void divide(int count, long work, IntConsumer part) {
    Operands operands = new Operands();
    operands.part = part;
    Crew.share(null, operands, count, work, (o, k, number) -> o.part.accept(number));
  }

  /** The number of threads that compute, each of which has a core's share. */
  public static int computing() {
    return computing;
  }

  /** Begins computing: counts this thread among those that need a core until {@link #leave}. */
  public static void enter() {
    Here here = HERE.get();
    if (here.depth++ == 0 && CpuKernels.available()) { // which starts ND4J
      count(1);
      here.openMp = OneDnn.threads(1);
    }
  }

  /** Ends computing. */
  public static void leave() {
    Here here = HERE.get();
    if (--here.depth == 0 && CpuKernels.available()) {
      count(-1);
      OneDnn.threads(here.openMp);
    }
  }

  private static synchronized void count(int change) {
    int before = computing;
    computing = before + change;
    if (before == 0) {
      BlasThreads.set(1);
    } else if (computing == 0) {
      BlasThreads.set(CORES);
    }
  }

  /** OpenBLAS' own function: the one that JavaCPP has looks it up anew, which takes 2 ms a call. */
  private static final class BlasThreads extends openblas_nolapack.SetNumThreads {
    private static final BlasThreads SETTER = find();

    private BlasThreads() {
      super();
    }

    /** The function, or null in a BLAS that has none of that name. */
    private static BlasThreads find() {
      Loader.load(org.bytedeco.openblas.global.openblas_nolapack.class);
      Pointer address = Loader.addressof("openblas_set_num_threads");
      if (address == null) {
        return null;
      }
      BlasThreads setter = new BlasThreads();
      setter.put(address);
      return setter;
    }

    static void set(int threads) {
      if (SETTER != null) {
        SETTER.call(threads);
      }
    }
  }
}
