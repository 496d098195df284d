package org.chainrule.activations;

import static org.chainrule.activations.Activations.celu;
import static org.chainrule.activations.Activations.elu;
import static org.chainrule.activations.Activations.exponential;
import static org.chainrule.activations.Activations.gelu;
import static org.chainrule.activations.Activations.hardShrink;
import static org.chainrule.activations.Activations.hardSigmoid;
import static org.chainrule.activations.Activations.hardSilu;
import static org.chainrule.activations.Activations.hardTanh;
import static org.chainrule.activations.Activations.leakyRelu;
import static org.chainrule.activations.Activations.linear;
import static org.chainrule.activations.Activations.logSigmoid;
import static org.chainrule.activations.Activations.mish;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.relu6;
import static org.chainrule.activations.Activations.selu;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.silu;
import static org.chainrule.activations.Activations.softShrink;
import static org.chainrule.activations.Activations.softplus;
import static org.chainrule.activations.Activations.softsign;
import static org.chainrule.activations.Activations.sparsePlus;
import static org.chainrule.activations.Activations.squareplus;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.activations.Activations.tanhShrink;
import static org.chainrule.activations.Activations.threshold;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every activation and its derivative where numbers are large, in double and over tiles of floats:
 * against the definition in 150 digits, differenced for the derivative, and further out against the
 * lines that the function approaches.
 */
class ExtremesTest {
  private static final MathContext DIGITS = new MathContext(150);
  private static final BigDecimal H = new BigDecimal("1e-30");
  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final float[] NEAR = {0, 1, -1, 20, -20, 88, -88, 89, -89, 1e3f, -1e3f};
  private static final float[] FAR = {1e30f, -1e30f, Float.MAX_VALUE, -Float.MAX_VALUE};

  /** The definition, from z and e = eᶻ. */
  private interface Definition {
    BigDecimal of(BigDecimal z, BigDecimal e);
  }

  /** An activation with its definition and its asymptotes slope·z + offset on either side. */
  private record Rule(
      Activation activation,
      Definition definition,
      double leftSlope,
      double left,
      double rightSlope,
      double right) {
    ElementwiseActivation f() {
      return (ElementwiseActivation) activation;
    }

    BigDecimal exact(BigDecimal z) {
      return definition.of(z, exp(z));
    }

    @Override
    public String toString() {
      return activation.toString();
    }
  }

