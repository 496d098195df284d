package org.chainrule.metrics;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.metrics.Metrics.*;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.chainrule.Evaluation;
import org.chainrule.History;
import org.chainrule.Sequential;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Rng;
import org.chainrule.losses.Loss;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** What each metric computes, worked out by hand, and how it behaves over batches and in a fit. */
class MetricsTest {
  private static final List<DataType> TYPES = List.of(DataType.FLOAT, DataType.DOUBLE);

  /** Metrics of one output that is a probability. */
  private static final List<Metric> BINARY =
      List.of(
          accuracy,
          binaryAccuracy,
          precision,
          recall.threshold(0.25),
          f1,
          fBeta(2),
          auc,
          auc.pr(),
          auc.exact(true),
          auc.pr().exact(true),
          logLoss);

  /** Metrics of several classes, y sparse or one-hot. */
  private static final List<Metric> CLASSES =
      List.of(
          accuracy,
          topK(2),
          precision,
          precision.argMax().macro(),
          recall.argMax().weighted(),
          f1,
          f1.micro(),
          f1.classId(1),
          auc,
          auc.pr().multiLabel(true),
          logLoss);

  private static final List<Metric> NUMBERS =
      List.of(
          rootMeanSquaredError,
          r2Score,
          meanCosineSimilarity,
          meanSquaredError,
          rowMean("first", (y, yhat) -> Math.abs(y[0] - yhat[0])));

  private static double of(DataType type, Metric metric, double[][] y, double[][] yhat) {
    Kernels k = Kernels.of(type);
    Metric.Running running = metric.start(y[0].length, yhat[0].length);
    running.add(
        k,
        MetricsParityTest.matrix(k, y, 0, y.length),
        MetricsParityTest.matrix(k, yhat, 0, y.length));
    return running.result();
  }

  private static void worked(double expected, Metric metric, double[][] y, double[][] yhat) {
    for (DataType type : TYPES) {
      double actual = of(type, metric, y, yhat);
      assertEquals(expected, actual, type == DataType.FLOAT ? 1e-6 : 1e-12, metric + " " + type);
    }
  }

  private static double[][] column(double... values) {
    return Arrays.stream(values).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
  }

  @Test
  void oneOutput() {
    double[][] y = column(1, 1, 1, 0, 0);
    double[][] yhat = column(0.9, 0.5, 0.3, 0.6, 0.1);
    // above ½: rows 0 (right) and 3 (wrong); ½ itself is not. tp 1, fp 1, fn 2, tn 1
    worked(2 / 5.0, accuracy, y, yhat);
    worked(2 / 5.0, binaryAccuracy, y, yhat);
    worked(1 / 2.0, precision, y, yhat);
    worked(1 / 3.0, recall, y, yhat);
    worked(2 * 1 / (2 * 1 + 2 + 1.0), f1, y, yhat); //                  2tp/(2tp + fn + fp)
    worked(5 * 1 / (5 * 1 + 4 * 2 + 1.0), fBeta(2), y, yhat); //        5tp/(5tp + 4fn + fp)
    // above ¼: rows 0, 1, 2 (right) and 3 (wrong)
    worked(4 / 5.0, binaryAccuracy(0.25), y, yhat);
    worked(3 / 4.0, precision.threshold(0.25), y, yhat);
    worked(1, recall.threshold(0.25), y, yhat);
    worked(2 * 3 / (2 * 3 + 1.0), f1.threshold(0.25), y, yhat);
    // above 0.95: none
    worked(0, precision.threshold(0.95), y, yhat);
    worked(0, f1.threshold(0.95), y, yhat);
    // pairs in the right order: 0.9 > 0.6, 0.1; 0.5 > 0.1; 0.3 > 0.1: 4 of 6
    worked(4 / 6.0, auc.exact(true), y, yhat);
    worked(4 / 6.0, auc, y, yhat); // no two values share one of the 199 bins
    // from the top: 0.9 ok (1/1), 0.6 no, 0.5 ok (2/3), 0.3 ok (3/4); each adds 1/3 of recall
    worked((1 + 2 / 3.0 + 3 / 4.0) / 3, auc.pr().exact(true), y, yhat);
    // interpolated, from the top: 0.9: 1·1; 0.6: slope 0; then two steps of slope 1 whose intercept
    // is tp − p: from p = 2 to 3 (1 − ln 3/2), from 3 to 4 (1 − ln 4/3)
    worked((1 + 1 - Math.log(1.5) + 1 - Math.log(4 / 3.0)) / 3, auc.pr(), y, yhat);
    // p of what came true: 0.9, 0.5, 0.3, 0.4, 0.9
    worked(-Math.log(0.9 * 0.5 * 0.3 * 0.4 * 0.9) / 5, logLoss, y, yhat);
  }

