package org.chainrule.callbacks;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.callbacks.Callbacks.*;
import static org.chainrule.initializers.Initializers.constant;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.meanAbsoluteError;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.metrics.Metrics.rowMean;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.chainrule.FitOptions;
import org.chainrule.History;
import org.chainrule.Sequential;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

/** The ready callbacks in real fits, how they print, and what a wrong call is told. */
class ReadyCallbacksTest {
  private static final double[][] X = {{1}, {2}, {3}, {-1}, {-2}};
  private static final double[] Y = {2, 4, 6, -2, -4};

  @TempDir Path folder;

  private static Sequential line() {
    return new Sequential(input(1), dense(1).useBias(false).kernelInitializer(constant(1)))
        .dtype(DataType.DOUBLE)
        .compile(
            sgd(0.01), meanSquaredError, meanAbsoluteError, rowMean("mine", (y, yhat) -> yhat[0]));
  }

  private static FitOptions options(int epochs, Callback... callbacks) {
    return epochs(epochs).verbose(0).callbacks(callbacks);
  }

  // ---- monitors

  private static String refused(Sequential model, FitOptions options) {
    return assertThrows(IllegalArgumentException.class, () -> model.fit(X, Y, options))
        .getMessage();
  }

  /** Told after the first epoch; that epoch counts, and the model can be used. */
  private static void assertUsable(Sequential model) {
    assertEquals(1, model.history().epochs());
    assertEquals(2, model.fit(X, Y, options(1)).epochs());
  }

  @Test
  void aMonitorOfValidationNeedsValidation() {
    for (Callback callback :
        List.of(
            earlyStopping(),
            reduceLROnPlateau("val_mean_absolute_error"),
            modelCheckpoint(new Checkpoint()).saveBestOnly(true))) {
      Sequential model = line();
      String who = callback.toString().substring(0, callback.toString().indexOf('('));
      boolean reduces = who.startsWith("reduce");
      assertEquals(
          who
              + " expects a monitor among [loss, mean_absolute_error, mine"
              + (reduces ? ", learning_rate" : "")
              + "], but got \""
              + (reduces ? "val_mean_absolute_error" : "val_loss")
              + "\": add validationSplit(0.2) or validationData(x, y) to the options of fit",
          refused(model, options(3, callback)));
      assertUsable(model);
    }
  }

  @Test
  void aMonitorIsAmongTheFigures() {
    Sequential model = line();
    assertEquals(
        "earlyStopping expects a monitor among [loss, mean_absolute_error, mine, val_loss, val_mean_absolute_error, val_mine], but got \"val_acc\": name one of these, or add the metric to compile(...)",
        refused(model, options(3, earlyStopping("val_acc")).validationData(X, Y)));
    assertUsable(model);
    model = line();
    assertEquals(
        "earlyStopping expects a monitor among [loss, mean_absolute_error, mine], but got \"val_accuracy\": name one of these, or add the metric to compile(...)",
        refused(model, options(3, earlyStopping("val_accuracy"))));
    assertUsable(model);
  }

  @Test
  void aMetricThatTellsNoDirectionNeedsAMode() {
    Sequential model = line();
    assertEquals(
        "earlyStopping expects to know whether \"mine\" should go down or up, but no metric tells: add mode(Mode.MIN) or mode(Mode.MAX)",
        refused(model, options(3, earlyStopping("mine"))));
    assertUsable(model);
    // predictions of these rows grow in sum while the model learns
    assertEquals(5, line().fit(X, Y, options(5, earlyStopping("mine").mode(Mode.MAX))).epochs());
    assertEquals(2, line().fit(X, Y, options(5, earlyStopping("mine").mode(Mode.MIN))).epochs());
  }

  // ---- in fits

  /** w: 1 → 2 by steps that shrink: the loss falls by less and less. */
  @Test
  void earlyStoppingInAFit() {
    History history =
        line().fit(X, Y, options(1000, earlyStopping("loss").minDelta(1e-3).patience(3)));
    double[] loss = history.loss();
    int last = loss.length;
    assertTrue(last < 1000);
    // the last epoch that was better than the best before by more than minDelta
    double best = loss[0];
    int at = 0;
    for (int i = 1; i < last; i++) {
      if (loss[i] + 1e-3 < best) {
        best = loss[i];
        at = i;
      }
    }
    assertEquals(at + 3, last - 1);
  }

