package org.chainrule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A thread for work that JShell may want to stop. For Ctrl-C JShell throws a {@code ThreadDeath}
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
   * @throws Error what JShell threw at this thread, once the work has ended
   */
  static <T> T run(Supplier<T> work, Runnable stop) {
    Work<T> thread = new Work<>(work);
    Error thrown = null;
    boolean interrupted = false;
    boolean done = false;
    while (!done) {
      try {
        if (thread.getState() == Thread.State.NEW) {
          thread.start();
        }
        thread.join(); // not a latch: one that such an error went through wakes nobody any more
        done = true;
      } catch (InterruptedException e) {
        interrupted = true;
        stop.run();
      } catch (Error e) { // the compiler knows of none, but it can come between any two steps
        thrown = e;
        stop.run();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thrown != null) {
      throw thrown;
    }
    return thread.result();
  }

  /** In the outermost group: JShell within a JVM may stop all threads of the group of its own. */
  private static final class Work<T> extends Thread {
    private final Supplier<T> work;
    private T value;
    private Throwable failure;

    Work(Supplier<T> work) {
      super(outermost(Thread.currentThread().getThreadGroup()), "chainrule-fit");
      this.work = work;
      setDaemon(true);
    }

    private static ThreadGroup outermost(ThreadGroup group) {
      return group.getParent() == null ? group : outermost(group.getParent());
    }

    @Override
    public void run() {
      try {
        value = work.get();
      } catch (RuntimeException | Error e) {
        failure = e;
      }
    }

    T result() {
      if (failure != null) {
        goOnHere(failure);
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
      return value;
    }

    /** Lets the stack trace go on with those who wait, down to the line that was typed. */
    private static void goOnHere(Throwable failure) {
      List<StackTraceElement> trace = new ArrayList<>(List.of(failure.getStackTrace()));
      int last = trace.size() - 1;
      if (last >= 0 && trace.get(last).getClassName().equals(Work.class.getName())) {
        trace.remove(last);
        trace.addAll(List.of(new Throwable().getStackTrace()));
        failure.setStackTrace(trace.toArray(StackTraceElement[]::new));
      }
    }
  }
}
