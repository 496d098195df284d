package org.chainrule;

import static org.chainrule.activations.Activations.celu;
import static org.chainrule.activations.Activations.elementwise;
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
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.activations.Activations.tanhShrink;
import static org.chainrule.activations.Activations.threshold;
import static org.chainrule.initializers.Initializers.constant;
import static org.chainrule.initializers.Initializers.randomNormal;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.chainrule.activations.Activation;
import org.chainrule.activations.ElementwiseActivation;
import org.chainrule.backend.Elementwise;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Normal;
import org.chainrule.backend.Rng;
import org.chainrule.layers.Builder;
import org.chainrule.layers.Dense;
import org.chainrule.layers.Differentiable;
import org.chainrule.layers.Layer;
import org.chainrule.layers.Parameter;
import org.chainrule.losses.BinaryCrossentropy;
import org.chainrule.losses.FormulaLoss;
import org.chainrule.losses.Loss;
import org.chainrule.losses.Reduction;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every layer, activation and loss in every combination has the right derivatives; and the check
 * that says so rejects derivatives that are known to be wrong.
 */
class GradientCheckTest {
  private static final long SEED = 31;

  // five samples, two inputs, four or six hidden units, three outputs
  private static final double[][] X = uniform(5, 2, -1, 1);
  private static final double[][] NUMBERS = uniform(5, 3, -1, 1);
  private static final double[][] PROBABILITIES = uniform(5, 3, 0.1, 0.9);
  private static final double[][] ONE_HOT = {{0, 1, 0}, {1, 0, 0}, {0, 0, 1}, {0, 1, 0}, {0, 0, 1}};
  private static final double[][] ZEROS_AND_ONES = {
    {0, 1, 1}, {1, 0, 1}, {0, 0, 1}, {0, 0, 0}, {1, 1, 1}
  };
  private static final int[] CLASSES = {1, 0, 2, 2, 1};
  private static final int[] SOME_CLASSES = {1, -1, 2, -1, 0};
  private static final double[][] SIGNS = {
    {-1, 1, 1}, {1, -1, 1}, {-1, -1, 1}, {-1, -1, -1}, {1, 1, 1}
  };
  private static final double[][] COUNTS = {{0, 3, 1}, {2, 0, 4}, {1, 1, 0}, {5, 2, 3}, {0, 0, 2}};

  /** Swish, z·σ(z): a user's own activation. */
  private static final Activation own =
      elementwise(
          "swish",
          z -> z / (1 + Math.exp(-z)),
          z -> {
            double s = 1 / (1 + Math.exp(-z));
            return s + z * s * (1 - s);
          });

  private static final List<Activation> ACTIVATIONS =
      List.of(linear, relu, leakyRelu, leakyRelu(0.07), sigmoid, tanh, softmax, own);

  /** The others, which are checked in fewer combinations. */
  private static final List<Activation> MORE =
      List.of(
          relu6,
          relu(2.5, 0.125, 0.03125),
          elu,
          elu(0.3),
          selu,
          celu(0.3),
          gelu,
          gelu(true),
          silu,
          mish,
          softplus,
          squareplus,
          sparsePlus,
          exponential,
          softsign,
          hardSigmoid,
          hardTanh,
          hardSilu,
          softShrink(0.125),
          hardShrink(0.125),
          tanhShrink,
          logSigmoid,
          threshold(0.0625, -0.25),
          logSoftmax);

  /** A loss with targets it is meant for. */
  private record Goal(String name, Loss loss, Object y) {}

  /** So many of the first goals are checked under every pair of activations. */
  private static final int COMMON = 7;

