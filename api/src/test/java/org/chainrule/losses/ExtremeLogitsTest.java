package org.chainrule.losses;

import static org.chainrule.activations.Activations.linear;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.chainrule.Sequential;
import org.chainrule.activations.Activation;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Losses and gradients by the logits at 0, ±1, ±88, ±89, ±1e3 and ±1e30 (where exp overflows in
 * float, in double, and everywhere) are those of arithmetic with 90 digits. The gradients come from
 * its differences, so they owe nothing to the derivations that the code rests on.
 */
class ExtremeLogitsTest {
  private static final MathContext DIGITS = new MathContext(90);
  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final BigDecimal STEP = new BigDecimal("1e-20");
  private static final BigDecimal EPSILON = new BigDecimal("1e-7");
  private static final double[] LOGITS = {0, 1, -1, 88, -88, 89, -89, 1e3, -1e3, 1e30, -1e30};

  // ---- arithmetic

  private static BigDecimal big(double v) {
    return new BigDecimal(v);
  }

  private static BigDecimal times(BigDecimal a, BigDecimal b) {
    return a.multiply(b, DIGITS);
  }

  private static BigDecimal over(BigDecimal a, BigDecimal b) {
    return a.divide(b, DIGITS);
  }

  /** eˣ; 0 below e⁻³⁰⁰⁰. */
  private static BigDecimal exp(BigDecimal x) {
    if (x.doubleValue() < -3000) {
      return BigDecimal.ZERO;
    }
    BigDecimal small = over(x, big(65536)); // eˣ = (e^(x/2¹⁶))^(2¹⁶)
    BigDecimal sum = ONE;
    BigDecimal term = ONE;
    for (int i = 1; i < 40; i++) {
      term = over(times(term, small), big(i));
      sum = sum.add(term, DIGITS);
    }
    return sum.pow(65536, DIGITS);
  }

  /** log x by Newton's y ← y + x·e⁻ʸ − 1, which doubles the digits each time. */
  private static BigDecimal log(BigDecimal x) {
    int tens = x.precision() - x.scale();
    double guess = Math.log(x.movePointLeft(tens).doubleValue()) + tens * Math.log(10);
    BigDecimal y = big(guess);
    for (int i = 0; i < 3; i++) {
      y = y.add(times(x, exp(y.negate()))).subtract(ONE, DIGITS);
    }
    return y;
  }

  private static BigDecimal power(BigDecimal x, double exponent) {
    return exponent == 0
        ? ONE
        : x.signum() == 0 ? BigDecimal.ZERO : exp(times(big(exponent), log(x)));
  }

  private static BigDecimal clip(BigDecimal p, BigDecimal least, BigDecimal most) {
    return p.max(least).min(most);
  }

  /** log of eˣ¹ + eˣ² + … */
  private static BigDecimal logSumExp(List<BigDecimal> x) {
    BigDecimal max = x.stream().max(BigDecimal::compareTo).orElseThrow();
    BigDecimal sum = BigDecimal.ZERO;
    for (BigDecimal v : x) {
      sum = sum.add(exp(v.subtract(max)), DIGITS);
    }
    return max.add(log(sum), DIGITS);
  }

  /** Probabilities of exclusive classes, with their logarithms. */
  private record Chances(List<BigDecimal> p, List<BigDecimal> logs) {
    static Chances softmax(List<BigDecimal> z) {
      BigDecimal total = logSumExp(z);
      List<BigDecimal> logs = z.stream().map(v -> v.subtract(total)).toList();
      return new Chances(logs.stream().map(ExtremeLogitsTest::exp).toList(), logs);
    }

    Chances clipped(BigDecimal least, BigDecimal most) {
      List<BigDecimal> clipped = p.stream().map(v -> clip(v, least, most)).toList();
      return new Chances(clipped, clipped.stream().map(ExtremeLogitsTest::log).toList());
    }
  }

  /**
   * L of the targets y and the logits z: as it is reported, with probabilities clipped to [epsilon,
   * 1 − epsilon], or without clipping, to be derived, when epsilon is null.
   */
  private interface Reference {
    BigDecimal of(List<BigDecimal> y, List<BigDecimal> z, BigDecimal epsilon);
  }

  private static Reference categorical(double smoothing, double alpha, double gamma) {
    return (y, z, epsilon) -> {
      Chances chances = Chances.softmax(z);
      chances = epsilon == null ? chances : chances.clipped(epsilon, ONE.subtract(epsilon));
      BigDecimal loss = BigDecimal.ZERO;
      for (int j = 0; j < z.size(); j++) {
        BigDecimal t =
            times(y.get(j), ONE.subtract(big(smoothing)))
                .add(over(big(smoothing), big(z.size())), DIGITS);
        if (t.signum() != 0) {
          BigDecimal focus = power(ONE.subtract(chances.p.get(j)).max(BigDecimal.ZERO), gamma);
          loss = loss.subtract(times(times(times(t, big(alpha)), focus), chances.logs.get(j)));
        }
      }
      return loss;
    };
  }

