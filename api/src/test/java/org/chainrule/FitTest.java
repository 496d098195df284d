package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.elementwise;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.callbacks.Callbacks.onBatchEnd;
import static org.chainrule.callbacks.Callbacks.onEpochEnd;
import static org.chainrule.initializers.Initializers.constant;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.losses.Losses.sparseCategoricalCrossentropy;
import static org.chainrule.metrics.Metrics.accuracy;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.chainrule.callbacks.Callback;
import org.chainrule.layers.Layer;
import org.chainrule.losses.Reduction;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.LoggerFactory;

/** What fit does with data, options and callbacks, and when training or a callback fails. */
class FitTest {
  private static FitOptions quiet(int epochs) {
    return epochs(epochs).verbose(0);
  }

  /** ŷ = w·x from w = 1, in DOUBLE, without a bias: small enough to follow by hand. */
  private static Sequential line(double rate) {
    return new Sequential(input(1), dense(1).useBias(false).kernelInitializer(constant(1)))
        .dtype(DataType.DOUBLE)
        .compile(sgd(rate), meanSquaredError);
  }

  private static double weight(Sequential line) {
    return line.getWeights().get(0).getDouble(0, 0);
  }

  private static double[][] column(double... values) {
    return Arrays.stream(values).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
  }

  // ---- batches

  /** Batches {1, 2}, {3}: a short last batch is a batch like any other. */
  @Test
  void runningMeansWeighBatchesByTheirRows() {
    Sequential model = line(0.1);
    History history =
        model.fit(column(1, 2, 3), new double[] {0, 0, 0}, quiet(1).batchSize(2).shuffle(false));
    // Batch 1: L = (1² + 2²)/2 = 2.5, g = 2·(1 + 4)/2·w = 5, w = 1 − 0.1·5 = 0.5.
    // Batch 2: L = (0.5·3)² = 2.25, g = 2·9·0.5 = 9, w = 0.5 − 0.9 = −0.4.
    // Epoch:   L = (2·2.5 + 1·2.25)/3.
    assertEquals(7.25 / 3, history.loss()[0], 1e-12);
    assertEquals(-0.4, weight(model), 1e-12);
  }

  @Test
  void sumReductionAddsTheSamples() {
    Sequential model = line(0.1);
    model.compile(sgd(0.01), meanSquaredError.reduction(Reduction.SUM));
    double loss = model.trainOnBatch(column(1, 2, 3), new double[] {0, 0, 0}).loss();
    assertEquals(14, loss, 1e-12); //               1 + 4 + 9
    assertEquals(0.72, weight(model), 1e-12); //    1 − 0.01·2·14
  }

  @Test
  void timesScalesLossAndGradient() {
    Sequential model = line(0.1).compile(sgd(0.01), meanSquaredError.times(3));
    assertEquals(12, model.trainOnBatch(column(2), new double[] {0}).loss(), 1e-12); // 3·2²
    assertEquals(
        0.76, weight(model), 1e-12); //                                        1 − 0.01·3·2·4
  }

  /** The weighted sum is divided by the number of samples, not by the sum of the weights. */
  @Test
  void sampleWeightsMultiplyLosses() {
    Sequential model = line(0.01);
    History history = model.fit(column(1, 2), new double[] {0, 0}, quiet(1).sampleWeight(3, 0.5));
    assertEquals(2.5, history.loss()[0], 1e-12); //     (3·1 + 0.5·4)/2
    assertEquals(0.95, weight(model), 1e-12); //        1 − 0.01·2·2.5
  }

  /** Class 1 weighs 4, class 0 is missing and weighs 1; both multiply the samples' own weights. */
  @Test
  void classWeightsMultiplySampleWeights() {
    Sequential model = line(0.01);
    History history =
        model.fit(
            column(1, 2),
            new int[] {0, 1},
            quiet(1).sampleWeight(3, 0.5).classWeight(Map.of(1, 4.0)).validationSplit(0));
    assertEquals(2.5, history.loss()[0], 1e-12); //     (3·1·(1 − 0)² + 4·0.5·(2 − 1)²)/2
    assertEquals(0.93, weight(model), 1e-12); //        1 − 0.01·(3·2·1·1 + 2·2·1·2)/2
    assertEquals(0.93 * 0.93, model.evaluate(column(1), new int[] {0}).loss(), 1e-12);
  }