  private static final List<Goal> GOALS =
      List.of(
          new Goal("squared error", meanSquaredError, NUMBERS),
          new Goal("absolute error", meanAbsoluteError, NUMBERS),
          new Goal("binary crossentropy", binaryCrossentropy, ZEROS_AND_ONES),
          new Goal("binary crossentropy, soft", binaryCrossentropy, PROBABILITIES),
          new Goal("crossentropy, one-hot", categoricalCrossentropy, ONE_HOT),
          new Goal("crossentropy, sums not 1", categoricalCrossentropy, PROBABILITIES),
          new Goal("crossentropy, classes", sparseCategoricalCrossentropy, CLASSES),
          new Goal("percentage", meanAbsolutePercentageError, NUMBERS),
          new Goal("logarithms", meanSquaredLogarithmicError, COUNTS),
          new Goal("huber", huber(0.4), NUMBERS),
          new Goal("log cosh", logCosh, NUMBERS),
          new Goal("binary, smoothed", binaryCrossentropy.labelSmoothing(0.2), ZEROS_AND_ONES),
          new Goal("binary focal", binaryFocalCrossentropy, ZEROS_AND_ONES),
          new Goal(
              "binary focal, all options",
              binaryFocalCrossentropy
                  .applyClassBalancing(true)
                  .alpha(0.3)
                  .gamma(1.5)
                  .labelSmoothing(0.2),
              PROBABILITIES),
          new Goal("one-hot, smoothed", categoricalCrossentropy.labelSmoothing(0.2), ONE_HOT),
          new Goal("classes, smoothed", categoricalCrossentropy.labelSmoothing(0.2), CLASSES),
          new Goal("a class ignored", sparseCategoricalCrossentropy.ignoreClass(2), CLASSES),
          new Goal("gaps ignored", sparseCategoricalCrossentropy.ignoreClass(-1), SOME_CLASSES),
          new Goal("categorical focal", categoricalFocalCrossentropy, CLASSES),
          new Goal(
              "categorical focal, all options",
              categoricalFocalCrossentropy.alpha(0.6).gamma(1.5).labelSmoothing(0.2),
              PROBABILITIES),
          new Goal("hinge", hinge, SIGNS),
          new Goal("squared hinge", squaredHinge, ZEROS_AND_ONES),
          new Goal("categorical hinge", categoricalHinge, ONE_HOT),
          new Goal("divergence", klDivergence, PROBABILITIES),
          new Goal("poisson", poisson, COUNTS),
          new Goal("cosine", cosineSimilarity, NUMBERS),
          new Goal("quantile", quantile(0.8), NUMBERS));

  /** The activations of the table. */
  static List<Activation> activations() {
    List<Activation> all = new ArrayList<>(ACTIVATIONS);
    all.addAll(MORE);
    return all;
  }

  /** The losses of the table. */
  static List<Loss> losses() {
    return GOALS.stream().map(Goal::loss).toList();
  }

  /** The layers of the table. */
  static List<Layer> layers() {
    return IntStream.range(0, 4)
        .mapToObj(i -> layers(i, tanh, tanh))
        .flatMap(List::stream)
        .toList();
  }