  @Test
  void tiesAreHalfAPair() {
    // of 2·2 pairs: 0.5 = 0.5 a half, 0.5 > 0.25, 0.75 > 0.5, 0.75 > 0.25
    worked(3.5 / 4, auc.exact(true), column(1, 0, 1, 0), column(0.5, 0.5, 0.75, 0.25));
    worked(3.5 / 4, auc, column(1, 0, 1, 0), column(0.5, 0.5, 0.75, 0.25));
    worked(0.5, auc.exact(true), column(1, 0), column(0.0, -0.0));
  }

  @Test
  void oneClassOnly() {
    double[][] yhat = column(0.5, 0.25);
    worked(0, auc, column(1, 1), yhat); // as Keras
    worked(0, auc.pr(), column(0, 0), yhat);
    worked(Double.NaN, auc.exact(true), column(1, 1), yhat); // as scikit-learn
    worked(Double.NaN, auc.pr().exact(true), column(0, 0), yhat);
  }

  @Test
  void severalClasses() {
    double[][] y = column(0, 0, 1, 1, 1, 2);
    double[][] yhat = {
      {0.7, 0.2, 0.1}, // 0, right
      {0.3, 0.6, 0.1}, // 1, wrong
      {0.2, 0.6, 0.2}, // 1, right
      {0.1, 0.5, 0.4}, // 1, right
      {0.4, 0.3, 0.3}, // 0, wrong
      {0.1, 0.5, 0.4}, // 1, wrong
    };
    double[][] onehot = new double[6][3];
    for (int i = 0; i < 6; i++) {
      onehot[i][(int) y[i][0]] = 1;
    }
    // class 0: tp 1, fp 1, fn 1; class 1: tp 2, fp 2, fn 1; class 2: tp 0, fp 0, fn 1
    for (double[][] target : List.of(y, onehot)) {
      worked(3 / 6.0, accuracy, target, yhat);
      worked((1 / 2.0 + 2 / 4.0 + 0) / 3, precision.argMax().macro(), target, yhat);
      worked((1 / 2.0 + 2 / 3.0 + 0) / 3, recall.argMax().macro(), target, yhat);
      worked((2 * 0.5 + 3 * 0.5 + 1 * 0) / 6, precision.argMax().weighted(), target, yhat);
      worked(3 / 6.0, precision.argMax(), target, yhat); // micro: 3 of 6 predictions
      worked((2 / 4.0 + 4 / 7.0 + 0) / 3, f1, target, yhat);
      worked(4 / 7.0, f1.classId(1), target, yhat);
      worked(2 / 4.0, precision.argMax().classId(1), target, yhat);
      // each output on its own, above ½: 0.7 (right), 0.6 (wrong), 0.6 (right)
      worked(2 / 3.0, precision, target, yhat);
      worked(2 / 6.0, recall, target, yhat);
      // among the two largest: rows 0, 1, 2, 3; row 4 (0.3 ties for the second place), row 5
      worked(1, topK(2), target, yhat);
      worked(3 / 6.0, topK(1), target, yhat);
      worked(-Math.log(0.7 * 0.3 * 0.6 * 0.5 * 0.3 * 0.4) / 6, logLoss, target, yhat);
    }
    worked(3 / 6.0, sparseCategoricalAccuracy, y, yhat);
    worked(3 / 6.0, categoricalAccuracy, onehot, yhat);
    // at ½: of 18 elements 3 are above; wrong are 1 of these and 4 ones that are not above
    worked(13 / 18.0, binaryAccuracy, onehot, yhat);
  }

