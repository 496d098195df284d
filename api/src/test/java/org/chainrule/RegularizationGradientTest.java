package org.chainrule;

import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.embedding;
import static org.chainrule.layers.Layers.flatten;
import static org.chainrule.layers.Layers.normalization;
import static org.chainrule.layers.Layers.rescaling;
import static org.chainrule.layers.Layers.residual;
import static org.chainrule.losses.Losses.binaryCrossentropy;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.losses.Losses.sparseCategoricalCrossentropy;
import static org.chainrule.regularizers.Regularizers.l1;
import static org.chainrule.regularizers.Regularizers.l1l2;
import static org.chainrule.regularizers.Regularizers.l2;
import static org.chainrule.regularizers.Regularizers.orthogonalRegularizer;
import static org.chainrule.regularizers.Regularizers.weightwise;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Rng;
import org.chainrule.initializers.Initializers;
import org.chainrule.layers.Builder;
import org.chainrule.layers.Differentiable;
import org.chainrule.layers.Layer;
import org.chainrule.layers.Parameter;
import org.chainrule.layers.Pass;
import org.chainrule.layers.PassContext;
import org.chainrule.losses.Loss;
import org.chainrule.regularizers.OrthogonalRegularizer.Mode;
import org.chainrule.regularizers.Regularizer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Penalties, residual blocks, embeddings and the layers that bring numbers to a range have the
 * right derivatives wherever they stand; and wrong ones are rejected.
 */
class RegularizationGradientTest {
  private static final long SEED = 53;

  // five samples, two inputs, four or six hidden units, three outputs
  private static final double[][] X = uniform(5, 2);
  private static final double[][] NUMBERS = uniform(5, 3);
  private static final double[][] ZEROS_AND_ONES = {
    {0, 1, 1}, {1, 0, 1}, {0, 0, 1}, {0, 0, 0}, {1, 1, 1}
  };
  private static final int[] CLASSES = {1, 0, 2, 2, 1};
  private static final int[][] CODES = {{3}, {0}, {3}, {1}, {2}}; // 3 twice

  private static final Regularizer CUBIC =
      weightwise("cubic", w -> w * w * Math.abs(w), w -> 3 * w * Math.abs(w));

  private static final List<Regularizer> REGULARIZERS =
      List.of(
          l1(0.3),
          l2(0.2),
          l1l2(0.1, 0.4),
          orthogonalRegularizer(0.5),
          orthogonalRegularizer(0.7).mode(Mode.COLUMNS),
          CUBIC);

