package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.*;
import static org.chainrule.callbacks.Callbacks.onEpochEnd;
import static org.chainrule.data.Datasets.spiral;
import static org.chainrule.layers.Layers.*;
import static org.junit.jupiter.api.Assertions.*;

import java.util.Map;
import org.chainrule.data.Dataset;
import org.junit.jupiter.api.Test;

/** What a person at a JShell prompt gets to see. */
class PromptTest {
  @Test
  void optionsPrintAsTheyAreWritten() {
    assertEquals("epochs(3).batchSize(32).verbose(1)", epochs(3).toString());
    assertEquals(
        "epochs(3).fullBatch().shuffle(false).validationSplit(0.25).sampleWeight(...).classWeight({0=0.5, 1=3.0}).verbose(0).callbacks(...)",
        epochs(3)
            .fullBatch()
            .shuffle(false)
            .validationSplit(0.25)
            .sampleWeight(1, 2)
            .classWeight(Map.of(1, 3.0, 0, 0.5))
            .verbose(0)
            .callbacks(onEpochEnd((epoch, logs) -> {}))
            .toString());
    assertEquals(
        "epochs(1).batchSize(7).validationData(...).verbose(1)",
        epochs(1)
            .batchSize(7)
            .validationSplit(0.5)
            .validationData(new int[2][2], new int[2])
            .toString());
  }

  @Test
  void predictedClassIsTheLargestOutputOfEachRow() {
    Dataset data = spiral(200, 3, 1); // more rows than a batch of predictions
    Sequential model = new Sequential(input(2), dense(5, tanh), dense(3, softmax)).seed(4);
    double[][] yhat = model.predict(data.x()).toDoubleMatrix();
    int[] classes = model.predictClasses(data.x());
    int[] seen = new int[3];
    for (int i = 0; i < 600; i++) {
      for (double other : yhat[i]) {
        assertTrue(yhat[i][classes[i]] >= other, "row " + i);
      }
      seen[classes[i]]++;
    }
    assertTrue(seen[0] < 600 && seen[1] < 600 && seen[2] < 600, "not all the same");
  }

  @Test
  void predictedClassOfOneOutputIsWhetherItExceedsAHalf() {
    double[][] x = spiral(200, 2, 1).x();
    Sequential model = new Sequential(input(2), dense(1, sigmoid)).seed(4);
    double[][] yhat = model.predict(x).toDoubleMatrix();
    int[] classes = model.predictClasses(x);
    int ones = 0;
    for (int i = 0; i < 400; i++) {
      assertEquals(yhat[i][0] > 0.5 ? 1 : 0, classes[i], "row " + i);
      ones += classes[i];
    }
    assertTrue(ones > 0 && ones < 400, "both classes occur: " + ones);
  }

  @Test
  void predictClassesNamesItself() {
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> new Sequential(dense(2)).predictClasses(new double[1][3]))
            .getMessage();
    assertTrue(message.startsWith("predictClasses expects a model with weights"), message);
  }
}