  private static BigDecimal divergence(List<BigDecimal> y, List<BigDecimal> z, BigDecimal epsilon) {
    Chances chances = Chances.softmax(z);
    chances = epsilon == null ? chances : chances.clipped(epsilon, ONE);
    BigDecimal loss = BigDecimal.ZERO;
    for (int j = 0; j < z.size(); j++) {
      BigDecimal t = clip(y.get(j), EPSILON, ONE);
      loss = loss.add(times(t, log(t).subtract(chances.logs.get(j))));
    }
    return loss;
  }

  /** Binary cross-entropies; weight 0 stands for none. */
  private static Reference binary(double smoothing, double alpha, double gamma) {
    return (y, z, epsilon) -> {
      // the probabilities of 1 and of 0 are the softmax of z and 0
      Chances exact = Chances.softmax(List.of(z.get(0), BigDecimal.ZERO));
      Chances chances = epsilon == null ? exact : exact.clipped(epsilon, ONE.subtract(epsilon));
      BigDecimal t =
          times(y.get(0), ONE.subtract(big(smoothing))).add(times(big(smoothing), HALF), DIGITS);
      BigDecimal rest = ONE.subtract(t);
      BigDecimal entropy = BigDecimal.ZERO;
      BigDecimal miss = times(t, exact.p.get(1)).add(times(rest, exact.p.get(0)));
      entropy = t.signum() == 0 ? entropy : entropy.subtract(times(t, chances.logs.get(0)));
      entropy = rest.signum() == 0 ? entropy : entropy.subtract(times(rest, chances.logs.get(1)));
      BigDecimal weight =
          alpha == 0 ? ONE : times(t, big(alpha)).add(times(rest, big(1 - alpha)), DIGITS);
      return times(times(weight, power(miss, gamma)), entropy);
    };
  }

  /** A loss of a single linear output, from the error e = z − y or else. */
  private interface Single {
    BigDecimal of(BigDecimal y, BigDecimal z);
  }

  private static Reference single(Single loss) {
    return (y, z, epsilon) -> loss.of(y.get(0), z.get(0));
  }

  private static BigDecimal huber(BigDecimal e, BigDecimal delta) {
    return e.abs().compareTo(delta) <= 0
        ? times(HALF, times(e, e))
        : times(delta, e.abs()).subtract(times(HALF, times(delta, delta)));
  }

  private static BigDecimal quantile(BigDecimal e, BigDecimal q) {
    return times(q, e).max(times(q.subtract(ONE), e));
  }

  // ---- the code

  private final List<DynamicTest> tests = new ArrayList<>();

  /** Checks loss and dz of one sample, through a dense layer that passes its input on. */
  private void row(Loss loss, Activation f, Reference reference, double[] y, double... z) {
    String name = loss + " under " + f + " of " + Arrays.toString(y) + ", z " + Arrays.toString(z);
    tests.add(dynamicTest(name, () -> check(loss, f, reference, y, z)));
  }

