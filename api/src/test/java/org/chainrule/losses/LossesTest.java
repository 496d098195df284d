package org.chainrule.losses;

import static org.chainrule.losses.Losses.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.CpuKernels;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Nd4jKernels;
import org.chainrule.backend.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Each loss by hand, its derivative, its tiles, and float against double. */
class LossesTest {
  private static final long SEED = 97;

  private static final Loss cubed =
      loss("cubed", (y, yhat) -> y * yhat * yhat * yhat, (y, yhat) -> 3 * y * yhat * yhat);
  private static final Loss product =
      loss(
          "product",
          (y, yhat) -> y[0] * yhat[0] * yhat[1],
          (y, yhat, dyhat) -> {
            dyhat[0] = y[0] * yhat[1];
            dyhat[1] = y[0] * yhat[0];
          });

  /** One sample, its loss and the gradient by its prediction. */
  static final class Example {
    final Loss loss;
    final double[] y;
    final double[] yhat;
    final double value;
    final double[] gradient;

    Example(Loss loss, double[] y, double[] yhat, double value, double[] gradient) {
      this.loss = loss;
      this.y = y;
      this.yhat = yhat;
      this.value = value;
      this.gradient = gradient;
    }

    @Override
    public String toString() {
      return loss + " of " + Arrays.toString(y) + " and " + Arrays.toString(yhat);
    }
  }

  private static double[] row(double... values) {
    return values;
  }

  private static Example of(
      Loss loss, double[] y, double[] yhat, double value, double... gradient) {
    return new Example(loss, y, yhat, value, gradient);
  }

  private static final double LOG_2 = 0.6931471805599453;
  private static final double LOG_3 = 1.0986122886681098;
  private static final double LOG_5 = 1.6094379124341003;