  @Test
  void equalLargestOutputsAreAllPredictions() {
    double[][] yhat = {{0.4, 0.4, 0.2}, {0, 0, 0}};
    // row 0 predicts 0 (right) and 1 (wrong); row 1 predicts nothing, as nothing exceeds 1e-9
    worked(1 / 2.0, precision.argMax(), column(0, 1), yhat);
    worked(1 / 2.0, recall.argMax(), column(0, 1), yhat);
    // but all three are among the largest one of row 1
    worked(1, topK(1), column(1, 2), yhat);
    worked(0, topK(1), column(2, 7), new double[][] {{0.4, 0.4, 0.2}, {0, 0, 0}});
  }

  @Test
  void numbers() {
    double[][] y = {{1, 10}, {2, 10}, {6, 10}};
    double[][] yhat = {{2, 10}, {2, 12}, {4, 10}};
    // errors 1, 0, −2 and 0, 2, 0: squares 5 and 4 of 6 numbers
    worked(Math.sqrt(9 / 6.0), rootMeanSquaredError, y, yhat);
    // ȳ = 3: Σ(y − ȳ)² = 4 + 1 + 9 = 14; the second is constant and not all right
    worked((1 - 5 / 14.0 + 0) / 2, r2Score, y, yhat);
    worked((1 - 5 / 14.0 + 1) / 2, r2Score, y, new double[][] {{2, 10}, {2, 10}, {4, 10}});
    // (1, 0) and (1, 1): cos 45°; (0, 2) and (0, −3): −1; nothing: 0
    worked(
        (Math.sqrt(0.5) - 1 + 0) / 3,
        meanCosineSimilarity,
        new double[][] {{1, 0}, {0, 2}, {0, 0}},
        new double[][] {{1, 1}, {0, -3}, {1, 1}});
    worked((1 + 0 + 2) / 3.0, rowMean("first", (a, b) -> Math.abs(a[0] - b[0])), y, yhat);
  }

  /** A mean far from 0 beside a small spread: sums of squares would lose all digits. */
  @Test
  void r2FarFromZero() {
    double[][] y = column(1e8, 1e8 + 1, 1e8 + 2);
    assertEquals(
        1 - 0.75 / 2,
        of(DataType.DOUBLE, r2Score, y, column(1e8 + 0.5, 1e8 + 0.5, 1e8 + 2.5)),
        1e-12);
  }

  // ---- over batches

  private interface Data {
    double[] row(Rng rng, int outputs);
  }

  private static double[] probabilities(Rng rng, int outputs) {
    double[] row = new double[outputs];
    Arrays.setAll(row, j -> Math.rint(64 * rng.uniform()) / 64); // equal in float, with ties
    return row;
  }

  @Test
  void batchesAddUpToTheWhole() {
    Data bit = (rng, outputs) -> new double[] {rng.below(2)};
    Data label = (rng, outputs) -> new double[] {rng.below(outputs)};
    Data onehot =
        (rng, outputs) -> {
          double[] row = new double[outputs];
          row[rng.below(outputs)] = 1;
          return row;
        };
    Data number = MetricsTest::probabilities;
    for (int seed = 1; seed <= 12; seed++) {
      agree(seed, BINARY, 1, bit);
      agree(seed, CLASSES, 3 + seed % 4, label);
      agree(seed, CLASSES, 3 + seed % 4, onehot);
      agree(seed, NUMBERS, 1 + seed % 3, number);
    }
  }