  private static double[][] uniform(int rows, int columns, double min, double max) {
    Rng rng = Rng.of(SEED, columns);
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      Arrays.setAll(row, j -> min + (max - min) * rng.uniform());
    }
    return values;
  }

  /**
   * A last layer whose outputs are about ½ whatever its activation, where every loss has a
   * derivative, probabilities or not.
   */
  private static Dense last(Activation f) {
    return dense(3, f).kernelInitializer(randomNormal(0, 0.1)).biasInitializer(constant(0.5));
  }

  private static List<Layer> layers(int structure, Activation hidden, Activation last) {
    return switch (structure) {
      case 0 -> List.of(dense(4, hidden), last(last));
      case 1 -> List.of(input(2), dense(4, hidden).useBias(false), last(last));
      case 2 -> List.of(dense(4, hidden), dense(6, hidden), last(last));
      default -> List.of(dense(4), activation(hidden), last(linear), activation(last));
    };
  }

  private static Loss reduced(Loss loss, int how) {
    return switch (how % 4) {
      case 0 -> loss;
      case 1 -> loss.reduction(Reduction.SUM);
      case 2 -> loss.times(2.5);
      default -> loss.reduction(Reduction.SUM).times(0.3);
    };
  }

  private static DynamicTest right(Loss loss, Goal goal, List<Layer> layers) {
    return dynamicTest(
        goal.name + " " + loss + " " + layers,
        () -> {
          GradientCheck.Result result =
              GradientCheck.of(loss, X, goal.y, layers.toArray(Layer[]::new));
          assertTrue(result.passed(), () -> result + ", data seed " + SEED);
        });
  }

  @TestFactory
  List<DynamicTest> oneLayerUnderEveryLoss() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int l = 0; l < ACTIVATIONS.size(); l++) {
      for (int g = 0; g < GOALS.size(); g++) {
        for (int how = 0; how < 4; how++) {
          if (g >= COMMON && how != (l + g) % 4) {
            continue; // the rarer losses take turns
          }
          Goal goal = GOALS.get(g);
          tests.add(right(reduced(goal.loss, how), goal, List.of(last(ACTIVATIONS.get(l)))));
        }
      }
    }
    return tests;
  }

  /** Without a bias the outputs lie on both sides of 0, where only the errors have a derivative. */
  @TestFactory
  List<DynamicTest> oneLayerWithoutBias() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Activation f : ACTIVATIONS) {
      for (Goal goal : GOALS) {
        if (goal.y.equals(NUMBERS) || f.equals(sigmoid) || f.equals(softmax)) {
          tests.add(right(goal.loss, goal, List.of(dense(3, f).useBias(false))));
        }
      }
    }
    return tests;
  }

  /**
   * Every hidden and last activation under the commonest losses, and in turns under the others;
   * structures and reductions take turns too.
   */
  @TestFactory
  List<DynamicTest> hiddenLayers() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int h = 0; h < ACTIVATIONS.size(); h++) {
      for (int l = 0; l < ACTIVATIONS.size(); l++) {
        for (int g = 0; g < GOALS.size(); g++) {
          if (g >= COMMON && (h + l + g) % 8 != 0) {
            continue;
          }
          Goal goal = GOALS.get(g);
          List<Layer> layers = layers((h / 2 + l) % 4, ACTIVATIONS.get(h), ACTIVATIONS.get(l));
          tests.add(right(reduced(goal.loss, h + 2 * l + g), goal, layers));
        }
      }
    }
    return tests;
  }

  /** Every other activation in a hidden layer and in the last; losses and structures take turns. */
  @TestFactory
  List<DynamicTest> moreActivations() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < MORE.size(); i++) {
      Activation f = MORE.get(i);
      for (int g : new int[] {i % GOALS.size(), (i + 3) % GOALS.size()}) {
        Goal goal = GOALS.get(g);
        Activation natural = g < 2 ? linear : g < 4 ? sigmoid : softmax;
        tests.add(right(reduced(goal.loss, i), goal, layers((i + g) % 4, f, natural)));
      }
      Goal numbers = GOALS.get(i % 2);
      tests.add(right(reduced(numbers.loss, i / 2), numbers, layers(i % 4, tanh, f)));
    }
    return tests;
  }

  @Test
  void activationAsFirstLayerAndOnItsOwn() {
    for (Activation f : activations()) {
      GradientCheck.Result first =
          GradientCheck.of(meanSquaredError, X, NUMBERS, activation(f), last(tanh));
      assertTrue(first.passed(), first::toString);
      GradientCheck.Result alone =
          GradientCheck.of(meanSquaredError, NUMBERS, PROBABILITIES, activation(f));
      assertTrue(alone.passed(), alone::toString);
      assertEquals(15, alone.checked(), "each of 5 × 3 inputs");
    }
  }

  @Test
  void countsParametersAndInputs() {
    // 2·3 weights, 3 biases, 5·2 inputs
    assertEquals(19, GradientCheck.of(meanSquaredError, X, NUMBERS, dense(3, tanh)).checked());
    // softmax under crossentropy: the same with and without the shortcut
    assertEquals(
        38,
        GradientCheck.of(sparseCategoricalCrossentropy, X, CLASSES, dense(3, softmax)).checked());
  }

  /** Weights close enough to relu's kink that five points straddle it: three must do. */
  @Test
  void looksCloserNearAKink() {
    double[][] x = new double[40][2];
    double[][] y = new double[40][3];
    Rng rng = Rng.of(SEED, 9);
    for (int i = 0; i < x.length; i++) {
      x[i] = new double[] {2e-3 * rng.normal(), 2e-3 * rng.normal()};
      y[i] = new double[] {rng.normal(), rng.normal(), rng.normal()};
    }
    GradientCheck.Result result =
        GradientCheck.of(meanSquaredError, x, y, activation(relu), dense(4, leakyRelu), dense(3));
    assertTrue(result.passed(), result::toString);
  }

  // ---- what must be rejected

  private static void wrong(String why, Loss loss, Object y, Layer... layers) {
    GradientCheck.Result result = GradientCheck.of(loss, X, y, layers);
    assertFalse(result.passed(), why + " passed: " + result);
    assertTrue(result.toString().contains("failures"), result::toString);
  }

  /** As the first, a hidden, or the last function, under a loss with and without a shortcut. */
  private static void wrongEverywhere(String why, Activation f) {
    wrong(why, meanSquaredError, NUMBERS, dense(3, f));
    wrong(why, meanSquaredError, NUMBERS, dense(4, f), dense(3));
    wrong(why, meanSquaredError, NUMBERS, activation(f), dense(3));
    wrong(why, sparseCategoricalCrossentropy, CLASSES, dense(4, f), dense(3, softmax));
  }

  @Test
  void rejectsTanhWithTheSquareInTheWrongPlace() {
    wrongEverywhere(
        "(1 − y)² instead of 1 − y²",
        elementwise("tanh", Math::tanh, z -> Math.pow(1 - Math.tanh(z), 2)));
  }

  @Test
  void rejectsReluOfTheWrongSide() {
    wrongEverywhere("1 where z < 0", elementwise("relu", z -> Math.max(0, z), z -> z < 0 ? 1 : 0));
  }

  @Test
  void rejectsLeakyReluWithoutItsSlope() {
    wrongEverywhere(
        "0 instead of the slope",
        elementwise("leaky", z -> z > 0 ? z : 0.2 * z, z -> z > 0 ? 1 : 0));
  }

  @Test
  void rejectsASmallError() {
    wrongEverywhere(
        "a millionth too much",
        elementwise("tanh", Math::tanh, z -> (1 + 1e-6) * (1 - Math.tanh(z) * Math.tanh(z))));
  }

  @Test
  void rejectsADerivativeThatIsNotANumber() {
    wrongEverywhere("NaN", elementwise("tanh", Math::tanh, z -> Double.NaN));
  }

  @Test
  void rejectsEluWithoutItsAlpha() {
    wrongEverywhere(
        "1 instead of α in the derivative",
        elementwise("elu", z -> z > 0 ? z : 0.3 * Math.expm1(z), z -> z > 0 ? 1 : Math.exp(z)));
  }

  @Test
  void rejectsSeluWithoutItsScale() {
    wrongEverywhere(
        "1 instead of the scale above 0",
        elementwise(
            "selu", ((ElementwiseActivation) selu)::f, z -> z > 0 ? 1 : 1.758 * Math.exp(z)));
  }

  @Test
  void rejectsCeluWithTheFactorOfElu() {
    wrongEverywhere(
        "α·e^(z/α) instead of e^(z/α)",
        elementwise(
            "celu",
            z -> z > 0 ? z : 0.3 * Math.expm1(z / 0.3),
            z -> z > 0 ? 1 : 0.3 * Math.exp(z / 0.3)));
  }

  @Test
  void rejectsSiluAndGeluWithoutTheProductRule() {
    wrongEverywhere(
        "only σ", elementwise("silu", z -> z / (1 + Math.exp(-z)), z -> 1 / (1 + Math.exp(-z))));
    wrongEverywhere("only Φ", elementwise("gelu", z -> z * Normal.cdf(z), Normal::cdf));
  }

  /** The two gelus differ by 5e-4 at most, their derivatives by 1e-3. */
  @Test
  void rejectsGeluWithTheDerivativeOfItsApproximation() {
    wrongEverywhere(
        "the other gelu",
        elementwise(
            "gelu",
            ((ElementwiseActivation) gelu)::f,
            z -> ((ElementwiseActivation) gelu(true)).df(z, Double.NaN)));
  }

  @Test
  void rejectsSoftplusWithTheWrongSign() {
    wrongEverywhere(
        "σ(−z) instead of σ(z)",
        elementwise("softplus", z -> Math.log1p(Math.exp(z)), z -> 1 / (1 + Math.exp(z))));
  }

  @Test
  void rejectsMishWithHalfOfItsSecondTerm() {
    wrongEverywhere(
        "2 instead of 4",
        elementwise(
            "mish",
            z -> z * Math.tanh(Math.log1p(Math.exp(z))),
            z -> {
              double t = Math.tanh(Math.log1p(Math.exp(z)));
              return t + 0.5 * z * (1 - t * t) / (1 + Math.exp(-z));
            }));
  }

  @Test
  void rejectsSquareplusAndSoftsignOfTheFirstPower() {
    wrongEverywhere(
        "½·(1 + z/(z² + b))",
        elementwise(
            "squareplus", z -> 0.5 * (z + Math.sqrt(z * z + 4)), z -> 0.5 * (1 + z / (z * z + 4))));
    wrongEverywhere(
        "1/(1 + |z|)",
        elementwise("softsign", z -> z / (1 + Math.abs(z)), z -> 1 / (1 + Math.abs(z))));
  }

  @Test
  void rejectsHardSiluWithoutItsGate() {
    wrongEverywhere(
        "z/6 instead of z/3 + ½",
        elementwise("hardSilu", z -> z * Math.max(0, Math.min(6, z + 3)) / 6, z -> z / 6));
  }

  /** Log-softmax whose backward forgets what one output takes from the others. */
  @Test
  void rejectsLogSoftmaxWithoutItsSum() {
    wrongEverywhere(
        "dz = da",
        new Activation() {
          @Override
          public void forward(Kernels k, Matrix z, Matrix a) {
            k.logSoftmax(z, a);
          }

          @Override
          public void f(float[] z, float[] a, int n) {
            logSoftmax.f(z, a, n);
          }

          @Override
          public void backward(Kernels k, Matrix z, Matrix a, Matrix da, Matrix dz) {
            k.map((Elementwise) linear, da, dz);
          }
        });
  }

  /** The squared error written anew, with a gradient to be overridden. */
  private static class OwnSquaredError implements FormulaLoss {
    @Override
    public String name() {
      return "own_squared_error";
    }

    @Override
    public double value(double[] y, double[] yhat) {
      double sum = 0;
      for (int j = 0; j < y.length; j++) {
        sum += Math.pow(yhat[j] - y[j], 2);
      }
      return sum / y.length;
    }

    @Override
    public void gradient(double[] y, double[] yhat, double[] dyhat) {
      for (int j = 0; j < y.length; j++) {
        dyhat[j] = 2 * (yhat[j] - y[j]) / y.length;
      }
    }
  }

  @Test
  void acceptsAUsersOwnLoss() {
    GradientCheck.Result result =
        GradientCheck.of(new OwnSquaredError(), X, NUMBERS, dense(4, tanh), dense(3));
    assertTrue(result.passed(), result::toString);
  }

  @Test
  void rejectsASquaredErrorWithoutItsFactorTwo() {
    Loss halved =
        new OwnSquaredError() {
          @Override
          public void gradient(double[] y, double[] yhat, double[] dyhat) {
            for (int j = 0; j < y.length; j++) {
              dyhat[j] = (yhat[j] - y[j]) / y.length;
            }
          }
        };
    wrong("a forgotten 2", halved, NUMBERS, dense(3));
    wrong("a forgotten 2", halved, NUMBERS, dense(4, tanh), dense(3));
  }

  @Test
  void rejectsALossGradientWithoutOneOverN() {
    Loss summed =
        new OwnSquaredError() {
          @Override
          public void gradient(
              Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dyhat) {
            k.rowGradient(this, y, yhat, s, 1, dyhat); // factor carries the 1/n
          }
        };
    wrong("a missing 1/n", summed, NUMBERS, dense(3));
    // over one sample 1/n is 1, and the factor must count all the same
    assertFalse(
        GradientCheck.of(summed, new double[][] {{0.3, -0.7}}, new double[][] {{1, 2, 3}}, dense(3))
            .passed());
  }

  @Test
  void rejectsALossGradientWithoutTheSamplesWeights() {
    Loss unweighted =
        new OwnSquaredError() {
          @Override
          public void gradient(
              Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dyhat) {
            k.rowGradient(this, y, yhat, null, factor, dyhat);
          }
        };
    wrong("no sample weights", unweighted, NUMBERS, dense(3));
  }

  private static void wrong(String why, Loss loss, Object y) {
    wrong(why, loss, y, last(sigmoid));
    wrong(why, loss, y, dense(4, tanh), last(sigmoid));
  }

  @Test
  void rejectsWrongDerivativesOfLosses() {
    wrong(
        "huber without its bound",
        loss("huber", (y, p) -> huber(0.2).value(y, p), (y, p) -> p - y),
        NUMBERS);
    wrong(
        "log cosh with tanh′",
        loss("logCosh", logCosh::value, (y, p) -> 1 - Math.pow(Math.tanh(p - y), 2)),
        NUMBERS);
    wrong(
        "logarithms without 1/(1 + ŷ)",
        loss(
            "msle",
            meanSquaredLogarithmicError::value,
            (y, p) -> meanSquaredLogarithmicError.gradient(y, p) * (1 + p)),
        COUNTS);
    wrong(
        "percentage of the prediction",
        loss("mape", meanAbsolutePercentageError::value, (y, p) -> 100 * Math.signum(p - y) / p),
        NUMBERS);
    wrong(
        "quantile of the other side",
        loss("quantile", quantile(0.8)::value, (y, p) -> quantile(0.2).gradient(y, p)),
        NUMBERS);
    wrong(
        "poisson without its counts", loss("poisson", poisson::value, (y, p) -> 1 - 1 / p), COUNTS);
    wrong("hinge of 0 as 0", loss("hinge", hinge::value, (y, p) -> -y), ZEROS_AND_ONES);
    wrong(
        "squared hinge without its margin",
        loss("hinge", squaredHinge::value, hinge::gradient),
        SIGNS);
    wrong(
        "focal loss without the slope of its factor",
        loss(
            "focal",
            binaryFocalCrossentropy::value,
            (y, p) -> Math.pow(y + p - 2 * y * p, 2) * (p - y) / (p * (1 - p))),
        ZEROS_AND_ONES);
    wrong(
        "categorical focal loss without the slope of its factor",
        loss(
            "focal",
            categoricalFocalCrossentropy.gamma(1)::value,
            categoricalFocalCrossentropy.gamma(0)),
        ONE_HOT);
    wrong(
        "cosine not projected",
        loss("cosine", cosineSimilarity::value, (y, p, d) -> Arrays.setAll(d, j -> -y[j])),
        NUMBERS);
    wrong(
        "categorical hinge without its rival",
        loss("hinge", categoricalHinge::value, (y, p, d) -> Arrays.setAll(d, j -> -y[j])),
        ONE_HOT);
    wrong(
        "divergence with the logarithm's derivative",
        loss("divergence", klDivergence::value, (y, p) -> -y / p + Math.log(y / p)),
        PROBABILITIES);
  }

  /** A shortcut that forgets the smoothing of the targets. */
  @Test
  void rejectsAWrongShortcut() {
    record Forgetful(BinaryCrossentropy smoothed) implements Loss {
      @Override
      public String name() {
        return "forgetful";
      }

      @Override
      public double value(Kernels k, Matrix y, Matrix yhat, Matrix s) {
        return smoothed.value(k, y, yhat, s);
      }

      @Override
      public void gradient(Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix d) {
        smoothed.gradient(k, y, yhat, s, factor, d);
      }

      @Override
      public boolean canonicalWith(Activation f) {
        return smoothed.canonicalWith(f);
      }

      @Override
      public void canonicalGradient(
          Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
        binaryCrossentropy.canonicalGradient(k, y, yhat, s, factor, dz);
      }
    }

    wrong(
        "no smoothing",
        new Forgetful(binaryCrossentropy.labelSmoothing(0.1)),
        ZEROS_AND_ONES,
        dense(3, sigmoid));
  }

  /** A dense layer of as many units as inputs, so that wrong transposes run, with its backward. */
  private record Square(Backward backward) implements Layer {
    interface Backward {
      void run(Kernels k, Parameter W, Parameter b, Matrix x, Matrix dz, Matrix dx);
    }

    @Override
    public void build(Builder builder) {
      int units = builder.columns();
      Parameter W = builder.parameter("kernel", randomNormal(0, 0.5), units, units);
      Parameter b = builder.parameter("bias", constant(0.1), units);
      builder.add(
          new Differentiable() {
            @Override
            public void forward(Kernels k, Matrix x, Matrix y) {
              k.affine(x, W.value(), b.value(), y);
            }

            @Override
            public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
              backward.run(k, W, b, x, dy, dx);
            }
          },
          units);
    }
  }

  private static void right(Kernels k, Parameter W, Parameter b, Matrix x, Matrix dz, Matrix dx) {
    k.matmulTransposedA(x, dz, W.gradient());
    k.sumRows(dz, b.gradient());
    k.matmulTransposedB(dz, W.value(), dx);
  }

  private static void wrongBackward(String why, Square.Backward backward) {
    wrong(why, meanSquaredError, NUMBERS, new Square(backward), dense(3));
    wrong(why, meanSquaredError, NUMBERS, dense(4, tanh), new Square(backward), dense(3));
  }

  @Test
  void acceptsAUsersOwnLayer() {
    GradientCheck.Result result =
        GradientCheck.of(
            meanSquaredError, X, NUMBERS, new Square(GradientCheckTest::right), dense(3));
    assertTrue(result.passed(), result::toString);
  }

  @Test
  void rejectsSwappedTransposes() {
    wrongBackward(
        "dx = dz·W",
        (k, W, b, x, dz, dx) -> {
          right(k, W, b, x, dz, dx);
          k.affine(dz, W.value(), null, dx);
        });
    wrongBackward(
        "dW = dzᵀ·x",
        (k, W, b, x, dz, dx) -> {
          right(k, W, b, x, dz, dx);
          k.matmulTransposedA(dz, x, W.gradient());
        });
  }

  @Test
  void rejectsABiasGradientThatIsTheMean() {
    wrongBackward(
        "db = mean of dz",
        (k, W, b, x, dz, dx) -> {
          right(k, W, b, x, dz, dx);
          double[] mean = b.gradient().toDoubles();
          Arrays.setAll(mean, j -> mean[j] / dz.rows());
          b.gradient().set(mean);
        });
  }

  @Test
  void rejectsGradientsThatAreAddedToOrNeverWritten() {
    wrongBackward(
        "dW += xᵀ·dz",
        (k, W, b, x, dz, dx) -> {
          double[] old = W.gradient().toDoubles();
          right(k, W, b, x, dz, dx);
          double[] sum = W.gradient().toDoubles();
          Arrays.setAll(sum, i -> sum[i] + old[i]);
          W.gradient().set(sum);
        });
    wrongBackward(
        "no db",
        (k, W, b, x, dz, dx) -> {
          k.matmulTransposedA(x, dz, W.gradient());
          k.matmulTransposedB(dz, W.value(), dx);
        });
  }

  /** All of a layer's neurons dead: its derivatives are 0 = 0, which proves nothing. */
  @Test
  void doesNotTakeZerosForAProof() {
    GradientCheck.Result result =
        GradientCheck.of(
            meanSquaredError, X, NUMBERS, dense(4, relu).biasInitializer(constant(-50)), dense(3));
    assertFalse(result.passed());
    assertEquals(
        "dense kernel: no derivative exceeds 1e-06, so nothing is tested: use other data or more units",
        result.failures().get(0));
  }

  @Test
  void saysWhichDerivativeIsWrong() {
    Activation f = elementwise("double", z -> 2 * z, z -> 1);
    GradientCheck.Result result =
        GradientCheck.of(
            meanSquaredError, new double[][] {{1}}, new double[][] {{3}}, activation(f));
    // L = (2x − 3)², dL/dx = 4·(2x − 3) = −4 at x = 1; with the wrong f′ half of that
    String failure = result.failures().get(0);
    String[] words = failure.replace(",", "").split(" ", -1);
    assertTrue(failure.startsWith("x[0, 0]: backward says -"), failure);
    assertEquals(2, Double.parseDouble(words[7]) / Double.parseDouble(words[4]), 1e-6, failure);
    assertEquals(1, result.checked());
    assertEquals(1, result.failures().size());
  }

  @Test
  void refusesDataThatDoesNotFit() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> GradientCheck.of(meanSquaredError, X, NUMBERS))
            .getMessage();
    assertEquals(
        "GradientCheck expects layers, but got none: pass for example dense(3, relu)", message);
    assertThrows(
        IllegalArgumentException.class,
        () -> GradientCheck.of(meanSquaredError, X, CLASSES, dense(3)));
    assertThrows(
        IllegalArgumentException.class,
        () -> GradientCheck.of(sparseCategoricalCrossentropy, X, new int[] {1, 2}, dense(3)));
  }
}
