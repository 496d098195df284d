package org.chainrule.initializers;

import static org.chainrule.initializers.Initializers.constant;
import static org.chainrule.initializers.Initializers.glorotNormal;
import static org.chainrule.initializers.Initializers.glorotUniform;
import static org.chainrule.initializers.Initializers.heNormal;
import static org.chainrule.initializers.Initializers.heUniform;
import static org.chainrule.initializers.Initializers.ones;
import static org.chainrule.initializers.Initializers.randomNormal;
import static org.chainrule.initializers.Initializers.randomUniform;
import static org.chainrule.initializers.Initializers.zeros;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.chainrule.backend.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitializersTest {
  private static final long SEED = 20;
  private static final int IN = 300;
  private static final int OUT = 500;
  private static final double CUT = .87962566103423978; // deviation of a normal cut at ±2

  private static double[] kernel(Initializer initializer) {
    return initializer.values(new int[] {IN, OUT}, new Rng(SEED));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  /**
   * 150 000 values: the mean is off by a few of its standard errors at most, and so is variance.
   */
  private static void assertMoments(double[] values, double mean, double variance) {
    double n = values.length;
    assertEquals(IN * OUT, values.length);
    assertEquals(mean, mean(values), 5 * Math.sqrt(variance / n), "mean, seed " + SEED);
    assertEquals(variance, variance(values), 5 * variance * Math.sqrt(2 / n), "seed " + SEED);
  }

  private static void assertFills(double[] values, double limit) {
    assertTrue(largest(values) <= limit, largest(values) + " exceeds " + limit);
    assertTrue(largest(values) > 0.999 * limit, largest(values) + " stays far below " + limit);
  }

  @Test
  void glorotUniformLimit() {
    double[] values = kernel(glorotUniform);
    assertFills(values, Math.sqrt(6.0 / (IN + OUT)));
    assertMoments(values, 0, 2.0 / (IN + OUT));
  }

  @Test
  void heUniformLimit() {
    double[] values = kernel(heUniform);
    assertFills(values, Math.sqrt(6.0 / IN));
    assertMoments(values, 0, 2.0 / IN);
  }

  @Test
  void glorotNormalIsCutAtTwoDeviations() {
    double[] values = kernel(glorotNormal);
    assertFills(values, 2 * Math.sqrt(2.0 / (IN + OUT)) / CUT);
    assertMoments(values, 0, 2.0 / (IN + OUT));
  }

  @Test
  void heNormalIsCutAtTwoDeviations() {
    double[] values = kernel(heNormal);
    assertFills(values, 2 * Math.sqrt(2.0 / IN) / CUT);
    assertMoments(values, 0, 2.0 / IN);
  }

  /** Within ±σ of a normal cut at ±2σ lie 0.6827/0.9545 of the values; of a uniform, half. */
  @Test
  void truncatedNormalHasTheShapeOfANormal() {
    double[] values = kernel(heNormal);
    double sigma = Math.sqrt(2.0 / IN) / CUT;
    double within = Arrays.stream(values).filter(v -> Math.abs(v) < sigma).count();
    assertEquals(0.6827 / 0.9545, within / values.length, 0.005);
  }

  @Test
  void randomUniformDefaultsAndBounds() {
    assertFills(kernel(randomUniform), 0.05);
    double[] values = kernel(randomUniform(2, 5));
    assertTrue(Arrays.stream(values).allMatch(v -> v >= 2 && v < 5));
    assertMoments(values, 3.5, 9.0 / 12);
  }

  @Test
  void randomNormalDefaultsAndMoments() {
    assertMoments(kernel(randomNormal), 0, 0.05 * 0.05);
    double[] values = kernel(randomNormal(-3, 2));
    assertMoments(values, -3, 4);
    assertTrue(Arrays.stream(values).anyMatch(v -> v > 3.5), "not cut at two deviations");
  }

  @Test
  void sameValueEverywhere() {
    int[] shape = {2, 3};
    assertArrayEquals(new double[6], zeros.values(shape, new Rng(SEED)));
    assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1}, ones.values(shape, new Rng(SEED)));
    assertArrayEquals(new double[] {-7, -7}, constant(-7).values(new int[] {2}, new Rng(SEED)));
  }

  /** Keras counts a vector's length as both fans: glorot and he have limits √(3/n) and √(6/n). */
  @Test
  void aBiasCountsItsLengthBothWays() {
    int[] shape = {100_000};
    assertFills(glorotUniform.values(shape, new Rng(SEED)), Math.sqrt(3 / 100_000.0));
    assertFills(heUniform.values(shape, new Rng(SEED)), Math.sqrt(6 / 100_000.0));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -5})
  void sameSeedSameValues(long seed) {
    for (Initializer i : new Initializer[] {glorotUniform, heNormal, randomUniform, randomNormal}) {
      int[] shape = {3, 7};
      double[] first = i.values(shape, new Rng(seed));
      assertArrayEquals(first, i.values(shape, new Rng(seed)));
      assertTrue(Arrays.stream(first).distinct().count() == 21, i + " repeats values");
      assertTrue(first[0] != i.values(shape, new Rng(seed + 1))[0]);
    }
  }
}