  private static void agree(int seed, List<Metric> metrics, int outputs, Data targets) {
    Rng rng = new Rng(seed);
    int n = 2 + rng.below(70);
    double[][] y = new double[n][];
    double[][] yhat = new double[n][];
    for (int i = 0; i < n; i++) {
      y[i] = targets.row(rng, outputs);
      yhat[i] = probabilities(rng, outputs);
    }
    y[0][0] = 0; // both classes are there
    y[1][0] = 1;
    for (DataType type : TYPES) {
      Kernels k = Kernels.of(type);
      for (Metric metric : metrics) {
        double whole = of(type, metric, y, yhat);
        Metric.Running running = metric.start(y[0].length, outputs);
        for (int from = 0; from < n; ) {
          int rows = Math.min(n - from, 1 + rng.below(25));
          running.add(
              k,
              MetricsParityTest.matrix(k, y, from, rows),
              MetricsParityTest.matrix(k, yhat, from, rows));
          from += rows;
        }
        double within = type == DataType.FLOAT ? 1e-6 : 1e-12;
        assertEquals(whole, running.result(), within, metric + ", " + type + ", seed " + seed);
        assertEquals(
            whole, of(DataType.DOUBLE, metric, y, yhat), 1e-5, metric + ", types, seed " + seed);
      }
    }
  }

  @Test
  void nothingIsNotANumber() {
    Kernels k = Kernels.of(DataType.FLOAT);
    List<Metric> all = new ArrayList<>(BINARY);
    all.addAll(NUMBERS);
    for (Metric metric : all) {
      Metric.Running running = metric.start(1, 1);
      assertTrue(Double.isNaN(running.result()), metric + " before");
      Matrix y = k.zeros(2, 1);
      y.set(1, 0, 1);
      Matrix yhat = k.zeros(2, 1);
      yhat.set(new double[] {0.75, 0.5});
      running.add(k, y, yhat);
      double first = running.result();
      assertTrue(Double.isFinite(first), metric + " over two rows: " + first);
      running.reset();
      assertTrue(Double.isNaN(running.result()), metric + " after reset");
      running.add(k, y, yhat);
      assertEquals(first, running.result(), metric + " again");
    }
  }

  // ---- in a fit

  @Test
  void trainsWithEachMetric() {
    Rng rng = new Rng(6);
    double[][] x = new double[50][4];
    int[] bits = new int[50];
    int[] labels = new int[50];
    double[][] numbers = new double[50][2];
    for (int i = 0; i < 50; i++) {
      for (int j = 0; j < 4; j++) {
        x[i][j] = rng.normal();
      }
      bits[i] = x[i][0] > 0 ? 1 : 0;
      labels[i] = x[i][1] > 0 ? 2 : bits[i];
      numbers[i] = new double[] {x[i][0] + x[i][1], x[i][2]};
    }
    trains(BINARY, dense(1, sigmoid), binaryCrossentropy, x, bits);
    trains(CLASSES, dense(3, softmax), sparseCategoricalCrossentropy, x, labels);
    trains(NUMBERS, dense(2), meanAbsoluteError, x, numbers);
  }

  private static void trains(
      List<Metric> metrics, org.chainrule.layers.Layer last, Loss loss, double[][] x, Object y) {
    Metric[] named = metrics.stream().map(m -> m.named("as " + m)).toArray(Metric[]::new);
    List<History> histories = new ArrayList<>();
    for (DataType type : TYPES) {
      Sequential model =
          new Sequential(input(4), dense(6, relu), last)
              .seed(3)
              .dtype(type)
              .compile(sgd(0.1), loss, named);
      histories.add(model.fit(x, y, epochs(3).validationSplit(0.3).verbose(0)));
      Evaluation scores = model.evaluate(x, y);
      Evaluation step = model.trainOnBatch(x, y);
      for (Metric metric : named) {
        assertEquals(scores.get(metric.name()), step.get(metric.name()), 1e-5, metric.name());
      }
    }
    for (Metric metric : named) {
      for (String name : List.of(metric.name(), "val_" + metric.name())) {
        double[] figures = histories.get(1).get(name);
        assertArrayEquals(figures, histories.get(0).get(name), 1e-4, name + " FLOAT and DOUBLE");
        assertTrue(Arrays.stream(figures).allMatch(Double::isFinite), name);
      }
    }
  }