  @Test
  void ratesAreFiguresOfTheirEpoch() {
    History history =
        line()
            .fit(
                X,
                Y,
                options(
                    6,
                    reduceLROnPlateau("mine").mode(Mode.MIN).factor(0.5).patience(2).minLr(0.004)));
    assertArrayEquals(
        new double[] {0.01, 0.01, 0.01, 0.005, 0.005, 0.004}, history.get("learning_rate"));
    history = line().fit(X, Y, options(3, learningRateSchedule((epoch, rate) -> rate / epoch)));
    assertArrayEquals(new double[] {0.01, 0.005, 0.005 / 3}, history.get("learning_rate"));
  }

  @Test
  void aScheduleThatGivesNoRateEndsTheFit() {
    Sequential model = line();
    assertEquals(
        "learningRateSchedule expects rates of at least 0 and finite, but got NaN for epoch 2: mend the function",
        refused(
            model,
            options(3, learningRateSchedule((epoch, rate) -> epoch == 1 ? rate : Double.NaN))));
    assertUsable(model);
  }

  @Test
  void aTimeLimitEndsTheFitAfterABatch() {
    long[] clock = {77};
    ScriptedTraining training = new ScriptedTraining();
    Callback limit = timeLimit(Duration.ofMillis(1500)).inFit(training, () -> clock[0]);
    limit.onTrainBegin();
    clock[0] += 1_499_999_999;
    limit.onBatchEnd(1, 1, 0);
    assertNull(training.stopped);
    clock[0] += 1;
    limit.onBatchEnd(1, 2, 0);
    assertEquals("the time of PT1.5S is over", training.stopped);
    assertEquals(1, line().fit(X, Y, options(100, timeLimit(Duration.ofNanos(1)))).epochs());
    assertEquals(3, line().fit(X, Y, options(3, timeLimit(Duration.ofDays(1)))).epochs());
  }

  @Test
  void aReasonIsGivenForAnEarlyEnd() {
    ScriptedTraining training = new ScriptedTraining();
    Callback watch = earlyStopping("loss").patience(2).inFit(training);
    double[] losses = {3, 0.5, 2, 1};
    for (int epoch = 1; epoch <= 4; epoch++) {
      assertNull(training.stopped);
      watch.onEpochEnd(epoch, Map.of("loss", losses[epoch - 1]));
    }
    assertEquals("loss was best in epoch 2, 0.5, and has not improved since", training.stopped);
  }

  /** Without restoreBestWeights the weights stay those of the last epoch. */
  @Test
  void weightsAreRestoredOnlyWhenAsked() {
    ScriptedTraining training = new ScriptedTraining();
    Callback watch = earlyStopping("loss").inFit(training);
    for (int epoch = 1; epoch <= 2; epoch++) {
      training.weight(epoch);
      watch.onEpochEnd(epoch, Map.of("loss", 1.0));
    }
    watch.onTrainEnd(Map.of());
    assertNotNull(training.stopped);
    assertEquals(2, training.weight());
  }

  // ---- tables

  @Test
  void aTableGrowsWithEachEpoch() throws IOException {
    Path file = folder.resolve("new").resolve("log.csv");
    StringBuilder sizes = new StringBuilder();
    line()
        .fit(
            X,
            Y,
            options(
                3,
                csvLogger(file),
                onEpochEnd(
                    (epoch, logs) -> {
                      try {
                        sizes.append(Files.readAllLines(file).size());
                      } catch (IOException e) {
                        throw new IllegalStateException(e);
                      }
                    })));
    assertEquals("234", sizes.toString());
    assertEquals(
        "epoch,loss,mean_absolute_error,mine,val_loss,val_mean_absolute_error,val_mine",
        Files.readAllLines(file).get(0));
    line().fit(X, Y, options(1, csvLogger(file)));
    assertEquals(2, Files.readAllLines(file).size(), "begun anew");
    line().fit(X, Y, epochs(5).initialEpoch(3).verbose(0).callbacks(csvLogger(file).append(true)));
    List<String> lines = Files.readAllLines(file);
    assertEquals(4, lines.size());
    assertTrue(lines.get(3).startsWith("5,"), lines.get(3));
  }

  /** A fit that was killed while it wrote left half a line. */
  @Test
  void aLineThatWasCutOffIsEnded() throws IOException {
    Path file = folder.resolve("log.csv");
    Files.writeString(file, "epoch,loss,val_loss\r\n1,0.5,NA\r\n2,0.");
    Callback writer = csvLogger(file).append(true).inFit(new ScriptedTraining());
    writer.onTrainBegin();
    writer.onEpochEnd(2, Map.of("loss", 0.25));
    writer.onEpochEnd(3, Map.of("loss", Double.NaN));
    assertEquals(
        "epoch,loss,val_loss\r\n1,0.5,NA\r\n2,0.\r\n2,0.25,NA\r\n3,NaN,NA\r\n",
        Files.readString(file));
  }