  @Test
  void theClassOfAOneHotRowIsThatOfItsLargestTarget() {
    double[][] x = {{1, 2}, {-1, 0.5}, {0.3, -0.7}};
    FitOptions plain = epochs(3).shuffle(false).verbose(0);
    List<INDArray> byClass =
        twoClasses(x, new double[][] {{1, 0}, {0, 1}, {0, 1}}, plain.classWeight(Map.of(1, 0.25)));
    List<INDArray> byNumber =
        twoClasses(x, new int[] {0, 1, 1}, plain.classWeight(Map.of(1, 0.25)));
    List<INDArray> bySample = twoClasses(x, new int[] {0, 1, 1}, plain.sampleWeight(1, 0.25, 0.25));
    List<INDArray> unweighted = twoClasses(x, new int[] {0, 1, 1}, plain);
    assertEquals(bySample, byClass);
    assertEquals(bySample, byNumber);
    assertNotEquals(bySample, unweighted);
  }

  private static List<INDArray> twoClasses(double[][] x, Object y, FitOptions options) {
    Sequential model = new Sequential(dense(2, softmax)).seed(1).dtype(DataType.DOUBLE);
    model.fit(x, y, options);
    return model.getWeights();
  }

  @Test
  void aWeightOfZeroLeavesARowOut() {
    Sequential model = line(0.01);
    model.fit(column(1, 1000), new double[] {1, 0}, quiet(3).sampleWeight(1, 0));
    assertEquals(1, weight(model));
  }

  // ---- order of the rows

  /** A learning rate so small that nothing moves, and losses that tell the rows apart. */
  private static List<List<Double>> orders(
      Sequential model, int rows, int epochs, boolean shuffle) {
    List<List<Double>> seen = new ArrayList<>();
    double[] x = IntStream.range(0, rows).mapToDouble(i -> i).toArray();
    model.fit(
        column(x),
        new double[rows],
        quiet(epochs)
            .batchSize(1)
            .shuffle(shuffle)
            .callbacks(
                onBatchEnd(
                    (epoch, batch, loss) -> {
                      if (batch == 1) {
                        seen.add(new ArrayList<>());
                      }
                      seen.get(epoch - 1).add((double) Math.round(Math.sqrt(loss)));
                    })));
    return seen;
  }

  @Test
  void shuffleTakesEachRowOnceInANewOrderEachEpoch() {
    List<List<Double>> seen = orders(line(1e-12).seed(8), 23, 5, true);
    List<Double> all = IntStream.range(0, 23).mapToObj(i -> (double) i).toList();
    assertEquals(5, seen.size());
    for (List<Double> order : seen) {
      assertEquals(all, order.stream().sorted().toList());
      assertNotEquals(all, order);
    }
    assertEquals(5, seen.stream().distinct().count(), "five different orders");
  }

  @Test
  void withoutShuffleRowsComeAsTheyAre() {
    List<Double> all = IntStream.range(0, 23).mapToObj(i -> (double) i).toList();
    assertEquals(List.of(all, all), orders(line(1e-12), 23, 2, false));
  }

  @Test
  void sameSeedSameOrder() {
    assertEquals(orders(line(1e-12).seed(4), 9, 3, true), orders(line(1e-12).seed(4), 9, 3, true));
    assertNotEquals(
        orders(line(1e-12).seed(4), 9, 3, true), orders(line(1e-12).seed(5), 9, 3, true));
  }

  // ---- validation

  /** Of 10 rows the last 3 are held back: 10·(1 − 0.3) = 7. */
  @Test
  void validationSplitTakesTheLastRowsBeforeShuffling() {
    Sequential model = line(1e-12).seed(1);
    double[] x = {0, 1, 2, 3, 4, 5, 6, 100, 200, 300};
    List<Double> trained = new ArrayList<>();
    History history =
        model.fit(
            column(x),
            new double[10],
            quiet(1)
                .batchSize(1)
                .validationSplit(0.3)
                .callbacks(onBatchEnd((e, b, loss) -> trained.add(loss))));
    assertEquals(7, trained.size());
    assertTrue(trained.stream().allMatch(loss -> loss < 37), trained.toString());
    assertEquals(140_000 / 3.0, history.get("val_loss")[0], 1e-3); // (1e4 + 4e4 + 9e4)/3
  }

