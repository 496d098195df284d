package org.chainrule.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RngTest {
  private static final long SEED = 20240229;

  /** The published values of SplitMix64 for seed 1234567 (Rosetta Code, "Splitmix64"). */
  @Test
  void givesKnownValues() {
    String[] expected = {
      "6457827717110365317",
      "3203168211198807973",
      "9817491932198370423",
      "4593380528125082431",
      "16408922859458223821"
    };
    Rng rng = new Rng(1234567);
    for (String value : expected) {
      assertEquals(value, Long.toUnsignedString(rng.nextLong()));
    }
  }

  @Test
  void sameSeedGivesSameBits() {
    Rng one = Rng.of(SEED, 1);
    Rng two = Rng.of(SEED, 1);
    for (int i = 0; i < 1000; i++) {
      assertEquals(one.nextLong(), two.nextLong());
      assertEquals(Double.doubleToLongBits(one.normal()), Double.doubleToLongBits(two.normal()));
      assertEquals(one.below(i + 1), two.below(i + 1));
    }
  }

  @Test
  void purposesAndSeedsGiveDifferentSequences() {
    long first = Rng.of(SEED, 1).nextLong();
    assertNotEquals(first, Rng.of(SEED, 2).nextLong());
    assertNotEquals(first, Rng.of(SEED + 1, 1).nextLong());
  }

  /** A uniform number has mean 1/2 and variance 1/12; n draws leave an error of order 1/√n. */
  @Test
  void uniformHasItsMoments() {
    Rng rng = new Rng(SEED);
    int n = 200_000;
    double sum = 0;
    double squares = 0;
    double least = 1;
    double most = 0;
    for (int i = 0; i < n; i++) {
      double u = rng.uniform();
      sum += u;
      squares += u * u;
      least = Math.min(least, u);
      most = Math.max(most, u);
    }
    double mean = sum / n;
    String message = "seed " + SEED;
    assertTrue(least >= 0 && most < 1, message);
    assertTrue(least < 1e-4 && most > 1 - 1e-4, message);
    assertEquals(0.5, mean, 0.003, message); //                     4.6 deviations √(1/12n)
    assertEquals(1 / 12.0, squares / n - mean * mean, 0.001, message);
  }

  /** A standard normal has moments 0, 1, 0, 3, and 68.27 % within one deviation. */
  @Test
  void normalHasItsMoments() {
    Rng rng = new Rng(SEED);
    int n = 200_000;
    double[] moments = new double[5];
    int within = 0;
    for (int i = 0; i < n; i++) {
      double z = rng.normal();
      double power = 1;
      for (int p = 1; p <= 4; p++) {
        power *= z;
        moments[p] += power / n;
      }
      within += Math.abs(z) < 1 ? 1 : 0;
    }
    String message = "seed " + SEED;
    assertEquals(0, moments[1], 0.011, message); //                 5 deviations 1/√n
    assertEquals(1, moments[2], 0.016, message);
    assertEquals(0, moments[3], 0.045, message);
    assertEquals(3, moments[4], 0.12, message);
    assertEquals(0.6827, within / (double) n, 0.006, message);
  }

  /** The two numbers of a polar pair are independent: their products average to 0. */
  @Test
  void neighbouringNormalsAreUncorrelated() {
    Rng rng = new Rng(SEED);
    int n = 100_000;
    double products = 0;
    for (int i = 0; i < n; i++) {
      products += rng.normal() * rng.normal();
    }
    assertEquals(0, products / n, 0.016, "seed " + SEED);
  }

  @Test
  void belowStaysInBoundsAndIsEven() {
    Rng rng = new Rng(SEED);
    for (int bound : new int[] {1, 2, 3, 7, 1000, Integer.MAX_VALUE}) {
      for (int i = 0; i < 10_000; i++) {
        int value = rng.below(bound);
        assertTrue(value >= 0 && value < bound, value + " is not below " + bound);
      }
    }
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[rng.below(7)]++;
    }
    for (int count : counts) {
      assertEquals(10_000, count, 470, "seed " + SEED); //          5 deviations √(10 000·6/7)
    }
  }

  @Test
  void shuffleIsAPermutationAndMoves() {
    int[] order = new int[1009];
    Arrays.setAll(order, i -> i);
    int[] sorted = order.clone();
    new Rng(SEED).shuffle(order);
    assertFalse(Arrays.equals(sorted, order));
    int[] again = order.clone();
    Arrays.sort(again);
    assertArrayEquals(sorted, again);
  }

  /** Each of the 3! = 6 orders of three comes up in a sixth of the shuffles. */
  @Test
  void shuffleReachesEveryOrderEvenly() {
    Rng rng = new Rng(SEED);
    int[] counts = new int[1000];
    for (int i = 0; i < 60_000; i++) {
      int[] order = {1, 2, 3};
      rng.shuffle(order);
      counts[100 * order[0] + 10 * order[1] + order[2]]++;
    }
    for (int order : new int[] {123, 132, 213, 231, 312, 321}) {
      assertEquals(10_000, counts[order], 460, order + ", seed " + SEED);
    }
  }
}