  private static void check(Loss loss, Activation f, Reference reference, double[] y, double[] z) {
    List<BigDecimal> targets =
        y.length == z.length
            ? Arrays.stream(y).mapToObj(ExtremeLogitsTest::big).toList()
            : IntStream.range(0, z.length).mapToObj(j -> big(y[0] == j ? 1 : 0)).toList();
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      double within = type == DataType.DOUBLE ? 1e-9 : 5e-6;
      // the sigmoid of floats keeps 2⁻²³ away from 0 and 1
      boolean grain = type == DataType.FLOAT && f.equals(sigmoid);
      BigDecimal epsilon = grain ? big(0x1p-23) : EPSILON;
      List<BigDecimal> logits =
          Arrays.stream(z).mapToObj(v -> big(type == DataType.FLOAT ? (float) v : v)).toList();
      Sequential model =
          new Sequential(input(z.length), dense(z.length, f))
              .dtype(type)
              .compile(sgd(), loss)
              .setWeights(List.of(Nd4j.eye(z.length), Nd4j.zeros(z.length)));
      double expected = reference.of(targets, logits, epsilon).doubleValue();
      double actual = model.evaluate(new double[][] {z}, new double[][] {y}).loss();
      assertEquals(expected, actual, within * (1 + Math.abs(expected)), type + " loss");
      INDArray db = model.gradients(new double[][] {z}, new double[][] {y}).get(1); // = dz
      for (int j = 0; j < z.length; j++) {
        double above = slope(reference, targets, logits, j, STEP);
        double below = slope(reference, targets, logits, j, STEP.negate());
        if (Math.abs(above - below) < 1e-12 * (1 + Math.abs(above))) { // no kink
          double allowed = within * (1 + Math.abs(above));
          assertEquals(above, db.getDouble(j), allowed, type + " dz " + j);
        } else {
          double d = db.getDouble(j);
          double slack = within * (1 + Math.abs(above));
          assertEquals(Math.max(below - slack, Math.min(above + slack, d)), d, 0, type + " kink");
        }
      }
    }
  }

  /** One-sided, its error about STEP times the curvature. */
  private static double slope(
      Reference loss, List<BigDecimal> y, List<BigDecimal> z, int j, BigDecimal step) {
    List<BigDecimal> moved = new ArrayList<>(z);
    moved.set(j, z.get(j).add(step));
    return over(loss.of(y, moved, null).subtract(loss.of(y, z, null)), step).doubleValue();
  }

  @TestFactory
  List<DynamicTest> sigmoids() {
    for (double z : LOGITS) {
      for (double y : new double[] {0, 1, 0.25}) {
        row(binaryCrossentropy, sigmoid, binary(0, 0, 0), new double[] {y}, z);
        row(
            binaryCrossentropy.labelSmoothing(0.125),
            sigmoid,
            binary(0.125, 0, 0),
            new double[] {y},
            z);
        row(binaryFocalCrossentropy, sigmoid, binary(0, 0, 2), new double[] {y}, z);
        row(
            binaryFocalCrossentropy.gamma(0.5).applyClassBalancing(true),
            sigmoid,
            binary(0, 0.25, 0.5),
            new double[] {y},
            z);
        row(
            binaryFocalCrossentropy.gamma(3).labelSmoothing(0.125),
            sigmoid,
            binary(0.125, 0, 3),
            new double[] {y},
            z);
        row(binaryFocalCrossentropy.gamma(0), sigmoid, binary(0, 0, 0), new double[] {y}, z);
      }
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> softmaxes() {
    for (double z : LOGITS) {
      double[] logits = {z, 0, 1};
      for (int c = 0; c < 3; c++) {
        double[] label = {c};
        double[] oneHot = new double[3];
        oneHot[c] = 1;
        row(sparseCategoricalCrossentropy, softmax, categorical(0, 1, 0), label, logits);
        row(
            sparseCategoricalCrossentropy.ignoreClass(7),
            softmax,
            categorical(0, 1, 0),
            label,
            logits);
        row(categoricalCrossentropy, softmax, categorical(0, 1, 0), oneHot, logits);
        row(
            categoricalCrossentropy.labelSmoothing(0.125),
            softmax,
            categorical(0.125, 1, 0),
            oneHot,
            logits);
        row(categoricalFocalCrossentropy, softmax, categorical(0, 0.25, 2), oneHot, logits);
        row(
            categoricalFocalCrossentropy.alpha(1).gamma(0.5),
            softmax,
            categorical(0, 1, 0.5),
            label,
            logits);
        row(
            categoricalFocalCrossentropy.labelSmoothing(0.125),
            softmax,
            categorical(0.125, 0.25, 2),
            oneHot,
            logits);
        row(klDivergence, softmax, ExtremeLogitsTest::divergence, oneHot, logits);
      }
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> linears() {
    BigDecimal quarter = new BigDecimal("0.25");
    for (double z : LOGITS) {
      double[] y = {0.5};
      row(meanSquaredError, linear, single((t, v) -> times(v.subtract(t), v.subtract(t))), y, z);
      row(meanAbsoluteError, linear, single((t, v) -> v.subtract(t).abs()), y, z);
      row(
          meanAbsolutePercentageError,
          linear,
          single((t, v) -> times(big(200), v.subtract(t).abs())),
          y,
          z);
      row(huber, linear, single((t, v) -> huber(v.subtract(t), ONE)), y, z);
      row(Losses.huber(0.25), linear, single((t, v) -> huber(v.subtract(t), quarter)), y, z);
      row(Losses.quantile(0.25), linear, single((t, v) -> quantile(t.subtract(v), quarter)), y, z);
      row(
          logCosh,
          linear,
          single(
              (t, v) ->
                  logSumExp(List.of(v.subtract(t), t.subtract(v))).subtract(log(TWO), DIGITS)),
          y,
          z);
      row(
          meanSquaredLogarithmicError,
          linear,
          single((t, v) -> log(over(ONE.add(v.max(EPSILON)), ONE.add(t))).pow(2, DIGITS)),
          y,
          z);
      for (double sign : new double[] {-1, 1}) {
        row(
            hinge,
            linear,
            single((t, v) -> ONE.subtract(times(t, v)).max(BigDecimal.ZERO)),
            new double[] {sign},
            z);
        row(
            squaredHinge,
            linear,
            single((t, v) -> ONE.subtract(times(t, v)).max(BigDecimal.ZERO).pow(2, DIGITS)),
            new double[] {sign},
            z);
      }
      if (z >= 0) { // a rate is not negative
        row(
            poisson,
            linear,
            single((t, v) -> v.subtract(times(t, log(v.add(EPSILON))))),
            new double[] {3},
            z);
      }
      row(
          categoricalHinge,
          linear,
          (t, v, epsilon) ->
              ONE.add(v.get(1).max(v.get(2)).max(BigDecimal.ZERO))
                  .subtract(v.get(0))
                  .max(BigDecimal.ZERO),
          new double[] {1, 0, 0},
          z,
          0.25,
          0.5);
      row(
          cosineSimilarity,
          linear,
          (t, v, epsilon) ->
              over(
                      times(t.get(0), v.get(0)).add(times(t.get(1), v.get(1))),
                      times(v.get(0), v.get(0)).add(times(v.get(1), v.get(1))).sqrt(DIGITS))
                  .negate(),
          new double[] {1, 0},
          z,
          0.5);
    }
    return tests;
  }
}