  @Test
  void validationDataIsMeasuredAfterEachEpoch() {
    Sequential model = line(0.25);
    History history =
        model.fit(
            column(1),
            new double[] {0},
            quiet(2).validationData(column(2, 4), new double[] {0, 0}));
    // w: 1 → 1 − 0.25·2 = 0.5 → 0.25; val loss (4 + 16)/2·w².
    assertArrayEquals(new double[] {2.5, 0.625}, history.get("val_loss"), 1e-12);
    assertEquals(List.of("loss", "val_loss"), List.copyOf(history.names()));
  }

  // ---- history and callbacks

  @Test
  void repeatedFitsAppend() {
    Sequential model = line(0.1);
    History first = model.fit(column(1), new double[] {0}, quiet(2));
    History second = model.fit(column(1), new double[] {0}, quiet(3));
    assertEquals(2, first.epochs());
    assertEquals(5, second.epochs());
    assertArrayEquals(first.loss(), Arrays.copyOf(second.loss(), 2));
  }

  @Test
  void callbacksRunInOrderWithTheirNumbers() {
    List<String> calls = new ArrayList<>();
    Callback all =
        new Callback() {
          @Override
          public void onEpochBegin(int epoch) {
            calls.add("begin " + epoch);
          }

          @Override
          public void onBatchEnd(int epoch, int batch, double loss) {
            calls.add("batch " + epoch + "." + batch + " " + loss);
          }

          @Override
          public void onEpochEnd(int epoch, Map<String, Double> logs) {
            calls.add("end " + epoch + " " + logs.keySet());
            logs.clear(); // a copy: the next callback and History have their own
          }
        };
    History history =
        line(0.5)
            .fit(
                column(1, 1),
                new double[] {0, 0},
                quiet(2)
                    .batchSize(1)
                    .validationData(column(1), new double[] {0})
                    .callbacks(all, onEpochEnd((epoch, logs) -> calls.add(epoch + " " + logs))));
    // w = 1, g = 2: after the first step w = 0 and the loss stays 0.
    assertEquals(
        List.of(
            "begin 1",
            "batch 1.1 1.0",
            "batch 1.2 0.0",
            "end 1 [loss, val_loss]",
            "1 {loss=0.5, val_loss=0.0}",
            "begin 2",
            "batch 2.1 0.0",
            "batch 2.2 0.0",
            "end 2 [loss, val_loss]",
            "2 {loss=0.0, val_loss=0.0}"),
        calls);
    assertArrayEquals(new double[] {0.5, 0}, history.loss());
  }

  @Test
  void aCallbackMayUseTheModel() {
    Sequential model = line(0.5);
    List<Double> predictions = new ArrayList<>();
    model.fit(
        column(1),
        new double[] {0},
        quiet(2)
            .callbacks(
                onEpochEnd(
                    (epoch, logs) -> {
                      predictions.add(model.predict(column(3)).getDouble(0));
                      model.setWeights(List.of(Nd4j.createFromArray(new double[][] {{2}})));
                      predictions.add(model.evaluate(column(3), new double[] {0}).loss());
                    })));
    assertEquals(List.of(0.0, 36.0, 0.0, 36.0), predictions);
    assertEquals(2, weight(model));
  }

  @Test
  void anExceptionOfACallbackComesThroughAndTheModelStaysUsable() {
    Sequential model = line(0.1);
    RuntimeException own = new RuntimeException("stop");
    Callback failing =
        onBatchEnd(
            (epoch, batch, loss) -> {
              throw own;
            });
    RuntimeException thrown =
        assertThrows(
            RuntimeException.class,
            () -> model.fit(column(1), new double[] {0}, quiet(3).callbacks(failing)));
    assertSame(own, thrown);
    assertEquals(1, model.fit(column(1), new double[] {0}, quiet(1)).epochs());
  }

