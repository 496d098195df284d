package org.chainrule.callbacks;

import static org.chainrule.callbacks.Callbacks.csvLogger;
import static org.chainrule.callbacks.Callbacks.earlyStopping;
import static org.chainrule.callbacks.Callbacks.learningRateSchedule;
import static org.chainrule.callbacks.Callbacks.modelCheckpoint;
import static org.chainrule.callbacks.Callbacks.reduceLROnPlateau;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chainrule.KerasRecords;
import org.chainrule.metrics.Direction;
import org.chainrule.metrics.Metric;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Callbacks do what Keras' do when they see the same figures. The records come from {@code
 * src/test/python/callbacks.py}.
 */
class KerasCallbacksTest {
  @TempDir Path folder;

  /** What Keras did in one case. */
  private record Expected(String monitor, Mode mode, Map<String, double[]> figures) {
    double[] all(String name) {
      return figures.get(name);
    }

    double one(String name) {
      assertEquals(1, all(name).length, name);
      return all(name)[0];
    }

    int whole(String name) {
      return (int) one(name);
    }
  }

  private interface Check {
    void of(Expected expected) throws Exception;
  }

  private static Stream<DynamicTest> cases(String kind, int count, Check check) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (KerasRecords.Case c : KerasRecords.read("/keras/callbacks.txt").cases()) {
      if (c.words()[0].equals(kind)) {
        boolean monitors = c.words().length == 3;
        Expected expected =
            new Expected(
                monitors ? c.words()[1] : null,
                monitors ? Mode.valueOf(c.words()[2].toUpperCase(Locale.ROOT)) : null,
                c.figures());
        tests.add(dynamicTest(tests.size() + 1 + " " + c.name(), () -> check.of(expected)));
      }
    }
    assertEquals(count, tests.size());
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> earlyStoppingAsKeras() throws IOException {
    return cases("early_stopping", 72, KerasCallbacksTest::stopsEarly);
  }

  private static void stopsEarly(Expected keras) {
    ScriptedTraining training = new ScriptedTraining();
    EarlyStopping.Watch watch =
        (EarlyStopping.Watch)
            earlyStopping(keras.monitor)
                .mode(keras.mode)
                .minDelta(keras.one("min_delta"))
                .patience(keras.whole("patience"))
                .baseline(keras.one("baseline"))
                .startFromEpoch(keras.whole("start_from_epoch"))
                .restoreBestWeights(true)
                .inFit(training);
    watch.onTrainBegin();
    for (int epoch = 1; epoch <= keras.all("values").length && training.stopped == null; epoch++) {
      training.weight(epoch);
      watch.onEpochEnd(epoch, Map.of(keras.monitor, keras.all("values")[epoch - 1]));
    }
    watch.onTrainEnd(Map.of());
    assertEquals(keras.whole("stopped"), watch.stoppedEpoch(), "stopped");
    assertEquals(keras.whole("best"), watch.bestEpoch(), "best");
    assertEquals(keras.one("restored"), training.weight(), "restored");
  }

  @TestFactory
  Stream<DynamicTest> reduceLROnPlateauAsKeras() throws IOException {
    return cases("reduce_lr_on_plateau", 72, KerasCallbacksTest::reduces);
  }

  private static void reduces(Expected keras) {
    ScriptedTraining training = new ScriptedTraining();
    Callback watch =
        reduceLROnPlateau(keras.monitor)
            .mode(keras.mode)
            .factor(keras.one("factor"))
            .patience(keras.whole("patience"))
            .minDelta(keras.one("min_delta"))
            .cooldown(keras.whole("cooldown"))
            .minLr(keras.one("min_lr"))
            .inFit(training);
    List<Double> rates = new ArrayList<>();
    for (int epoch = 1; epoch <= keras.all("values").length; epoch++) {
      rates.add(watch.figures(epoch).get("learning_rate"));
      watch.onEpochEnd(epoch, Map.of(keras.monitor, keras.all("values")[epoch - 1]));
    }
    rates.add(training.rate);
    assertClose(keras.all("rates"), rates);
  }