  static List<Example> examples() {
    double log8 = LOG_5 - 2 * LOG_2; // −log 0.8 = log 5/4
    return List.of(
        // e = 0.5, −2: L = ½·(0.25 + 4), dŷ = 2/2·e
        of(meanSquaredError, row(1, 2), row(1.5, 0), 2.125, 0.5, -2),
        // L = ½·(0.5 + 2), dŷ = ½·(1, −1)
        of(meanAbsoluteError, row(1, 2), row(1.5, 0), 1.25, 0.5, -0.5),
        of(meanAbsoluteError, row(1), row(1), 0, 0),
        // L = 100/2·(1/2 + 1/4), dŷ = 100/2·(1/2, 1/4)
        of(meanAbsolutePercentageError, row(2, -4), row(3, -3), 37.5, 25, 12.5),
        // a target of 0 counts as 1e-7: 100·0.25/1e-7, 100/1e-7
        of(meanAbsolutePercentageError, row(0), row(0.25), 2.5e8, 1e9),
        // log 4 − log 2 = log 2 both ways: L = log² 2, dŷ = 2/2·log 2·(1/4, −1/2)
        of(meanSquaredLogarithmicError, row(1, 3), row(3, 1), LOG_2 * LOG_2, LOG_2 / 4, -LOG_2 / 2),
        // below 1e-7 both count as 1e-7
        of(meanSquaredLogarithmicError, row(0), row(-5), 0, 0),
        // ½·0.5² = 0.125 and 1·3 − ½ = 2.5: L = ½·2.625, dŷ = ½·(0.5, −1)
        of(huber, row(0, 0), row(0.5, -3), 1.3125, 0.25, -0.5),
        // 2·3 − ½·2² = 4, dŷ = 2; within 2 a parabola: ½·1.5² = 1.125
        of(huber(2), row(0), row(3), 4, 2),
        of(huber(2), row(0), row(-1.5), 1.125, -1.5),
        // cosh log 2 = (2 + ½)/2 = 5/4, tanh log 2 = (2 − ½)/(2 + ½) = 0.6
        of(logCosh, row(1), row(1 + LOG_2), log8, 0.6),
        // −log 0.8 − log(1 − 0.8), halved; dŷ = ½·(0.8 − 1, 0.8 − 0)/0.16
        of(binaryCrossentropy, row(1, 0), row(0.8, 0.8), (log8 + LOG_5) / 2, -0.625, 2.5),
        // y = 1·0.8 + 0.1 = 0.9: −0.9·log 0.8 − 0.1·log 0.2, dŷ = (0.8 − 0.9)/0.16
        of(
            binaryCrossentropy.labelSmoothing(0.2),
            row(1),
            row(0.8),
            0.9 * log8 + 0.1 * LOG_5,
            -0.625),
        // m = 0.2: L = m²·log 5/4, dŷ = −m²/0.8 − 2·m·log 5/4
        of(binaryFocalCrossentropy, row(1), row(0.8), 0.04 * log8, -0.05 - 0.4 * log8),
        // the same for class 0 at 0.2, times 1 − α = 0.75
        of(
            binaryFocalCrossentropy.applyClassBalancing(true),
            row(0),
            row(0.2),
            0.03 * log8,
            0.75 * (0.05 + 0.4 * log8)),
        // γ = 1, α = 0.6: L = 0.6·m·log 5/4, dŷ = 0.6·(−m/0.8 − log 5/4)
        of(
            binaryFocalCrossentropy.applyClassBalancing(true).alpha(0.6).gamma(1),
            row(1),
            row(0.8),
            0.12 * log8,
            0.6 * (-0.25 - log8)),
        // −log 0.5; dŷ = 1 − 1/0.5 at the class, 1 elsewhere
        of(categoricalCrossentropy, row(0, 1, 0), row(0.2, 0.5, 0.3), LOG_2, 1, -1, 1),
        // y = (0.1, 0.8, 0.1): −Σ y·log ŷ, dŷ = 1 − y/ŷ
        of(
            categoricalCrossentropy.labelSmoothing(0.3),
            row(0, 1, 0),
            row(0.2, 0.5, 0.3),
            0.1 * LOG_5 + 0.8 * LOG_2 - 0.1 * (LOG_3 - LOG_2 - LOG_5),
            0.5,
            -0.6,
            2.0 / 3),
        // the same for a class number
        of(
            categoricalCrossentropy.labelSmoothing(0.3),
            row(1),
            row(0.2, 0.5, 0.3),
            0.1 * LOG_5 + 0.8 * LOG_2 - 0.1 * (LOG_3 - LOG_2 - LOG_5),
            0.5,
            -0.6,
            2.0 / 3),
        of(sparseCategoricalCrossentropy, row(1), row(0.2, 0.5, 0.3), LOG_2, 1, -1, 1),
        of(
            sparseCategoricalCrossentropy.ignoreClass(2),
            row(1),
            row(0.2, 0.5, 0.3),
            LOG_2,
            1,
            -1,
            1),
        of(sparseCategoricalCrossentropy.ignoreClass(-1), row(-1), row(0.2, 0.5, 0.3), 0, 0, 0, 0),
        // α·(1 − ½)²·log 2; g = α·¼·(2·½·log ½/½ − 1) = −(2·log 2 + 1)/16; dŷ = g/½ − g, −g
        of(
            categoricalFocalCrossentropy,
            row(0, 1, 0),
            row(0.2, 0.5, 0.3),
            LOG_2 / 16,
            (2 * LOG_2 + 1) / 16,
            -(2 * LOG_2 + 1) / 16,
            (2 * LOG_2 + 1) / 16),
        // γ = 0, α = 2: twice the cross-entropy
        of(
            categoricalFocalCrossentropy.alpha(2).gamma(0),
            row(1),
            row(0.2, 0.5, 0.3),
            2 * LOG_2,
            2,
            -2,
            2),
        // 1 − 0.3 = 0.7 and 1 + 0.6 = 1.6; 0 counts as −1
        of(hinge, row(1, -1), row(0.3, 0.6), 1.15, -0.5, 0.5),
        of(hinge, row(1, 0), row(0.3, 0.6), 1.15, -0.5, 0.5),
        of(hinge, row(1, 0), row(1.5, -2), 0, 0, 0),
        // ½·(0.49 + 2.56), dŷ = ½·(−2·0.7, 2·1.6)
        of(squaredHinge, row(1, -1), row(0.3, 0.6), 1.525, -0.7, 1.6),
        of(squaredHinge, row(1, 0), row(1.5, 0.6), 1.28, 0, 1.6),
        // 1 + 0.3 − 0.5
        of(categoricalHinge, row(0, 1, 0), row(0.2, 0.5, 0.3), 0.8, 0, -1, 1),
        of(categoricalHinge, row(1), row(0.2, 0.5, 0.3), 0.8, 0, -1, 1),
        // the largest (1 − y)·ŷ is the class's own 0: 1 + 0 + 2
        of(categoricalHinge, row(0, 1, 0), row(-0.3, -2, -0.3), 3, 0, -1, 0),
        of(categoricalHinge, row(0, 1, 0), row(-1, 2, 0.5), 0, 0, 0, 0),
        // ½·log(½ / ¼) + ½·log(½ / ¾), dŷ = −y/ŷ
        of(klDivergence, row(0.5, 0.5), row(0.25, 0.75), LOG_2 - LOG_3 / 2, -2, -2.0 / 3),
        // 0 counts as 1e-7, and there the loss is flat
        of(klDivergence, row(0, 1), row(0, 1), 0, 0, -1),
        // 0.5 − 2·log 0.5000001, dŷ = 1 − 2/0.5000001
        of(poisson, row(2), row(0.5), 0.5 + 2 * (LOG_2 - 2e-7), 1 - 4 * (1 - 2e-7)),
        // u = (0.6, 0.8), v = (0.8, 0.6), c = 0.96: dŷ = (0.96·v − u)/5
        of(cosineSimilarity, row(3, 4), row(4, 3), -0.96, 0.0336, -0.0448),
        // a prediction of 0 has the norm 1e-7
        of(cosineSimilarity, row(3, 4), row(0, 0), 0, -6e6, -8e6),
        of(cosineSimilarity, row(0, 0), row(4, 3), 0, 0, 0),
        // 1 too low: 0.9·1; 2 too high: 0.1·2
        of(quantile(0.9), row(1, 1), row(0, 3), 0.55, -0.45, 0.05),
        of(quantile(0.9), row(1), row(1), 0, 0),
        // ½·(2·0.5³ + 4·1³), dŷ = ½·(6·0.5², 12·1²)
        of(cubed, row(2, 4), row(0.5, 1), 2.125, 0.75, 6),
        // 2·3·5, dŷ = (2·5, 2·3)
        of(product, row(2), row(3, 5), 30, 10, 6));
  }

