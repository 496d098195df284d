package org.chainrule.activations;

import static org.chainrule.activations.Activations.celu;
import static org.chainrule.activations.Activations.elementwise;
import static org.chainrule.activations.Activations.elu;
import static org.chainrule.activations.Activations.exponential;
import static org.chainrule.activations.Activations.gelu;
import static org.chainrule.activations.Activations.hardShrink;
import static org.chainrule.activations.Activations.hardSigmoid;
import static org.chainrule.activations.Activations.hardSilu;
import static org.chainrule.activations.Activations.hardSwish;
import static org.chainrule.activations.Activations.hardTanh;
import static org.chainrule.activations.Activations.leakyRelu;
import static org.chainrule.activations.Activations.linear;
import static org.chainrule.activations.Activations.logSigmoid;
import static org.chainrule.activations.Activations.logSoftmax;
import static org.chainrule.activations.Activations.mish;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.relu6;
import static org.chainrule.activations.Activations.selu;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.silu;
import static org.chainrule.activations.Activations.softShrink;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.activations.Activations.softplus;
import static org.chainrule.activations.Activations.softsign;
import static org.chainrule.activations.Activations.sparsePlus;
import static org.chainrule.activations.Activations.squareplus;
import static org.chainrule.activations.Activations.swish;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.activations.Activations.tanhShrink;
import static org.chainrule.activations.Activations.threshold;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.chainrule.backend.CpuKernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Normal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each activation's formula, its derivative, and both over tiles of floats. */
class ActivationsTest {
  /** An activation, what it must compute, and how far its tiles may be from that. */
  record Rule(
      Activation activation, DoubleUnaryOperator formula, double tolerance, List<Double> kinks) {
    /** With kinks where its derivative, or itself, jumps; points do not come near 0. */
    Rule(Activation activation, DoubleUnaryOperator formula, double tolerance, Double... kinks) {
      this(activation, formula, tolerance, List.of(kinks));
    }

    ElementwiseActivation f() {
      return (ElementwiseActivation) activation;
    }

    @Override
    public String toString() {
      return activation.toString();
    }
  }

