package org.chainrule.optimizers;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.optimizers.Optimizers.adam;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.chainrule.Sequential;
import org.chainrule.backend.Rng;
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
  void defaultsAreKeras() {
    assertEquals(new Sgd(0.01, 0, false), sgd());
    assertEquals(new Adam(0.001, 0.9, 0.999, 1e-7), adam());
  }

  static List<Optimizer> optimizers() {
    return List.of(
        sgd(0.05), sgd(0.02).momentum(0.9), sgd(0.02).momentum(0.9).nesterov(true), adam(0.01));
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
              .flatMapToDouble(w -> java.util.Arrays.stream(w.toDoubleVector()))
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
