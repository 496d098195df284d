package org.chainrule.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The stated errors of {@link FloatMath}, over all of float's range, against Math in double. */
class FloatMathTest {
  private static final int STRIDE = 509; // a prime: the samples meet every low bit
  private static final int TILE = 4096;
  private static final float[] SPECIAL = {
    0f,
    -0f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    1e-30f,
    -1e-30f,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY
  };

  private interface Tiles {
    void over(float[] x, float[] y, int n);
  }

  private interface Check {
    void accept(float x, float y, double exact);
  }

  /** Runs the function over every 509th float of either sign, and the special ones. */
  private static void everywhere(Tiles function, DoubleUnaryOperator exact, Check check) {
    float[] x = new float[TILE];
    float[] y = new float[TILE];
    System.arraycopy(SPECIAL, 0, x, 0, SPECIAL.length);
    int n = SPECIAL.length;
    for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
      float next = Float.intBitsToFloat((int) bits);
      if (!Float.isNaN(next)) {
        x[n++] = next;
      }
      if (n == TILE || bits + STRIDE >= 1L << 32) {
        function.over(x, y, n);
        for (int i = 0; i < n; i++) {
          check.accept(x[i], y[i], exact.applyAsDouble(x[i]));
        }
        n = 0;
      }
    }
  }

  private static double ulps(float y, double exact) {
    return Math.abs(y - exact) / Math.ulp((float) exact);
  }

  @Test
  void expOfNegatives() {
    everywhere(
        FloatMath::expNegative,
        x -> Math.exp(Math.min(0, x)),
        (x, y, exact) -> {
          assertEquals(exact, y, 2e-7, () -> "exp of " + x);
          assertTrue(y >= 0 && y <= 1, () -> "exp of " + x + " is " + y);
        });
  }

  @Test
  void expm1OfNegatives() {
    everywhere(
        FloatMath::expm1Negative,
        x -> Math.expm1(Math.min(0, x)),
        (x, y, exact) -> {
          boolean tiny = Math.abs(x) < 1e-35 && Math.abs(y - exact) <= 2e-43;
          assertTrue(tiny || ulps(y, exact) <= 8, () -> "expm1 of " + x + " is " + y);
          assertTrue(y >= -1 && y <= 0, () -> "expm1 of " + x + " is " + y);
        });
  }

  @Test
  void exp() {
    everywhere(
        FloatMath::exp,
        Math::exp,
        (x, y, exact) -> {
          boolean same = y == (float) exact; // infinite, too
          assertTrue(same || ulps(y, exact) <= 4, () -> "exp of " + x + " is " + y);
        });
  }

  @Test
  void log() {
    everywhere(
        FloatMath::log,
        Math::log,
        (x, y, exact) -> {
          boolean same = y == exact || (x < 0 && Float.isNaN(y)); // infinite, too
          assertTrue(same || ulps(y, exact) <= 3, () -> "log of " + x + " is " + y);
        });
  }

  @Test
  void log1p() {
    everywhere(
        FloatMath::log1p,
        Math::log1p,
        (x, y, exact) -> {
          boolean same = y == exact || (x < -1 && Float.isNaN(y));
          assertTrue(same || ulps(y, exact) <= 3, () -> "log1p of " + x + " is " + y);
        });
  }

  /** Each float from ½ to 2, where logarithms are small, and some of their borders. */
  @Test
  void logarithmsAroundOne() {
    int n = 4;
    float[] x = new float[n];
    float[] y = new float[n];
    for (float v = 0.5f; v < 2; v = Math.nextUp(v)) {
      x[0] = v;
      x[1] = v - 1;
      FloatMath.log(x, y, 1);
      double log = Math.log(x[0]);
      assertTrue(y[0] == log || ulps(y[0], log) <= 3, "log of " + v);
      x[0] = x[1];
      FloatMath.log1p(x, y, 1);
      log = Math.log1p(x[0]);
      assertTrue(y[0] == log || ulps(y[0], log) <= 3, "log1p of " + x[0]);
    }
    x = new float[] {1, 0f, -0f, Float.POSITIVE_INFINITY};
    FloatMath.log(x, y, n);
    float infinity = Float.POSITIVE_INFINITY;
    assertArrayEquals(new float[] {0, -infinity, -infinity, infinity}, y);
    x = new float[] {0, -1, Math.nextDown(-1f), Float.POSITIVE_INFINITY};
    FloatMath.log1p(x, y, n);
    assertArrayEquals(new float[] {0, -infinity, Float.NaN, infinity}, y);
  }

  @Test
  void softplus() {
    everywhere(
        FloatMath::softplus,
        x -> Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))),
        (x, y, exact) -> {
          boolean same = y == (float) exact;
          assertTrue(same || ulps(y, exact) <= 8, () -> "softplus of " + x + " is " + y);
        });
  }

  /** Against ½·exp(w²/2) minus its part below, and the tail's continued fraction. */
  @Test
  void normalTail() {
    for (float w = 0; w <= 14.5f; w += 1 / 1024f) {
      double exact = Normal.cdf(-w) / Normal.density(w) / Math.sqrt(2 * Math.PI);
      assertEquals(0, ulps(FloatMath.normalTail(w), exact), 8, "at " + w);
    }
    assertEquals(0, FloatMath.normalTail(Float.POSITIVE_INFINITY));
    assertEquals(0.5, FloatMath.normalTail(0), 2e-7);
  }

  @Test
  void tanh() {
    everywhere(
        FloatMath::tanh,
        Math::tanh,
        (x, y, exact) -> {
          assertTrue(ulps(y, exact) <= 8, () -> "tanh of " + x + " is " + y);
          assertTrue(Math.abs(y) <= 1, () -> "tanh of " + x + " is " + y);
        });
  }

  @Test
  void sigmoid() {
    everywhere(
        FloatMath::sigmoid,
        x -> 1 / (1 + Math.exp(-x)),
        (x, y, exact) -> {
          assertEquals(exact, y, 2e-7, () -> "sigmoid of " + x);
          assertTrue(y >= 0 && y <= 1, () -> "sigmoid of " + x + " is " + y);
        });
  }

  /** 1 − y² must stay positive, or a saturated neuron would learn in the wrong direction. */
  @Test
  void tanhStopsShortOfOne() {
    float[] y = new float[4];
    FloatMath.tanh(new float[] {7.9f, 9, 1e30f, Float.POSITIVE_INFINITY}, y, 4);
    for (float value : y) {
      assertEquals(1, value, 4e-7f);
      assertTrue(value < 1);
    }
  }

  @Test
  void oddFunctionsKeepTheSign() {
    float[] y = new float[2];
    FloatMath.tanh(new float[] {0.7f, -0.7f}, y, 2);
    assertEquals(y[0], -y[1]);
    FloatMath.tanh(new float[] {0f, -0f}, y, 2);
    assertEquals(0f, y[0]);
    assertEquals(-0f, y[1]);
  }

  private static final Tiles[] ALL = {
    FloatMath::exp,
    FloatMath::expNegative,
    FloatMath::expm1Negative,
    FloatMath::log,
    FloatMath::log1p,
    FloatMath::softplus,
    FloatMath::tanh,
    FloatMath::sigmoid
  };

  @Test
  void notANumberStaysSo() {
    for (Tiles function : ALL) {
      float[] y = new float[3];
      function.over(new float[] {1, Float.NaN, 2}, y, 3);
      assertTrue(Float.isNaN(y[1]));
      assertTrue(Float.isFinite(y[0]) && Float.isFinite(y[2]));
    }
  }

  @Test
  void worksInPlaceAndLeavesTheRestAlone() {
    for (Tiles function : ALL) {
      for (float[] x :
          new float[][] {{-0.3f, -1.7f, -5.2f, -9.9f, -2.5f}, {0.3f, 1.7f, 5.2f, 9.9f, 2.5f}}) {
        float[] y = new float[5];
        function.over(x, y, 3);
        float[] inPlace = x.clone();
        function.over(inPlace, inPlace, 3);
        for (int i = 0; i < 3; i++) {
          assertEquals(y[i], inPlace[i]);
        }
        assertEquals(0f, y[3]);
        assertEquals(x[3], inPlace[3]);
      }
    }
  }
}