  @Test
  void anExceptionOfAnActivationComesThroughAndTheModelStaysUsable() {
    boolean[] fail = {false};
    RuntimeException own = new RuntimeException("mine");
    Sequential model =
        new Sequential(
                input(1),
                dense(
                    2,
                    elementwise(
                        "own",
                        z -> {
                          if (fail[0]) {
                            throw own;
                          }
                          return z;
                        },
                        z -> 1)))
            .compile(sgd(0.1), meanSquaredError);
    List<List<Double>> before = Weights.of(model);
    double[][] y = {{1, 2}};
    fail[0] = true;
    assertSame(own, assertThrows(RuntimeException.class, () -> model.fit(column(1), y, quiet(1))));
    assertSame(own, assertThrows(RuntimeException.class, () -> model.predict(column(1))));
    assertEquals(before, Weights.of(model));
    fail[0] = false;
    assertEquals(1, model.fit(column(1), y, quiet(1)).epochs());
  }

  @Test
  void anInitializerThatFailsLeavesTheWeights() {
    boolean[] fail = {false};
    RuntimeException own = new RuntimeException("mine");
    Sequential model =
        new Sequential(
            input(3),
            dense(4),
            dense(2)
                .kernelInitializer(
                    (shape, rng) -> {
                      if (fail[0]) {
                        throw own;
                      }
                      return new double[shape[0] * shape[1]];
                    }));
    List<List<Double>> before = Weights.of(model);
    fail[0] = true;
    assertSame(own, assertThrows(RuntimeException.class, () -> model.reset(99)));
    assertEquals(before, Weights.of(model));
  }

  // ---- divergence

  /** w ← w − 2·rate·w·x² = −9·w for x = 1, rate = 5: grows until the loss overflows. */
  @Test
  void aLossThatOverflowsStopsTraining() {
    Sequential model =
        new Sequential(input(1), dense(2), dense(1)).seed(1).compile(sgd(50), meanSquaredError);
    List<List<List<Double>>> recorded = new ArrayList<>();
    recorded.add(Weights.of(model));
    DivergedException e =
        assertThrows(
            DivergedException.class,
            () ->
                model.fit(
                    column(1, 2, 3),
                    new double[] {1, 2, 3},
                    quiet(50)
                        .batchSize(2)
                        .shuffle(false)
                        .callbacks(onBatchEnd((ep, b, l) -> recorded.add(Weights.of(model))))));
    int batches = recorded.size() - 1; // that went well
    assertEquals(batches / 2 + 1, e.epoch());
    assertEquals(batches % 2 + 1, e.batch());
    assertTrue(
        e.getMessage()
            .matches(
                "fit stopped at epoch %d, batch %d: the loss became (NaN|Infinity); (the first layer whose output is not finite is dense(_1)?|the outputs of all layers are finite)\\. The model keeps its last finite weights\\.\nLikely cause: sgd has a learning rate of 50\\.0, beyond 10\\.0, which goes so far along the slope that it overshoots the valley\\. Remedy: try sgd\\(0\\.01\\); autopsy\\(\\) tells more\\."
                    .formatted(e.epoch(), e.batch())),
        e.getMessage());
    // The last update made the loss overflow: it is taken back, as it would again.
    assertEquals(recorded.get(batches - 1), Weights.of(model));
    assertFinite(model);
    assertTrue(Double.isFinite(model.predict(column(1)).getDouble(0)));
    model.compile(sgd(1e-30), meanSquaredError);
    assertEquals(
        e.epoch(),
        model.fit(column(1, 2), new double[] {1, 2}, quiet(1)).epochs(),
        "epochs that ended, and one more");
  }

  private static void assertFinite(Sequential model) {
    for (INDArray array : model.getWeights()) {
      for (double v : array.ravel().toDoubleVector()) {
        assertTrue(Double.isFinite(v), array.toString());
      }
    }
  }

  @Test
  void theFirstLayerThatOverflowsIsNamed() {
    Sequential model =
        new Sequential(
                input(1),
                dense(2, relu).kernelInitializer(constant(1)),
                dense(3, relu).kernelInitializer(constant(1e30)),
                dense(1))
            .compile(sgd(0.1), meanSquaredError);
    List<List<Double>> before = Weights.of(model);
    DivergedException e =
        assertThrows(
            DivergedException.class, () -> model.fit(column(1e10), new double[] {1}, quiet(1)));
    assertTrue(
        e.getMessage().contains("first layer whose output is not finite is dense_1."),
        e.getMessage());
    assertEquals(before, Weights.of(model));
  }

