package org.chainrule;

import static org.chainrule.Autopsy.Cause.*;
import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.*;
import static org.chainrule.initializers.Initializers.constant;
import static org.chainrule.layers.Layers.*;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.optimizers.Optimizers.*;
import static org.chainrule.regularizers.Regularizers.l2;
import static org.chainrule.regularizers.Regularizers.weightwise;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.chainrule.activations.Activation;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;
import org.chainrule.backend.Slot;
import org.chainrule.callbacks.Callback;
import org.chainrule.data.Batch;
import org.chainrule.data.Batches;
import org.chainrule.layers.Layer;
import org.chainrule.layers.Parameters;
import org.chainrule.losses.Loss;
import org.chainrule.optimizers.Optimizer;
import org.chainrule.optimizers.Schedule;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What is told of a training that diverged: where, in which numbers, why; and that it can go on.
 */
class AutopsyTest {
  private static final int N = 64;

  private static double[][] normal() {
    Random random = new Random(3);
    double[][] x = new double[N][3];
    for (double[] row : x) {
      Arrays.setAll(row, j -> random.nextGaussian());
    }
    return x;
  }

  private static double[] sums(double[][] x) {
    return Arrays.stream(x).mapToDouble(row -> row[0] + 2 * row[1] - row[2]).toArray();
  }

  private static Sequential regression(Optimizer optimizer) {
    return model(optimizer, meanSquaredError, dense(8, relu), dense(1));
  }

  private static Sequential model(Optimizer optimizer, Loss loss, Layer... layers) {
    Layer[] all = new Layer[layers.length + 1];
    all[0] = input(3);
    System.arraycopy(layers, 0, all, 1, layers.length);
    return new Sequential(all).seed(1).compile(optimizer, loss);
  }

  /** Batches of 16 rows in their order. */
  private static FitOptions inOrder() {
    return epochs(60).batchSize(16).shuffle(false).verbose(0).lint(false);
  }

  /** Records the weights before each batch. */
  private static Callback recording(Sequential model, List<List<List<Double>>> weights) {
    return new Callback() {
      @Override
      public void onBatchBegin(int epoch, int batch) {
        weights.add(Weights.of(model));
      }
    };
  }

