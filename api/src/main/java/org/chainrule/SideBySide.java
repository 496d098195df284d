package org.chainrule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/** Pieces of work done side by side, as many at a time as {@link Chainrule#threads()}. */
final class SideBySide {
  private SideBySide() {}

  /**
   * Does all, and returns the results in the order of the work. The first failure ends what still
   * runs, after its current batch, and is thrown.
   *
   * @param finished told of each result as it comes, with its place from 0, on the caller's thread
   * @throws IllegalStateException when this thread is interrupted; it stays so
   */
  static <T> List<T> run(String who, List<Callable<T>> work, BiConsumer<Integer, T> finished) {
    int threads = Math.min(Chainrule.threads(), work.size());
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            runnable -> {
              Thread thread = new Thread(runnable, "chainrule-" + who);
              thread.setDaemon(true);
              return thread;
            });
    try {
      CompletionService<Finished<T>> done = new ExecutorCompletionService<>(pool);
      for (int i = 0; i < work.size(); i++) {
        int number = i;
        done.submit(() -> new Finished<>(number, work.get(number).call()));
      }
      List<T> results = new ArrayList<>(Collections.nCopies(work.size(), null));
      for (int i = 0; i < work.size(); i++) {
        Finished<T> next = done.take().get();
        results.set(next.number, next.result);
        finished.accept(next.number, next.result);
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(who + " was interrupted before it was done", e);
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    } finally {
      pool.shutdownNow(); // interrupts what still runs
    }
  }

  private record Finished<T>(int number, T result) {}

  private static RuntimeException thrown(Throwable cause) {
    if (cause instanceof RuntimeException e) {
      return e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    return new IllegalStateException(cause);
  }
}
