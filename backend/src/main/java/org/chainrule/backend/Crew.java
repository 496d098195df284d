package org.chainrule.backend;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Work in pieces, shared between the thread that has it and helpers: one for each core that no
 * other thread computes on.
 *
 * <p>Each thread has a crew, which it uses for one operation after another without making anything.
 * Helpers that were woken for a large operation stay for the next ones, looking for work, and sleep
 * when none came for a while. The pieces depend on the work and on the number of threads that is
 * set, never on who is there to help: results are the same to the last bit.
 */
final class Crew {
  /** How long a helper looks for more work, in nanoseconds: several small steps' worth. */
  private static final long PATIENCE = 200_000;

  /** Work that is worth a second thread. */
  private static final long DIVISIBLE = 1 << 18;

  private static final int GRAIN = 16; // rows: as many as BLAS takes at a time

  /** Work that takes longer than waking a helper. */
  private static final long WORTH_WAKING = 1 << 22;

  private static final int GLANCES = 64; // between two looks at the clock
  private static final int IMPATIENCE = 1 << 12; // looks, after which the core goes to others
  private static final long NAP = 1000; // nanoseconds

  /** A piece of an operation on some operands, in the scratch memory of k. */
  interface Piece {
    void of(Operands o, CpuKernels k, int number);
  }

  private static final ThreadLocal<Crew> HERE = ThreadLocal.withInitial(Crew::new);

  /**
   * A round's number, how many pieces it has, how many were taken by its thread from the front and
   * by helpers from the back: 16 bits each.
   */
  private final AtomicLong state = new AtomicLong();

  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger helpers = new AtomicInteger(); // that look here for work
  private long missed; // work that helpers could have taken part in
  private Operands operands;
  private Piece piece;
  private boolean shares; // now
  private volatile Throwable failure;

  private Crew() {}

  /** Whether work is so much that it is divided, given threads. */
  static boolean divides(long work) {
    return work >= DIVISIBLE;
  }

  /** How many pieces so much work is worth, see {@link #share}. */
  static int pieces(long work) {
    return (int) Math.min(Threads.get(), 1 + work / DIVISIBLE);
  }

  /**
   * The row at which a piece of rows begins. Pieces of all operations on as many rows begin alike,
   * and a thread tends to get the same ones, so that it finds what it wrote in its core's cache.
   */
  static int bound(int rows, int number, int pieces) {
    return number == pieces ? rows : (int) ((long) rows * number / pieces) / GRAIN * GRAIN;
  }

  /** The largest number of pieces. */
  static final int MOST = (1 << 16) - 1;

  /**
   * Does pieces 0 … count − 1, in any order, on this thread and on those of helpers that are awake.
   *
   * <p>Waking a helper takes some 50 µs, so it waits until as much work could have been shared.
   *
   * @param work about how many additions and multiplications this is
   */
  static void share(CpuKernels k, Operands operands, int count, long work, Piece piece) {
    Crew crew = count == 1 || Threads.get() == 1 ? null : HERE.get();
    if (crew == null || crew.shares) {
      for (int number = 0; number < count; number++) {
        piece.of(operands, k, number);
      }
      return;
    }
    crew.shares = true;
    try {
      crew.divide(k, operands, count, work, piece);
      crew.shares = false;
    } finally {
      if (crew.shares) { // this thread was stopped: helpers may still be within pieces
        HERE.remove();
      }
    }
    crew.rethrow();
  }

  private void rethrow() {
    Throwable cause = failure;
    failure = null;
    if (cause instanceof RuntimeException e) {
      throw e;
    } else if (cause instanceof Error e) {
      throw e;
    } else if (cause != null) {
      throw new IllegalStateException(cause);
    }
  }

  private void divide(CpuKernels k, Operands operands, int count, long work, Piece piece) {
    this.operands = operands;
    this.piece = piece;
    done.set(0);
    long round = (state.get() >>> 48) + 1;
    state.set(round << 48 | (long) count << 32);
    if (helpers.get() < Math.min(count, Threads.get()) - 1) {
      missed += work;
      if (missed >= WORTH_WAKING) {
        missed = 0;
        Helper.call(this);
      }
    }
    work(k, false);
    for (int looks = 0; done.get() < count; looks++) { // helpers are within their last pieces
      if (looks < IMPATIENCE) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, NAP);
      }
    }
    this.operands = null; // or the thread would keep a model's memory
    this.piece = null;
  }

  private boolean hasWork() {
    return left(state.get()) > 0;
  }

  /** Takes pieces until none is left. What was taken belongs to the round it was taken from. */
  private void work(CpuKernels k, boolean helps) {
    for (long s = state.get(); left(s) > 0; s = state.get()) {
      if (state.compareAndSet(s, s + (helps ? 1 << 16 : 1))) {
        try {
          piece.of(operands, k, helps ? count(s) - 1 - back(s) : front(s));
        } catch (Throwable e) {
          failure = e;
        } finally {
          done.incrementAndGet(); // in any case, since somebody waits for it
        }
      }
    }
  }

  private static int count(long state) {
    return (int) (state >>> 32) & MOST;
  }

  private static int back(long state) {
    return (int) (state >>> 16) & MOST;
  }

  private static int front(long state) {
    return (int) state & MOST;
  }

  private static int left(long state) {
    return count(state) - back(state) - front(state);
  }

  /** A thread that helps one crew after another. */
  private static final class Helper extends Thread {
    private static final Helper[] IDLE = new Helper[Threads.CORES]; // a stack
    private static int idle;
    private static int made;
    private static volatile int busy;

    private final CpuKernels scratch = new CpuKernels();
    private volatile Crew crew;

    Helper() {
      super("chainrule-helper");
      setDaemon(true);
    }

    /** Wakes a helper for a crew, if a core is free. */
    static void call(Crew crew) {
      if (busy + Threads.computing() >= Threads.CORES) {
        return;
      }
      synchronized (IDLE) {
        Helper helper;
        if (idle > 0) {
          helper = IDLE[--idle];
        } else if (made < Threads.CORES - 1) {
          made++;
          helper = new Helper();
          helper.start();
        } else {
          return;
        }
        busy++;
        crew.helpers.incrementAndGet();
        helper.crew = crew;
        LockSupport.unpark(helper);
      }
    }

    @Override
    public void run() {
      OneDnn.threads(1);
      while (true) {
        if (crew == null) {
          LockSupport.park(this);
        } else {
          help(crew);
        }
      }
    }

    private void help(Crew crew) {
      long since = System.nanoTime();
      for (int looks = 0; looks % GLANCES != 0 || isWanted(since); looks++) {
        if (crew.hasWork()) {
          crew.work(scratch, true);
          since = System.nanoTime();
        } else {
          Thread.onSpinWait();
        }
      }
      synchronized (IDLE) {
        this.crew = null;
        crew.helpers.decrementAndGet();
        busy--;
        IDLE[idle++] = this;
      }
    }

    /** Whether work came lately, and the core is not somebody else's by now. */
    private static boolean isWanted(long since) {
      return System.nanoTime() - since < PATIENCE && busy + Threads.computing() <= Threads.CORES;
    }
  }
}