  @Test
  void countingLeavesNoGarbage() {
    Kernels k = Kernels.of(DataType.FLOAT);
    Matrix y = k.zeros(20, 1);
    Matrix yhat = k.zeros(20, 3);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    for (Metric metric : CLASSES) {
      Metric.Running running = metric.start(1, 3);
      for (int i = 0; i < 20_000; i++) { // until compiled
        running.add(k, y, yhat);
      }
      running.reset();
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < 1000; i++) {
        running.add(k, y, yhat);
      }
      long bytes = threads.getThreadAllocatedBytes(thread) - before;
      assertTrue(bytes < 100_000, metric + ": " + bytes / 1000.0 + " bytes a batch");
    }
  }

  // ---- names

  @Test
  void namesAreKeras() {
    List<Metric> all =
        List.of(
            accuracy,
            binaryAccuracy,
            categoricalAccuracy,
            sparseCategoricalAccuracy,
            topK(3),
            precision,
            recall,
            f1,
            fBeta(2),
            auc.pr(),
            logLoss,
            rootMeanSquaredError,
            r2Score,
            meanCosineSimilarity,
            auc.pr().named("auc_pr"));
    assertEquals(
        List.of(
            "accuracy",
            "binary_accuracy",
            "categorical_accuracy",
            "sparse_categorical_accuracy",
            "top_k_categorical_accuracy",
            "precision",
            "recall",
            "f1_score",
            "fbeta_score",
            "auc",
            "log_loss",
            "root_mean_squared_error",
            "r2_score",
            "cosine_similarity",
            "auc_pr"),
        all.stream().map(Metric::name).toList());
    assertEquals(
        "[accuracy, binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy, topK(3), precision, "
            + "recall, f1, fBeta(2.0), auc.pr(), logLoss, rootMeanSquaredError, r2Score, "
            + "meanCosineSimilarity, auc.pr().named(\"auc_pr\")]",
        all.toString());
    assertEquals("precision.argMax().macro()", precision.macro().argMax().toString());
    assertEquals("fBeta(0.5).threshold(0.5).classId(1)", fBeta(0.5).threshold(0.5).classId(1) + "");
    assertEquals(precision.argMax(), precision.threshold(0.25).argMax());
  }

  @Test
  void twoOfAKindUnderTwoNames() {
    Sequential model =
        new Sequential(input(2), dense(3, softmax))
            .compile(
                sgd(), sparseCategoricalCrossentropy, f1, f1.micro().named("f1_micro"), logLoss);
    Evaluation scores =
        model.evaluate(new double[][] {{1, 2}, {3, 1}, {0, 1}}, new int[] {2, 0, 1});
    assertEquals(
        List.of("f1_score", "f1_micro", "log_loss"), List.copyOf(scores.metrics().keySet()));
    assertEquals(scores.loss(), scores.get("log_loss"), 1e-6);
  }

  // ---- mistakes

  private static void refused(String message, Runnable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
    assertEquals(message, e.getMessage());
  }

  @Test
  void wrongFigures() {
    refused("topK expects a k of at least 1, but got 0: use for example topK(5)", () -> topK(0));
    refused(
        "binaryAccuracy expects a threshold from 0 to 1, but got 1.5: use for example binaryAccuracy(0.5)",
        () -> binaryAccuracy(1.5));
    refused(
        "precision expects a threshold from 0 to 1, but got -0.1: use for example threshold(0.5)",
        () -> precision.threshold(-0.1));
    refused(
        "recall expects a threshold from 0 to 1, but got NaN: use for example threshold(0.5)",
        () -> recall.threshold(Double.NaN));
    refused(
        "fBeta expects a threshold from 0 to 1, but got 2.0: use for example threshold(0.5)",
        () -> f1.threshold(2));
    refused(
        "recall expects a class of at least 0, but got -1: use for example classId(1)",
        () -> recall.classId(-1));
    refused(
        "fBeta expects a beta greater than 0 and finite, but got 0.0: use for example fBeta(2)",
        () -> fBeta(0));
    refused(
        "precision expects an average, MICRO, MACRO or WEIGHTED, but got null: pass one",
        () -> new Precision(null, 0.5, null));
    refused(
        "auc expects at least 2 thresholds, but got 1: use for example auc.numThresholds(200)",
        () -> auc.numThresholds(1));
    refused(
        "auc expects a curve, ROC or PR, but got null: pass one",
        () -> new Auc(null, 200, false, false));
    refused(
        "rowMean expects a name such as \"largest_error\", but got null: pass one",
        () -> rowMean(null, (y, yhat) -> 0));
    refused(
        "rowMean expects a formula (y, yhat) -> number, but got null: pass one",
        () -> rowMean("a", null));
    for (String name : List.of("", "val_auc")) {
      refused(
          "named expects a name that is not empty and does not begin with val_, which History puts before figures of validation data, but got \""
              + name
              + "\": use for example \"auc_pr\"",
          () -> auc.named(name));
    }
    refused("named expects a name, but got null: pass one", () -> auc.named(null));
  }

  @Test
  void wrongShapes() {
    for (Metric metric : List.of(accuracy, topK(2), precision, recall.argMax(), f1, auc, logLoss)) {
      refused(
          metric
              + " expects one column of classes or 3 one-hot columns, but y has 2 columns: pass class numbers as int[]",
          () -> metric.start(2, 3));
    }
    for (Metric metric : List.of(accuracy, precision, f1, auc, logLoss)) {
      refused(
          metric
              + " expects one column of 0 and 1 for the model's one output, but y has 2 columns: pass int[], or give the last layer 2 units",
          () -> metric.start(2, 1));
    }
    for (Metric metric : List.of(categoricalAccuracy, sparseCategoricalAccuracy, topK(1))) {
      refused(
          metric
              + " expects a model with one output for each class, but it has 1: use binaryAccuracy, or dense(2, softmax)",
          () -> metric.start(1, 1));
    }
    for (Metric metric : List.of(rootMeanSquaredError, r2Score, meanCosineSimilarity)) {
      refused(
          metric
              + " expects y with one column for each of the model's 3 outputs, but y has 2: give the last layer 2 units, or y 3 columns",
          () -> metric.start(2, 3));
    }
    refused(
        "binaryAccuracy expects y with one column for each of the model's 3 outputs, but y has 1: pass as many, or use sparseCategoricalAccuracy for class numbers",
        () -> binaryAccuracy.start(1, 3));
    refused(
        "categoricalAccuracy expects y with one column for each of the model's 3 classes, but y has 1: pass one-hot rows, or use sparseCategoricalAccuracy for class numbers",
        () -> categoricalAccuracy.start(1, 3));
    refused(
        "sparseCategoricalAccuracy expects one column of class numbers, but y has 3 columns: pass an int[], or use categoricalAccuracy for one-hot rows",
        () -> sparseCategoricalAccuracy.start(3, 3));
    refused(
        "topK(5) expects a model with at least 5 outputs, but it has 3: use a smaller k",
        () -> topK(5).start(1, 3));
    refused(
        "precision.classId(3) expects a class from 0 to 2, one for each output of the model: name one of them",
        () -> precision.classId(3).start(1, 3));
  }

  @Test
  void aRefusedMetricLeavesTheModelAsItWas() {
    Sequential model =
        new Sequential(input(2), dense(3, softmax))
            .compile(sgd(), sparseCategoricalCrossentropy, topK(4));
    double[][] x = {{1, 2}, {3, 1}};
    List<?> before = model.getWeights();
    refused(
        "topK(4) expects a model with at least 4 outputs, but it has 3: use a smaller k",
        () -> model.fit(x, new int[] {0, 1}, 1));
    assertEquals(before, model.getWeights());
    model.compile(sgd(), sparseCategoricalCrossentropy, topK(3));
    assertEquals(1, model.fit(x, new int[] {0, 1}, epochs(1).verbose(0)).epochs());
  }
}
