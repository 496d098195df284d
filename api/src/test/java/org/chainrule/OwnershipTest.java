package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.categoricalCrossentropy;
import static org.chainrule.optimizers.Optimizers.adam;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.chainrule.backend.Rng;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays that come in are never changed, arrays that go out belong to the caller. */
class OwnershipTest {
  private static final long SEED = 41;

  private static Sequential model(DataType type) {
    return new Sequential(input(4), dense(6, relu), dense(3, softmax))
        .dtype(type)
        .seed(SEED)
        .compile(adam(0.01), categoricalCrossentropy);
  }

  private static double[][] features() {
    Rng rng = new Rng(SEED);
    double[][] x = new double[40][4];
    for (double[] row : x) {
      Arrays.setAll(row, j -> rng.normal());
    }
    return x;
  }

  private static double[][] targets() {
    double[][] y = new double[40][3];
    for (int i = 0; i < y.length; i++) {
      y[i][i % 3] = 1;
    }
    return y;
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void arraysThatComeInStayAsTheyAre(DataType type) {
    Sequential model = model(type);
    // of the model's own type and row-major, where sharing the memory would be easiest
    INDArray x = Nd4j.createFromArray(features()).castTo(type);
    INDArray y = Nd4j.createFromArray(targets()).castTo(type);
    double[][] xRows = features();
    float[][] yRows = y.toFloatMatrix();
    double[] weights = new double[40];
    Arrays.setAll(weights, i -> 0.5 + i % 2);
    INDArray xBefore = x.dup();
    INDArray yBefore = y.dup();
    FitOptions options = epochs(2).batchSize(7).sampleWeight(weights).verbose(0);
    model.fit(x, y, options.validationData(x, y));
    model.fit(xRows, yRows, options.validationSplit(0.25));
    model.evaluate(x, y);
    model.trainOnBatch(x, y);
    model.gradients(x, y);
    model.predict(x);
    model.predictClasses(x);
    model.outputs(x);
    assertEquals(xBefore, x);
    assertEquals(yBefore, y);
    assertArrayEquals(features(), xRows);
    assertArrayEquals(yBefore.toFloatMatrix(), yRows);
    for (int i = 0; i < 40; i++) {
      assertEquals(0.5 + i % 2, weights[i]);
    }
    double[] sample = {1, 2, 3, 4};
    model.predict(sample);
    assertArrayEquals(new double[] {1, 2, 3, 4}, sample);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void weightsAreCopiedInAndOut(DataType type) {
    Sequential model = model(type);
    double[][] x = features();
    List<INDArray> given =
        model.getWeights().stream().map(w -> w.mul(0.5)).map(w -> w.castTo(type)).toList();
    List<INDArray> kept = given.stream().map(INDArray::dup).toList();
    model.setWeights(given);
    INDArray expected = model.predict(x);
    model.fit(x, targets(), epochs(1).verbose(0));
    assertEquals(kept, given, "training changes the model's weights, not the caller's");
    model.setWeights(given);
    given.forEach(w -> w.assign(99)); //              changing them afterwards changes nothing
    assertEquals(expected, model.predict(x));
    model.getWeights().forEach(w -> w.assign(99)); // nor does changing what was handed out
    assertEquals(expected, model.predict(x));
    assertEquals(kept, model.getWeights());
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void resultsBelongToTheCaller(DataType type) {
    Sequential model = model(type);
    double[][] x = features();
    double[][] y = targets();
    unaffected(() -> List.of(model.predict(x)));
    unaffected(() -> model.outputs(x));
    unaffected(() -> model.gradients(x, y));
    unaffected(model::getWeights);
    // an earlier result does not change when the model goes on
    INDArray before = model.predict(x);
    INDArray copy = before.dup();
    model.fit(x, y, epochs(3).verbose(0));
    INDArray after = model.predict(x);
    assertEquals(copy, before);
    assertFalse(copy.equals(after), "the model has learnt something");
    assertFalse(before.isView() || after.isView());
  }

  /** Spoils what a call returned, and sees the same come out again. */
  private static void unaffected(Supplier<List<INDArray>> call) {
    List<INDArray> first = call.get();
    List<INDArray> copies = first.stream().map(INDArray::dup).toList();
    first.forEach(array -> array.assign(-7));
    assertEquals(copies, call.get());
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void historyAndOptionsAreTheCallersToo(DataType type) {
    Sequential model = model(type);
    double[] weights = new double[40];
    Arrays.fill(weights, 1);
    FitOptions options = epochs(2).verbose(0).sampleWeight(weights);
    Arrays.fill(weights, 0); //                        copied when the options were made
    History history = model.fit(features(), targets(), options);
    double[] losses = history.loss();
    assertEquals(2, losses.length);
    assertFalse(losses[0] == 0);
    losses[0] = -1;
    assertFalse(history.loss()[0] == -1);
    model.fit(features(), targets(), options);
    assertEquals(2, history.epochs(), "a history does not grow by a later fit");
  }
}
