package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.linear;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.initializers.Initializers.constant;
import static org.chainrule.initializers.Initializers.ones;
import static org.chainrule.initializers.Initializers.zeros;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.alphaDropout;
import static org.chainrule.layers.Layers.batchNormalization;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.dropout;
import static org.chainrule.layers.Layers.gaussianDropout;
import static org.chainrule.layers.Layers.gaussianNoise;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.layers.Layers.layerNormalization;
import static org.chainrule.layers.Layers.prelu;
import static org.chainrule.layers.Layers.rmsNormalization;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.losses.Losses.sparseCategoricalCrossentropy;
import static org.chainrule.optimizers.Optimizers.adam;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Rng;
import org.chainrule.layers.Builder;
import org.chainrule.layers.Layer;
import org.chainrule.layers.Parameters;
import org.chainrule.layers.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Dropout and its kin, batch, layer and root-mean-square normalization, and prelu, by hand. */
class NormalizationAndNoiseTest {
  private static final long SEED = 41;
  private static final double[][] FOUR = {{1, 2}, {3, 2}, {5, 6}, {7, 6}};

  private static float[][] features(int rows, int columns) {
    Rng rng = new Rng(SEED);
    float[][] x = new float[rows][columns];
    for (float[] row : x) {
      for (int j = 0; j < columns; j++) {
        row[j] = (float) rng.normal();
      }
    }
    return x;
  }

  private static int[] classes(float[][] x) {
    return Arrays.stream(x).mapToInt(r -> r[0] > 0 ? 2 : r[1] > 0 ? 1 : 0).toArray();
  }

  /** What layers put out while training. */
  private static double[] trained(DataType type, Rng random, double[][] x, Layer... layers) {
    Parameters parameters = new Parameters();
    Builder builder = new Builder(parameters, x[0].length);
    Arrays.asList(layers).forEach(layer -> layer.build(builder));
    Kernels k = Kernels.of(type);
    parameters.allocate(k);
    parameters.set(parameters.draw(new Rng(1)));
    parameters.gradient();
    Pass pass = Pass.toTrain(builder.chain(0), k, x.length + 2, random);
    pass.resize(x.length);
    Matrix in = pass.x();
    in.set(Arrays.stream(x).flatMapToDouble(Arrays::stream).toArray());
    return pass.forward().toDoubles();
  }

  // ---- batch normalization

  /**
   * Columns (1, 3, 5, 7) and (2, 2, 6, 6): μ = (4, 4), σ² = ((9 + 1 + 1 + 9)/4, 16/4) = (5, 4).
   * With ε = 4: x̂ = (−3, −1, 1, 3)/√9 and (−2, −2, 2, 2)/√8; γ = 3 and β = 0.5.
   */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void batchNormalizationOfABatch(DataType type) {
    Layer layer =
        batchNormalization()
            .epsilon(4)
            .gammaInitializer(constant(3))
            .betaInitializer(constant(0.5));
    double r = 6 / Math.sqrt(8);
    double[] expected = {-2.5, 0.5 - r, -0.5, 0.5 - r, 1.5, 0.5 + r, 3.5, 0.5 + r};
    assertArrayEquals(expected, trained(type, null, FOUR, layer), 2e-6);
  }

  /**
   * One step from moving averages (0, 1) with momentum 0.75 over the batch above: μ̄ = 0.25·4 = 1;
   * σ̄² = 0.75·1 + 0.25·5 = 2 and 0.75 + 0.25·4 = 1.75. Then prediction takes those: (1 − 1)/√(2 +
   * 2) = 0 and (2 − 1)/√(1.75 + 2).
   */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void batchNormalizationKeepsMovingAverages(DataType type) {
    Sequential model =
        new Sequential(input(2), batchNormalization().momentum(0.75).epsilon(2))
            .dtype(type)
            .compile(sgd(1e-30), meanSquaredError);
    model.trainOnBatch(FOUR, FOUR);
    List<INDArray> weights = model.getWeights(); // gamma, beta, moving_mean, moving_variance
    assertEquals(4, weights.size());
    assertArrayEquals(new double[] {1, 1}, weights.get(0).toDoubleVector(), 1e-7);
    assertArrayEquals(new double[] {0, 0}, weights.get(1).toDoubleVector(), 1e-7);
    assertArrayEquals(new double[] {1, 1}, weights.get(2).toDoubleVector(), 1e-6);
    assertArrayEquals(new double[] {2, 1.75}, weights.get(3).toDoubleVector(), 1e-6);
    double[][] p = model.predict(FOUR).toDoubleMatrix();
    assertArrayEquals(new double[] {0, 1 / Math.sqrt(3.75)}, p[0], 1e-6);
    // a gradient asked for is not a step
    model.gradients(FOUR, FOUR);
    model.evaluate(FOUR, FOUR);
    assertArrayEquals(new double[] {1, 1}, model.getWeights().get(2).toDoubleVector(), 1e-6);
  }

