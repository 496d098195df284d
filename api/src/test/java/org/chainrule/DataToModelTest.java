package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.*;
import static org.chainrule.data.Preprocessing.*;
import static org.chainrule.layers.Layers.*;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.metrics.Metrics.accuracy;
import static org.chainrule.optimizers.Optimizers.*;
import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.chainrule.data.Batch;
import org.chainrule.data.Batches;
import org.chainrule.data.Csv;
import org.chainrule.data.Dataset;
import org.chainrule.data.Datasets;
import org.chainrule.data.Npz;
import org.chainrule.data.Scaler;
import org.chainrule.data.Split;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** From a file to predictions. */
class DataToModelTest {
  @TempDir Path folder;
  private Csv csv;

  @BeforeEach
  void writeIris() throws IOException {
    Path file = folder.resolve("iris.csv");
    try (InputStream in = Dataset.class.getResourceAsStream("iris.csv")) {
      Files.copy(in, file);
    }
    csv = Dataset.csv(file).label("species");
  }

  private static Sequential model() {
    return new Sequential(normalization(), dense(4, tanh), dense(3, softmax))
        .seed(3)
        .compile(adam(0.01), sparseCategoricalCrossentropy, accuracy);
  }

  @Test
  void irisFromACsvFile() {
    CrossValidation scores =
        model().crossValidate(csv.read(), 5, epochs(150).batchSize(16).verbose(0));
    assertTrue(scores.mean("accuracy") >= 0.95, scores.toString());
  }

  @Test
  void labelsOfTheFileComeBack() {
    Dataset flowers = csv.read();
    Sequential model = model();
    model.fit(flowers, epochs(60).batchSize(16).verbose(0));
    assertEquals(
        List.of("setosa", "versicolor", "virginica"),
        model.predictLabels(flowers.rows(0, 50, 100).x()));
  }

  /** A file that is never wholly in memory: sorted by class, so drawn from a window of all rows. */
  @Test
  void aFileIsLearntFromBatchByBatch() {
    Batches batches = csv.batches(16, 150, 1);
    Sequential model = model();
    History history = model.fit(batches, epochs(60).verbose(0));
    assertEquals(60, history.epochs());
    Evaluation streamed = model.evaluate(csv.batches(7));
    Evaluation whole = model.evaluate(csv.read());
    assertEquals(whole.loss(), streamed.loss(), 1e-6);
    assertEquals(whole.get("accuracy"), streamed.get("accuracy"), 1e-12);
    assertTrue(whole.get("accuracy") > 0.93, whole.toString());
    assertEquals(
        List.of("setosa", "versicolor", "virginica"),
        model.predictLabels(csv.read().rows(0, 50, 100).x()));
  }

  @Test
  void batchesKnowTheNamesOfClasses() {
    assertEquals(List.of("setosa", "versicolor", "virginica"), csv.batches(16).classNames());
    assertEquals(List.of("0", "1"), Datasets.moons(9, 0.1, 1).batches(4).classNames());
    assertEquals(
        List.of(),
        Dataset.csv(folder.resolve("iris.csv"))
            .without("species")
            .target("petal_width")
            .batches(16)
            .classNames());
    Batches nameless = Batches.of(List.of(new Batch(new double[][] {{1, 2, 3, 4}}, new int[] {2})));
    assertEquals(List.of(), nameless.classNames());
    Sequential model = model();
    model.fit(csv.read(), epochs(1).verbose(0));
    model.fit(nameless, epochs(1).verbose(0));
    assertEquals(150, model.predictLabels(csv.readX()).size(), "names that were known stay so");
  }

  /** What a scaler knows comes from the training part, and the held-out part is not looked at. */
  @Test
  void scalersSeeTheTrainingPartOnly() {
    Split<Dataset> parts = csv.read().stratifiedSplit(0.8, 1);
    Scaler scaler = standardScaler(parts.train());
    Arrays.stream(parts.test().x()).forEach(row -> Arrays.fill(row, 1000));
    assertEquals(scaler, standardScaler(parts.train()));
    double[][] z = scaler.transform(parts.train()).x();
    for (int j = 0; j < 4; j++) {
      int column = j;
      assertEquals(0, Arrays.stream(z).mapToDouble(row -> row[column]).average().orElse(1), 1e-12);
    }
    assertTrue(scaler.transform(parts.test()).x()[0][0] > 1000, "outside of what was seen");
  }

  @Test
  void scaledFeaturesTrain() {
    Split<Dataset> parts = csv.read().stratifiedSplit(0.8, 1);
    Scaler scaler = minMaxScaler(parts.train());
    Sequential model =
        new Sequential(dense(8, tanh), dense(3, softmax))
            .seed(1)
            .compile(adam(0.05), categoricalCrossentropy, accuracy);
    Dataset train = scaler.transform(parts.train());
    model.fit(train.x(), oneHot(train.labels(), 3), epochs(60).verbose(0));
    Dataset test = scaler.transform(parts.test());
    Evaluation scores = model.evaluate(test.x(), oneHot(test.labels(), 3));
    assertTrue(scores.get("accuracy") > 0.85, scores.toString());
  }

  @Test
  void arraysOfAFileTrainAsThoseInMemory() {
    Dataset flowers = csv.read();
    String file = folder.resolve("iris.npz").toString();
    Npz.writeCompressed(file, Map.of("x", flowers.x(), "y", flowers.labels()));
    Npz arrays = Npz.read(file);
    Sequential stored = model();
    stored.fit(
        arrays.get("x").toDoubleRows(),
        arrays.get("y").toInts(),
        epochs(2).batchSize(16).verbose(0));
    Sequential inMemory = model();
    inMemory.fit(flowers.x(), flowers.labels(), epochs(2).batchSize(16).verbose(0));
    List<INDArray> weights = inMemory.getWeights();
    assertEquals(weights, stored.getWeights());
  }
}
