package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.*;
import static org.chainrule.layers.Layers.*;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.optimizers.Optimizers.*;
import static org.junit.jupiter.api.Assertions.*;

import java.util.List;
import org.chainrule.data.Dataset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class CopyAndLabelsTest {
  private static final double[][] X = {{0, 0}, {0, 1}, {5, 5}, {5, 6}, {-7, 3}, {-7, 4}};

  private final Dataset data =
      Dataset.classification(X, new int[] {0, 0, 1, 1, 2, 2}, List.of("ant", "bee", "cat"));

  private static Sequential model(int outputs) {
    return new Sequential(dense(8, relu), dense(outputs, outputs == 1 ? sigmoid : softmax))
        .seed(2)
        .compile(adam(0.05), outputs == 1 ? binaryCrossentropy : sparseCategoricalCrossentropy);
  }

  @Test
  void labelsComeBackAsTexts() {
    Sequential model = model(3);
    model.fit(data, epochs(100).verbose(0));
    assertEquals(List.of("ant", "ant", "bee", "bee", "cat", "cat"), model.predictLabels(X));
    assertEquals(List.of("cat"), model.copy().predictLabels(new double[][] {{-7, 3.5}}));
  }

  /** One output tells two classes apart. */
  @Test
  void labelsOfOneOutput() {
    Sequential model = model(1);
    Dataset two = data.rows(0, 1, 2, 3);
    Dataset named = Dataset.classification(two.x(), two.labels(), List.of("no", "yes"));
    model.fit(named, epochs(200).verbose(0));
    assertEquals(List.of("no", "no", "yes", "yes"), model.predictLabels(named.x()));
  }

  @Test
  void labelsNeedNames() {
    Sequential model = model(3);
    model.fit(X, data.labels(), epochs(1).verbose(0));
    String expected =
        "predictLabels expects a model that was fitted on a Dataset with the names of its %d classes, but there are %s: use fit(dataset, options), or predictClasses";
    assertEquals(
        expected.formatted(3, "none"),
        assertThrows(IllegalStateException.class, () -> model.predictLabels(X)).getMessage());
    Sequential four = model(4);
    four.fit(data, epochs(1).verbose(0));
    assertEquals(
        expected.formatted(4, 3),
        assertThrows(IllegalStateException.class, () -> four.predictLabels(X)).getMessage());
  }

  @Test
  void aCopyPredictsAlikeAndLearnsAlone() {
    Sequential model = model(3);
    model.fit(data, epochs(3).verbose(0));
    Sequential copy = model.copy();
    assertEquals(model.predict(X), copy.predict(X));
    assertEquals(0, copy.history().epochs());
    List<INDArray> before = model.getWeights();
    copy.fit(data, epochs(1).verbose(0));
    assertEquals(before, model.getWeights());
    assertNotEquals(before, copy.getWeights());
    assertThrows(IllegalStateException.class, () -> copy.seed(3), "it has been trained");
  }

  /** Before there are weights, a copy makes those that the model would make. */
  @Test
  void aCopyOfANewModelIsNew() {
    Sequential model = model(3);
    Sequential copy = model.copy();
    model.fit(data, epochs(2).verbose(0));
    copy.fit(data, epochs(2).verbose(0));
    assertEquals(model.getWeights(), copy.getWeights());
  }
}
