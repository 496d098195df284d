package org.chainrule.activations;

import static org.chainrule.activations.Activations.elementwise;
import static org.chainrule.activations.Activations.leakyRelu;
import static org.chainrule.activations.Activations.linear;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.activations.Activations.tanh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.chainrule.backend.CpuKernels;
import org.chainrule.backend.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each activation's formula, its derivative, and both over tiles of floats. */
class ActivationsTest {
  /** An activation, what it must compute, and how far its tiles may be from that. */
  record Rule(Activation activation, DoubleUnaryOperator formula, double tolerance) {
    ElementwiseActivation f() {
      return (ElementwiseActivation) activation;
    }

    @Override
    public String toString() {
      return activation.toString();
    }
  }

  static List<Rule> rules() {
    return List.of(
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
      double difference =
          (8 * (f.f(z + h) - f.f(z - h)) - (f.f(z + 2 * h) - f.f(z - 2 * h))) / (12 * h);
      assertEquals(difference, f.df(z, f.f(z)), 1e-9, "at " + z);
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
        "[linear, relu, leakyRelu(0.2), leakyRelu(0.03), sigmoid, tanh, square]",
        rules().toString());
    assertEquals("softmax", softmax.toString());
  }
}