  private static double[][] uniform(int rows, int columns) {
    Rng rng = Rng.of(SEED, columns);
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      Arrays.setAll(row, j -> 2 * rng.uniform() - 1);
    }
    return values;
  }

  private static void right(Loss loss, Object x, Object y, Layer... layers) {
    GradientCheck.Result result = GradientCheck.of(loss, x, y, layers);
    assertTrue(
        result.passed(), () -> Arrays.toString(layers) + " " + loss + ": " + result + " " + SEED);
  }

  private static void wrong(String why, Object x, Layer... layers) {
    GradientCheck.Result result = GradientCheck.of(meanSquaredError, x, NUMBERS, layers);
    assertFalse(result.passed(), why + " passed: " + result);
    assertTrue(result.toString().contains("failures"), result::toString);
  }

  @TestFactory
  List<DynamicTest> penaltiesOnWeightsAndOutputs() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Regularizer r : REGULARIZERS) {
      tests.add(
          dynamicTest(
              r.toString(),
              () -> {
                right(
                    sparseCategoricalCrossentropy, // a canonical pair, with penalties below it
                    X,
                    CLASSES,
                    dense(4, tanh).kernelRegularizer(r).biasRegularizer(r).activityRegularizer(r),
                    dense(3, softmax).kernelRegularizer(r));
                right(
                    binaryCrossentropy, // and one above what would be a pair
                    X,
                    ZEROS_AND_ONES,
                    dense(4).activityRegularizer(r), // under an activation of its own
                    activation(tanh),
                    dense(3, sigmoid).activityRegularizer(r));
              }));
    }
    return tests;
  }

  private static final Layer BLOCK = residual(dense(2, tanh));
  private static final Layer TABLE = embedding(4, 3);

  /** Layers that bring numbers to a range, and flatten, which does nothing here. */
  private static final List<Layer> RANGES =
      List.of(
          rescaling(0.3, -0.2),
          normalization(),
          normalization().invert(true),
          normalization(0.3, 0.4),
          normalization(0.3, 0.4).invert(true),
          flatten());

  /** The layers that are checked here. */
  static List<Layer> layers() {
    List<Layer> all = new ArrayList<>(RANGES);
    all.addAll(List.of(BLOCK, TABLE));
    return all;
  }

  @Test
  void residuals() {
    right(meanSquaredError, X, NUMBERS, BLOCK, dense(3));
    right(meanSquaredError, X, NUMBERS, dense(3), residual(dense(4, sigmoid), dense(3)));
    right(meanSquaredError, X, NUMBERS, dense(3), residual(activation(tanh)));
    right(sparseCategoricalCrossentropy, X, CLASSES, residual(dense(2)), dense(3, softmax));
    right(
        meanSquaredError,
        X,
        NUMBERS,
        residual(
            dense(4, tanh), residual(dense(6), residual(activation(relu)), dense(4)), dense(2)),
        activation(tanh),
        dense(3));
    right(
        meanSquaredError,
        X,
        NUMBERS,
        residual(dense(2, tanh).activityRegularizer(l2(0.3)).kernelRegularizer(l1(0.2))),
        residual(dense(2).activityRegularizer(l1l2(0.2, 0.3))),
        dense(3));
    // a penalty last in a block, and frozen layers at its beginning
    right(
        meanSquaredError,
        X,
        NUMBERS,
        residual(dense(4, tanh).trainable(false), dense(2).activityRegularizer(l2(0.3))),
        dense(3));
  }

  @Test
  void ranges() {
    for (Layer layer : RANGES) {
      right(meanSquaredError, X, NUMBERS, layer, dense(3, tanh), layer);
      right(meanSquaredError, X, NUMBERS, dense(4), layer, activation(tanh), dense(3));
    }
    right(meanSquaredError, X, NUMBERS, residual(rescaling(0.4), normalization(0, 2)), dense(3));
  }

  @Test
  void embeddings() {
    right(meanSquaredError, CODES, NUMBERS, TABLE);
    right(meanSquaredError, CODES, NUMBERS, embedding(4, 6), dense(4, tanh), dense(3));
    right(
        sparseCategoricalCrossentropy,
        CODES,
        CLASSES,
        embedding(4, 2).embeddingsRegularizer(l1l2(0.1, 0.2)),
        residual(dense(2, tanh)),
        dense(3, softmax));
    // 4·3 numbers of the table, and none of x: whole numbers do not change a little
    assertEquals(12, GradientCheck.of(meanSquaredError, CODES, NUMBERS, embedding(4, 3)).checked());
  }

  // ---- what must be rejected

  private static void wrongPenalty(String why, Regularizer r) {
    wrong(why, X, dense(3).kernelRegularizer(r));
    wrong(why, X, dense(4, tanh).biasRegularizer(r), dense(3));
    wrong(why, X, dense(4, tanh).activityRegularizer(r), dense(3));
    wrong(why, X, dense(4), dense(3).activityRegularizer(r));
    wrong(why, X, residual(dense(2, tanh).activityRegularizer(r)), dense(3));
    wrong(why, CODES, embedding(4, 3).embeddingsRegularizer(r));
  }

  @Test
  void rejectsAnL2WithoutItsFactorTwo() {
    wrongPenalty("λ·w", weightwise("l2", w -> 0.3 * w * w, w -> 0.3 * w));
  }

  @Test
  void rejectsAPenaltyWithoutAGradient() {
    wrongPenalty(
        "nothing",
        new Regularizer() {
          @Override
          public double value(Kernels k, Matrix w) {
            return l2(0.3).value(k, w);
          }

          @Override
          public void addGradient(Kernels k, Matrix w, double factor, Matrix dw) {}
        });
  }

  @Test
  void rejectsAPenaltyGradientWithoutTheFactor() {
    Regularizer r =
        new Regularizer() {
          @Override
          public double value(Kernels k, Matrix w) {
            return l2(0.3).value(k, w);
          }

          @Override
          public void addGradient(Kernels k, Matrix w, double factor, Matrix dw) {
            l2(0.3).addGradient(k, w, 1, dw);
          }
        };
    wrong("1 for 1/n", X, dense(4, tanh).activityRegularizer(r), dense(3));
    right(meanSquaredError, X, NUMBERS, dense(3).kernelRegularizer(r)); // there it is 1
  }

  @Test
  void rejectsAnOrthogonalGradientAThousandthTooSmall() {
    wrong(
        "0.999 of it",
        X,
        dense(4)
            .kernelRegularizer(
                new Regularizer() {
                  @Override
                  public double value(Kernels k, Matrix w) {
                    return k.coherence(w, true);
                  }

                  @Override
                  public void addGradient(Kernels k, Matrix w, double factor, Matrix dw) {
                    k.addCoherenceGradient(w, true, 0.999 * factor, dw);
                  }
                }),
        dense(3));
  }

  /** A function of one's own as a layer that keeps the width. */
  private record Own(Differentiable function) implements Layer {
    @Override
    public void build(Builder builder) {
      builder.add(function, builder.columns());
    }
  }

  /** A function with the wrong backward. */
  private interface Wrong extends Differentiable {
    @Override
    default boolean worksInPlace() {
      return false;
    }
  }

  @Test
  void rejectsAResidualWithoutTheSkip() {
    Layer[] block = {dense(2, tanh)};
    Layer skipless =
        new Layer() {
          @Override
          public void build(Builder builder) {
            Pass.Chain chain = builder.inner(List.of(block));
            builder.add(
                new Wrong() {
                  private Pass f;

                  @Override
                  public Differentiable inPass(PassContext context) {
                    f = Pass.within(chain, context);
                    return this;
                  }

                  @Override
                  public void forward(Kernels k, Matrix x, Matrix y) {
                    k.sum(x, f.forward(x), y);
                  }

                  @Override
                  public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
                    f.backward(dy, dx); // and no dx += dy
                  }
                },
                builder.columns());
          }
        };
    wrong("no skip", X, skipless, dense(3));
    wrong("no skip", X, dense(2, tanh), skipless, dense(3));
  }

  @Test
  void rejectsAScatterThatOverwrites() {
    Layer overwriting =
        new Layer() {
          @Override
          public void build(Builder builder) {
            Parameter E = builder.parameter("embeddings", Initializers.randomUniform, 4, 3);
            builder.add(
                new Wrong() {
                  @Override
                  public void forward(Kernels k, Matrix x, Matrix y) {
                    k.pick(x, E.value(), y);
                  }

                  @Override
                  public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
                    for (int i = 0; i < x.rows(); i++) {
                      for (int j = 0; j < 3; j++) {
                        E.gradient().set((int) x.get(i, 0), j, dy.get(i, j)); // = for +=
                      }
                    }
                  }

                  @Override
                  public boolean hasInputGradient() {
                    return false;
                  }
                },
                3);
          }
        };
    wrong("the last of equal codes", CODES, overwriting);
  }

  @Test
  void rejectsANormalizationThatMultipliesBackward() {
    Layer inverted =
        new Own(
            new Wrong() {
              private final Matrix variance =
                  Matrix.zeros(org.nd4j.linalg.api.buffer.DataType.DOUBLE, 1, 2);

              @Override
              public void forward(Kernels k, Matrix x, Matrix y) {
                variance.set(new double[] {0.3, 0.7});
                k.standardize(x, null, variance, false, y);
              }

              @Override
              public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
                k.standardize(dy, null, variance, true, dx); // times, not by
              }
            });
    wrong("dy·σ", X, inverted, dense(3));
  }
}
