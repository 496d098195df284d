package org.chainrule.backend;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that help with updates so large that one core's memory traffic is the limit. They sleep
 * at once when there is nothing to do: a pool that spins for new work, such as the common one,
 * takes the core that BLAS needs next.
 */
final class Crew {
  private static final int CORES = Runtime.getRuntime().availableProcessors();
  private static final int BLOCK = 8; // pieces taken at a time
  private static final ExecutorService HELPERS =
      Executors.newFixedThreadPool(
          Math.max(1, CORES - 1),
          work -> {
            Thread thread = new Thread(work, "chainrule-helper");
            thread.setDaemon(true);
            return thread;
          });
  private static final ThreadLocal<CpuKernels> SCRATCH = ThreadLocal.withInitial(CpuKernels::new);

  /** A piece of work, in the scratch memory of k. */
  interface Piece {
    void of(CpuKernels k, int number);
  }

  /** Pieces 0 … count − 1, taken by whoever is free. */
  private static final class Job implements Runnable {
    private final Piece piece;
    private final int count;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile Throwable failure;

    Job(Piece piece, int count) {
      this.piece = piece;
      this.count = count;
    }

    @Override
    public void run() {
      work(SCRATCH.get());
    }

    void work(CpuKernels k) {
      for (int from = taken.getAndAdd(BLOCK); from < count; from = taken.getAndAdd(BLOCK)) {
        int to = Math.min(count, from + BLOCK);
        try {
          for (int number = from; number < to; number++) {
            piece.of(k, number);
          }
        } catch (RuntimeException | Error e) {
          failure = e;
        } finally {
          done.addAndGet(to - from); // in any case, since the caller waits for it
        }
      }
    }
  }

  private Crew() {}

  /** Does all pieces, with the helpers that have time; k is the caller's scratch memory. */
  static void share(CpuKernels k, int count, Piece piece) {
    Job job = new Job(piece, count);
    for (int helper = 1; helper < Threads.get(); helper++) {
      HELPERS.execute(job);
    }
    job.work(k);
    while (job.done.get() < count) { // a helper is within its last block: microseconds
      Thread.onSpinWait();
    }
    if (job.failure != null) {
      throw new IllegalStateException(job.failure);
    }
  }
}