  private static void assertClose(double[] expected, List<Double> actual) {
    assertEquals(expected.length, actual.size());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual.get(i), 1e-14 * expected[i], "rate of epoch " + (i + 1));
    }
  }

  @TestFactory
  Stream<DynamicTest> theBestCheckpointsAsKeras() throws IOException {
    return cases("model_checkpoint", 48, KerasCallbacksTest::savesBest);
  }

  private static void savesBest(Expected keras) {
    Checkpoint checkpoint = new Checkpoint();
    ScriptedTraining training = new ScriptedTraining();
    Callback watch =
        modelCheckpoint(checkpoint)
            .monitor(keras.monitor)
            .mode(keras.mode)
            .saveBestOnly(true)
            .initialValueThreshold(keras.one("initial_value_threshold"))
            .inFit(training);
    List<Double> saved = new ArrayList<>();
    for (int epoch = 1; epoch <= keras.all("values").length; epoch++) {
      training.weight(epoch);
      watch.onEpochEnd(epoch, Map.of(keras.monitor, keras.all("values")[epoch - 1]));
      if (!checkpoint.isEmpty() && checkpoint.epoch() == epoch) {
        saved.add(checkpoint.weights().get(0).getDouble(0, 0));
      }
    }
    double[] none = {0};
    assertArrayEquals(
        keras.all("saved"), saved.isEmpty() ? none : saved.stream().mapToDouble(e -> e).toArray());
  }

  @TestFactory
  Stream<DynamicTest> checkpointsByBatchesAsKeras() throws IOException {
    return cases("save_freq", 6, this::savesByBatches);
  }

  private void savesByBatches(Expected keras) throws IOException {
    Path files = Files.createTempDirectory(folder, "saved");
    ModelCheckpoint description =
        modelCheckpoint(files + "/{epoch}-{batch}.npz").saveFreq(keras.whole("save_freq"));
    Callback watch = description.inFit(new ScriptedTraining());
    watch.onTrainBegin();
    for (int epoch = 1; epoch <= 6; epoch++) {
      for (int batch = 1; batch <= keras.whole("batches"); batch++) {
        watch.onBatchEnd(epoch, batch, 1);
      }
      watch.onEpochEnd(epoch, Map.of("loss", 1.0));
    }
    List<String> expected =
        IntStream.range(0, keras.all("saved").length / 2)
            .mapToObj(
                i ->
                    (int) keras.all("saved")[2 * i]
                        + "-"
                        + (int) keras.all("saved")[2 * i + 1]
                        + ".npz")
            .toList();
    try (Stream<Path> found = Files.list(files)) {
      assertEquals(expected, found.map(f -> f.getFileName().toString()).sorted().toList());
    }
  }

  @TestFactory
  Stream<DynamicTest> learningRateScheduleAsKeras() throws IOException {
    return cases("learning_rate_scheduler", 1, KerasCallbacksTest::schedules);
  }

  /** Keras' epoch is one less. */
  private static void schedules(Expected keras) {
    Callback scheduler =
        learningRateSchedule((epoch, rate) -> epoch <= 3 ? rate : rate * 0.75 + (epoch - 1) / 100.0)
            .inFit(new ScriptedTraining());
    List<Double> rates = new ArrayList<>();
    for (int epoch = 1; epoch <= keras.all("rates").length; epoch++) {
      scheduler.onEpochBegin(epoch);
      rates.add(scheduler.figures(epoch).get("learning_rate"));
    }
    assertClose(keras.all("rates"), rates);
  }

  /** Which way a metric goes is what Keras' of that kind says. */
  @Test
  void directionsOfMetricsAsKeras() throws ReflectiveOperationException, IOException {
    Map<String, String> ours =
        Map.ofEntries(
            Map.entry("AUC", "auc"),
            Map.entry("Accuracy", "accuracy"),
            Map.entry("F1Score", "f1"),
            Map.entry("FBetaScore", "f1"),
            Map.entry("TopKCategoricalAccuracy", "topK"),
            Map.entry("SparseTopKCategoricalAccuracy", "topK"),
            Map.entry("CosineSimilarity", "meanCosineSimilarity"),
            Map.entry("KLDivergence", "klDivergence"),
            Map.entry("LogCoshError", "logCosh"));
    List<String> elsewhere = List.of("BinaryIoU", "ConcordanceCorrelation", "PearsonCorrelation");
    int compared = 0;
    for (KerasRecords.Case c : KerasRecords.read("/keras/callbacks.txt").cases()) {
      if (!c.words()[0].equals("direction") || elsewhere.contains(c.words()[1])) {
        continue;
      }
      String keras = c.words()[1];
      String name =
          ours.getOrDefault(
              keras, keras.substring(0, 1).toLowerCase(Locale.ROOT) + keras.substring(1));
      Direction expected = c.figures().get("up")[0] > 0 ? Direction.UP : Direction.DOWN;
      assertEquals(expected, metric(name).direction(), keras);
      assertEquals(expected, metric(name).named("mine").direction(), keras);
      compared++;
    }
    assertTrue(compared > 20, compared + " compared");
    assertEquals(Direction.DOWN, metric("logLoss").direction());
    assertEquals(
        Direction.UNKNOWN,
        org.chainrule.metrics.Metrics.rowMean("mine", (y, yhat) -> 0.0).direction());
  }

  private static Metric metric(String name) throws ReflectiveOperationException {
    for (Class<?> factory :
        List.of(org.chainrule.metrics.Metrics.class, org.chainrule.losses.Losses.class)) {
      for (java.lang.reflect.Field field : factory.getFields()) {
        if (field.getName().equals(name)) {
          return (Metric) field.get(null);
        }
      }
    }
    assertEquals("topK", name);
    return org.chainrule.metrics.Metrics.topK();
  }

  /** The same bytes, line ends included. */
  @TestFactory
  Stream<DynamicTest> tablesAsKeras() throws IOException {
    List<Map<String, Double>> logs = new ArrayList<>();
    List<Map<String, Double>> validated = new ArrayList<>();
    double[][] figures = {{0.5, 0.25}, {0.375, 0.5}, {0.0625, 1}};
    for (double[] f : figures) {
      logs.add(Map.of("loss", f[0], "accuracy", f[1]));
      Map<String, Double> more = new LinkedHashMap<>(logs.get(logs.size() - 1));
      more.putAll(Map.of("val_loss", f[0] * 2, "val_accuracy", 0.125, "learning_rate", 0.75));
      validated.add(more);
    }
    List<Map<String, Double>> strange =
        List.of(Map.of("loss", 2.5, "a;b", 0.5, "say \"x\"", 0.25, "val_loss", 1.5));
    Map<String, List<List<Map<String, Double>>>> fits =
        Map.of(
            "plain", List.of(logs),
            "validated", List.of(validated),
            "semicolons", List.of(validated, strange),
            "tabs", List.of(logs),
            "appended", List.of(validated.subList(0, 2), validated.subList(2, 3), List.of()));
    Map<String, String> separators = Map.of("semicolons", ";", "tabs", "\t");
    List<String> lines = KerasRecords.lines("/keras/csv.txt");
    assertEquals(fits.size(), lines.size());
    return lines.stream()
        .map(
            line -> {
              String name = line.substring(0, line.indexOf(' '));
              String expected = line.substring(line.indexOf(' ') + 1).translateEscapes();
              CsvLogger logger =
                  csvLogger(folder.resolve(name + ".csv"))
                      .separator(separators.getOrDefault(name, ","))
                      .append(name.equals("appended"));
              return dynamicTest(
                  name, () -> assertEquals(expected, written(logger, fits.get(name))));
            });
  }

  private static String written(CsvLogger logger, List<List<Map<String, Double>>> fits)
      throws IOException {
    int epoch = 1;
    for (List<Map<String, Double>> fit : fits) {
      Callback writer = logger.inFit(new ScriptedTraining());
      writer.onTrainBegin();
      for (Map<String, Double> logs : fit) {
        writer.onEpochEnd(epoch++, logs);
      }
      writer.onTrainEnd(Map.of());
    }
    return Files.readString(Path.of(logger.filename()));
  }
}
