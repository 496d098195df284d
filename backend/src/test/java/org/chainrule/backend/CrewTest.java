package org.chainrule.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Work shared among cores is done once each, and gives what one core would. */
class CrewTest {
  private static final int SIZE =
      50 * CpuKernels.TILE + 3; // enough chunks to be shared, the last one short

  @Test
  void everyPieceIsDoneOnce() {
    for (int count : new int[] {1, 7, 8, 9, 1001}) {
      AtomicIntegerArray times = new AtomicIntegerArray(count);
      Crew.share(new CpuKernels(), count, (k, number) -> times.incrementAndGet(number));
      for (int i = 0; i < count; i++) {
        assertEquals(1, times.get(i), "piece " + i + " of " + count);
      }
    }
  }

  @Test
  void aFailureReachesTheCaller() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () ->
                Crew.share(
                    new CpuKernels(),
                    100,
                    (k, number) -> {
                      if (number == 57) {
                        throw new ArithmeticException("piece 57");
                      }
                    }));
    assertEquals("piece 57", e.getCause().getMessage());
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