  /** The gradient overflows although the loss does not: w = 1, loss finite, update infinite. */
  @Test
  void weightsThatOverflowStopTrainingToo() {
    Sequential model =
        new Sequential(input(1), dense(1).kernelInitializer(constant(1)))
            .compile(sgd(1e38), meanSquaredError);
    DivergedException e =
        assertThrows(
            DivergedException.class, () -> model.fit(column(100), new double[] {0}, quiet(1)));
    assertEquals(
        "fit stopped after epoch 1: the update made the kernel of dense infinite or NaN. The model keeps its last finite weights.\nLikely cause: sgd has a learning rate of 1.0E38, beyond 10.0, which goes so far along the slope that it overshoots the valley. Remedy: try sgd(0.01); autopsy() tells more.",
        e.getMessage());
    assertEquals(1, model.getWeights().get(0).getDouble(0));
    assertEquals(100, model.predict(column(100)).getDouble(0));
  }

  @Test
  void trainOnBatchSpeaksOfNoEpochs() {
    Sequential model =
        new Sequential(input(1), dense(1).kernelInitializer(constant(1)))
            .compile(sgd(1e38), meanSquaredError);
    DivergedException e =
        assertThrows(
            DivergedException.class, () -> model.trainOnBatch(column(100), new double[] {0}));
    assertEquals(
        "trainOnBatch stopped: the update made the kernel of dense infinite or NaN. The model keeps its last finite weights.\nLikely cause: sgd has a learning rate of 1.0E38, beyond 10.0, which goes so far along the slope that it overshoots the valley. Remedy: try sgd(0.01); autopsy() tells more.",
        e.getMessage());
    assertEquals(1, model.getWeights().get(0).getDouble(0));
    model.setWeights(List.of(Nd4j.createFromArray(new float[][] {{3e38f}}), Nd4j.zeros(1)));
    List<List<Double>> before = Weights.of(model);
    e =
        assertThrows(
            DivergedException.class, () -> model.trainOnBatch(column(100), new double[] {0}));
    assertTrue(
        e.getMessage()
            .startsWith(
                "trainOnBatch stopped: the loss became Infinity; the first layer whose output is not finite is dense."),
        e.getMessage());
    assertEquals(before, Weights.of(model));
  }

  // ---- not compiled

  private static List<ILoggingEvent> logged(Runnable action) {
    Logger logger = (Logger) LoggerFactory.getLogger(Sequential.class);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.addAppender(appender);
    try {
      action.run();
    } finally {
      logger.detachAppender(appender);
    }
    return appender.list;
  }

  private static String chosen(Layer last, Object y) {
    double[][] x = {{1, 2, 3}, {3, 2, 1}};
    Sequential model = new Sequential(dense(4, relu), last);
    List<ILoggingEvent> events =
        logged(
            () -> {
              model.fit(x, y, quiet(1));
              model.fit(x, y, quiet(1)); // says it once
            });
    assertEquals(1, events.size());
    assertEquals("INFO", events.get(0).getLevel().toString());
    return events.get(0).getFormattedMessage();
  }

  @Test
  void theLossFollowsFromTheLastActivationAndTheLabels() {
    String rest = " and sgd(0.01); compile(optimizer, loss, metrics) chooses others";
    String start = "Not compiled: training with ";
    double[][] onehot = {{1, 0, 0}, {0, 0, 1}};
    assertEquals(
        start + "sparseCategoricalCrossentropy" + rest,
        chosen(dense(3, softmax), new int[] {0, 2}));
    assertEquals(start + "categoricalCrossentropy" + rest, chosen(dense(3, softmax), onehot));
    assertEquals(start + "binaryCrossentropy" + rest, chosen(dense(1, sigmoid), new int[] {0, 1}));
    assertEquals(start + "meanSquaredError" + rest, chosen(dense(3), onehot));
  }

  @Test
  void aCompiledModelSaysNothing() {
    Sequential model =
        new Sequential(dense(3, softmax)).compile(sgd(), sparseCategoricalCrossentropy, accuracy);
    assertEquals(List.of(), logged(() -> model.fit(new float[2][4], new int[] {0, 1}, quiet(1))));
  }
}
