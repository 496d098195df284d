package org.chainrule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that waits for another one, and what is thrown at it. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShellThreadTest {
  @Test
  void theResultComesFromAnotherThread() {
    AtomicReference<Thread> worker = new AtomicReference<>();
    assertEquals(
        "done",
        ShellThread.run(
            () -> {
              worker.set(Thread.currentThread());
              return "done";
            },
            () -> {}));
    assertNotSame(Thread.currentThread(), worker.get());
    assertEquals("chainrule-fit", worker.get().getName());
    assertTrue(worker.get().isDaemon());
    assertNull(ShellThread.run(() -> null, () -> {}));
  }

  @Test
  void theWorkIsNotInTheGroupOfTheCaller() throws Exception {
    AtomicReference<ThreadGroup> group = new AtomicReference<>();
    Thread caller =
        new Thread(
            new ThreadGroup("inner"),
            () ->
                ShellThread.run(
                    () -> {
                      group.set(Thread.currentThread().getThreadGroup());
                      return null;
                    },
                    () -> {}));
    caller.start();
    caller.join();
    assertNull(group.get().getParent());
  }

  @Test
  void failuresComeThrough() {
    RuntimeException exception = new RuntimeException();
    AssertionError error = new AssertionError();
    assertSame(
        exception,
        assertThrows(
            RuntimeException.class,
            () ->
                ShellThread.run(
                    () -> {
                      throw exception;
                    },
                    () -> {})));
    assertSame(
        error,
        assertThrows(
            AssertionError.class,
            () ->
                ShellThread.run(
                    () -> {
                      throw error;
                    },
                    () -> {})));
  }

  @Test
  void aStackTraceGoesOnInTheThreadThatWaits() {
    RuntimeException exception =
        assertThrows(
            RuntimeException.class,
            () ->
                ShellThread.run(
                    () -> {
                      throw new RuntimeException();
                    },
                    () -> {}));
    List<String> methods =
        Stream.of(exception.getStackTrace()).map(StackTraceElement::getMethodName).toList();
    assertTrue(methods.get(0).startsWith("lambda$aStackTraceGoesOnInTheThreadThatWaits"));
    assertTrue(methods.contains("aStackTraceGoesOnInTheThreadThatWaits"), methods.toString());
    RuntimeException elsewhere = new RuntimeException(); // made in this thread
    StackTraceElement[] trace = elsewhere.getStackTrace();
    assertThrows(
        RuntimeException.class,
        () ->
            ShellThread.run(
                () -> {
                  throw elsewhere;
                },
                () -> {}));
    assertArrayEquals(trace, elsewhere.getStackTrace());
  }

  @Test
  void anInterruptIsAWishToEnd() {
    AtomicBoolean stopped = new AtomicBoolean();
    Thread.currentThread().interrupt();
    assertEquals("done", ShellThread.run(() -> untilStopped(stopped), () -> stopped.set(true)));
    assertTrue(Thread.interrupted(), "the flag stays for the caller");
  }

  private static String untilStopped(AtomicBoolean stopped) {
    while (!stopped.get()) {
      LockSupport.parkNanos(100_000);
    }
    return "done";
  }

  @Test
  void nobodyNeedsItOutsideJShell() {
    assertFalse(ShellThread.isNeeded());
  }

  /** As JShell does for Ctrl-C: Thread.stop, twice in a row, at some moment. */
  @RepeatedTest(25)
  void aDeathIsAWishToEndAndComesAfterwards() throws Exception {
    AtomicBoolean stopped = new AtomicBoolean();
    AtomicBoolean ended = new AtomicBoolean();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicBoolean endedBefore = new AtomicBoolean();
    CountDownLatch running = new CountDownLatch(1);
    Thread shell =
        new Thread(
            () -> {
              try {
                ShellThread.run(
                    () -> {
                      running.countDown();
                      untilStopped(stopped);
                      LockSupport.parkNanos(20_000_000); // the rest of a batch
                      ended.set(true);
                      return null;
                    },
                    () -> stopped.set(true));
              } catch (Error e) {
                endedBefore.set(ended.get());
                thrown.set(e);
              }
            });
    shell.setDaemon(true);
    shell.start();
    try {
      running.await();
      LockSupport.parkNanos(1 + System.nanoTime() % 1_000_000);
      stop(shell);
      untilStopped(stopped);
      stop(shell);
    } finally {
      stopped.set(true);
    }
    shell.join();
    assertTrue(endedBefore.get(), "the work has ended before its caller goes on");
    assertEquals("java.lang.ThreadDeath", thrown.get().getClass().getName());
  }

  /** Thread.stop by name: newer JDKs refuse it, or lack it. */
  private static void stop(Thread thread) throws ReflectiveOperationException {
    try {
      Thread.class.getMethod("stop").invoke(thread);
    } catch (NoSuchMethodException e) {
      abort("this JDK has no Thread.stop");
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof UnsupportedOperationException) {
        abort("this JDK refuses Thread.stop");
      }
      throw e;
    }
  }
}
