package org.chainrule;

import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * A thread for work that JShell may want to stop. For Ctrl-C JShell throws a {@link ThreadDeath}
 * into the middle of whatever its thread does, which could be an update of weights. So that thread
 * waits here for another one, and what is thrown at it becomes a wish to end.
 */
final class ShellThread {
  private ShellThread() {}

  /** Whether this thread runs what somebody typed into JShell. */
  static boolean isNeeded() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(f -> f.getClassName().startsWith("jdk.jshell.execution.")));
  }

  /**
   * Does the work on a thread of its own.
   *
   * @param stop asks the work to end soon
   * @throws ThreadDeath when JShell wants that, once the work has ended
   */
  static <T> T run(Supplier<T> work, Runnable stop) {
    Result<T> result = new Result<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.value = work.get();
              } catch (RuntimeException | Error e) {
                result.failure = e;
              } finally {
                result.ready.countDown();
              }
            },
            "chainrule-fit");
    thread.setDaemon(true);
    thread.start();
    ThreadDeath death = null;
    boolean interrupted = false;
    while (true) {
      try {
        result.ready.await();
        break;
      } catch (ThreadDeath e) {
        death = e;
        stop.run();
      } catch (InterruptedException e) {
        interrupted = true;
        stop.run();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (death != null) {
      throw death;
    }
    if (result.failure instanceof RuntimeException e) {
      throw e;
    }
    if (result.failure instanceof Error e) {
      throw e;
    }
    return result.value;
  }

  private static final class Result<T> {
    final CountDownLatch ready = new CountDownLatch(1);
    volatile T value;
    volatile Throwable failure;
  }
}