  /** A batch of one row has no deviation: x̂ = 0, and what comes out is β. */
  @Test
  void aBatchOfOneRowGivesBeta() {
    Layer layer = batchNormalization().betaInitializer(constant(0.5));
    assertArrayEquals(
        new double[] {0.5, 0.5}, trained(DataType.FLOAT, null, new double[][] {{3, -9}}, layer));
    Sequential model = new Sequential(dense(4), layer, dense(2)).compile(sgd(), meanSquaredError);
    History history = model.fit(features(5, 3), features(5, 2), epochs(2).batchSize(1).verbose(0));
    assertTrue(Double.isFinite(history.last("loss")));
  }

  @Test
  void aFrozenBatchNormalizationPredictsWhileTraining() {
    Layer layer = batchNormalization().epsilon(3).trainable(false);
    double[] expected = Arrays.stream(FOUR).flatMapToDouble(Arrays::stream).toArray();
    for (int i = 0; i < expected.length; i++) {
      expected[i] /= 2; // (x − 0)/√(1 + 3)
    }
    assertArrayEquals(expected, trained(DataType.FLOAT, null, FOUR, layer), 1e-6);
    Sequential model =
        new Sequential(input(2), layer, dense(2)).compile(sgd(0.01), meanSquaredError);
    List<List<Double>> before = Weights.of(model).subList(0, 4);
    model.fit(FOUR, FOUR, epochs(3).verbose(0));
    assertEquals(before, Weights.of(model).subList(0, 4));
  }

  @Test
  void theSummaryTellsTheMovingAverages() {
    Sequential model = new Sequential(input(2), batchNormalization());
    assertEquals(4, model.getWeights().size());
    assertEquals(List.of("2", "2", "2", "2"), lengths(model));
    assertEquals(
        List.of("2", "2"),
        lengths(new Sequential(input(2), batchNormalization().center(false).scale(false))));
  }

  private static List<String> lengths(Sequential model) {
    return model.getWeights().stream().map(w -> String.valueOf(w.length())).toList();
  }

  /** Values of 1e4 and a deviation of 1: normalizing must not lose the digits of the deviation. */
  @Test
  void batchNormalizationFarFromZero() {
    double[][] x = new double[1000][2];
    Rng rng = new Rng(SEED);
    for (double[] row : x) {
      row[0] = (float) (1e4 + rng.normal());
      row[1] = (float) (rng.normal() * 1e-3 - 1);
    }
    double[] twice = trained(DataType.DOUBLE, null, x, batchNormalization().epsilon(1e-12));
    double[] single = trained(DataType.FLOAT, null, x, batchNormalization().epsilon(1e-12));
    // the mean itself has half a unit in its last place: 5e-4 of 1e4, 3e-8 of 1
    for (int i = 0; i < twice.length; i++) {
      assertEquals(twice[i], single[i], i % 2 == 0 ? 1e-3 : 1e-4, "number " + i);
    }
  }

  // ---- rows

