package org.chainrule;

import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.initializers.Initializers.constant;
import static org.chainrule.initializers.Initializers.randomUniform;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.alphaDropout;
import static org.chainrule.layers.Layers.batchNormalization;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.dropout;
import static org.chainrule.layers.Layers.gaussianDropout;
import static org.chainrule.layers.Layers.gaussianNoise;
import static org.chainrule.layers.Layers.layerNormalization;
import static org.chainrule.layers.Layers.prelu;
import static org.chainrule.layers.Layers.rmsNormalization;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.losses.Losses.sparseCategoricalCrossentropy;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Rng;
import org.chainrule.layers.Builder;
import org.chainrule.layers.Dense;
import org.chainrule.layers.Differentiable;
import org.chainrule.layers.Layer;
import org.chainrule.layers.Parameter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Noise, normalization and prelu have the right derivatives in every position; and the check that
 * says so rejects the mistakes that are usual in them.
 */
class LayersGradientTest {
  private static final long SEED = 37;

  private static final Rng RANDOM = new Rng(SEED); // before the data drawn from it

  // five samples, three inputs, three outputs
  private static final double[][] X = uniform(5, 3);
  private static final double[][] Y = uniform(5, 3);
  private static final int[] CLASSES = {1, 0, 2, 2, 1};

