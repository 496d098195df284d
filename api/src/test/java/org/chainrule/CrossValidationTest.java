package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.*;
import static org.chainrule.data.Datasets.*;
import static org.chainrule.layers.Layers.*;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.metrics.Metrics.accuracy;
import static org.chainrule.optimizers.Optimizers.*;
import static org.junit.jupiter.api.Assertions.*;

import java.util.List;
import java.util.Map;
import org.chainrule.data.Dataset;
import org.chainrule.data.Split;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class CrossValidationTest {
  private final Dataset data = blobs(93, 3, 2, 1.5, 4);

  private static Sequential model() {
    return new Sequential(normalization(), dense(7, relu), dense(3, softmax))
        .seed(5)
        .compile(adam(0.05), sparseCategoricalCrossentropy, accuracy);
  }

  /** Each fold is what one would do by hand, in whatever order they were done. */
  @Test
  void eachFoldIsAModelOfItsOwn() {
    CrossValidation scores = model().crossValidate(data, 4, epochs(5).verbose(0));
    assertEquals(4, scores.folds().size());
    List<Split<Dataset>> folds = data.stratifiedFolds(4, 5);
    for (int i = 0; i < 4; i++) {
      Sequential alone = model();
      alone.fit(folds.get(i).train(), epochs(5).verbose(0));
      assertEquals(alone.evaluate(folds.get(i).test()), scores.folds().get(i), "fold " + i);
    }
    assertTrue(scores.mean("accuracy") > 0.6, scores.toString());
  }

  @Test
  void theModelStaysAsItIs() {
    Sequential model = model();
    model.fit(data, epochs(2).verbose(0));
    List<INDArray> before = model.getWeights();
    model.crossValidate(data, 3, epochs(2).verbose(0));
    assertEquals(before, model.getWeights());
    assertEquals(2, model.history().epochs());
  }

  /** Of 1, 2 and 6: mean 3, deviation √((4 + 1 + 9)/2) = √7. */
  @Test
  void meanAndDeviation() {
    CrossValidation scores =
        new CrossValidation(
            List.of(
                new Evaluation(1, Map.of("accuracy", 0.5)),
                new Evaluation(2, Map.of("accuracy", 0.5)),
                new Evaluation(6, Map.of("accuracy", 0.5))));
    assertEquals(3, scores.mean("loss"), 1e-15);
    assertEquals(Math.sqrt(7), scores.deviation("loss"), 1e-15);
    assertEquals(0, scores.deviation("accuracy"), 1e-15);
    assertEquals(
        """
                    mean  deviation  fold 1  fold 2  fold 3
            loss  3.0000     2.6458  1.0000  2.0000  6.0000
        accuracy  0.5000     0.0000  0.5000  0.5000  0.5000
        """,
        scores.toString());
  }

  @Test
  void numbersAreDividedByChance() {
    Sequential line = new Sequential(dense(1)).seed(2).compile(sgd(0.1), meanSquaredError);
    CrossValidation scores = line.crossValidate(sine(30), 30, epochs(1).verbose(0));
    assertEquals(30, scores.folds().size(), "one sample each");
  }

  @Test
  void badCallsAreTold() {
    String range = "crossValidate expects from 2 to 93 parts, the number of samples, but got ";
    told(range + "1: use for example 5", () -> model().crossValidate(data, 1, epochs(1)));
    told(range + "94: use for example 5", () -> model().crossValidate(data, 94, epochs(1)));
    Dataset rare = Dataset.classification(new double[7][2], new int[] {0, 0, 1, 1, 1, 0, 0}, 2);
    told(
        "crossValidate expects a sample of each class for each of the 4 parts, but class 1 has 3: use fewer parts, or leave the class out",
        () -> model().crossValidate(rare, 4, epochs(1)));
    told(
        "crossValidate expects a data set, but got null: pass one",
        () -> model().crossValidate(null, 3, epochs(1)));
    told(
        "crossValidate expects options such as epochs(50), but got null: pass one",
        () -> model().crossValidate(data, 3, null));
    assertEquals(
        "crossValidate expects a model with layers, but it has none: add for example dense(16, relu)",
        assertThrows(
                IllegalStateException.class,
                () -> new Sequential().crossValidate(data, 3, epochs(1)))
            .getMessage());
  }

  private static void told(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}
