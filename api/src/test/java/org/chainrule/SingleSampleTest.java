package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.*;
import static org.chainrule.layers.Layers.*;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.chainrule.activations.Activation;
import org.chainrule.backend.Rng;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A single sample goes its own way through the network, and must come out as it does in a batch.
 */
class SingleSampleTest {
  private static final float TOLERANCE = 1e-5f; // sums in another order

  private static float[] sample(int columns, long seed) {
    Rng rng = new Rng(seed);
    float[] x = new float[columns];
    for (int j = 0; j < columns; j++) {
      x[j] = (float) rng.normal();
    }
    return x;
  }

  private static void same(Sequential model, int columns) {
    float[] x = sample(columns, 7);
    float[] expected = model.predict(new float[][] {x}).ravel().toFloatVector();
    assertArrayEquals(expected, model.predict(x), TOLERANCE, model.toString());
  }

  @Test
  void everyActivationAndWidth() {
    List<Activation> activations =
        List.of(
            linear,
            relu,
            leakyRelu,
            sigmoid,
            tanh,
            softmax,
            elementwise("square", z -> z * z, z -> 2 * z));
    for (Activation f : activations) {
      // widths around the four rows that are added at once, and the few outputs that are products
      for (int[] widths :
          new int[][] {{1, 9, 2}, {3, 7, 11}, {4, 8, 3}, {5, 17, 8}, {21, 33, 10}}) {
        Sequential model =
            new Sequential(
                    input(widths[0]), dense(widths[1], f), dense(widths[2], f).useBias(false))
                .seed(2);
        same(model, widths[0]);
      }
    }
  }

  @Test
  void aLargeNetworkAndDoublesTakeTheCommonWay() {
    same(new Sequential(input(300), dense(301, tanh), dense(2)).seed(2), 300);
    same(new Sequential(input(4), dense(6, tanh), dense(2)).dtype(DataType.DOUBLE).seed(2), 4);
  }

  @Test
  void newWeightsAreSeen() {
    Sequential model = new Sequential(input(4), dense(6, tanh), dense(2)).seed(2);
    model.compile(sgd(0.1), meanSquaredError);
    float[] x = sample(4, 3);
    float before = model.predict(x)[0];
    model.fit(new float[][] {x}, new float[][] {{5, -5}}, epochs(3).verbose(0));
    float after = model.predict(x)[0];
    assertNotEquals(before, after);
    same(model, 4);
    List<INDArray> zeros = model.getWeights();
    zeros.forEach(w -> w.assign(0));
    model.setWeights(zeros);
    assertArrayEquals(new float[2], model.predict(x));
    model.reset(9);
    same(model, 4);
  }

  @Test
  void eachResultIsTheCallersOwn() {
    Sequential model = new Sequential(input(4), dense(6, tanh), dense(2)).seed(2);
    float[] x = sample(4, 3);
    float[] first = model.predict(x);
    float[] copy = first.clone();
    model.predict(sample(4, 4));
    assertArrayEquals(copy, first);
    first[0] = 99;
    assertArrayEquals(copy, model.predict(x));
  }

  @Test
  void badSamplesAreNamed() {
    Sequential model = new Sequential(input(4), dense(6, tanh), dense(2)).seed(2);
    assertEquals(
        "dense(6, tanh), layer 1, expects 4 columns (from input(4)), but x has length 5: drop a column or use input(5)",
        assertThrows(IllegalArgumentException.class, () -> model.predict(sample(5, 1)))
            .getMessage());
    assertEquals(
        "predict expects finite numbers, but x has Infinity at row 0, column 2: fill in or leave out such rows",
        assertThrows(
                IllegalArgumentException.class,
                () -> model.predict(new float[] {1, 2, Float.POSITIVE_INFINITY, 3}))
            .getMessage());
  }
}