  private static double[][] uniform(int rows, int columns) {
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      Arrays.setAll(row, j -> 2 * RANDOM.uniform() - 1);
    }
    return values;
  }

  /** The layers of the table. */
  static List<Layer> all() {
    return List.of(
        dropout(0.3),
        alphaDropout(0.3),
        gaussianDropout(0.3),
        gaussianNoise(0.7),
        batchNormalization(),
        batchNormalization().center(false).epsilon(0.1),
        batchNormalization().scale(false),
        batchNormalization().center(false).scale(false),
        batchNormalization().gammaInitializer(randomUniform(-2, 2)).trainable(false),
        layerNormalization(),
        layerNormalization().center(false).epsilon(0.1),
        layerNormalization().scale(false),
        layerNormalization().center(false).scale(false),
        layerNormalization().epsilon(0.1).gammaInitializer(randomUniform(-2, 2)).trainable(false),
        rmsNormalization(),
        rmsNormalization().epsilon(0.1),
        rmsNormalization().epsilon(0.1).trainable(false),
        prelu(),
        prelu().alphaInitializer(constant(0.3)),
        prelu().alphaInitializer(constant(1.5)).trainable(false));
  }

  /** Under batch normalization a bias has no effect, and so no derivative that could be tested. */
  private static Dense plain(int units) {
    return dense(units).useBias(false);
  }

  private static List<List<Layer>> around(Layer layer) {
    return List.of(
        List.of(layer),
        List.of(layer, dense(3, tanh)),
        List.of(plain(3), layer),
        List.of(dense(4, tanh), layer, dense(3)),
        List.of(plain(4), layer, activation(tanh), dropout(0.3), dense(3)));
  }

  @TestFactory
  List<DynamicTest> everywhere() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Layer layer : all()) {
      for (List<Layer> layers : around(layer)) {
        tests.add(
            dynamicTest(
                layers.toString(),
                () -> {
                  GradientCheck.Result result =
                      GradientCheck.of(meanSquaredError, X, Y, layers.toArray(Layer[]::new));
                  assertTrue(result.passed(), () -> result + ", data seed " + SEED);
                }));
      }
    }
    return tests;
  }

  @Test
  void aClassifierOfEverything() {
    GradientCheck.Result result =
        GradientCheck.of(
            sparseCategoricalCrossentropy,
            X,
            CLASSES,
            plain(6),
            batchNormalization(),
            activation(relu),
            dropout(0.4),
            dense(5),
            layerNormalization(),
            prelu(),
            gaussianDropout(0.2),
            dense(4),
            rmsNormalization(),
            gaussianNoise(0.1),
            alphaDropout(0.1),
            dense(3, softmax));
    assertTrue(result.passed(), result::toString);
  }

  // ---- what must be rejected

  private static void wrong(String why, Layer layer) {
    for (List<Layer> layers :
        List.of(
            List.of(layer, dense(3, tanh)),
            List.of(dense(3, tanh), layer, activation(tanh), dense(3)))) {
      GradientCheck.Result result =
          GradientCheck.of(meanSquaredError, X, Y, layers.toArray(Layer[]::new));
      assertFalse(result.passed(), why + " passed: " + result);
    }
  }

  /** A layer of one function with memory of its own, for one pass at a time. */
  private interface Own extends Layer, Differentiable {
    @Override
    default void build(Builder builder) {
      builder.add(this, builder.columns());
    }
  }

  private static Matrix zeros(Matrix like, int rows) {
    return Matrix.zeros(like.type(), rows, like.columns());
  }

  /** Batch normalization that leaves out terms of its backward. */
  private record Batch(boolean meanTerm, boolean varianceTerm) implements Own {
    @Override
    public void forward(Kernels k, Matrix x, Matrix y) {
      Matrix mean = zeros(x, 1);
      Matrix variance = zeros(x, 1);
      k.columnMoments(x, mean, variance);
      k.normalizeColumns(x, mean, variance, 0.01, null, null, y);
    }

    @Override
    public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
      Matrix mean = zeros(x, 1);
      Matrix variance = zeros(x, 1);
      Matrix dbeta = zeros(x, 1);
      Matrix dgamma = zeros(x, 1);
      k.columnMoments(x, mean, variance);
      if (meanTerm) {
        k.sumRows(dy, dbeta);
      }
      if (varianceTerm) {
        k.sumNormalized(x, mean, variance, 0.01, dy, dgamma);
      }
      if (dx != null) {
        k.normalizeColumnsBackward(x, mean, variance, 0.01, null, dbeta, dgamma, dy, dx);
      }
    }
  }

  @Test
  void rejectsBatchNormalizationWithTheStatisticsAsConstants() {
    assertTrue(
        GradientCheck.of(meanSquaredError, X, Y, new Batch(true, true), dense(3, tanh)).passed());
    wrong("no mean term", new Batch(false, true));
    wrong("no variance term", new Batch(true, false));
    wrong("neither term", new Batch(false, false));
  }

  /** Layer normalization with a backward to be chosen. */
  private record Rows(String mistake) implements Own {
    @Override
    public void forward(Kernels k, Matrix x, Matrix y) {
      Matrix inverse = Matrix.zeros(x.type(), x.rows(), 1);
      k.normalizeRows(x, 0.01, null, null, Matrix.zeros(x.type(), x.rows(), 1), inverse, y);
    }

    @Override
    public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
      Matrix mean = Matrix.zeros(x.type(), x.rows(), 1);
      Matrix inverse = Matrix.zeros(x.type(), x.rows(), 1);
      k.normalizeRows(x, 0.01, null, null, mean, inverse, zeros(x, x.rows()));
      if (dx == null) {
        return;
      }
      switch (mistake) {
        case "columns" -> { // sums down the columns of the right x̂
          Matrix none = zeros(x, 1);
          Matrix one = zeros(x, 1);
          double[] ones = new double[x.columns()];
          Arrays.fill(ones, 1);
          one.set(ones);
          Matrix dbeta = zeros(x, 1);
          Matrix dgamma = zeros(x, 1);
          k.sumRows(dy, dbeta);
          k.sumNormalized(y, none, one, 0, dy, dgamma);
          k.normalizeColumnsBackward(y, none, one, 0, null, dbeta, dgamma, dy, dx);
          for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
              dx.set(i, j, dx.get(i, j) * inverse.get(i, 0));
            }
          }
        }
        case "mean" -> { // x̂ is right, but mean(g) is left out
          k.normalizeRowsBackward(y, null, ones(inverse), null, dy, null, dx);
          for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
              dx.set(i, j, dx.get(i, j) * inverse.get(i, 0));
            }
          }
        }
        default -> k.normalizeRowsBackward(x, mean, inverse, null, dy, null, dx);
      }
    }

    private static Matrix ones(Matrix like) {
      Matrix ones = zeros(like, like.rows());
      double[] values = new double[like.size()];
      Arrays.fill(values, 1);
      ones.set(values);
      return ones;
    }
  }

  @Test
  void rejectsLayerNormalizationWithTheWrongSums() {
    assertTrue(GradientCheck.of(meanSquaredError, X, Y, new Rows("none"), dense(3, tanh)).passed());
    wrong("sums of columns", new Rows("columns"));
    wrong("no mean of g", new Rows("mean"));
  }

  /** Dropout by a fixed key, whose backward may scale otherwise, or draw another mask. */
  private record Mask(double scale, long key) implements Own {
    @Override
    public void forward(Kernels k, Matrix x, Matrix y) {
      k.drop(x, 0.3, 11, 1 / 0.7, 0, 0, y);
    }

    @Override
    public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
      if (dx != null) {
        k.drop(dy, 0.3, key, scale, 0, 0, dx);
      }
    }
  }

  @Test
  void rejectsDropoutWithAnotherScaleOrMask() {
    assertTrue(
        GradientCheck.of(meanSquaredError, X, Y, new Mask(1 / 0.7, 11), dense(3, tanh)).passed());
    wrong("no scale", new Mask(1, 11));
    wrong("another mask", new Mask(1 / 0.7, 12));
  }

  /** Prelu whose slope's gradient takes the wrong side, or which forgets the slope. */
  private record Bent(boolean side) implements Layer {
    @Override
    public void build(Builder builder) {
      Parameter alpha = builder.parameter("alpha", constant(0.3), builder.columns());
      builder.add(
          new Differentiable() {
            @Override
            public void forward(Kernels k, Matrix z, Matrix a) {
              k.prelu(z, alpha.value(), a);
            }

            @Override
            public void backward(Kernels k, Matrix z, Matrix a, Matrix da, Matrix dz) {
              k.preluBackward(z, alpha.value(), da, alpha.gradient(), dz);
              if (side) { // dα = Σ da ⊙ a instead of Σ da ⊙ z where z < 0
                k.preluBackward(a, alpha.value(), da, alpha.gradient(), null);
              } else if (dz != null) {
                k.preluBackward(z, zeros(z, 1), da, null, dz);
              }
            }
          },
          builder.columns());
    }
  }

  @Test
  void rejectsPreluWithAWrongSlope() {
    wrong("the slope's gradient from a", new Bent(true));
    GradientCheck.Result result =
        GradientCheck.of(meanSquaredError, X, Y, dense(3), new Bent(false), dense(3));
    assertFalse(result.passed(), "no slope passed: " + result);
  }
}