  private static DivergedException diverged(Sequential model, Object x, Object y, FitOptions o) {
    DivergedException e = assertThrows(DivergedException.class, () -> model.fit(x, y, o));
    for (List<Double> array : Weights.of(model)) {
      assertTrue(array.stream().allMatch(Double::isFinite), "weights stay finite");
    }
    return e;
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private static String reason(DivergedException e) {
    return e.autopsy().diagnosis().reason();
  }

  // ---- causes

  @Test
  void aRateOutOfRange() {
    double[][] x = normal();
    Sequential model = regression(sgd(50));
    List<List<List<Double>>> weights = new ArrayList<>();
    DivergedException e =
        diverged(model, x, sums(x), inOrder().callbacks(recording(model, weights)));
    Autopsy a = e.autopsy();
    assertEquals(LEARNING_RATE, a.cause());
    assertEquals(
        "sgd has a learning rate of 50.0, beyond 10.0, which goes so far along the slope that it overshoots the valley",
        reason(e));
    assertEquals("try sgd(0.01)", a.diagnosis().remedy());
    assertEquals(-1, a.diagnosis().row());
    assertEquals(50, a.learningRate());
    int steps = weights.size() - 1; // the last batch took none
    assertEquals(1, e.epoch());
    assertEquals(weights.size(), e.batch());
    assertEquals(e.batch(), a.batch());
    assertEquals(range(16 * steps, 16 * steps + 16), a.rows());
    assertEquals(Double.POSITIVE_INFINITY, a.loss());
    assertEquals(new Autopsy.Place("dense_1", "output"), a.first());
    assertEquals(steps, a.losses().size());
    assertEquals(weights.get(steps - 1), Weights.of(model), "those before the last step");
    // The model trains on with a rate that is not too high.
    model.setWeights(regression(sgd(1)).getWeights());
    model.compile(sgd(0.01), meanSquaredError);
    History after = model.fit(x, sums(x), inOrder());
    assertTrue(after.last("loss") < 0.5, after.toString());
  }

  /**
   * A linear model diverges in hundreds of steps, an epoch's first batch sees it. The last step is
   * taken back, of the epoch before.
   */
  @Test
  void aRateThatIsTooHighForTheData() {
    double[][] x = normal();
    Sequential model = model(sgd(1.2), meanSquaredError, dense(1));
    List<List<List<Double>>> weights = new ArrayList<>();
    DivergedException e =
        diverged(
            model,
            x,
            sums(x),
            epochs(500).fullBatch().verbose(0).callbacks(recording(model, weights)));
    Autopsy a = e.autopsy();
    assertEquals(LEARNING_RATE, a.cause());
    assertTrue(
        reason(e)
            .matches(
                "a learning rate of 1\\.2 makes steps that are too long: the last changed the weights by [1-9][0-9.]* times their size, and the loss rose from [0-9.E]+ to [0-9.E]+ in 9 steps"),
        reason(e));
    assertEquals(
        "lower it, for example to 0.12, or clip gradients with globalClipNorm(1)",
        a.diagnosis().remedy());
    assertEquals(weights.size(), a.epoch());
    assertEquals(1, a.batch());
    assertEquals(range(0, N), a.rows());
    assertEquals(weights.get(weights.size() - 2), Weights.of(model));
    assertEquals(10, a.losses().size());
    for (int i = 1; i < 10; i++) {
      assertTrue(a.losses().get(i) > a.losses().get(i - 1), a.losses().toString());
    }
  }

  /** The first batch of an epoch shows what the last update of the epoch before did. */
  @Test
  void theLastStepOfAnEpochIsTakenBackInTheNext() {
    double[][] x = normal();
    boolean first = false;
    for (int batches : new int[] {1, 2, 4}) {
      for (int i = 0; i < 8; i++) {
        Sequential model = model(sgd(1.7 + 0.1 * i), meanSquaredError, dense(1));
        List<List<List<Double>>> weights = new ArrayList<>();
        FitOptions options =
            epochs(500)
                .batchSize(N / batches)
                .shuffle(false)
                .verbose(0)
                .callbacks(recording(model, weights));
        DivergedException e = diverged(model, x, sums(x), options);
        assertEquals(weights.size(), (e.epoch() - 1) * batches + e.batch());
        boolean inLoss = !Double.isFinite(e.autopsy().loss());
        first |= inLoss && e.batch() == 1;
        assertEquals(weights.get(weights.size() - (inLoss ? 2 : 1)), Weights.of(model));
        if (batches == 1) {
          assertTrue(Double.isFinite(model.evaluate(x, sums(x)).loss()));
        }
      }
    }
    assertTrue(first, "some were seen in the first batch of an epoch");
  }

  @Test
  void columnsThatAreNotScaled() {
    double[][] x = normal();
    double[] y = sums(x);
    for (int i = 0; i < N; i++) {
      x[i][1] = 900 + 10 * i;
    }
    DivergedException e = diverged(model(sgd(0.1), meanSquaredError, dense(1)), x, y, inOrder());
    assertEquals(UNSCALED_INPUTS, e.autopsy().cause());
    assertEquals(
        "x is not scaled (column 1 from 900.0 to 1530.0), and steps grow with its size", reason(e));
    assertEquals(
        "begin the model with normalization(), or scale x with a standardScaler",
        e.autopsy().diagnosis().remedy());
    // The remedy is one.
    Sequential scaled = model(sgd(0.1), meanSquaredError, normalization(), dense(1));
    assertTrue(scaled.fit(x, y, inOrder()).last("loss") < 6);
  }

  @Test
  void hugeTargets() {
    double[][] x = normal();
    double[] y = Arrays.stream(sums(x)).map(v -> 200_000 + 50_000 * v).toArray();
    Sequential model =
        model(sgd(0.1), meanSquaredError, dense(32, relu), dense(32, relu), dense(1));
    DivergedException e = diverged(model, x, y, inOrder());
    assertEquals(HUGE_TARGETS, e.autopsy().cause());
    assertTrue(
        reason(e)
            .matches(
                "y is large \\(column 0 from -\\d+\\.\\d+ to \\d+\\.\\d+\\), and steps grow with it"),
        reason(e));
    assertEquals(
        "scale y to numbers of about 1, and predictions back", e.autopsy().diagnosis().remedy());
  }

  /** One huge number, finite but for its gradient: its row is named, in the caller's numbers. */
  @Test
  void aSingleRowOfX() {
    double[][] x = normal();
    double[] y = sums(x);
    x[37][2] = 1e25;
    Sequential model = regression(sgd(0.01));
    List<List<List<Double>>> weights = new ArrayList<>();
    DivergedException e = diverged(model, x, y, inOrder().callbacks(recording(model, weights)));
    Autopsy a = e.autopsy();
    assertEquals(BAD_ROW, a.cause());
    assertEquals("x has 1.0E25 at row 37, column 2, and at most 2.114876 in other rows", reason(e));
    assertEquals("correct row 37, or leave it out", a.diagnosis().remedy());
    assertEquals(37, a.diagnosis().row());
    // Rows 32 to 47 are batch 3; its update shows in batch 4.
    assertEquals(1, e.epoch());
    assertEquals(4, e.batch());
    assertEquals(3, a.batch());
    assertEquals(range(32, 48), a.rows());
    assertEquals(new Autopsy.Part(37, 1), a.largest());
    assertEquals(new Autopsy.Place("dense_1", "gradient of the kernel"), a.first());
    assertEquals(weights.get(2), Weights.of(model), "those before batch 3");
    assertTrue(
        e.getMessage()
            .startsWith(
                "fit stopped at epoch 1, batch 4: the loss became NaN; the update of batch 3 made the kernel of dense"),
        e.getMessage());
  }

  @Test
  void rowsAreTheCallersWhenShuffledAndSplit() {
    double[][] x = normal();
    double[] y = sums(x);
    x[37][2] = 1e25;
    int found = 0;
    for (long seed = 1; seed <= 8; seed++) {
      List<double[]> seen = new ArrayList<>(); // row 37's companions, by their targets
      Loss spy =
          loss(
              "spy",
              (t, p) -> {
                seen.add(t.clone());
                return (p[0] - t[0]) * (p[0] - t[0]);
              },
              (t, p, d) -> d[0] = 2 * (p[0] - t[0]));
      Sequential model = new Sequential(dense(1)).seed(seed).compile(sgd(1), spy);
      FitOptions options =
          epochs(1).batchSize(7).validationSplit(0.25).shuffled().verbose(0).lint(false);
      List<List<Double>> batches = new ArrayList<>();
      Callback collect =
          new Callback() {
            @Override
            public void onBatchBegin(int epoch, int batch) {
              seen.clear();
            }

            @Override
            public void onBatchEnd(int epoch, int batch, double loss) {
              batches.add(seen.stream().map(t -> t[0]).toList());
            }
          };
      int[][] parts = ValidationSplit.of(options, yOf(y), seed);
      if (Arrays.stream(parts[1]).anyMatch(i -> i == 37)) {
        continue; // it is held back
      }
      found++;
      DivergedException e = diverged(model, x, y, options.callbacks(collect));
      Autopsy a = e.autopsy();
      assertTrue(a.rows().contains(37), a.rows().toString());
      assertEquals(37, a.diagnosis().row());
      assertEquals(37, a.largest().row());
      List<Double> targets = a.rows().stream().map(i -> (double) (float) y[i]).toList();
      assertEquals(targets, batches.get(a.batch() - 1), "the rows of that batch, in its order");
    }
    assertTrue(found >= 3, found + " seeds");
  }

  private static Samples yOf(double[] y) {
    return Inputs.y("test", y, DataType.FLOAT);
  }

  @Test
  void aSingleLabel() {
    double[][] x = normal();
    double[] y = sums(x);
    y[11] = 1e12;
    DivergedException e = diverged(regression(sgd(0.1)), x, y, inOrder());
    assertEquals(BAD_LABEL, e.autopsy().cause());
    assertTrue(
        reason(e)
            .matches("y has 1\\.0E12 at row 11, column 0, and at most \\d\\.\\d+ in other rows"),
        reason(e));
    assertEquals(11, e.autopsy().diagnosis().row());
  }

  @Test
  void aLabelThatTheLossHasNoValueFor() {
    double[][] x = normal();
    double[] y = Arrays.stream(sums(x)).map(v -> 1 + Math.abs(v)).toArray();
    y[20] = 0;
    Loss own = loss("ratio", (t, p) -> (p - t) * (p - t) / t, (t, p) -> 2 * (p - t) / t);
    Sequential model = model(sgd(0.01), own, dense(1));
    List<List<Double>> before = Weights.of(model);
    DivergedException e = diverged(model, x, y, inOrder().fullBatch());
    Autopsy a = e.autopsy();
    assertEquals(BAD_LABEL, a.cause());
    assertEquals("ratio is Infinity for the target 0.0 at row 20", reason(e));
    assertEquals("correct it, or leave the row out", a.diagnosis().remedy());
    assertEquals(20, a.diagnosis().row());
    assertEquals(new Autopsy.Place("", "loss"), a.first());
    assertEquals(List.of(), a.losses());
    assertEquals(before, Weights.of(model));
    assertEquals(
        "fit stopped at epoch 1, batch 1: the loss became Infinity; the outputs of all layers are finite. The model keeps its last finite weights.\nLikely cause: ratio is Infinity for the target 0.0 at row 20. Remedy: correct it, or leave the row out; autopsy() tells more.",
        e.getMessage());
  }

  @Test
  void aPredictionOutsideTheLoss() {
    double[][] x = normal();
    double[] counts = Arrays.stream(sums(x)).map(v -> Math.rint(Math.abs(v))).toArray();
    DivergedException e =
        diverged(model(sgd(0.1), poisson, dense(8, relu), dense(1)), x, counts, inOrder());
    assertEquals(LOSS_DOMAIN, e.autopsy().cause());
    assertTrue(
        reason(e)
            .matches(
                "poisson is NaN for the prediction -\\d\\.\\d+ and the target \\d\\.0 at row \\d+"),
        reason(e));
  }

  /** ŷ = relu(x₀ + 9), y = 1: above 0 but in row 18, where x₀ = −20. */
  @Test
  void theLogarithmOfZero() {
    double[][] x = normal();
    x[18][0] = -20;
    double[] y = new double[N];
    Arrays.fill(y, 1);
    Loss own = loss("likelihood", (t, p) -> -t * Math.log(p), (t, p) -> -t / p);
    Sequential model = model(adam(1e-6), own, dense(1, relu).name("out"));
    model.setWeights(
        List.of(
            Nd4j.createFromArray(new float[][] {{1}, {0}, {0}}),
            Nd4j.createFromArray(new float[] {9})));
    List<List<List<Double>>> weights = new ArrayList<>();
    DivergedException e = diverged(model, x, y, inOrder().callbacks(recording(model, weights)));
    Autopsy a = e.autopsy();
    assertEquals(LOSS_DOMAIN, a.cause());
    assertEquals(
        "likelihood is Infinity for the prediction 0.0 and the target 1.0 at row 18", reason(e));
    assertEquals(
        "end the model with an activation that keeps to where the loss is defined, such as softplus or sigmoid",
        a.diagnosis().remedy());
    assertEquals(18, a.diagnosis().row());
    assertEquals(new Autopsy.Place("", "loss"), a.first());
    assertEquals(2, a.batch());
    assertEquals(range(16, 32), a.rows());
    assertEquals(weights.get(0), Weights.of(model), "those of the last finite loss, of batch 1");
  }

  @Test
  void aGradientOutsideTheLoss() {
    double[][] x = normal();
    double[] y = sums(x);
    Loss root = // its value at 0 is fine, its slope is not
        loss("root", (t, p) -> Math.sqrt(Math.abs(p)), (t, p) -> 0.5 / Math.sqrt(Math.abs(p)));
    Sequential model = model(sgd(0.1), root, dense(2), dense(1).kernelInitializer(constant(0)));
    List<List<Double>> before = Weights.of(model);
    DivergedException e = diverged(model, x, y, inOrder());
    Autopsy a = e.autopsy();
    assertEquals(LOSS_DOMAIN, a.cause());
    assertEquals(
        "the gradient of root is Infinity for the prediction 0.0 and the target "
            + Figure.rounded((float) y[0])
            + " at row 0",
        reason(e));
    assertEquals(new Autopsy.Place("dense_1", "gradient of the output"), a.first());
    assertEquals(1, a.batch());
    assertEquals(before, Weights.of(model));
  }

  @Test
  void anActivationThatOverflows() {
    double[][] x = normal();
    Sequential model =
        model(sgd(0.1), meanSquaredError, dense(8, exponential), dense(8, exponential), dense(1));
    DivergedException e = diverged(model, x, sums(x), inOrder());
    assertEquals(ACTIVATION, e.autopsy().cause());
    assertTrue(
        reason(e).matches("exponential in dense(_1)? gives Infinity for [1-9][0-9.]*"), reason(e));
    assertEquals(
        "take an activation that grows no faster than its input, such as softplus, or smaller first weights",
        e.autopsy().diagnosis().remedy());
    assertEquals("output", e.autopsy().first().tensor());
  }

  @Test
  void anActivationThatIsNotDefined() {
    double[][] x = normal();
    Activation root = elementwise("root", Math::sqrt, z -> 0.5 / Math.sqrt(z));
    DivergedException e =
        diverged(
            model(sgd(0.1), meanSquaredError, dense(4, root).name("roots"), dense(1)),
            x,
            sums(x),
            inOrder());
    assertEquals(ACTIVATION, e.autopsy().cause());
    assertTrue(reason(e).matches("root in roots gives NaN for -\\d\\.\\d+ at row 0"), reason(e));
    assertEquals(
        "define it for all numbers, or keep what comes into it where it is defined",
        e.autopsy().diagnosis().remedy());
    assertEquals(new Autopsy.Place("roots", "output"), e.autopsy().first());
  }

  @Test
  void aDerivativeThatIsNotDefined() {
    double[][] x = normal();
    Activation cusp =
        elementwise("cusp", z -> Math.sqrt(Math.max(0, z)), z -> 0.5 / Math.sqrt(Math.max(0, z)));
    DivergedException e =
        diverged(
            model(sgd(0.1), meanSquaredError, dense(4, cusp), dense(1)), x, sums(x), inOrder());
    Autopsy a = e.autopsy();
    assertEquals(ACTIVATION, a.cause());
    assertTrue(
        reason(e)
            .matches("the gradient through cusp in dense is -?Infinity for -\\d\\.\\d+ at row 0"),
        reason(e));
    assertEquals("give it a derivative that is finite everywhere", a.diagnosis().remedy());
    assertEquals(new Autopsy.Place("dense", "gradient"), a.first());
    assertEquals(2, e.batch());
    assertEquals(1, a.batch());
    assertEquals(range(0, 16), a.rows());
  }

  @Test
  void weightsThatAreTooLargeToBeginWith() {
    double[][] x = normal();
    Sequential model =
        model(
            sgd(0.1),
            meanSquaredError,
            dense(8, relu),
            dense(5, relu).kernelInitializer(constant(1e20)),
            dense(1).kernelInitializer(constant(1e20)));
    DivergedException e = diverged(model, x, sums(x), inOrder());
    assertEquals(LARGE_WEIGHTS, e.autopsy().cause());
    assertEquals("the kernel of dense_1 has weights of up to 1.0E20 without a step", reason(e));
    assertEquals(
        "begin with smaller ones, such as those of glorotUniform",
        e.autopsy().diagnosis().remedy());
    assertEquals(new Autopsy.Place("dense_2", "output"), e.autopsy().first());
  }

  @Test
  void aPenaltyThatOverflows() {
    double[][] x = normal();
    Sequential model =
        model(
            sgd(0.1),
            meanSquaredError,
            dense(1)
                .kernelInitializer(constant(1e30))
                .kernelRegularizer(
                    weightwise("fourth", w -> Math.pow(w, 12), w -> 12 * Math.pow(w, 11))));
    Autopsy a = diverged(model, x, sums(x), inOrder()).autopsy();
    assertEquals(new Autopsy.Place("", "penalty"), a.first());
    assertEquals(LARGE_WEIGHTS, a.cause());
  }

  /** Rows of floats are read where they are: somebody may change them while they are trained on. */
  @Test
  void dataThatChangesBelow() {
    float[][] x = new float[N][3];
    double[][] numbers = normal();
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < 3; j++) {
        x[i][j] = (float) numbers[i][j];
      }
    }
    Callback spoiling =
        new Callback() {
          @Override
          public void onBatchBegin(int epoch, int batch) {
            x[50][1] = Float.NaN;
          }
        };
    Sequential model = regression(sgd(0.01));
    DivergedException e = diverged(model, x, sums(numbers), inOrder().callbacks(spoiling));
    assertEquals(BAD_ROW, e.autopsy().cause());
    assertEquals("x has become NaN, in column 1, at row 50", reason(e));
    assertEquals("leave arrays alone while they are trained on", e.autopsy().diagnosis().remedy());
    assertEquals(new Autopsy.Place("dense", "input"), e.autopsy().first());
    assertEquals(50, e.autopsy().diagnosis().row());
    assertEquals(4, e.autopsy().batch());
    assertTrue(e.getMessage().contains("the loss became NaN; x is not finite."), e.getMessage());
  }

  /** Plain steps where no rate is to blame. */
  @Test
  void aRuleWithoutARate() {
    double[][] x = normal();
    Optimizer wild =
        rule(
            (k, before, w) -> {
              k.copy(w, before);
              w.set(0, 0, Double.NEGATIVE_INFINITY);
            });
    DivergedException e = diverged(regression(wild), x, sums(x), inOrder().fullBatch());
    assertEquals(LEARNING_RATE, e.autopsy().cause());
    assertEquals(
        "a learning rate of 1.0 makes steps that are too long: the last was infinite", reason(e));
    assertEquals(new Autopsy.Place("dense", "kernel"), e.autopsy().first());
    assertEquals(
        "fit stopped after epoch 1: the update made the kernel of dense infinite or NaN. The model keeps its last finite weights.\nLikely cause: a learning rate of 1.0 makes steps that are too long: the last was infinite. Remedy: lower it, for example to 0.1, or clip gradients with globalClipNorm(1); autopsy() tells more.",
        e.getMessage());
  }

  private interface Change {
    void of(Kernels k, Slot before, Matrix w);
  }

  /** A rule of one's own, with a learning rate of 1 that says nothing. */
  private static Optimizer rule(Change change) {
    return new Optimizer() {
      @Override
      public Schedule learningRate() {
        return step -> 1;
      }

      @Override
      public Update bind(Kernels k, Parameters parameters, Optimizer.Batch batch) {
        return (t, rate, g, before, w) -> {
          change.of(k, before, w);
          return true;
        };
      }
    };
  }

  // ---- where

  /**
   * An infinite bias below a relu shows in no loss. After the epoch it is seen, but not which step
   * it was.
   */
  @Test
  void aWeightThatNoLossShows() {
    double[][] x = normal();
    Sequential model = regression(sgd(0.01));
    List<List<Double>> before = Weights.of(model);
    int[] step = {0};
    Optimizer late =
        rule(
            (k, old, w) -> {
              k.copy(w, old);
              if (++step[0] == 2) {
                w.set(0, 24, Double.NEGATIVE_INFINITY); // the first bias, after 3·8 weights
              }
            });
    model.compile(late, meanSquaredError);
    DivergedException e = diverged(model, x, sums(x), inOrder());
    Autopsy a = e.autopsy();
    assertEquals(0, a.batch());
    assertEquals(List.of(), a.rows());
    assertEquals(new Autopsy.Part(-1, 0), a.largest());
    assertEquals(new Autopsy.Place("dense", "bias"), a.first());
    assertEquals(-1, a.sizes().get(0).gradientNorm());
    assertEquals(-1, a.sizes().get(0).step());
    assertEquals(4, e.batch());
    assertEquals(before, Weights.of(model));
    assertTrue(
        e.getMessage()
            .startsWith(
                "fit stopped after epoch 1: an update made the bias of dense infinite or NaN."),
        e.getMessage());
    assertTrue(
        a.toString().startsWith("Training diverged in epoch 1, in one of its batches\n"),
        a.toString());
  }

  /** Batches that come from an iterator: the one before is gone, but its number is known. */
  @Test
  void batchesFromAnIterator() {
    double[][] x = normal();
    double[] y = sums(x);
    x[37][2] = 1e25;
    List<Batch> batches = new ArrayList<>();
    for (int from = 0; from < N; from += 16) {
      batches.add(
          new Batch(
              Arrays.copyOfRange(x, from, from + 16), Arrays.copyOfRange(y, from, from + 16)));
    }
    Sequential model = regression(sgd(0.01));
    DivergedException e =
        assertThrows(DivergedException.class, () -> model.fit(Batches.of(batches), inOrder()));
    Autopsy a = e.autopsy();
    assertEquals(4, e.batch());
    assertEquals(3, a.batch());
    assertEquals(range(0, 16), a.rows());
    assertEquals(-1, a.sizes().get(0).gradientNorm());
    assertEquals(new Autopsy.Part(-1, 0), a.largest());
    assertEquals(BAD_ROW, a.cause());
    assertTrue(
        reason(e)
            .matches(
                "the loss jumped from [0-9.]+ to [0-9.]+E\\d\\d in one step, at weights of up to 0\\.\\d+: some row of that batch is far from the others"),
        reason(e));
    assertEquals("look its rows over", a.diagnosis().remedy());
    assertEquals(-1, a.diagnosis().row());

    // In the last batch of an epoch it is still there.
    Sequential other = regression(sgd(0.01));
    List<Batch> three = batches.subList(0, 3);
    Autopsy last =
        assertThrows(DivergedException.class, () -> other.fit(Batches.of(three), inOrder()))
            .autopsy();
    assertEquals(3, last.batch());
    assertEquals(new Autopsy.Part(5, 1), last.largest());
    assertEquals(BAD_ROW, last.cause());
    assertEquals(5, last.diagnosis().row());
  }

  @Test
  void trainOnBatch() {
    double[][] x = normal();
    double[] y = sums(x);
    Sequential model = regression(sgd(2));
    List<Double> losses = new ArrayList<>();
    List<List<List<Double>>> weights = new ArrayList<>();
    DivergedException e =
        assertThrows(
            DivergedException.class,
            () -> {
              for (int i = 0; i < 1000; i++) {
                weights.add(Weights.of(model));
                losses.add(model.trainOnBatch(x, y).loss());
              }
            });
    Autopsy a = e.autopsy();
    assertEquals(LEARNING_RATE, a.cause());
    assertTrue(reason(e).contains("the loss rose from "), reason(e));
    assertEquals(1, a.epoch());
    assertEquals(1, a.batch());
    assertEquals(range(0, N), a.rows());
    assertEquals(losses, a.losses());
    assertEquals(weights.get(weights.size() - 1), Weights.of(model));
    model.setWeights(regression(sgd(1)).getWeights());
    model.compile(sgd(0.01), meanSquaredError);
    assertTrue(Double.isFinite(model.trainOnBatch(x, y).loss()));
  }

  @Test
  void terminateOnNaNCanBeLeftOut() {
    double[][] x = normal();
    Sequential model = regression(sgd(50));
    History history = model.fit(x, sums(x), inOrder().terminateOnNaN(false));
    assertEquals(60, history.epochs());
    assertFalse(Double.isFinite(history.last("loss")));
  }

  @Test
  void batchNormalizationAndDropout() {
    double[][] x = normal();
    Sequential model =
        model(
            sgd(9),
            meanSquaredError,
            dense(8, relu),
            batchNormalization(),
            dropout(0.2),
            residual(dense(8, relu)),
            dense(1));
    List<List<List<Double>>> weights = new ArrayList<>();
    DivergedException e =
        diverged(model, x, sums(x), inOrder().callbacks(recording(model, weights)));
    assertEquals(LEARNING_RATE, e.autopsy().cause());
    assertEquals(weights.get(weights.size() - 2), Weights.of(model));
    List<String> names =
        e.autopsy().sizes().stream().map(s -> s.layer() + " " + s.parameter()).toList();
    assertEquals(
        List.of(
            "dense kernel",
            "dense bias",
            "batch_normalization gamma",
            "batch_normalization beta",
            "batch_normalization moving_mean",
            "batch_normalization moving_variance",
            "residual kernel",
            "residual bias",
            "dense_1 kernel",
            "dense_1 bias"),
        names);
    Autopsy.Size mean = e.autopsy().sizes().get(4);
    assertEquals(-1, mean.gradientLargest());
    assertEquals(-1, mean.step());
  }

  /**
   * What the layers remember goes back with the weights; the optimizer, whose memory is of the
   * steps that went wrong, starts afresh.
   */
  @Test
  void statesAreFiniteAsWell() {
    double[][] x = normal();
    double[] y = sums(x);
    double[][] bad = normal();
    bad[3][1] = 3e38; // its square, in the moving variance and in adam's v, is infinite
    Layer[] layers = {dense(4, relu), batchNormalization(), dense(1)};
    Sequential model = model(adam(0.01), meanSquaredError, layers);
    for (int i = 0; i < 3; i++) {
      model.trainOnBatch(x, y);
    }
    List<INDArray> weights = model.getWeights();
    List<List<Double>> before = Weights.of(model);
    assertThrows(DivergedException.class, () -> model.trainOnBatch(bad, y));
    assertEquals(before, Weights.of(model), "moving means and variances too");
    Sequential fresh = model(adam(0.01), meanSquaredError, layers);
    fresh.setWeights(weights);
    for (int i = 0; i < 3; i++) {
      assertEquals(fresh.trainOnBatch(x, y).loss(), model.trainOnBatch(x, y).loss());
    }
    assertEquals(Weights.of(fresh), Weights.of(model));
  }

  /** Looking draws no noise of the model's own: what follows is as if nobody had looked. */
  @Test
  void lookingTakesNoNoise() {
    double[][] x = normal();
    double[] y = sums(x);
    List<List<List<Double>>> after = new ArrayList<>();
    for (double rate : new double[] {1e38, 1e-3}) {
      Sequential model = model(sgd(rate), meanSquaredError, dense(4), dropout(0.5), dense(1));
      List<INDArray> start = model.getWeights();
      if (rate > 1) {
        assertThrows(DivergedException.class, () -> model.trainOnBatch(x, y));
      } else {
        model.trainOnBatch(x, y);
      }
      model.setWeights(start);
      model.compile(sgd(0.1), meanSquaredError);
      model.trainOnBatch(x, y);
      after.add(Weights.of(model));
    }
    assertEquals(after.get(1), after.get(0));
  }

  // ---- figures and print

  /** ŷ = 3·x₀ + 4·x₁ by hand: batch {(1, 2), (2, 0)}, y = 0: ŷ = 11 and 6. */
  @Test
  void figuresByHand() {
    Sequential model =
        new Sequential(input(2), dense(1).name("line"))
            .dtype(DataType.DOUBLE)
            .compile(sgd(1e308), meanSquaredError);
    model.setWeights(
        List.of(Nd4j.createFromArray(new double[][] {{3}, {4}}), Nd4j.zeros(DataType.DOUBLE, 1)));
    DivergedException e =
        diverged(
            model,
            new double[][] {{1, 2}, {2, 0}},
            new double[] {0, 0},
            epochs(1).verbose(0).lint(false));
    Autopsy a = e.autopsy();
    // L = (121 + 36)/2, dŷ = (11, 6), dW = (11 + 12, 22), db = 17.
    assertEquals(78.5, a.loss());
    assertEquals(List.of(78.5), a.losses());
    Autopsy.Size kernel = a.sizes().get(0);
    assertEquals(4, kernel.largest());
    assertEquals(5, kernel.norm());
    assertEquals(23, kernel.gradientLargest());
    assertEquals(Math.sqrt(23 * 23 + 22 * 22), kernel.gradientNorm(), 1e-12);
    assertEquals(Double.POSITIVE_INFINITY, kernel.step());
    Autopsy.Size bias = a.sizes().get(1);
    assertEquals(
        List.of(0.0, 0.0, 17.0, 17.0),
        List.of(bias.largest(), bias.norm(), bias.gradientLargest(), bias.gradientNorm()));
    // |x|·|dŷ|: √5·11 = 24.60 and 2·6 = 12.
    assertEquals(0, a.largest().row());
    assertEquals(Math.sqrt(5) * 11 / (Math.sqrt(5) * 11 + 12), a.largest().share(), 1e-12);
    assertEquals(
        """
        Training diverged in epoch 1, batch 1
          first not finite  kernel of line
          rows              0, 1
          largest part      row 0: 67.2% of the gradient
          learning rate     1.0E308
          last loss         78.5
          losses before     78.5
          likely cause      sgd has a learning rate of 1.0E308, beyond 10.0, which goes so far along the slope that it overshoots the valley
          remedy            try sgd(0.01)

                       max |w|  norm w  max |g|   norm g  last step
          line kernel   4.0000  5.0000  23.0000  31.8277   Infinity
            line bias   0.0000  0.0000  17.0000  17.0000   Infinity
        """,
        a.toString());
  }

  @Test
  void listsCannotBeChangedAndTheExceptionCanBeSent() throws IOException, ClassNotFoundException {
    double[][] x = normal();
    DivergedException e = diverged(regression(sgd(50)), x, sums(x), inOrder());
    Autopsy a = e.autopsy();
    assertThrows(UnsupportedOperationException.class, () -> a.rows().set(0, 1));
    assertThrows(UnsupportedOperationException.class, () -> a.losses().clear());
    assertThrows(UnsupportedOperationException.class, () -> a.sizes().clear());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(e);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      DivergedException read = (DivergedException) in.readObject();
      assertEquals(a, read.autopsy());
      assertEquals(a.toString(), read.autopsy().toString());
    }
  }

  @Test
  void penaltiesAreInTheGradient() {
    double[][] x = normal();
    Sequential model = model(sgd(1e38), meanSquaredError, dense(1).kernelRegularizer(l2(0.5)));
    List<INDArray> gradients = model.gradients(x, sums(x));
    Autopsy a = diverged(model, x, sums(x), inOrder().fullBatch()).autopsy();
    assertEquals(
        gradients.get(0).norm2Number().doubleValue(), a.sizes().get(0).gradientNorm(), 1e-4);
  }
}