  private static double logistic(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  private static double clamp(double min, double z, double max) {
    return z < min ? min : z > max ? max : z;
  }

  static List<Rule> rules() {
    return List.of(
        new Rule(relu6, z -> clamp(0, z, 6), 1e-7, 6.0),
        new Rule(
            relu(2.5, 0.125, 0.75),
            z -> z > 0.75 ? clamp(0, z, 2.5) : 0.125 * (z - 0.75),
            1e-7,
            0.75,
            2.5),
        new Rule(relu(Double.POSITIVE_INFINITY, 0, 1.5), z -> z > 1.5 ? z : 0, 1e-7, 1.5),
        new Rule(elu, z -> z > 0 ? z : Math.exp(z) - 1, 3e-7),
        new Rule(elu(0.3), z -> z > 0 ? z : 0.3 * (Math.exp(z) - 1), 3e-7),
        new Rule(
            selu,
            z -> 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * (Math.exp(z) - 1)),
            3e-7),
        new Rule(celu, z -> z > 0 ? z : Math.exp(z) - 1, 3e-7),
        new Rule(celu(0.3), z -> z > 0 ? z : 0.3 * (Math.exp(z / 0.3) - 1), 3e-7),
        new Rule(gelu, z -> z * Normal.cdf(z), 2e-7),
        new Rule(
            gelu(true),
            z -> z / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z))),
            2e-7),
        new Rule(silu, z -> z * logistic(z), 2e-7),
        new Rule(mish, z -> z * Math.tanh(Math.log(1 + Math.exp(z))), 2e-7),
        new Rule(logSigmoid, z -> Math.log(logistic(z)), 2e-7),
        new Rule(softplus, z -> Math.log(1 + Math.exp(z)), 2e-7),
        new Rule(squareplus, z -> (z + Math.sqrt(z * z + 4)) / 2, 2e-7),
        new Rule(squareplus(0.5), z -> (z + Math.sqrt(z * z + 0.5)) / 2, 2e-7),
        new Rule(
            sparsePlus, z -> z <= -1 ? 0 : z >= 1 ? z : (z + 1) * (z + 1) / 4, 2e-7, -1.0, 1.0),
        new Rule(exponential, Math::exp, 3e-7),
        new Rule(softsign, z -> z < 0 ? z / (1 - z) : z / (1 + z), 1e-7),
        new Rule(hardSigmoid, z -> clamp(0, z / 6 + 0.5, 1), 1e-7, -3.0, 3.0),
        new Rule(hardTanh, z -> clamp(-1, z, 1), 0, -1.0, 1.0),
        new Rule(hardSilu, z -> z * clamp(0, z / 6 + 0.5, 1), 2e-7, -3.0, 3.0),
        new Rule(softShrink, z -> z > 0.5 ? z - 0.5 : z < -0.5 ? z + 0.5 : 0, 1e-7, -0.5, 0.5),
        new Rule(hardShrink, z -> z > 0.5 || z < -0.5 ? z : 0, 0, -0.5, 0.5),
        new Rule(hardShrink(1.25), z -> z > 1.25 || z < -1.25 ? z : 0, 0, -1.25, 1.25),
        new Rule(tanhShrink, z -> z - (Math.exp(2 * z) - 1) / (Math.exp(2 * z) + 1), 5e-7),
        new Rule(threshold(0.75, -2), z -> z > 0.75 ? z : -2, 0, 0.75),
        new Rule(linear, z -> z, 0),
        new Rule(relu, z -> z > 0 ? z : 0, 0),
        new Rule(leakyRelu, z -> z > 0 ? z : 0.2 * z, 1e-7),
        new Rule(leakyRelu(0.03), z -> z > 0 ? z : 0.03 * z, 1e-7),
        new Rule(sigmoid, z -> 0.5 * (1 + Math.tanh(z / 2)), 2e-7),
        new Rule(tanh, z -> (Math.exp(2 * z) - 1) / (Math.exp(2 * z) + 1), 5e-7),
        new Rule(elementwise("square", z -> z * z, z -> 2 * z), z -> z * z, 1e-7));
  }

  /** −9 to 9 in uneven steps, without 0. */
  private static double[] points() {
    double[] z = new double[4999];
    Arrays.setAll(z, i -> (i - 2499.3) / 277);
    return z;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void computesItsFormula(Rule rule) {
    for (double z : points()) {
      double expected = rule.formula.applyAsDouble(z);
      assertEquals(expected, rule.f().f(z), 1e-13 * (1 + Math.abs(expected)), "at " + z);
    }
  }

  /** Against five points at h = 1e-4, whose error is far below 1e-9. */
  @ParameterizedTest
  @MethodSource("rules")
  void hasItsDerivative(Rule rule) {
    ElementwiseActivation f = rule.f();
    double h = 1e-4;
    for (double z : points()) {
      if (rule.kinks.stream().anyMatch(kink -> Math.abs(z - kink) <= 2 * h)) {
        continue;
      }
      double difference =
          (8 * (f.f(z + h) - f.f(z - h)) - (f.f(z + 2 * h) - f.f(z - 2 * h))) / (12 * h);
      double within = 1e-9 * Math.max(1, Math.abs(difference) / 10); // exponential grows to 8000
      assertEquals(difference, f.df(z, f.f(z)), within, "at " + z);
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void tilesComputeTheSame(Rule rule) {
    double[] points = points();
    int n = points.length - 1; // the last must be left alone
    float[] z = new float[points.length];
    float[] da = new float[points.length];
    for (int i = 0; i < z.length; i++) {
      z[i] = (float) points[i];
      da[i] = (i % 7 - 3) / 2f;
    }
    ElementwiseActivation f = rule.f();
    float[] a = new float[z.length];
    float[] dz = new float[z.length];
    a[n] = dz[n] = 77;
    f.f(z, a, n);
    float[] unread = new float[z.length]; // what a derivative that does not read z may get
    Arrays.fill(unread, Float.NaN);
    f.df(f.readsInput() ? z : unread, a, da, dz, n);
    for (int i = 0; i < n; i++) {
      double exact = f.f(z[i]);
      assertEquals(exact, a[i], rule.tolerance * (1 + Math.abs(exact)), "f at " + z[i]);
      double slope = f.df(z[i], exact);
      // near ±1 the error of a passes on to a·(1 − a) and 1 − a², at most doubled
      double allowed = (2 * rule.tolerance + 1e-7) * (1 + Math.abs(slope)) * Math.abs(da[i]);
      assertEquals(da[i] * slope, dz[i], allowed, "df at " + z[i]);
    }
    assertEquals(77, a[n]);
    assertEquals(77, dz[n]);

    float[] inPlace = z.clone();
    f.f(inPlace, inPlace, n);
    assertEquals(-1, Arrays.mismatch(inPlace, 0, n, a, 0, n), "in place");
    float[] dInPlace = da.clone();
    f.df(f.readsInput() ? z : unread, a, dInPlace, dInPlace, n);
    assertEquals(-1, Arrays.mismatch(dInPlace, 0, n, dz, 0, n), "df in place");
  }

  /** The definitions at 0: relu′ = 0, leaky relu′ = its slope. */
  @Test
  void kinksAtZero() {
    float[] one = {1, 1};
    float[] zero = {0, -0f};
    float[] dz = new float[2];
    ((ElementwiseActivation) relu).df(zero, zero, one, dz, 2);
    assertTrue(dz[0] == 0 && dz[1] == 0);
    assertEquals(0, ((ElementwiseActivation) relu).df(0, 0));
    ((ElementwiseActivation) leakyRelu(0.3)).df(zero, zero, one, dz, 2);
    assertEquals(0.3f, dz[0]);
    assertEquals(0.3f, dz[1]);
    assertEquals(0.3, ((ElementwiseActivation) leakyRelu(0.3)).df(0, 0));
  }

  @Test
  void extremesStayFiniteAndNotANumberStaysSo() {
    float[] z = {
      Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN
    };
    float[] a = new float[5];
    float[] dz = new float[5];
    float[] da = {1, 1, 1, 1, 1};
    for (Activation activation : List.of(sigmoid, tanh)) {
      ElementwiseActivation f = (ElementwiseActivation) activation;
      f.f(z, a, 5);
      f.df(null, a, da, dz, 5);
      for (int i = 0; i < 4; i++) {
        assertEquals(f.f(z[i]), a[i], 5e-7, activation + " of " + z[i]);
        assertTrue(dz[i] >= 0 && dz[i] < 1e-6, activation + "′ of " + z[i] + " is " + dz[i]);
      }
      assertTrue(Float.isNaN(a[4]) && Float.isNaN(dz[4]), activation.toString());
    }
    for (Activation activation : List.of(relu, leakyRelu)) {
      ElementwiseActivation f = (ElementwiseActivation) activation;
      f.f(z, a, 5);
      for (int i = 0; i < 4; i++) {
        assertEquals((float) f.f(z[i]), a[i], activation + " of " + z[i]);
      }
      assertTrue(Float.isNaN(a[4]), activation.toString());
    }
  }

  /** e¹ : e² : e³ over their sum 30.1929: 0.0900, 0.2447, 0.6652; adding 1000 changes nothing. */
  @Test
  void softmaxByHand() {
    CpuKernels k = new CpuKernels();
    Matrix z = k.zeros(2, 3);
    z.set(new double[] {1, 2, 3, 1003, 1001, 1002});
    Matrix a = k.zeros(2, 3);
    softmax.forward(k, z, a);
    double[] expected = {0.09003057, 0.24472847, 0.66524096, 0.66524096, 0.09003057, 0.24472847};
    double[] actual = a.toDoubles();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 5e-7, "element " + i);
    }
  }

  @Test
  void printsAsItIsWritten() {
    assertEquals(
        "[relu6, relu(2.5, 0.125, 0.75), relu(Infinity, 0.0, 1.5), elu(1.0), elu(0.3), selu, celu(1.0), celu(0.3), gelu, gelu(true), silu, mish, logSigmoid, softplus, squareplus(4.0), squareplus(0.5), sparsePlus, exponential, softsign, hardSigmoid, hardTanh, hardSilu, softShrink(0.5), hardShrink(0.5), hardShrink(1.25), tanhShrink, threshold(0.75, -2.0), linear, relu, leakyRelu(0.2), leakyRelu(0.03), sigmoid, tanh, square]",
        rules().toString());
    assertEquals("softmax", softmax.toString());
    assertEquals("logSoftmax", logSoftmax.toString());
  }

  /** Arguments that change nothing make the simpler function. */
  @Test
  void otherNamesForTheSame() {
    assertEquals(relu, relu(Double.POSITIVE_INFINITY, 0, 0));
    assertEquals(leakyRelu(0.1), relu(Double.POSITIVE_INFINITY, 0.1, 0));
    assertEquals(relu6, relu(6, 0, 0));
    assertEquals(gelu, gelu(false));
    assertEquals(silu, swish);
    assertEquals(hardSilu, hardSwish);
    assertEquals(elu, elu(1));
  }

  /** log of e¹ : e² : e³ over their sum 30.1929, log 30.1929 = 3.4076; with da = (1, 0, 0). */
  @Test
  void logSoftmaxByHand() {
    CpuKernels k = new CpuKernels();
    Matrix z = k.zeros(1, 3);
    z.set(new double[] {1, 2, 3});
    logSoftmax.forward(k, z, z);
    double[] expected = {-2.40760596, -1.40760596, -0.40760596};
    // dz = da − eᵃ·1
    double[] gradient = {1 - 0.09003057, -0.24472847, -0.66524096};
    Matrix dz = k.zeros(1, 3);
    dz.set(new double[] {1, 0, 0});
    logSoftmax.backward(k, z, z, dz, dz);
    float[] row = {1, 2, 3};
    logSoftmax.f(row, row, 3);
    for (int i = 0; i < 3; i++) {
      assertEquals(expected[i], z.toDoubles()[i], 5e-7, "element " + i);
      assertEquals(expected[i], row[i], 5e-7, "element " + i);
      assertEquals(gradient[i], dz.toDoubles()[i], 5e-7, "element " + i);
    }
  }

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void refuseWhatMakesNoSense() {
    refused(
        "elu expects an alpha greater than 0 and finite, but got 0.0: use for example elu(1)",
        () -> elu(0));
    refused(
        "celu expects an alpha greater than 0 and finite, but got -1.0: use for example celu(1)",
        () -> celu(-1));
    refused(
        "squareplus expects a b greater than 0 and finite, but got 0.0: use for example squareplus(4)",
        () -> squareplus(0));
    refused(
        "softShrink expects a threshold of at least 0 and finite, but got -0.5: use for example softShrink(0.5)",
        () -> softShrink(-0.5));
    refused(
        "hardShrink expects a threshold of at least 0 and finite, but got NaN: use for example hardShrink(0.5)",
        () -> hardShrink(Double.NaN));
    refused(
        "threshold expects a finite threshold, but got NaN: use for example threshold(0.5, 0)",
        () -> threshold(Double.NaN, 0));
    refused(
        "threshold expects a finite defaultValue, but got Infinity: use for example threshold(0.5, 0)",
        () -> threshold(0, Double.POSITIVE_INFINITY));
    refused(
        "relu expects a maxValue greater than 0, which may be infinite, but got 0.0: use for example relu(6, 0, 0)",
        () -> relu(0, 0, 0));
    refused(
        "relu expects a negativeSlope of at least 0 and finite, but got -1.0: use for example relu(6, 0.1, 0)",
        () -> relu(6, -1, 0));
    refused(
        "relu expects a threshold of at least 0 and finite, but got -2.0: use for example relu(6, 0, 1)",
        () -> relu(6, 0, -2));
    refused(
        "logSoftmax expects at least 2 columns, but got 1, where it is always 0: use dense(1, logSigmoid) for two classes, or dense(2, logSoftmax)",
        () -> logSoftmax.checkColumns(1));
  }
}