  /** Taylor at z/2¹⁶, squared sixteen times. */
  private static BigDecimal exp(BigDecimal z) {
    BigDecimal t = z.divide(BigDecimal.valueOf(1 << 16), DIGITS);
    BigDecimal sum = ONE;
    BigDecimal term = ONE;
    for (int k = 1; k < 120; k++) {
      term = term.multiply(t, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    for (int k = 0; k < 16; k++) {
      sum = sum.multiply(sum, DIGITS);
    }
    return sum;
  }

  /** log(1 + eᶻ) by Newton's method: y + (1 + e)·e⁻ʸ − 1. */
  private static BigDecimal softplusOf(BigDecimal z, BigDecimal e) {
    double d = z.doubleValue();
    BigDecimal y = new BigDecimal(Math.max(0, d) + Math.log1p(Math.exp(-Math.abs(d))));
    for (int k = 0; k < 5; k++) {
      y = y.add(e.add(ONE).multiply(exp(y.negate()), DIGITS).subtract(ONE), DIGITS);
    }
    return y;
  }

  private static BigDecimal ratio(BigDecimal p, BigDecimal q) {
    return p.divide(q, DIGITS);
  }

  private static BigDecimal tanhOf(BigDecimal z) {
    BigDecimal e = exp(z.multiply(TWO));
    return ratio(e.subtract(ONE), e.add(ONE));
  }

  private static BigDecimal above(BigDecimal z, double factor, BigDecimal below) {
    BigDecimal s = new BigDecimal(factor);
    return s.multiply(z.signum() > 0 ? z : below);
  }

  private static BigDecimal clamp(double min, BigDecimal z, double max) {
    return new BigDecimal(min).max(z).min(new BigDecimal(max));
  }

  private static final double SCALE = 1.0507009873554804934193349852946;
  private static final double ALPHA = 1.6732632423543772848170429916717;
  private static final BigDecimal HALF = new BigDecimal("0.5");

  static List<Rule> rules() {
    return List.of(
        new Rule(linear, (z, e) -> z, 1, 0, 1, 0),
        new Rule(relu, (z, e) -> z.max(BigDecimal.ZERO), 0, 0, 1, 0),
        new Rule(relu6, (z, e) -> clamp(0, z, 6), 0, 0, 0, 6),
        new Rule(
            relu(50, 0.25, 0.5),
            (z, e) ->
                z.compareTo(HALF) > 0
                    ? clamp(0, z, 50)
                    : z.subtract(HALF).multiply(new BigDecimal(0.25)),
            0.25,
            -0.125,
            0,
            50),
        new Rule(leakyRelu(0.25), (z, e) -> z.max(new BigDecimal(0.25).multiply(z)), 0.25, 0, 1, 0),
        new Rule(elu, (z, e) -> above(z, 1, e.subtract(ONE)), 0, -1, 1, 0),
        new Rule(
            selu,
            (z, e) -> above(z, SCALE, e.subtract(ONE).multiply(new BigDecimal(ALPHA))),
            0,
            -SCALE * ALPHA,
            SCALE,
            0),
        new Rule(
            celu(2),
            (z, e) -> above(z, 1, exp(ratio(z, TWO)).subtract(ONE).multiply(TWO)),
            0,
            -2,
            1,
            0),
        new Rule(gelu, null, 0, 0, 1, 0),
        new Rule(gelu(true), null, 0, 0, 1, 0),
        new Rule(silu, (z, e) -> ratio(z.multiply(e), e.add(ONE)), 0, 0, 1, 0),
        new Rule(
            mish,
            (z, e) -> {
              BigDecimal square = e.add(ONE).pow(2);
              return ratio(z.multiply(square.subtract(ONE)), square.add(ONE));
            },
            0,
            0,
            1,
            0),
        new Rule(softplus, ExtremesTest::softplusOf, 0, 0, 1, 0),
        new Rule(logSigmoid, (z, e) -> z.subtract(softplusOf(z, e)), 1, 0, 0, 0),
        new Rule(
            squareplus,
            (z, e) -> ratio(z.add(z.multiply(z).add(BigDecimal.valueOf(4)).sqrt(DIGITS)), TWO),
            0,
            0,
            1,
            0),
        new Rule(
            sparsePlus,
            (z, e) ->
                clamp(-1, z, 1)
                    .add(ONE)
                    .pow(2)
                    .multiply(new BigDecimal(0.25))
                    .add(z.subtract(ONE).max(BigDecimal.ZERO)),
            0,
            0,
            1,
            0),
        new Rule(sigmoid, (z, e) -> ratio(e, e.add(ONE)), 0, 0, 0, 1),
        new Rule(
            hardSigmoid,
            (z, e) -> ratio(clamp(0, z.add(BigDecimal.valueOf(3)), 6), BigDecimal.valueOf(6)),
            0,
            0,
            0,
            1),
        new Rule(
            hardSilu,
            (z, e) ->
                ratio(z.multiply(clamp(0, z.add(BigDecimal.valueOf(3)), 6)), BigDecimal.valueOf(6)),
            0,
            0,
            1,
            0),
        new Rule(tanh, (z, e) -> tanhOf(z), 0, -1, 0, 1),
        new Rule(hardTanh, (z, e) -> clamp(-1, z, 1), 0, -1, 0, 1),
        new Rule(tanhShrink, (z, e) -> z.subtract(tanhOf(z)), 1, 1, 1, -1),
        new Rule(softsign, (z, e) -> ratio(z, z.abs().add(ONE)), 0, -1, 0, 1),
        new Rule(softShrink, (z, e) -> z.subtract(clamp(-0.5, z, 0.5)), 1, 0.5, 1, -0.5),
        new Rule(
            hardShrink, (z, e) -> z.abs().compareTo(HALF) > 0 ? z : BigDecimal.ZERO, 1, 0, 1, 0),
        new Rule(
            threshold(0.5, -2), (z, e) -> z.compareTo(HALF) > 0 ? z : TWO.negate(), 0, -2, 1, 0));
  }

  /** Whether the function bends here: its derivative on either side is another. */
  private static boolean bends(Rule rule, float z) {
    Activation f = rule.activation;
    return z == 0
        ? List.of(relu, relu6, leakyRelu(0.25), elu, selu).contains(f)
        : f.equals(hardTanh) && Math.abs(z) == 1;
  }

  private static void check(Rule rule, float z, double a, double slope, boolean bends) {
    ElementwiseActivation f = rule.f();
    String at = " at " + z;
    assertEquals(a, f.f(z), 1e-14 * Math.max(1, Math.abs(a)), "f" + at);
    float[] tile = {z, z, z};
    f.f(tile, tile, 3);
    float rounded = (float) a; // selu of the largest float is infinite
    assertEquals(rounded, tile[1], 1e-6f * Math.max(1, Math.abs(rounded)), "f in FLOAT" + at);
    if (bends) {
      return;
    }
    assertEquals(slope, f.df(z, f.f(z)), 1e-13, "f′" + at);
    float[] dz = {-2, -2, -2};
    f.df(new float[] {z, z, z}, tile, dz, dz, 3);
    assertEquals(-2 * slope, dz[1], 3e-6, "f′ in FLOAT" + at);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void nearBy(Rule rule) {
    if (rule.definition == null) {
      return; // gelu: its tails need thousands of digits, and are 0 from 40 on
    }
    for (float value : NEAR) {
      BigDecimal z = new BigDecimal(value);
      BigDecimal rise = rule.exact(z.add(H)).subtract(rule.exact(z.subtract(H)));
      double slope = ratio(rise, H.multiply(TWO)).doubleValue();
      check(rule, value, rule.exact(z).doubleValue(), slope, bends(rule, value));
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void farOut(Rule rule) {
    for (float z : FAR) {
      double slope = z < 0 ? rule.leftSlope : rule.rightSlope;
      check(rule, z, slope * z + (z < 0 ? rule.left : rule.right), slope, false);
    }
    if (rule.definition == null) {
      for (float z : new float[] {88, 89, 1e3f}) {
        check(rule, z, z, 1, false);
        check(rule, -z, 0, 0, false);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void infinitiesAndNotANumber(Rule rule) {
    float[] z = {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, Float.NaN, 0.7f};
    float[] a = new float[4];
    ElementwiseActivation f = rule.f();
    f.f(z, a, 4);
    if (!rule.activation.equals(linear)) { // nothing to do, and nobody does it
      if (rule.leftSlope == 0) {
        assertEquals(rule.left, a[0], 1e-6, rule.toString());
      } else {
        assertTrue(a[0] < -1e37f, rule.toString());
      }
      if (rule.rightSlope == 0) {
        assertEquals(rule.right, a[1], 1e-6, rule.toString());
      } else {
        assertEquals(Float.POSITIVE_INFINITY, a[1], rule.toString());
      }
    }
    float[] dz = {1, 1, 1, 1};
    f.df(z, a, dz, dz, 4);
    if (!rule.activation.equals(linear)) {
      assertTrue(Float.isNaN(a[2]), rule + " forgets NaN");
      if (f.isGate()) {
        assertEquals(0, dz[2], rule.toString()); // NaN is not greater than 0
      } else {
        assertTrue(Float.isNaN(dz[2]), rule + " forgets NaN");
      }
    }
    assertTrue(Double.isNaN(f.f(Double.NaN)), rule + " forgets NaN");
    assertTrue(Float.isFinite(a[3]) && Float.isFinite(dz[3]));
  }

  /** The exception: eᶻ leaves float's range, and double's. */
  @Test
  void exponentialOverflows() {
    ElementwiseActivation f = (ElementwiseActivation) exponential;
    float[] a = new float[4];
    f.f(new float[] {88, 89, -1e30f, Float.NaN}, a, 4);
    assertEquals(1, a[0] / Math.exp(88), 5e-7);
    assertEquals(Float.POSITIVE_INFINITY, a[1]);
    assertEquals(0, a[2]);
    assertTrue(Float.isNaN(a[3]));
    assertEquals(Double.POSITIVE_INFINITY, f.f(1e3));
  }
}