  @Test
  void aTableOfOtherColumnsIsLeftAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("log.csv"), "epoch,loss\n1,0.5\n");
    Sequential model = line();
    assertEquals(
        "csvLogger expects to append to a file with the header epoch,loss,mean_absolute_error,mine,val_loss,val_mean_absolute_error,val_mine, but "
            + file
            + " begins with epoch,loss: use another file, or append(false)",
        refused(model, options(2, csvLogger(file).append(true))));
    assertEquals("epoch,loss\n1,0.5\n", Files.readString(file));
    assertUsable(model);
  }

  /** Data that is refused leaves the table of the last fit. */
  @Test
  void aRefusedFitLeavesTheTable() throws IOException {
    Path file = Files.writeString(folder.resolve("log.csv"), "old");
    assertThrows(
        IllegalArgumentException.class,
        () -> line().fit(X, new double[3], options(1, csvLogger(file))));
    assertEquals("old", Files.readString(file));
  }

  @Test
  void filesThatCannotBeWrittenAreRefusedAtOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    String inTheWay =
        " expects a folder to write to, but cannot make "
            + file
            + ": use another, or remove what is in its way";
    Map<Callback, String> callbacks = new LinkedHashMap<>();
    callbacks.put(csvLogger(file.resolve("log.csv")), "csvLogger" + inTheWay);
    callbacks.put(tensorBoard(file), "tensorBoard" + inTheWay);
    callbacks.put(
        csvLogger(folder),
        "csvLogger expects the name of a file, but " + folder + " is a folder: add a name to it");
    callbacks.forEach(
        (callback, message) -> {
          Sequential model = line();
          assertEquals(message, refused(model, options(1, callback)));
          assertEquals(0, model.history().epochs());
          assertEquals(1, model.fit(X, Y, options(1)).epochs());
        });
    assertEquals("mine", Files.readString(file));
  }

  // ---- wrong calls

  private static DynamicTest wrong(String message, Executable call) {
    return dynamicTest(
        message,
        () ->
            assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage()));
  }

  @TestFactory
  Stream<DynamicTest> wrongCalls() {
    EarlyStopping e = earlyStopping();
    ReduceLROnPlateau r = reduceLROnPlateau();
    return Stream.of(
        wrong(
            "earlyStopping expects a monitor such as \"val_loss\", but got null: pass one",
            () -> earlyStopping(null)),
        wrong(
            "earlyStopping expects the name of a figure as monitor, but got \" \": use for example \"val_loss\"",
            () -> earlyStopping(" ")),
        wrong(
            "earlyStopping expects a minDelta of at least 0 and finite, but got -0.1: use for example minDelta(0.001)",
            () -> e.minDelta(-0.1)),
        wrong(
            "earlyStopping expects a patience of at least 0, but got -1: use for example patience(5)",
            () -> e.patience(-1)),
        wrong(
            "earlyStopping expects a mode such as Mode.MAX, but got null: pass one",
            () -> e.mode(null)),
        wrong(
            "earlyStopping expects a finite baseline, or NaN for none, but got Infinity: use for example baseline(0.5)",
            () -> e.baseline(1 / 0.0)),
        wrong(
            "earlyStopping expects a startFromEpoch of at least 0, but got -2: use for example startFromEpoch(10)",
            () -> e.startFromEpoch(-2)),
        wrong(
            "reduceLROnPlateau expects a factor of at least 0 and less than 1, but got 1.0: use for example factor(0.1)",
            () -> r.factor(1)),
        wrong(
            "reduceLROnPlateau expects a patience of at least 0, but got -1: use for example patience(5)",
            () -> r.patience(-1)),
        wrong(
            "reduceLROnPlateau expects a minDelta of at least 0 and finite, but got NaN: use for example minDelta(0.001)",
            () -> r.minDelta(Double.NaN)),
        wrong(
            "reduceLROnPlateau expects a cooldown of at least 0, but got -1: use for example cooldown(3)",
            () -> r.cooldown(-1)),
        wrong(
            "reduceLROnPlateau expects a minLr of at least 0 and finite, but got -1.0: use for example minLr(0.00001)",
            () -> r.minLr(-1)),
        wrong(
            "learningRateSchedule expects a function (epoch, rate) -> rate, but got null: pass one",
            () -> learningRateSchedule(null)),
        wrong(
            "timeLimit expects a duration such as Duration.ofMinutes(10), but got null: pass one",
            () -> timeLimit(null)),
        wrong(
            "timeLimit expects more than no time, but got PT0S: use for example Duration.ofMinutes(10)",
            () -> timeLimit(Duration.ZERO)),
        wrong(
            "csvLogger expects a file name such as \"log.csv\", but got null: pass one",
            () -> csvLogger((String) null)),
        wrong(
            "csvLogger expects a path such as Path.of(\"log.csv\"), but got null: pass one",
            () -> csvLogger((Path) null)),
        wrong(
            "csvLogger expects the name of a file or folder, but got \"\": use another",
            () -> csvLogger("")),
        wrong(
            "csvLogger expects a separator such as \",\", but got null: pass one",
            () -> csvLogger("a").separator(null)),
        wrong(
            "csvLogger expects one character as separator, not a quote or a line end, but got \"ab\": use for example \";\"",
            () -> csvLogger("a").separator("ab")),
        wrong(
            "csvLogger expects one character as separator, not a quote or a line end, but got \"\"\": use for example \";\"",
            () -> csvLogger("a").separator("\"")),
        wrong(
            "tensorBoard expects a folder such as \"logs\", but got null: pass one",
            () -> tensorBoard((String) null)),
        wrong(
            "tensorBoard expects a path such as Path.of(\"logs\"), but got null: pass one",
            () -> tensorBoard((Path) null)),
        wrong(
            "tensorBoard expects the name of a file or folder, but got \"\": use another",
            () -> tensorBoard("")),
        wrong(
            "tensorBoard expects a histogramFreq of at least 1 epoch, or 0 for never, but got -1: use for example histogramFreq(5)",
            () -> tensorBoard().histogramFreq(-1)),
        wrong(
            "tensorBoard expects an updateFreq of at least 1 batch, or 0 for never, but got -1: use for example updateFreq(100)",
            () -> tensorBoard().updateFreq(-1)),
        wrong(
            "onTrainBegin expects an action () -> ..., but got null: pass one",
            () -> onTrainBegin(null)),
        wrong(
            "onTrainEnd expects an action logs -> ..., but got null: pass one",
            () -> onTrainEnd(null)),
        wrong(
            "onEpochBegin expects an action epoch -> ..., but got null: pass one",
            () -> onEpochBegin(null)),
        wrong(
            "onEpochEnd expects an action (training, epoch, logs) -> ..., but got null: pass one",
            () -> onEpochEnd((TrainingAction) null)),
        wrong(
            "onBatchBegin expects an action (epoch, batch) -> ..., but got null: pass one",
            () -> onBatchBegin(null)),
        wrong(
            "onValidationBegin expects an action epoch -> ..., but got null: pass one",
            () -> onValidationBegin(null)),
        wrong(
            "onValidationEnd expects an action (epoch, logs) -> ..., but got null: pass one",
            () -> onValidationEnd(null)));
  }

  // ---- printing

  @Test
  void callsPrintAsTheyAreWritten() {
    assertEquals("earlyStopping(\"val_loss\")", earlyStopping().toString());
    assertEquals(
        "earlyStopping(\"val_auc\").minDelta(0.5).patience(5).mode(Mode.MAX).baseline(0.25).restoreBestWeights(true).startFromEpoch(2)",
        earlyStopping("val_auc")
            .startFromEpoch(2)
            .restoreBestWeights(true)
            .baseline(0.25)
            .mode(Mode.MAX)
            .patience(5)
            .minDelta(0.5)
            .toString());
    assertEquals("reduceLROnPlateau(\"val_loss\")", reduceLROnPlateau().toString());
    assertEquals(
        "reduceLROnPlateau(\"loss\").factor(0.5).patience(3).mode(Mode.MIN).minDelta(0.0).cooldown(2).minLr(0.01)",
        reduceLROnPlateau("loss")
            .minLr(0.01)
            .cooldown(2)
            .minDelta(0)
            .mode(Mode.MIN)
            .patience(3)
            .factor(0.5)
            .toString());
    assertEquals("learningRateSchedule(…)", learningRateSchedule((e, rate) -> rate).toString());
    assertEquals("timeLimit(PT10M)", timeLimit(Duration.ofMinutes(10)).toString());
    assertEquals("csvLogger(\"a.csv\")", csvLogger(Path.of("a.csv")).toString());
    assertEquals(
        "csvLogger(\"a.csv\").separator(\";\").append(true)",
        csvLogger("a.csv").separator(";").append(true).toString());
    assertEquals("tensorBoard(\"logs\")", tensorBoard().toString());
    assertEquals(
        "tensorBoard(\"a \\\"b\\\"\").histogramFreq(2).updateFreq(3)",
        tensorBoard("a \"b\"").histogramFreq(2).updateFreq(3).toString());
  }
}
