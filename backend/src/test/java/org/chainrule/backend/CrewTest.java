package org.chainrule.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Work shared among cores is done once each, and gives what one core would. */
class CrewTest {
  private static final long LARGE = 1L << 40; // work that calls helpers at once
  private static final int SIZE =
      50 * CpuKernels.TILE + 3; // enough chunks to be shared, the last one short

  private final Operands operands = new Operands();
  private final CpuKernels own = new CpuKernels();

  /** Again and again, while helpers come and go: with much work one is called, with little none. */
  @Test
  void everyPieceIsDoneOnce() {
    Threads.enter();
    try {
      for (int repeat = 0; repeat < 2000; repeat++) {
        for (int count : new int[] {1, 2, 7, 1001}) {
          AtomicIntegerArray times = new AtomicIntegerArray(count);
          Crew.share(
              own,
              operands,
              count,
              repeat % 2 == 0 ? LARGE : 1,
              (o, k, number) -> times.incrementAndGet(number));
          for (int i = 0; i < count; i++) {
            assertEquals(1, times.get(i), "piece " + i + " of " + count);
          }
        }
      }
    } finally {
      Threads.leave();
    }
  }

  /** A helper is called for large work, finds the operands, and has scratch memory of its own. */
  @Test
  void helpersHelp() {
    assumeTrue(Threads.CORES > 1);
    operands.pieces = 2;
    Set<CpuKernels> scratch = ConcurrentHashMap.newKeySet();
    Threads.enter();
    try {
      for (int i = 0; i < 10_000 && scratch.size() < 2; i++) {
        Crew.share(
            own,
            operands,
            2,
            LARGE,
            (o, k, number) -> {
              assertSame(operands, o);
              scratch.add(k);
              LockSupport.parkNanos(100_000); // time for a helper to come
            });
      }
    } finally {
      Threads.leave();
    }
    assertEquals(2, scratch.size());
    assertTrue(scratch.contains(own));
  }

  @Test
  void aFailureReachesTheCallerAndSpoilsNothing() {
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class,
            () ->
                Crew.share(
                    own,
                    operands,
                    100,
                    LARGE,
                    (o, k, number) -> {
                      if (number == 57) {
                        throw new ArithmeticException("piece 57");
                      }
                    }));
    assertEquals("piece 57", e.getMessage());
    Crew.share(own, operands, 100, LARGE, (o, k, number) -> {});
  }

  /** Pieces cover all rows, none twice, whatever does not divide. */
  @Test
  void piecesBeginWhereOthersEnd() {
    for (int rows : new int[] {1, 15, 16, 17, 100, 1031}) {
      for (int pieces : new int[] {1, 2, 3, 16}) {
        assertEquals(0, Crew.bound(rows, 0, pieces));
        assertEquals(rows, Crew.bound(rows, pieces, pieces));
        for (int i = 0; i < pieces; i++) {
          assertTrue(Crew.bound(rows, i, pieces) <= Crew.bound(rows, i + 1, pieces));
        }
      }
    }
  }

  /** What threads there are changes who does a piece, not its result. */
  @Test
  void aRowSumOfManyRowsIsThatOfItsParts() {
    CpuKernels k = new CpuKernels();
    Matrix x = Matrix.zeros(DataType.FLOAT, 5003, 37);
    Rng rng = new Rng(4);
    double[] expected = new double[37];
    for (int i = 0; i < 5003; i++) {
      for (int j = 0; j < 37; j++) {
        x.set(i, j, rng.normal());
        expected[j] += x.get(i, j);
      }
    }
    Matrix sum = Matrix.zeros(DataType.FLOAT, 1, 37);
    k.sumRows(x, sum);
    assertArrayEquals(expected, sum.toDoubles(), 1e-4);
    double[] first = sum.toDoubles();
    Threads.enter();
    try {
      for (int i = 0; i < 100; i++) {
        k.sumRows(x, sum);
        assertArrayEquals(first, sum.toDoubles());
      }
    } finally {
      Threads.leave();
    }
  }

  @Test
  void aLargeUpdateIsThatOfItsParts() {
    CpuKernels k = new CpuKernels();
    Matrix g = numbers(1);
    Matrix w = numbers(2);
    Matrix parts = numbers(2);
    Slot m = k.slot(SIZE, 0);
    Slot v = k.slot(SIZE, 0);
    Slot before = k.slot(SIZE, 0);
    for (int t = 0; t < 3; t++) {
      k.update(CrewTest::adam, g, 0.1, null, before, w, m, v);
    }
    for (int from = 0; from < SIZE; from += 2 * CpuKernels.TILE) { // small enough for one core
      int n = Math.min(2 * CpuKernels.TILE, SIZE - from);
      Slot mPart = k.slot(n, 0);
      Slot vPart = k.slot(n, 0);
      Slot beforePart = k.slot(n, 0);
      for (int t = 0; t < 3; t++) {
        Matrix part = parts.window(from, 1, n);
        k.update(CrewTest::adam, g.window(from, 1, n), 0.1, null, beforePart, part, mPart, vPart);
      }
    }
    assertArrayEquals(parts.toDoubles(), w.toDoubles());
  }

  private static double adam(double g, double[] s, double w) {
    s[0] += 0.1 * (g - s[0]);
    s[1] += 0.001 * (g * g - s[1]);
    return w - 0.01 * s[0] / (Math.sqrt(s[1]) + 1e-7);
  }

  private static Matrix numbers(long seed) {
    Rng rng = new Rng(seed);
    Matrix x = Matrix.zeros(DataType.FLOAT, 1, SIZE);
    for (int i = 0; i < SIZE; i++) {
      x.set(0, i, rng.normal());
    }
    return x;
  }
}
