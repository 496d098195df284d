package org.chainrule.optimizers;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.optimizers.Optimizers.*;
import static org.chainrule.optimizers.Schedules.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.chainrule.Sequential;
import org.chainrule.backend.CpuKernels;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Nd4jKernels;
import org.chainrule.backend.Rng;
import org.chainrule.backend.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Each optimizer by hand on one weight, and in FLOAT against DOUBLE on a network. */
class OptimizersTest {
  private static final long SEED = 5;

  /**
   * Steps down L = (w·1 − 0)² from w = 1, whose gradient is 2w, and compares w after each with what
   * the comments of a test work out.
   */
  private static void steps(Optimizer optimizer, double... expected) {
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      Sequential model =
          new Sequential(input(1), dense(1).useBias(false))
              .dtype(type)
              .setWeights(List.of(Nd4j.createFromArray(new double[][] {{1}})))
              .compile(optimizer, meanSquaredError);
      for (int t = 0; t < expected.length; t++) {
        model.trainOnBatch(new double[][] {{1}}, new double[] {0});
        double w = model.getWeights().get(0).getDouble(0);
        double tolerance = type == DataType.DOUBLE ? 1e-12 : 3e-7;
        assertEquals(expected[t], w, tolerance, optimizer + ", step " + (t + 1) + ", " + type);
      }
    }
  }

  @Test
  void gradientDescent() {
    // w = 1    g = 2     w = 1    − 0.1·2    = 0.8
    // w = 0.8  g = 1.6   w = 0.8  − 0.1·1.6  = 0.64
    // w = 0.64 g = 1.28  w = 0.64 − 0.1·1.28 = 0.512
    steps(sgd(0.1), 0.8, 0.64, 0.512);
  }

  @Test
  void momentum() {
    // v = 0.5·0      − 0.1·2    = −0.2    w = 1    − 0.2   = 0.8
    // v = 0.5·−0.2   − 0.1·1.6  = −0.26   w = 0.8  − 0.26  = 0.54
    // v = 0.5·−0.26  − 0.1·1.08 = −0.238  w = 0.54 − 0.238 = 0.302
    steps(sgd(0.1).momentum(0.5), 0.8, 0.54, 0.302);
  }

  @Test
  void nesterov() {
    // v = −0.2                              w = 1   + 0.5·−0.2  − 0.1·2   = 0.7
    // v = 0.5·−0.2  − 0.1·1.4  = −0.24      w = 0.7 + 0.5·−0.24 − 0.1·1.4 = 0.44
    // v = 0.5·−0.24 − 0.1·0.88 = −0.208     w = 0.44 + 0.5·−0.208 − 0.088 = 0.248
    steps(sgd(0.1).momentum(0.5).nesterov(true), 0.7, 0.44, 0.248);
  }

  @Test
  void adamWithItsCorrections() {
    // β₁ = 0.5, β₂ = 0.75, ε = 0.01, rate 0.1
    // t = 1: g = 2, m = 0.5·2 = 1, v = 0.25·4 = 1, α = 0.1·√(1 − 0.75)/(1 − 0.5) = 0.1·0.5/0.5 =
    // 0.1
    //        w = 1 − 0.1·1/(1 + 0.01) = 0.900990099009901
    double w1 = 1 - 0.1 * 1 / (1 + 0.01);
    // t = 2: g = 2·w1, m = 1 + 0.5·(g − 1), v = 1 + 0.25·(g² − 1),
    //        α = 0.1·√(1 − 0.5625)/(1 − 0.25) = 0.1·0.6614378/0.75 = 0.08819171
    double g2 = 2 * w1;
    double m2 = 1 + 0.5 * (g2 - 1);
    double v2 = 1 + 0.25 * (g2 * g2 - 1);
    double w2 = w1 - 0.1 * Math.sqrt(0.4375) / 0.75 * m2 / (Math.sqrt(v2) + 0.01);
    // t = 3: α = 0.1·√(1 − 0.421875)/(1 − 0.125) = 0.1·0.7603453/0.875
    double g3 = 2 * w2;
    double m3 = m2 + 0.5 * (g3 - m2);
    double v3 = v2 + 0.25 * (g3 * g3 - v2);
    double w3 = w2 - 0.1 * Math.sqrt(0.578125) / 0.875 * m3 / (Math.sqrt(v3) + 0.01);
    assertEquals(0.900990099009901, w1, 1e-15);
    assertEquals(0.802907, w2, 1e-6); //      1.40099·0.0881917 / (1.249712 + 0.01) = 0.098082 less
    steps(adam(0.1).beta1(0.5).beta2(0.75).epsilon(0.01), w1, w2, w3);
  }

  /** With the default ε the first step of Adam is the learning rate, whatever the gradient. */
  @Test
  void adamsFirstStepIsTheRate() {
    // α·m/(√v + ε) = lr·√0.001/0.1 · 0.1·2 / (√(0.001·4) + 1e-7) = lr · 1/(1 + 1e-7/0.0632)
    steps(adam(0.01), 1 - 0.01 / (1 + 1e-7 / Math.sqrt(0.004)));
  }

  @Test
  void amsgradKeepsTheLargestV() {
    // β₁ = 0, β₂ = 0.5, ε = 1, rate 0.5: m = g, α = 0.5·√(1 − 0.5ᵗ)
    // t = 1: g = 2, v = 0.5·4 = 2, v̂ = 2,    w = 1 − 0.5·√0.5·2/(√2 + 1)
    double w1 = 1 - 0.5 * Math.sqrt(0.5) * 2 / (Math.sqrt(2) + 1);
    // t = 2: g = 2·0.70711 = 1.41421, v = 0.5·2 + 0.5·2 = 2, v̂ = 2
    double w2 = w1 - 0.5 * Math.sqrt(0.75) * (2 * w1) / (Math.sqrt(2) + 1);
    // t = 3: g = 2·0.45345 = 0.90690, v = 0.5·2 + 0.5·0.82247 = 1.41123, but v̂ stays 2
    double w3 = w2 - 0.5 * Math.sqrt(0.875) * (2 * w2) / (Math.sqrt(2) + 1);
    assertEquals(0.707107, w1, 1e-6);
    assertEquals(0.453453, w2, 1e-6);
    steps(adam(0.5).beta1(0).beta2(0.5).epsilon(1).amsgrad(true), w1, w2, w3);
  }

  @Test
  void adamWDecaysFirst() {
    // rate 0.5, decay 0.5: first w = 1 − 0.5·0.5·1 = 0.75, then Adam's step of (nearly) the rate,
    // from the gradient at 1: 0.75 − 0.5 = 0.25
    steps(adamW(0.5).weightDecay(0.5).epsilon(1e-14), 0.25);
  }

  @Test
  void adamaxDividesByTheLargestGradient() {
    // β₁ = 0.5, β₂ = 0.5, ε = 1, rate 0.5
    // t = 1: g = 2, m = 1, u = max(0, 2) = 2,    w = 1 − 0.5/0.5·1/3          = 2/3
    // t = 2: g = 4/3, m = 1 + 0.5·(4/3 − 1) = 7/6, u = max(1, 4/3) = 4/3
    //        w = 2/3 − 0.5/0.75·(7/6)/(7/3) = 2/3 − 1/3                       = 1/3
    // t = 3: g = 2/3, m = 7/6 − 1/4 = 11/12, u = max(2/3, 2/3) = 2/3
    //        w = 1/3 − 0.5/0.875·(11/12)/(5/3) = 1/3 − 11/35
    steps(adamax(0.5).beta1(0.5).beta2(0.5).epsilon(1), 2 / 3.0, 1 / 3.0, 1 / 3.0 - 11 / 35.0);
  }

  @Test
  void nadamLooksAhead() {
    // β₁ = 0.5, β₂ = 0.75, ε = 1, rate 0.5; μ₁ = 0.5·(1 − 0.48) = 0.26,
    // μ₂ = 0.5·(1 − 0.5·0.9216) = 0.2696, μ₃ = 0.5·(1 − 0.5·0.884736) = 0.278816
    // t = 1: g = 2, m = 1, v = 1, v̂ = 1/0.25 = 4,
    //        m̂ = 0.2696·1/(1 − 0.26·0.2696) + 0.74·2/0.74,  w = 1 − 0.5·m̂/(2 + 1)
    double p1 = 0.26;
    double p2 = p1 * 0.2696;
    double p3 = p2 * 0.278816;
    double w1 = 1 - 0.5 * (0.2696 / (1 - p2) + 2) / 3;
    // t = 2: m = 1 + 0.5·(g − 1), v = 1 + 0.25·(g² − 1), v̂ = v/0.4375
    double g = 2 * w1;
    double m = 1 + 0.5 * (g - 1);
    double v = (1 + 0.25 * (g * g - 1)) / 0.4375;
    double ahead = 0.278816 * m / (1 - p3) + (1 - 0.2696) * g / (1 - p2);
    double w2 = w1 - 0.5 * ahead / (Math.sqrt(v) + 1);
    assertEquals(0.618346, w1, 1e-6);
    steps(nadam(0.5).beta1(0.5).beta2(0.75).epsilon(1), w1, w2);
  }

  @Test
  void rmspropWithEpsilonInsideTheRoot() {
    // ρ = 0.75, ε = 3, rate 0.5
    // g = 2, v = 0.25·4 = 1,               w = 1 − 0.5·2/√(1 + 3)            = 0.5
    // g = 1, v = 0.75·1 + 0.25·1 = 1,      w = 0.5 − 0.5·1/2                 = 0.25
    steps(rmsprop(0.5).rho(0.75).epsilon(3), 0.5, 0.25);
  }

  @Test
  void rmspropWithMomentum() {
    // as above, p = 0.5·p + step
    // p = 0.5,                             w = 1 − 0.5                       = 0.5
    // p = 0.25 + 0.25 = 0.5,               w = 0.5 − 0.5                     = 0
    // g = 0, p = 0.25,                     w = −0.25
    steps(rmsprop(0.5).rho(0.75).epsilon(3).momentum(0.5), 0.5, 0, -0.25);
  }

  @Test
  void rmspropCentered() {
    // ρ = 0.5, ε = 3, rate 1
    // g = 2, v = 2, m = 1,                 w = 1 − 2/√(2 − 1 + 3)            = 0
    // g = 0, v = 1, m = 0.5,               w = 0
    steps(rmsprop(1).rho(0.5).epsilon(3).centered(true), 0, 0);
    // and with momentum: p = 1, w = 0; p = 0.5, w = −0.5
    steps(rmsprop(1).rho(0.5).epsilon(3).centered(true).momentum(0.5), 0, -0.5);
  }

  @Test
  void adagradAddsUp() {
    // v = 1 at first, ε = 4, rate 1.5
    // g = 2, v = 5,                        w = 1 − 1.5·2/√9                  = 0
    steps(adagrad(1.5).initialAccumulatorValue(1).epsilon(4), 0, 0);
    // rate 0.75: w = 1 − 0.75·2/3 = 0.5;  g = 1, v = 6, w = 0.5 − 0.75·1/√10
    steps(adagrad(0.75).initialAccumulatorValue(1).epsilon(4), 0.5, 0.5 - 0.75 / Math.sqrt(10));
  }

  @Test
  void adadeltaHasUnits() {
    // ρ = 0.75, ε = 1, rate 0.5
    // g = 2, v = 1, d = √(0 + 1)/√(1 + 1)·2 = √2, u = 0.25·2 = 0.5,    w = 1 − 0.5·√2
    double w1 = 1 - 0.5 * Math.sqrt(2);
    // g = 2·w1 = 2 − √2 = 0.585786, v = 0.75 + 0.25·g² = 0.835786, d = √1.5/√1.835786·g
    double d = Math.sqrt(1.5) / Math.sqrt(1.75 + 0.25 * 4 * w1 * w1) * 2 * w1;
    assertEquals(0.529510, d, 1e-6);
    steps(adadelta(0.5).rho(0.75).epsilon(1), w1, w1 - 0.5 * d);
  }

  @Test
  void lionTakesSigns() {
    // β₁ = 0.25, β₂ = 0.5, rate 0.75
    // g = 2, sign(0.75·2) = 1, m = 1,                       w = 1 − 0.75     = 0.25
    // g = 0.5, sign(0.25·1 + 0.75·0.5) = 1, m = 0.75,       w = −0.5
    // g = −1, sign(0.25·0.75 − 0.75) = −1, m = −0.125,      w = 0.25
    steps(lion(0.75).beta1(0.25).beta2(0.5), 0.25, -0.5, 0.25);
  }

  @Test
  void ftrlFollowsTheRegularizedLeader() {
    // v = 4 at first, rate 0.5, l1 = 0.5, l2 = 1, l2Shrinkage = 0.25, beta = 2
    // g = 2, σ = √8, z = 2 + 0.5·1 − (√8 − 2)/0.5·1 = 6.5 − 2·√8 = 0.843146,
    // w = (0.5 − 0.843146)/(√8/0.5 + 2 + 2/0.5)
    double z = 6.5 - 2 * Math.sqrt(8);
    double w1 = (0.5 - z) / (2 * Math.sqrt(8) + 6);
    assertEquals(-0.029437, w1, 1e-6);
    // g = 2·w1, σ = √(8 + g²), z += g + 0.5·w1 − (σ − √8)/0.5·w1
    double sigma = Math.sqrt(8 + 4 * w1 * w1);
    z += 2.5 * w1 - 2 * (sigma - Math.sqrt(8)) * w1;
    double w2 = (0.5 - z) / (2 * sigma + 6);
    steps(
        ftrl(0.5)
            .initialAccumulatorValue(4)
            .l1RegularizationStrength(0.5)
            .l2RegularizationStrength(1)
            .l2ShrinkageRegularizationStrength(0.25)
            .beta(2),
        w1,
        w2);
  }

  /** l1 makes a weight exactly 0; a weight that was never used stays 0, without NaN. */
  @Test
  void ftrlMakesZeros() {
    // v = 0, power −1: σ = v; g = 2, σ = 4, z = 2 − 4 = −2, |z| ≤ 3: w = 0
    steps(
        ftrl(1).learningRatePower(-1).initialAccumulatorValue(0).l1RegularizationStrength(3), 0, 0);
    steps(ftrl(1).initialAccumulatorValue(0).l1RegularizationStrength(3), 0, 0);
  }

  @Test
  void clipping() {
    // g = 2 becomes 0.5:                   w = 1 − 0.5·0.5 = 0.75, and g = 1.5 again 0.5: 0.5
    steps(sgd(0.5).clipValue(0.5), 0.75, 0.5);
    steps(sgd(0.5).clipNorm(0.5), 0.75, 0.5);
    steps(sgd(0.5).globalClipNorm(0.5), 0.75, 0.5);
    // a gradient within the bound stays: w = 1 − 0.25·2 = 0.5
    steps(sgd(0.25).clipNorm(2), 0.5);
    // and one a little beyond does not: w = 1 − 0.25·1.5 = 0.625
    steps(sgd(0.25).clipNorm(1.5), 0.625);
    steps(sgd(0.25).globalClipNorm(1.5), 0.625);
  }

  @Test
  void accumulation() {
    // three gradients of 2, mean 2: w = 1 − 0.25·2 = 0.5, then three of 1: w = 0.25
    steps(sgd(0.25).gradientAccumulationSteps(3), 1, 1, 0.5, 0.5, 0.5, 0.25);
  }

  @Test
  void movingAverageOverwrites() {
    // w = 1 − 0.5 = 0.5, average = 0.5
    // w = 0.25, average = 0.5·0.5 + 0.5·0.25 = 0.375, which takes its place
    // w = 0.1875, average = 0.5·0.375 + 0.5·0.1875 = 0.28125
    // w = 0.09375, average = 0.1875
    steps(sgd(0.25).useEma(0.5).emaOverwriteFrequency(2), 0.5, 0.375, 0.1875, 0.1875);
  }

  /** During a fit the weights stay what they are; after it they are their average. */
  @Test
  void movingAverageAtTheEndOfAFit() {
    Sequential model =
        new Sequential(input(1), dense(1).useBias(false))
            .setWeights(List.of(Nd4j.createFromArray(new float[][] {{1}})))
            .compile(sgd(0.25).useEma(0.5), meanSquaredError);
    // w = 0.5, 0.25; average 0.5, 0.375
    double[] loss = model.fit(new double[][] {{1}}, new double[] {0}, epochs(2).verbose(0)).loss();
    assertEquals(0.25, loss[1], 1e-7);
    assertEquals(0.375, model.getWeights().get(0).getDouble(0), 1e-7);
    // w = 0.1875, average = 0.28125
    model.fit(new double[][] {{1}}, new double[] {0}, epochs(1).verbose(0));
    assertEquals(0.28125, model.getWeights().get(0).getDouble(0), 1e-7);
  }

  @Test
  void decayLeavesOutWhatIsExcluded() {
    Sequential model =
        new Sequential(input(1), dense(1))
            .setWeights(
                List.of(
                    Nd4j.createFromArray(new float[][] {{1}}),
                    Nd4j.createFromArray(new float[] {1})))
            .compile(
                sgd(0.5).weightDecay(0.5).excludeFromWeightDecay("bia", "gamma"), meanSquaredError);
    model.trainOnBatch(new double[][] {{1}}, new double[] {2}); // no error, no gradient
    assertEquals(0.75, model.getWeights().get(0).getDouble(0), 1e-7);
    assertEquals(1, model.getWeights().get(1).getDouble(0), 1e-7);
  }

  /** Two steps in two fits are two steps: the schedule goes on. */
  @Test
  void schedulesCountStepsFromZero() {
    // rates 0.25, 0.125: w = 1 − 0.25·2 = 0.5, w = 0.5 − 0.125·1 = 0.375
    steps(sgd(exponentialDecay(0.25, 1, 0.5)), 0.5, 0.375);
    steps(sgd(step -> 0.25 / (1 + step)), 0.5, 0.375);
  }

  /** A rate that is none stops the fit, before it does harm. */
  @Test
  void aScheduleOfBadRates() {
    for (double rate : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      Schedule schedule =
          new Schedule() {
            @Override
            public double at(long step) {
              return step == 0 ? 0.25 : rate;
            }

            @Override
            public String toString() {
              return "own";
            }
          };
      Sequential model =
          new Sequential(input(1), dense(1).useBias(false))
              .setWeights(List.of(Nd4j.createFromArray(new float[][] {{1}})))
              .compile(sgd(schedule), meanSquaredError);
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> model.fit(new double[][] {{1}}, new double[] {0}, epochs(3).verbose(0)));
      assertEquals(
          "sgd(own) expects learning rates of at least 0 and finite, but got "
              + rate
              + " for step 1: mend the schedule",
          e.getMessage());
      assertEquals(0.5, model.getWeights().get(0).getDouble(0), 1e-7);
    }
  }

  /** L-BFGS on a loss with kinks in its path: each epoch is no worse, in either type. */
  @Test
  void lbfgsNeverGoesUp() {
    Rng rng = new Rng(SEED);
    double[][] x = new double[40][2];
    double[] y = new double[40];
    for (int i = 0; i < x.length; i++) {
      x[i][0] = rng.normal();
      x[i][1] = rng.normal();
      y[i] = Math.sin(2 * x[i][0]) * x[i][1];
    }
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      Sequential model =
          new Sequential(input(2), dense(9, tanh), dense(1))
              .dtype(type)
              .seed(SEED)
              .compile(lbfgs().memory(5), meanSquaredError);
      double[] loss = model.fit(x, y, epochs(60).fullBatch().verbose(0)).loss();
      for (int epoch = 1; epoch < loss.length; epoch++) {
        assertTrue(loss[epoch] <= loss[epoch - 1], type + ", epoch " + (epoch + 1));
      }
      assertTrue(loss[59] < 0.1 * loss[0], type + ": " + loss[59] + " from " + loss[0]);
    }
  }

  /** A quadratic of one weight is solved in two steps: one finds the curvature, one uses it. */
  @Test
  void lbfgsLearnsTheCurvature() {
    // L = w², w = 1: g = 2, direction −2, first length min(1, 1/2): w = 0, where the slope is 0
    steps(lbfgs(), 0, 0, 0);
  }

  @Test
  void aRateOfZeroChangesNothing() {
    for (Optimizer optimizer : optimizers()) {
      if (optimizer instanceof Rule<?> rule) {
        double[] state = rule.start();
        assertEquals(0.7, rule.step(1, 0).next(0.3, state, 0.7), 0, optimizer.toString());
      }
    }
  }

  @Test
  void defaultsAreKeras() {
    Schedule rate = new ConstantRate(0.001);
    StepOptions none = new StepOptions(0, List.of(), 0, 0, 0, false, 0.99, 0, 1);
    assertEquals(new Sgd(new ConstantRate(0.01), 0, false, none), sgd());
    assertEquals(new Adam(rate, 0.9, 0.999, 1e-7, false, none), adam());
    assertEquals(adam().weightDecay(0.004), adamW());
    assertEquals(new Adamax(rate, 0.9, 0.999, 1e-7, none), adamax());
    assertEquals(new Nadam(rate, 0.9, 0.999, 1e-7, none), nadam());
    assertEquals(new RmsProp(rate, 0.9, 0, 1e-7, false, none), rmsprop());
    assertEquals(new Adagrad(rate, 0.1, 1e-7, none), adagrad());
    assertEquals(new Adadelta(rate, 0.95, 1e-7, none), adadelta());
    assertEquals(new Lion(rate, 0.9, 0.99, none), lion());
    assertEquals(new Ftrl(rate, -0.5, 0.1, 0, 0, 0, 0, none), ftrl());
    assertEquals(adam().useEma(0.99), adam().useEma());
  }

  /** Each prints the call that makes it, whatever the order it was made in. */
  @Test
  void printsTheCall() {
    assertEquals("sgd(0.01)", sgd().toString());
    assertEquals(
        "adam(0.01).beta1(0.8).clipNorm(1.0)", adam(0.01).clipNorm(1).beta1(0.8).toString());
    assertEquals("adam(0.001).weightDecay(0.004)", adamW().toString());
    assertEquals(
        "rmsprop(cosineDecay(0.1, 100).warmup(0.2, 10)).rho(0.5).centered(true)",
        rmsprop(cosineDecay(0.1, 100).warmup(0.2, 10)).rho(0.5).centered(true).toString());
    assertEquals(
        "lion(0.1).weightDecay(0.5).emaOverwriteFrequency(3).gradientAccumulationSteps(2)"
            + ".excludeFromWeightDecay(\"bias\", \"gamma\").useEma(0.9)",
        lion(0.1)
            .excludeFromWeightDecay("bias", "gamma")
            .emaOverwriteFrequency(3)
            .useEma(0.9)
            .gradientAccumulationSteps(2)
            .weightDecay(0.5)
            .toString());
    assertEquals("ftrl(0.1).beta(1.0)", ftrl(0.1).beta(1).toString());
    assertEquals("adagrad(0.1).epsilon(1.0)", adagrad(0.1).epsilon(1).toString());
    assertEquals("adadelta(1.0).rho(0.9)", adadelta(1).rho(0.9).toString());
    assertEquals("adamax(0.001).beta2(0.99)", adamax().beta2(0.99).toString());
    assertEquals("nadam(0.001).clipValue(2.0)", nadam().clipValue(2).toString());
    assertEquals("lbfgs().memory(5)", lbfgs().memory(5).toString());
  }

  /** The tiles of each rule against its formula, over uneven numbers and zeros. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void tilesComputeTheFormula(Optimizer optimizer) {
    if (!(optimizer instanceof Rule<?> rule)) {
      return;
    }
    for (int size : new int[] {1, 1000, 33 * 4099}) { // the last is shared by several threads
      Rng rng = new Rng(SEED);
      double[] w = new double[size];
      double[] g = new double[size];
      for (int i = 0; i < size; i++) {
        w[i] = (float) (i % 17 == 0 ? 0 : rng.normal());
        g[i] = (float) (i % 13 == 0 ? 0 : rng.normal() * Math.pow(10, i % 5 - 3));
      }
      double[][] outcomes = new double[2][];
      for (int run = 0; run < 2; run++) {
        Kernels k = run == 0 ? new CpuKernels() : new Nd4jKernels(DataType.DOUBLE);
        Matrix ws = k.zeros(1, size);
        Matrix gs = k.zeros(1, size);
        ws.set(w);
        gs.set(g);
        Slot before = k.slot(size, 0);
        Slot[] state =
            Arrays.stream(rule.start()).mapToObj(v -> k.slot(size, v)).toArray(Slot[]::new);
        for (int t = 1; t <= 3; t++) {
          double decay = t == 2 ? 0.003 : 0; // with a decay, old and new weights share a tile
          k.update(rule.step(t, 0.01), gs, decay, null, before, ws, state);
          k.scale(-0.6, gs);
        }
        outcomes[run] = ws.toDoubles();
      }
      for (int i = 0; i < size; i++) {
        double allowed = 3e-6 * (1 + Math.abs(outcomes[1][i]));
        assertEquals(outcomes[1][i], outcomes[0][i], allowed, optimizer + ", weight " + i);
      }
    }
  }

  static List<Optimizer> optimizers() {
    return List.of(
        sgd(0.05),
        sgd(0.02).momentum(0.9),
        sgd(0.02).momentum(0.9).nesterov(true),
        adam(0.01),
        adam(0.01).amsgrad(true),
        adamW(0.01).weightDecay(0.1).excludeFromWeightDecay("bias"),
        adamax(0.01),
        nadam(0.01),
        rmsprop(0.01),
        rmsprop(0.005).momentum(0.5),
        rmsprop(0.01).centered(true).epsilon(1e-4),
        rmsprop(0.005).centered(true).momentum(0.5).epsilon(1e-4),
        rmsprop(0.01).weightDecay(0.1),
        rmsprop(0.005).momentum(0.5).weightDecay(0.1),
        adagrad(0.1),
        adadelta(1).epsilon(1e-5),
        lion(0.002),
        ftrl(0.2),
        ftrl(0.2).learningRatePower(-0.4).l2RegularizationStrength(0.01),
        sgd(0.1).clipNorm(0.5),
        sgd(0.1).globalClipNorm(0.5),
        sgd(0.1).clipValue(0.1),
        sgd(0.2).gradientAccumulationSteps(3),
        sgd(0.1).useEma(0.5).emaOverwriteFrequency(4),
        adam(oneCycle(0.05, 120)));
  }

  /** FLOAT takes the fast kernels, DOUBLE ND4J's: 30 epochs must lead to the same place. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void floatFollowsDouble(Optimizer optimizer) {
    Rng rng = new Rng(SEED);
    double[][] x = new double[50][3];
    double[][] y = new double[50][2];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < 3; j++) {
        x[i][j] = rng.normal();
      }
      y[i][0] = Math.sin(x[i][0]) + 0.5 * x[i][1];
      y[i][1] = x[i][1] * x[i][2] - 0.3;
    }
    double[][] losses = new double[2][];
    double[][] weights = new double[2][];
    for (int run = 0; run < 2; run++) {
      Sequential model =
          new Sequential(input(3), dense(7, tanh), dense(2))
              .dtype(run == 0 ? DataType.FLOAT : DataType.DOUBLE)
              .seed(SEED)
              .compile(optimizer, meanSquaredError);
      losses[run] = model.fit(x, y, epochs(30).batchSize(16).verbose(0)).loss();
      weights[run] =
          model.getWeights().stream()
              .map(INDArray::ravel)
              .flatMapToDouble(w -> Arrays.stream(w.toDoubleVector()))
              .toArray();
    }
    assertTrue(losses[1][29] < 0.7 * losses[1][0], "it learns, seed " + SEED);
    for (int epoch = 0; epoch < 30; epoch++) {
      assertEquals(
          losses[1][epoch], losses[0][epoch], 1e-4 * losses[1][epoch], "epoch " + (epoch + 1));
    }
    assertEquals(3 * 7 + 7 + 7 * 2 + 2, weights[0].length);
    for (int i = 0; i < weights[0].length; i++) {
      double allowed = 1e-4 * Math.max(0.1, Math.abs(weights[1][i]));
      assertEquals(weights[1][i], weights[0][i], allowed, "weight " + i + ", seed " + SEED);
    }
  }
}
