package org.chainrule.initializers;

import static org.chainrule.initializers.Initializers.constant;
import static org.chainrule.initializers.Initializers.glorotNormal;
import static org.chainrule.initializers.Initializers.glorotUniform;
import static org.chainrule.initializers.Initializers.heNormal;
import static org.chainrule.initializers.Initializers.heUniform;
import static org.chainrule.initializers.Initializers.identity;
import static org.chainrule.initializers.Initializers.lecunNormal;
import static org.chainrule.initializers.Initializers.lecunUniform;
import static org.chainrule.initializers.Initializers.ones;
import static org.chainrule.initializers.Initializers.orthogonal;
import static org.chainrule.initializers.Initializers.randomNormal;
import static org.chainrule.initializers.Initializers.randomUniform;
import static org.chainrule.initializers.Initializers.truncatedNormal;
import static org.chainrule.initializers.Initializers.varianceScaling;
import static org.chainrule.initializers.Initializers.zeros;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.chainrule.backend.Rng;
import org.chainrule.initializers.VarianceScaling.Distribution;
import org.chainrule.initializers.VarianceScaling.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
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

  @Test
  void lecunHasVarianceOneOverIn() {
    double[] uniform = kernel(lecunUniform);
    assertFills(uniform, Math.sqrt(3.0 / IN));
    assertMoments(uniform, 0, 1.0 / IN);
    double[] normal = kernel(lecunNormal);
    assertFills(normal, 2 * Math.sqrt(1.0 / IN) / CUT);
    assertMoments(normal, 0, 1.0 / IN);
  }

  @Test
  void varianceScalingDividesByTheFanItIsTold() {
    assertMoments(kernel(varianceScaling(3, Mode.FAN_IN, Distribution.UNIFORM)), 0, 3.0 / IN);
    assertMoments(
        kernel(varianceScaling(3, Mode.FAN_OUT, Distribution.TRUNCATED_NORMAL)), 0, 3.0 / OUT);
    double[] values = kernel(varianceScaling(3, Mode.FAN_AVG, Distribution.UNTRUNCATED_NORMAL));
    assertMoments(values, 0, 6.0 / (IN + OUT));
    assertTrue(largest(values) > 3.5 * Math.sqrt(6.0 / (IN + OUT)), "not cut");
  }

  /** Cut at two deviations, which leaves 0.8796 of the deviation; the mean shifts the cut. */
  @Test
  void truncatedNormalIsCutAndNotWidened() {
    double[] values = kernel(truncatedNormal);
    assertFills(values, 0.1);
    assertMoments(values, 0, Math.pow(0.05 * CUT, 2));
    double[] shifted = kernel(truncatedNormal(-3, 2));
    assertTrue(Arrays.stream(shifted).allMatch(v -> v >= -7 && v <= 1));
    assertMoments(shifted, -3, Math.pow(2 * CUT, 2));
  }

  private static double product(double[] values, int columns, int i, int j, boolean ofRows) {
    double sum = 0;
    int length = ofRows ? columns : values.length / columns;
    for (int k = 0; k < length; k++) {
      sum +=
          ofRows
              ? values[i * columns + k] * values[j * columns + k]
              : values[k * columns + i] * values[k * columns + j];
    }
    return sum;
  }

  @Test
  void orthogonalHasOrthogonalColumnsOrRows() {
    int[][] shapes = {{7, 3}, {3, 7}, {5, 5}, {1, 4}, {4, 1}, {1, 1}, {129, 67}, {31, 200}};
    for (int[] shape : shapes) {
      double[] values = orthogonal(3).values(shape, new Rng(SEED));
      assertEquals(shape[0] * shape[1], values.length);
      boolean ofRows = shape[0] < shape[1];
      int few = Math.min(shape[0], shape[1]);
      for (int i = 0; i < few; i++) {
        for (int j = 0; j < few; j++) {
          double product = product(values, shape[1], i, j, ofRows);
          assertEquals(i == j ? 9 : 0, product, 1e-12, Arrays.toString(shape));
        }
      }
    }
  }

  /** All directions are alike: squares of 1/n on average, as many above 0 as below. */
  @Test
  void orthogonalPrefersNoDirection() {
    int n = 40;
    double sum = 0;
    double trace = 0;
    int tries = 500;
    for (int seed = 0; seed < tries; seed++) {
      double[] values = orthogonal.values(new int[] {n, 2}, new Rng(seed));
      sum += values[0] + values[3];
      trace += values[0] * values[0] + values[3] * values[3];
    }
    assertEquals(0, sum / tries, 5 * Math.sqrt(2.0 / n / tries));
    assertEquals(2.0 / n, trace / tries, 5 * 2.0 / n * Math.sqrt(1.0 / tries));
  }

  /** A vector of normal numbers over its length: R has a positive diagonal. */
  @Test
  void orthogonalKeepsTheDirectionOfItsFirstVector() {
    Rng rng = new Rng(SEED);
    double[] first = {rng.normal(), rng.normal(), rng.normal()};
    double length = Math.sqrt(Arrays.stream(first).map(v -> v * v).sum());
    double[] values = orthogonal.values(new int[] {2, 3}, new Rng(SEED));
    for (int j = 0; j < 3; j++) {
      assertEquals(first[j] / length, values[j], 1e-15);
    }
  }

  @Test
  void identityIsOneWhereRowAndColumnAreEqual() {
    assertArrayEquals(
        new double[] {1, 0, 0, 0, 1, 0}, identity.values(new int[] {2, 3}, new Rng(SEED)));
    assertArrayEquals(
        new double[] {-2, 0, 0, -2, 0, 0}, identity(-2).values(new int[] {3, 2}, new Rng(SEED)));
  }

  @Test
  void printTheCallThatMakesThem() {
    assertEquals(
        "[lecunUniform, lecunNormal, heNormal, glorotUniform, varianceScaling(2.0, FAN_OUT, UNIFORM), varianceScaling(2.0, FAN_IN, UNTRUNCATED_NORMAL), truncatedNormal(0.0, 0.05), orthogonal(1.0), identity(1.0)]",
        Arrays.asList(
                lecunUniform,
                lecunNormal,
                heNormal,
                glorotUniform,
                varianceScaling(2, Mode.FAN_OUT, Distribution.UNIFORM),
                varianceScaling(2, Mode.FAN_IN, Distribution.UNTRUNCATED_NORMAL),
                truncatedNormal,
                orthogonal,
                identity)
            .toString());
  }

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void refuseWhatMakesNoSense() {
    refused(
        "orthogonal expects a kernel of shape (in, out), but got shape [5]: use for example zeros for a bias",
        () -> orthogonal.values(new int[] {5}, new Rng(SEED)));
    refused(
        "identity expects a kernel of shape (in, out), but got shape [5]: use for example zeros for a bias",
        () -> identity.values(new int[] {5}, new Rng(SEED)));
    refused(
        "orthogonal expects a finite gain, but got NaN: use for example orthogonal(1)",
        () -> orthogonal(Double.NaN));
    refused(
        "identity expects a finite gain, but got Infinity: use for example identity(1)",
        () -> identity(Double.POSITIVE_INFINITY));
    refused(
        "truncatedNormal expects a finite mean, but got NaN: use for example truncatedNormal(0, 0.05)",
        () -> truncatedNormal(Double.NaN, 1));
    refused(
        "truncatedNormal expects a stddev of at least 0 and finite, but got -1.0: use for example truncatedNormal(0, 0.05)",
        () -> truncatedNormal(0, -1));
    refused(
        "varianceScaling expects a scale greater than 0 and finite, but got 0.0: use for example 2",
        () -> varianceScaling(0, Mode.FAN_IN, Distribution.UNIFORM));
    refused(
        "varianceScaling expects a mode, but got null: pass one",
        () -> varianceScaling(1, null, Distribution.UNIFORM));
    refused(
        "varianceScaling expects a distribution, but got null: pass one",
        () -> varianceScaling(1, Mode.FAN_IN, null));
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
    for (Initializer i :
        new Initializer[] {
          glorotUniform, heNormal, randomUniform, randomNormal, truncatedNormal, orthogonal
        }) {
      int[] shape = {3, 7};
      double[] first = i.values(shape, new Rng(seed));
      assertArrayEquals(first, i.values(shape, new Rng(seed)));
      assertTrue(Arrays.stream(first).distinct().count() == 21, i + " repeats values");
      assertTrue(first[0] != i.values(shape, new Rng(seed + 1))[0]);
    }
  }
}
