package org.chainrule.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The noise has the statistics that it should, within each key, between neighbours and between
 * keys. Bounds are five standard errors of what independent numbers give.
 */
class NoiseTest {
  private static final int N = 1 << 18;
  private static final int KEYS = 12;
  private static final long SEED = 99;

  private static double[] mask(long key, double rate) {
    double[] m = new double[N];
    int threshold = Noise.threshold(rate);
    Arrays.setAll(m, i -> Noise.kept(i, key, threshold) - (1 - rate));
    return m;
  }

  private static double[] normals(long key) {
    double[] z = new double[N];
    Arrays.setAll(z, i -> Noise.normal(i, key));
    return z;
  }

  /** The mean of a[i]·b[i + lag]. */
  private static double product(double[] a, double[] b, int lag) {
    double sum = 0;
    for (int i = 0; i + lag < a.length; i++) {
      sum += a[i] * b[i + lag];
    }
    return sum / (a.length - lag);
  }

  private static double mean(double[] a, int power) {
    double sum = 0;
    for (double v : a) {
      sum += Math.pow(v, power);
    }
    return sum / a.length;
  }

  private static void within(double expected, double actual, double deviation, String what) {
    double error = 5 * deviation / Math.sqrt(N);
    assertEquals(expected, actual, error, what);
  }

  /** Lags of neighbours, of rows of some widths, and of tiles. */
  private static final int[] LAGS = {1, 2, 3, 7, 10, 16, 64, 100, 128, 256, 1000, 4096};

  @Test
  void aMaskKeepsItsShareAndElementsAreIndependent() {
    Rng rng = new Rng(SEED);
    for (double rate : new double[] {0.05, 0.3, 0.5, 0.8}) {
      double variance = rate * (1 - rate);
      double[] last = mask(rng.nextLong(), rate);
      for (int key = 0; key < KEYS; key++) {
        double[] m = mask(rng.nextLong(), rate);
        within(0, mean(m, 1), Math.sqrt(variance), "share, rate " + rate);
        within(0, product(m, last, 0), variance, "from step to step, rate " + rate);
        for (int lag : LAGS) {
          within(0, product(m, m, lag), variance, "lag " + lag + ", rate " + rate);
          within(0, product(m, last, lag), variance, "step and lag " + lag + ", rate " + rate);
        }
        last = m;
      }
    }
  }

  /** Keys of which one half is the same, or differs in a single bit. */
  @Test
  void similarKeysGiveIndependentMasks() {
    Rng rng = new Rng(SEED);
    for (int bit = 18; bit < 32; bit++) { // below, the same sequence would begin further on
      long key = rng.nextLong();
      double[] other = mask(key ^ (1L << bit), 0.5);
      within(0, mean(other, 1), 0.5, "share, bit " + bit);
      within(0, product(mask(key, 0.5), other, 0), 0.25, "bit " + bit);
    }
    for (int i = 0; i < 20; i++) {
      long key = rng.nextLong();
      long other = (key & 0xffffffffL) | (rng.nextLong() << 32);
      within(0, product(mask(key, 0.5), mask(other, 0.5), 0), 0.25, "the same first half");
      long third = (key & ~0xffffffffL) | (rng.nextLong() >>> 32);
      within(0, product(mask(key, 0.5), mask(third, 0.5), 0), 0.25, "the same second half");
    }
  }

  /** Eight neighbours make a byte: all 256 must come equally often (chi squared). */
  @Test
  void patternsOfEightNeighboursComeEquallyOften() {
    Rng rng = new Rng(SEED);
    for (int key = 0; key < KEYS; key++) {
      double[] m = mask(rng.nextLong(), 0.5);
      int[] counts = new int[256];
      for (int i = 0; i < N; i += 8) {
        int pattern = 0;
        for (int j = 0; j < 8; j++) {
          pattern = 2 * pattern + (m[i + j] > 0 ? 1 : 0);
        }
        counts[pattern]++;
      }
      double expected = N / 8.0 / 256;
      double chi = 0;
      for (int count : counts) {
        chi += (count - expected) * (count - expected) / expected;
      }
      // 255 degrees of freedom: mean 255, deviation √510
      assertTrue(Math.abs(chi - 255) < 5 * Math.sqrt(510), "chi squared " + chi);
    }
  }

  @Test
  void normalNumbersHaveTheMomentsAndTailsOfTheNormalDistribution() {
    Rng rng = new Rng(SEED);
    double[] tails = {0.3173105, 0.0455003, 0.0026998, 6.334e-5};
    int[] beyond = new int[tails.length];
    double[] last = normals(rng.nextLong());
    for (int key = 0; key < KEYS; key++) {
      double[] z = normals(rng.nextLong());
      within(0, mean(z, 1), 1, "mean");
      within(1, mean(z, 2), Math.sqrt(2), "variance");
      within(0, mean(z, 3), Math.sqrt(15), "third moment");
      within(3, mean(z, 4), Math.sqrt(96), "fourth moment");
      within(15, mean(z, 6), Math.sqrt(10395 - 225), "sixth moment");
      within(0, product(z, last, 0), 1, "from step to step");
      double[] squares = Arrays.stream(z).map(v -> v * v - 1).toArray();
      for (int lag : LAGS) {
        within(0, product(z, z, lag), 1, "lag " + lag);
        within(0, product(squares, squares, lag), 2, "squares, lag " + lag);
      }
      for (int s = 0; s < tails.length; s++) {
        for (double v : z) {
          beyond[s] += Math.abs(v) > s + 1 ? 1 : 0;
        }
      }
      last = z;
    }
    for (int s = 0; s < tails.length; s++) {
      double expected = tails[s] * N * KEYS;
      assertEquals(expected, beyond[s], 5 * Math.sqrt(expected), "beyond " + (s + 1) + " sigma");
    }
  }

  /** √(−2·log u)·cos in floats against doubles, over all that 23 bits can be. */
  @Test
  void theFormulaInFloatsIsAsAccurateAsStated() {
    int n = 4096;
    float[] q = new float[n];
    float[] r = new float[n];
    float[] u = new float[n];
    for (int from = 0; from < 1 << 23; from += n * 61 - 1) {
      for (int i = 0; i < n; i++) {
        q[i] = Math.min((1 << 23) - 1, from + i) * 0x1p-23f;
        u[i] = q[i];
      }
      q[0] = 0;
      q[1] = 1 - 0x1p-23f;
      q[2] = 0x1p-23f;
      Noise.radius(q, r, n);
      float[] cosine = new float[n];
      Arrays.fill(cosine, 1);
      Noise.timesCosine(u, cosine, n);
      for (int i = 0; i < n; i++) {
        assertEquals(Math.sqrt(-2 * Math.log1p(-q[i])), r[i], 2e-6, "radius of " + q[i]);
        assertEquals(Math.cos(2 * Math.PI * (u[i] - 0.5)), cosine[i], 1e-6, "cosine of " + u[i]);
      }
    }
  }

  @Test
  void everyTypeDrawsTheSameFromAKey() {
    Matrix single = Matrix.zeros(DataType.FLOAT, 61, 83);
    Matrix twice = Matrix.zeros(DataType.DOUBLE, 61, 83);
    double[] ones = new double[61 * 83];
    Arrays.fill(ones, 1);
    single.set(ones);
    twice.set(ones);
    new CpuKernels().drop(single, 0.4, 12345, 1, 0, 0, single);
    new Nd4jKernels(DataType.DOUBLE).drop(twice, 0.4, 12345, 1, 0, 0, twice);
    assertArrayEquals(twice.toDoubles(), single.toDoubles());
  }
}