  /** (1, 2): μ = 1.5, σ² = 0.25; with ε = 0.75, x̂ = (−0.5, 0.5). (5, 6) gives the same. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void layerNormalizationOfARow(DataType type) {
    Layer layer =
        layerNormalization()
            .epsilon(0.75)
            .gammaInitializer(constant(2))
            .betaInitializer(constant(0.25));
    double[][] x = {{1, 2}, {6, 5}, {4, 4}};
    double[] expected = {-0.75, 1.25, 1.25, -0.75, 0.25, 0.25};
    assertArrayEquals(expected, trained(type, null, x, layer), 1e-6);
    Sequential model = new Sequential(input(2), layer).dtype(type);
    assertArrayEquals(expected, KerasRecords.flat(List.of(model.predict(x))), 1e-6);
  }

  /** (1, 7): mean square (1 + 49)/2 = 25, so (0.2, 1.4). */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void rmsNormalizationOfARow(DataType type) {
    double[][] x = {{1, 7}, {-7, 1}};
    double[] expected = {0.2, 1.4, -1.4, 0.2};
    assertArrayEquals(expected, trained(type, null, x, rmsNormalization()), 1e-6);
    Sequential model = new Sequential(input(2), rmsNormalization()).dtype(type);
    assertArrayEquals(expected, KerasRecords.flat(List.of(model.predict(x))), 1e-6);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void preluOfARow(DataType type) {
    double[][] x = {{-2, 3, 0}};
    double[] expected = {-0.5, 3, 0};
    assertArrayEquals(
        expected, trained(type, null, x, prelu().alphaInitializer(constant(0.25))), 1e-7);
  }

  // ---- noise

  private static double[][] constantRows(int rows, int columns, double value) {
    double[][] x = new double[rows][columns];
    for (double[] row : x) {
      Arrays.fill(row, value);
    }
    return x;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void dropoutDropsItsShareAndScalesTheRest(DataType type) {
    double[] y = trained(type, new Rng(SEED), constantRows(200, 300, 3), dropout(0.25));
    int dropped = 0;
    for (double v : y) {
      assertTrue(v == 0 || Math.abs(v - 4) < 1e-6, () -> "3/0.75 or 0, but " + v);
      dropped += v == 0 ? 1 : 0;
    }
    assertEquals(0.25, dropped / 60_000.0, 0.009); // five standard errors
  }

  /** Variance and mean of standard normal inputs stay; what falls becomes s·α′ + t. */
  @Test
  void alphaDropoutKeepsMeanAndVariance() {
    double[][] x = new double[200][300];
    Rng rng = new Rng(SEED);
    for (double[] row : x) {
      Arrays.setAll(row, j -> rng.normal());
    }
    double[] y = trained(DataType.FLOAT, new Rng(SEED), x, alphaDropout(0.2));
    assertEquals(0, mean(y), 0.03);
    assertEquals(1, deviation(y), 0.03);
    // s = 1/√(0.8·(1 + 0.2·1.7580993²)), t = s·1.7580993·0.2
    double s = 1 / Math.sqrt(0.8 * (1 + 0.2 * 1.7580993 * 1.7580993));
    double fallen = -s * 1.7580993 + s * 1.7580993 * 0.2;
    long count = Arrays.stream(y).filter(v -> Math.abs(v - fallen) < 1e-6).count();
    assertEquals(0.2, count / 60_000.0, 0.009);
    double kept = s * x[0][0] + s * 1.7580993 * 0.2;
    assertTrue(Math.abs(y[0] - kept) < 1e-5 || Math.abs(y[0] - fallen) < 1e-6);
  }

  /** x = 3 gives mean 3 and deviation 3·√(0.2/0.8) = 1.5; added noise leaves the mean. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void gaussianNoiseHasItsDeviation(DataType type) {
    double[][] x = constantRows(200, 300, 3);
    double[] times = trained(type, new Rng(SEED), x, gaussianDropout(0.2));
    assertEquals(3, mean(times), 5 * 1.5 / Math.sqrt(60_000));
    assertEquals(1.5, deviation(times), 0.025);
    double[] plus = trained(type, new Rng(SEED), x, gaussianNoise(0.5));
    assertEquals(3, mean(plus), 5 * 0.5 / Math.sqrt(60_000));
    assertEquals(0.5, deviation(plus), 0.008);
  }

  @Test
  void noiseIsDrawnAnewInEachStepAndFollowsFromTheSeed() {
    float[][] x = features(40, 6);
    for (Layer noise :
        List.of(dropout(0.5), alphaDropout(0.3), gaussianDropout(0.4), gaussianNoise(0.3))) {
      Sequential model = new Sequential(dense(5, tanh), noise, dense(2)).seed(SEED);
      Sequential same = new Sequential(dense(5, tanh), noise, dense(2)).seed(SEED);
      Sequential other = new Sequential(dense(5, tanh), noise, dense(2)).seed(SEED);
      float[][] y = features(40, 2);
      List<Sequential> models = List.of(model, same, other);
      models.forEach(m -> m.compile(sgd(0.01), meanSquaredError));
      model.fit(x, y, epochs(3).verbose(0));
      same.fit(x, y, epochs(3).verbose(0));
      other.fit(x, y, epochs(1).verbose(0));
      assertEquals(Weights.of(model), Weights.of(same), noise + " by the seed");
      // without updates two steps have different losses
      Sequential still = new Sequential(dense(5, tanh), noise, dense(2)).seed(SEED);
      still.compile(sgd(1e-30), meanSquaredError);
      double[] losses = still.fit(x, y, epochs(2).shuffle(false).verbose(0)).loss();
      assertNotEquals(losses[0], losses[1], noise + " anew");
    }
  }

  @Test
  void predictionIsWithoutNoise() {
    float[][] x = features(700, 6);
    for (Layer noise :
        List.of(dropout(0.5), alphaDropout(0.3), gaussianDropout(0.4), gaussianNoise(0.3))) {
      Sequential plain = new Sequential(input(6), dense(5, tanh), dense(2)).seed(SEED);
      Sequential noisy =
          new Sequential(input(6), noise, dense(5, tanh), noise, dense(2), noise).seed(SEED);
      noisy.setWeights(plain.getWeights());
      assertEquals(plain.predict(x), noisy.predict(x), noise.toString());
      assertArrayEquals(plain.predict(x[3]), noisy.predict(x[3]), noise.toString());
    }
  }

  @Test
  void aRateOfZeroIsNoNoise() {
    double[] expected = Arrays.stream(FOUR).flatMapToDouble(Arrays::stream).toArray();
    for (Layer layer : List.of(dropout(0), alphaDropout(0), gaussianDropout(0), gaussianNoise(0))) {
      assertArrayEquals(
          expected, trained(DataType.FLOAT, new Rng(1), FOUR, layer), layer.toString());
      assertArrayEquals(
          expected, trained(DataType.FLOAT, new Rng(1), FOUR, activation(linear), layer));
    }
  }

  // ---- together

  private static List<Layer> everything() {
    return List.of(
        dense(12).useBias(false),
        batchNormalization(),
        activation(relu),
        dropout(0.2),
        dense(8),
        layerNormalization(),
        prelu().alphaInitializer(constant(0.2)),
        gaussianDropout(0.1),
        dense(6),
        rmsNormalization(),
        gaussianNoise(0.1),
        alphaDropout(0.1),
        dense(3, softmax));
  }

  @Test
  void floatAgreesWithDouble() {
    float[][] x = features(70, 5);
    int[] y = classes(x);
    List<double[]> figures = new ArrayList<>();
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      Sequential model = new Sequential().seed(SEED).dtype(type);
      everything().forEach(model::add);
      model.compile(sgd(0.05), sparseCategoricalCrossentropy);
      double[] losses = model.fit(x, y, epochs(3).batchSize(16).verbose(0)).loss();
      figures.add(losses);
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(figures.get(1)[i], figures.get(0)[i], 1e-5 * figures.get(1)[i], "epoch " + i);
    }
  }

  /** One row, after each of several fits, goes the short way with the statistics of the moment. */
  @Test
  void aSingleRowFollowsTheTraining() {
    float[][] x = features(70, 5);
    int[] y = classes(x);
    Sequential model = new Sequential().seed(SEED);
    everything().forEach(model::add);
    model.compile(adam(0.01), sparseCategoricalCrossentropy);
    for (int fit = 0; fit < 3; fit++) {
      model.fit(x, y, epochs(2).verbose(0));
      float[][] all = model.predict(x).toFloatMatrix();
      for (int i = 0; i < 5; i++) {
        assertArrayEquals(all[i], model.predict(x[i]), 2e-6f, "fit " + fit + ", row " + i);
      }
    }
  }

  @Test
  void afterADivergenceTheMovingAveragesAreAsBefore() {
    float[][] x = features(30, 4);
    float[][] y = features(30, 2);
    Layer huge = dense(2).kernelInitializer(constant(3e38)); // sums of a few are not finite
    Sequential model =
        new Sequential(input(4), dense(5), batchNormalization(), huge)
            .seed(SEED)
            .compile(sgd(0.01), meanSquaredError);
    List<List<Double>> before = Weights.of(model);
    assertThrows(DivergedException.class, () -> model.fit(x, y, epochs(2).verbose(0)));
    assertEquals(before, Weights.of(model));
    assertThrows(DivergedException.class, () -> model.trainOnBatch(x, y));
    assertEquals(before, Weights.of(model));
  }

  /** Predictions beside a fit take γ, β and both averages of one moment. */
  @Test
  void predictingWhileFitting() throws Exception {
    float[][] x = features(300, 4);
    int[] y = classes(x);
    Sequential model =
        new Sequential(
                dense(8).useBias(false),
                batchNormalization().momentum(0.5),
                activation(relu),
                dropout(0.2),
                dense(3, softmax))
            .seed(SEED)
            .compile(adam(0.01), sparseCategoricalCrossentropy);
    Sequential alone = new Sequential(model.layers().toArray(Layer[]::new)).seed(SEED);
    alone.compile(adam(0.01), sparseCategoricalCrossentropy);
    model.fit(x, y, epochs(1).verbose(0));
    AtomicBoolean fitting = new AtomicBoolean(true);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> predictions =
          thread.submit(
              () -> {
                while (fitting.get()) {
                  for (float[] row : model.predict(x).toFloatMatrix()) {
                    assertEquals(1, row[0] + row[1] + row[2], 1e-5);
                  }
                  float[] one = model.predict(x[7]);
                  assertEquals(1, one[0] + one[1] + one[2], 1e-5);
                }
              });
      model.fit(x, y, epochs(20).verbose(0));
      fitting.set(false);
      predictions.get();
    } finally {
      fitting.set(false);
      thread.shutdownNow();
    }
    alone.fit(x, y, epochs(1).verbose(0));
    alone.fit(x, y, epochs(20).verbose(0));
    assertEquals(Weights.of(alone), Weights.of(model));
  }

  @Test
  void theyPrintAsTheCallsThatMakeThem() {
    assertEquals("dropout(0.5)", dropout(0.5).toString());
    assertEquals("alphaDropout(0.1)", alphaDropout(0.1).toString());
    assertEquals("gaussianDropout(0.2)", gaussianDropout(0.2).toString());
    assertEquals("gaussianNoise(0.3)", gaussianNoise(0.3).toString());
    assertEquals("batchNormalization()", batchNormalization().toString());
    assertEquals(
        "batchNormalization().momentum(0.9).epsilon(0.01).center(false).scale(false)"
            + ".betaInitializer(ones).gammaInitializer(zeros).movingMeanInitializer(ones)"
            + ".movingVarianceInitializer(constant(2.0))",
        batchNormalization()
            .movingVarianceInitializer(constant(2))
            .movingMeanInitializer(ones)
            .gammaInitializer(zeros)
            .betaInitializer(ones)
            .scale(false)
            .center(false)
            .epsilon(0.01)
            .momentum(0.9)
            .toString());
    assertEquals("layerNormalization()", layerNormalization().toString());
    assertEquals(
        "layerNormalization().epsilon(0.1).center(false).scale(false).betaInitializer(ones)"
            + ".gammaInitializer(zeros)",
        layerNormalization()
            .gammaInitializer(zeros)
            .betaInitializer(ones)
            .scale(false)
            .center(false)
            .epsilon(0.1)
            .toString());
    assertEquals("rmsNormalization().epsilon(0.1)", rmsNormalization().epsilon(0.1).toString());
    assertEquals(
        "prelu().alphaInitializer(constant(0.25))",
        prelu().alphaInitializer(constant(0.25)).toString());
    assertEquals(batchNormalization(), batchNormalization());
    assertNotEquals(batchNormalization(), batchNormalization().momentum(0.9));
  }
}