  private static Matrix matrix(Kernels k, double[] row) {
    Matrix m = k.zeros(1, row.length);
    m.set(row);
    return m;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void byHand(Example e) {
    for (Kernels k : List.of(new Nd4jKernels(DataType.DOUBLE), new CpuKernels())) {
      double within = k.type() == DataType.DOUBLE ? 1e-12 : 5e-7;
      Matrix y = matrix(k, e.y);
      Matrix yhat = matrix(k, e.yhat);
      Loss loss = e.loss;
      double value = loss.value(k, y, yhat, null);
      assertEquals(e.value, value, within * (1 + e.value), k.type() + " value");
      Matrix dyhat = k.zeros(1, e.yhat.length);
      loss.gradient(k, y, yhat, null, 1, dyhat);
      double[] actual = dyhat.toDoubles();
      for (int j = 0; j < actual.length; j++) {
        double allowed = within * (1 + Math.abs(e.gradient[j]));
        assertEquals(e.gradient[j], actual[j], allowed, k.type() + " gradient " + j);
      }
    }
  }

  /** Two of three samples count: (−log 0.5 − log 0.25)/2, not a third of the sum. */
  @Test
  void ignoredSamplesAreNoPartOfTheMean() {
    Kernels k = new Nd4jKernels(DataType.DOUBLE);
    Loss loss = sparseCategoricalCrossentropy.ignoreClass(0);
    Matrix y = k.zeros(3, 1);
    y.set(new double[] {1, 0, 1});
    Matrix yhat = k.zeros(3, 2);
    yhat.set(new double[] {0.5, 0.5, 0.1, 0.9, 0.75, 0.25});
    assertEquals(3 * LOG_2 / 2, loss.scale(y) * loss.value(k, y, yhat, null), 1e-12);
    Loss sum = loss.reduction(Reduction.SUM);
    assertEquals(3 * LOG_2, sum.scale(y) * sum.value(k, y, yhat, null), 1e-12);
    y.set(new double[] {0, 0, 0});
    assertEquals(0, loss.scale(y) * loss.value(k, y, yhat, null));
  }

  /** A loss with targets and predictions of its kind. */
  record Kind(Loss loss, String targets, double least, double most) {
    @Override
    public String toString() {
      return loss.toString();
    }

    double target(Rng rng, int classes) {
      return switch (targets) {
        case "numbers" -> 6 * rng.uniform() - 3;
        case "away" -> 1 + rng.uniform();
        case "counts" -> rng.below(5);
        case "bits" -> rng.below(2);
        case "signs" -> 2 * rng.below(2) - 1;
        case "classes" -> rng.below(classes);
        default -> rng.uniform();
      };
    }
  }

  static List<Kind> kinds() {
    return List.of(
        new Kind(meanSquaredError, "numbers", -3, 3),
        new Kind(meanAbsoluteError, "numbers", -3, 3),
        new Kind(meanAbsolutePercentageError, "away", -3, 3),
        new Kind(meanSquaredLogarithmicError, "counts", -1, 3),
        new Kind(huber, "numbers", -3, 3),
        new Kind(huber(0.3), "numbers", -3, 3),
        new Kind(logCosh, "numbers", -3, 3),
        new Kind(binaryCrossentropy, "bits", 0.02, 0.98),
        new Kind(binaryCrossentropy.labelSmoothing(0.1), "bits", 0.02, 0.98),
        new Kind(binaryFocalCrossentropy, "bits", 0.02, 0.98),
        new Kind(
            binaryFocalCrossentropy
                .applyClassBalancing(true)
                .alpha(0.3)
                .gamma(1.5)
                .labelSmoothing(0.1),
            "bits",
            0.02,
            0.98),
        new Kind(binaryFocalCrossentropy.gamma(0), "bits", 0.02, 0.98),
        new Kind(binaryFocalCrossentropy.gamma(0.5), "bits", 0.02, 0.98),
        new Kind(binaryFocalCrossentropy.gamma(9), "bits", 0.02, 0.98),
        new Kind(categoricalCrossentropy, "parts", 0.02, 0.98),
        new Kind(categoricalCrossentropy.labelSmoothing(0.1), "bits", 0.02, 0.98),
        new Kind(sparseCategoricalCrossentropy.ignoreClass(1), "classes", 0.02, 0.98),
        new Kind(categoricalFocalCrossentropy, "bits", 0.02, 0.98),
        new Kind(
            categoricalFocalCrossentropy.alpha(0.4).gamma(1.5).labelSmoothing(0.1),
            "classes",
            0.02,
            0.98),
        new Kind(hinge, "signs", -3, 3),
        new Kind(hinge, "bits", -3, 3),
        new Kind(squaredHinge, "signs", -3, 3),
        new Kind(squaredHinge, "bits", -3, 3),
        new Kind(categoricalHinge, "classes", -3, 3),
        new Kind(klDivergence, "parts", 0.02, 0.98),
        new Kind(poisson, "counts", 0.02, 3),
        new Kind(cosineSimilarity, "numbers", -3, 3),
        new Kind(quantile(0.8), "numbers", -3, 3),
        new Kind(cubed, "numbers", -3, 3));
  }

  private static boolean ofClasses(Kind kind) {
    return kind.targets.equals("classes");
  }

  /** Over odd shapes, with and without weights: floats within 1e-5 of double. */
  @ParameterizedTest
  @MethodSource("kinds")
  void floatsAsDoubles(Kind kind) {
    Rng rng = Rng.of(SEED, 1);
    int[][] shapes = {{1, 1}, {1, 7}, {11, 1}, {13, 5}, {5003, 1}, {67, 71}, {3, 4099}};
    for (int[] shape : shapes) {
      int n = shape[0];
      int columns = ofClasses(kind) ? Math.max(2, shape[1]) : shape[1];
      double[] y = new double[n * (ofClasses(kind) ? 1 : columns)];
      Arrays.setAll(y, i -> (float) kind.target(rng, columns));
      double[] yhat = new double[n * columns];
      Arrays.setAll(yhat, i -> (float) (kind.least + (kind.most - kind.least) * rng.uniform()));
      double[] s = new double[n];
      Arrays.setAll(s, i -> rng.below(9) / 4.0);
      for (boolean weighted : new boolean[] {false, true}) {
        double[] exact =
            run(new Nd4jKernels(DataType.DOUBLE), kind.loss, n, y, yhat, weighted ? s : null);
        double[] fast = run(new CpuKernels(), kind.loss, n, y, yhat, weighted ? s : null);
        for (int i = 0; i < exact.length; i++) {
          double allowed = 1e-5 * Math.max(0.1, Math.abs(exact[i]));
          assertEquals(
              exact[i],
              fast[i],
              allowed,
              () -> "%d x %d, weighted %s, seed %d".formatted(n, columns, weighted, SEED));
        }
      }
    }
  }

  /** The gradient, and last the value. */
  private static double[] run(
      Kernels k, Loss loss, int n, double[] y, double[] yhat, double[] weights) {
    Matrix ys = k.zeros(n, y.length / n);
    ys.set(y);
    Matrix ps = k.zeros(n, yhat.length / n);
    ps.set(yhat);
    Matrix s = null;
    if (weights != null) {
      s = k.zeros(n, 1);
      s.set(weights);
    }
    Matrix d = k.zeros(n, ps.columns());
    loss.gradient(k, ys, ps, s, 0.7, d);
    double[] result = Arrays.copyOf(d.toDoubles(), yhat.length + 1);
    result[yhat.length] = loss.value(k, ys, ps, s);
    return result;
  }

  /** Formula, tile, and both in place; the element after the last is left alone. */
  @ParameterizedTest
  @MethodSource("kinds")
  void tilesComputeTheFormula(Kind kind) {
    if (!(kind.loss instanceof ElementwiseLoss loss)) {
      return;
    }
    Rng rng = Rng.of(SEED, 2);
    int n = 4001;
    float[] y = new float[n + 1];
    float[] yhat = new float[n + 1];
    for (int i = 0; i < n; i++) {
      y[i] = (float) kind.target(rng, 2);
      yhat[i] = (float) (kind.least + (kind.most - kind.least) * rng.uniform());
    }
    yhat[3] = y[3]; // an error of 0
    yhat[5] = Float.NaN;
    float[] values = new float[n + 1];
    float[] gradients = new float[n + 1];
    values[n] = gradients[n] = 77;
    loss.value(y, yhat, values, n);
    loss.gradient(y, yhat, gradients, n);
    assertTrue(Float.isNaN(values[5]), "NaN stays NaN");
    for (int i = 0; i < n; i += i == 4 ? 2 : 1) {
      double value = loss.value((double) y[i], (double) yhat[i]);
      double gradient = loss.gradient((double) y[i], (double) yhat[i]);
      String where = "of " + y[i] + " and " + yhat[i] + ", seed " + SEED;
      assertEquals(value, values[i], 1e-6 * (1 + Math.abs(value)), "value " + where);
      assertEquals(gradient, gradients[i], 1e-6 * (1 + Math.abs(gradient)), where);
    }
    assertEquals(77, values[n]);
    assertEquals(77, gradients[n]);
    float[] inPlace = yhat.clone();
    loss.value(y, inPlace, inPlace, n);
    assertArrayEquals(Arrays.copyOf(values, n), Arrays.copyOf(inPlace, n));
    inPlace = yhat.clone();
    loss.gradient(y, inPlace, inPlace, n);
    assertArrayEquals(Arrays.copyOf(gradients, n), Arrays.copyOf(inPlace, n));
  }

  private static final float EPSILON = (float) Kernels.EPSILON;
  private static final float[] PROBABILITIES = {
    0,
    Float.MIN_VALUE,
    1e-8f,
    Math.nextDown(EPSILON),
    EPSILON,
    1e-6f,
    0.25f,
    0.5f,
    0.999f,
    1 - 0x1p-22f,
    1 - 0x1p-23f, // the last that is not clipped
    1 - 0x1p-24f,
    1
  };
  private static final float[] NUMBERS = {
    -0f, 1e-8f, 1e-4f, 1, -1, 1.001f, 19.9f, 21, -30, 89, -1e3f, 1e18f, -1e18f
  };

  /** At bounds, around them and far out: tile and formula, relative to the larger of both. */
  @ParameterizedTest
  @MethodSource("kinds")
  void tilesComputeTheFormulaAtTheEdges(Kind kind) {
    if (!(kind.loss instanceof ElementwiseLoss loss)) {
      return;
    }
    float[] targets =
        switch (kind.targets) {
          case "numbers" -> new float[] {0, -1.5f, 1};
          case "away" -> new float[] {1, 2.5f};
          case "counts" -> new float[] {0, 1, 3};
          case "bits" -> new float[] {0, 1};
          case "signs" -> new float[] {-1, 1};
          default -> new float[] {0, 0.25f, 1};
        };
    double apart = loss == poisson ? 0x1p-23 : 1e-12; // 1 − y/(ŷ + 1e-7) of y = ŷ = 1
    boolean probability = kind.most < 1;
    float[] points = probability ? PROBABILITIES : NUMBERS;
    int n = points.length;
    float[] tile = new float[n];
    for (float target : targets) {
      float[] y = new float[n];
      Arrays.fill(y, target);
      loss.value(y, points, tile, n);
      for (int i = 0; i < n; i++) {
        assertNear(
            loss.value((double) target, (double) points[i]),
            tile[i],
            apart,
            "value of " + target + " and " + points[i]);
      }
      loss.gradient(y, points, tile, n);
      for (int i = 0; i < n; i++) {
        assertNear(
            loss.gradient((double) target, (double) points[i]),
            tile[i],
            apart,
            "gradient of " + target + " and " + points[i]);
      }
    }
  }

  private static void assertNear(double formula, float tile, double apart, String what) {
    if (Double.isNaN(formula)) {
      assertTrue(Float.isNaN(tile), what);
    } else {
      assertEquals((float) formula, tile, 2e-6 * Math.abs(formula) + apart, what);
    }
  }

  @Test
  void areMetricsByTheirNames() {
    assertEquals(
        "[mean_squared_error, mean_absolute_error, mean_absolute_percentage_error, "
            + "mean_squared_logarithmic_error, huber, log_cosh, binary_crossentropy, "
            + "binary_focal_crossentropy, categorical_crossentropy, "
            + "categorical_focal_crossentropy, sparse_categorical_crossentropy, hinge, "
            + "squared_hinge, categorical_hinge, kl_divergence, poisson, cosine_similarity, "
            + "quantile, cubed, product]",
        List.of(
                meanSquaredError,
                meanAbsoluteError,
                meanAbsolutePercentageError,
                meanSquaredLogarithmicError,
                huber,
                logCosh,
                binaryCrossentropy,
                binaryFocalCrossentropy,
                categoricalCrossentropy,
                categoricalFocalCrossentropy,
                sparseCategoricalCrossentropy,
                hinge,
                squaredHinge,
                categoricalHinge,
                klDivergence,
                poisson,
                cosineSimilarity,
                quantile(0.5),
                cubed,
                product)
            .stream()
            .map(Loss::name)
            .toList()
            .toString());
  }

  @Test
  void printAndCompareAsTheyAreWritten() {
    assertEquals("huber(1.0)", huber.toString());
    assertEquals("quantile(0.9)", quantile(0.9).toString());
    assertEquals("binaryCrossentropy", binaryCrossentropy.toString());
    assertEquals(
        "binaryCrossentropy.labelSmoothing(0.1).reduction(SUM)",
        binaryCrossentropy.labelSmoothing(0.1).reduction(Reduction.SUM).toString());
    assertEquals("binaryFocalCrossentropy", binaryFocalCrossentropy.toString());
    assertEquals(
        "binaryFocalCrossentropy.applyClassBalancing(true).alpha(0.5).gamma(1.0).labelSmoothing(0.1)",
        binaryFocalCrossentropy
            .labelSmoothing(0.1)
            .gamma(1)
            .alpha(0.5)
            .applyClassBalancing(true)
            .toString());
    assertEquals(
        "categoricalFocalCrossentropy.alpha(0.5).gamma(1.0).labelSmoothing(0.1)",
        categoricalFocalCrossentropy.labelSmoothing(0.1).gamma(1).alpha(0.5).toString());
    assertEquals(
        "sparseCategoricalCrossentropy.ignoreClass(255)",
        sparseCategoricalCrossentropy.ignoreClass(255).toString());
    assertEquals(
        List.of(
            "meanAbsoluteError",
            "meanAbsolutePercentageError",
            "meanSquaredLogarithmicError",
            "logCosh",
            "hinge",
            "squaredHinge",
            "categoricalHinge",
            "klDivergence",
            "poisson",
            "cosineSimilarity",
            "cubed",
            "product"),
        java.util.stream.Stream.of(
                meanAbsoluteError,
                meanAbsolutePercentageError,
                meanSquaredLogarithmicError,
                logCosh,
                hinge,
                squaredHinge,
                categoricalHinge,
                klDivergence,
                poisson,
                cosineSimilarity,
                cubed,
                product)
            .map(Object::toString)
            .toList());
    assertEquals(huber, huber(1));
    assertEquals(categoricalCrossentropy, categoricalCrossentropy.labelSmoothing(0));
  }
}
