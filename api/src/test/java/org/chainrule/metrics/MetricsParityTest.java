package org.chainrule.metrics;

import static org.chainrule.metrics.Metrics.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.chainrule.KerasRecords;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Every metric over batches, against Keras' and scikit-learn's figures from {@code
 * src/test/python/metrics.py}. A case names a metric as it prints.
 */
class MetricsParityTest {
  private static final Map<String, Integer> OUTPUTS =
      Map.of("binary", 1, "fine", 1, "classes", 5, "ties", 5, "labels", 3, "numbers", 3);
  private static final int[] BATCHES = {5, 1, 20, 11};

  /** Every metric of the records, by how it prints. */
  private static Map<String, Metric> metrics() {
    List<Metric> all =
        new ArrayList<>(
            List.of(
                accuracy,
                binaryAccuracy,
                binaryAccuracy(0.25),
                binaryAccuracy(0.9),
                categoricalAccuracy,
                sparseCategoricalAccuracy,
                logLoss,
                rootMeanSquaredError,
                r2Score,
                meanCosineSimilarity,
                topK(1),
                topK(2),
                topK(3)));
    for (Precision p : List.of(precision, precision.threshold(0.25), precision.threshold(0.9))) {
      all.addAll(List.of(p, p.macro(), p.weighted()));
    }
    all.addAll(List.of(precision.argMax(), precision.macro().argMax()));
    all.add(precision.argMax().weighted());
    for (Recall r : List.of(recall, recall.threshold(0.25), recall.threshold(0.9))) {
      all.addAll(List.of(r, r.macro(), r.weighted()));
    }
    all.addAll(List.of(recall.argMax(), recall.macro().argMax(), recall.argMax().weighted()));
    for (int c = 0; c < 3; c++) {
      all.add(precision.classId(c));
      all.add(recall.classId(c).threshold(0.25));
    }
    for (FBeta f : List.of(f1, fBeta(0.5), fBeta(2))) {
      for (FBeta t : List.of(f, f.threshold(0.5), f.threshold(0.25), f.threshold(0.9))) {
        all.addAll(List.of(t, t.micro(), t.weighted()));
      }
    }
    for (Auc a : List.of(auc, auc.pr())) {
      for (Auc b : List.of(a, a.multiLabel(true))) {
        all.add(b);
        all.add(b.exact(true));
        for (int n : new int[] {50, 3, 2}) {
          all.add(b.numThresholds(n));
        }
      }
    }
    Map<String, Metric> byPrint = new HashMap<>();
    for (Metric metric : all) {
      assertNull(byPrint.put(metric.toString(), metric), metric.toString());
    }
    return byPrint;
  }

  @TestFactory
  Stream<DynamicTest> asKeras() throws IOException {
    return cases("/keras/metrics.txt", 250);
  }

  @TestFactory
  Stream<DynamicTest> asScikitLearn() throws IOException {
    return cases("/keras/sklearn.txt", 45);
  }

  private static Stream<DynamicTest> cases(String resource, int count) throws IOException {
    KerasRecords data = KerasRecords.read("/keras/metrics.txt");
    KerasRecords records = KerasRecords.read(resource);
    assertEquals(count, records.cases().size());
    Map<String, Metric> metrics = metrics();
    return records.cases().stream().map(c -> dynamicTest(c.name(), () -> check(data, metrics, c)));
  }

  private static void check(
      KerasRecords data, Map<String, Metric> metrics, KerasRecords.Case recorded) {
    String kind = recorded.words()[0];
    Metric metric = metrics.get(recorded.words()[1]);
    assertNotNull(metric, recorded.name());
    int outputs = OUTPUTS.get(kind);
    double expected = recorded.figures().get("result")[0];
    double[][] yhat = data.rows("yhat_" + kind, outputs);
    double[][] y = data.rows("y_" + kind, outputs == 5 ? 1 : outputs);
    List<double[][]> targets = new ArrayList<>();
    targets.add(y);
    if (outputs == 5) { // the same as one-hot rows
      targets.add(
          Arrays.stream(y)
              .map(
                  row -> {
                    double[] onehot = new double[5];
                    onehot[(int) row[0]] = 1;
                    return onehot;
                  })
              .toArray(double[][]::new));
      if (metric instanceof CategoricalAccuracy || metric instanceof BinaryAccuracy) {
        targets.remove(0);
      }
    }
    for (double[][] target : targets) {
      assertEquals(expected, over(DataType.DOUBLE, metric, target, yhat), 1e-12, "DOUBLE");
      boolean sumsInFloat = metric instanceof RootMeanSquaredError || metric instanceof LogLoss;
      double within = sumsInFloat ? 1e-6 : 1e-12;
      assertEquals(expected, over(DataType.FLOAT, metric, target, yhat), within, "FLOAT");
    }
  }

  /** The figure after the batches of the record, the second time around. */
  private static double over(DataType type, Metric metric, double[][] y, double[][] yhat) {
    Metric.Running running = metric.start(y[0].length, yhat[0].length);
    Kernels k = Kernels.of(type);
    for (int round = 0; round < 2; round++) {
      running.reset();
      int from = 0;
      for (int n : BATCHES) {
        running.add(k, matrix(k, y, from, n), matrix(k, yhat, from, n));
        from += n;
      }
      assertEquals(y.length, from);
    }
    return running.result();
  }

  static Matrix matrix(Kernels k, double[][] rows, int from, int n) {
    Matrix m = k.zeros(n, rows[0].length);
    m.set(Arrays.stream(rows, from, from + n).flatMapToDouble(Arrays::stream).toArray());
    return m;
  }
}
