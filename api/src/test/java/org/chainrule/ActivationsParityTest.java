package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.chainrule.activations.Activation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A hundred steps of training agree with Keras in float64, with each activation in the hidden layer
 * and in the last one; and in FLOAT with those in DOUBLE. The records come from {@code
 * src/test/python/activations.py}.
 */
class ActivationsParityTest {
  private static final int INPUTS = 4;
  private static final int HIDDEN = 5;
  private static final int OUTPUTS = 3;
  private static final int BATCH = 4; // 37 rows: the last batch has one
  private static final int EPOCHS = 10;
  private static final Map<String, Activation> ACTIVATIONS = Vocabulary.ACTIVATIONS;

  private static KerasRecords records;

  @BeforeAll
  static void read() throws IOException {
    records = KerasRecords.read("/keras/activations.txt");
  }

  @TestFactory
  Stream<DynamicTest> hundredSteps() {
    assertEquals(2 * ACTIVATIONS.size(), records.cases().size());
    return records.cases().stream()
        .map(
            c ->
                dynamicTest(
                    c.name(),
                    () -> {
                      Sequential model = model(c, DataType.DOUBLE);
                      KerasRecords.assertClose(
                          "loss", c.figures().get("loss"), fit(model, EPOCHS).get("loss"), 1e-9);
                      KerasRecords.assertClose(
                          "weights",
                          c.figures().get("weights"),
                          KerasRecords.flat(model.getWeights()),
                          1e-8);
                    }));
  }

  /** Outputs, gradients and ten steps in FLOAT. */
  @TestFactory
  Stream<DynamicTest> floatAgainstDouble() {
    return records.cases().stream()
        .map(
            c ->
                dynamicTest(
                    c.name(),
                    () -> {
                      Sequential exact = model(c, DataType.DOUBLE);
                      Sequential fast = model(c, DataType.FLOAT);
                      compare("ŷ", List.of(exact.predict(x())), List.of(fast.predict(x())));
                      compare("dW", exact.gradients(x(), y()), fast.gradients(x(), y()));
                      fit(exact, 1);
                      fit(fast, 1);
                      compare("W", exact.getWeights(), fast.getWeights());
                    }));
  }

  /** Within 1e-5 of the largest of an array. */
  static void compare(String what, List<INDArray> expected, List<INDArray> actual) {
    assertEquals(expected.size(), actual.size());
    for (int k = 0; k < expected.size(); k++) {
      double[] e = KerasRecords.flat(List.of(expected.get(k)));
      double[] a = KerasRecords.flat(List.of(actual.get(k)));
      double within = 1e-5 * Arrays.stream(e).map(Math::abs).max().orElseThrow();
      for (int i = 0; i < e.length; i++) {
        assertEquals(e[i], a[i], within, what + " " + k + ", number " + i);
      }
    }
  }

  /** A single sample goes another way, and comes to the same. */
  @Test
  void oneSampleAtATime() {
    for (KerasRecords.Case c : records.cases()) {
      Sequential model = model(c, DataType.FLOAT);
      INDArray batch = model.predict(x());
      float[] row = new float[INPUTS];
      for (int j = 0; j < INPUTS; j++) {
        row[j] = (float) x()[3][j];
      }
      float[] alone = model.predict(row);
      for (int j = 0; j < OUTPUTS; j++) {
        double expected = batch.getDouble(3, j);
        assertTrue(
            Math.abs(expected - alone[j]) <= 1e-5 * Math.max(1, Math.abs(expected)), c.name());
      }
    }
  }

  private static double[][] x() {
    return records.rows("x", INPUTS);
  }

  private static double[][] y() {
    return records.rows("y", OUTPUTS);
  }

  private static History fit(Sequential model, int epochs) {
    return model.fit(x(), y(), epochs(epochs).batchSize(BATCH).shuffle(false).verbose(0));
  }

  private static Sequential model(KerasRecords.Case c, DataType type) {
    Sequential model =
        new Sequential(
                input(INPUTS),
                dense(HIDDEN, ACTIVATIONS.get(c.words()[0])),
                dense(OUTPUTS, ACTIVATIONS.get(c.words()[1])))
            .dtype(type)
            .compile(sgd(0.0625), meanSquaredError);
    KerasRecords.setWeights(model, records.data().get("start"));
    return model;
  }
}
