package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.binaryCrossentropy;
import static org.chainrule.losses.Losses.categoricalCrossentropy;
import static org.chainrule.losses.Losses.meanAbsoluteError;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.losses.Losses.sparseCategoricalCrossentropy;
import static org.chainrule.metrics.Metrics.accuracy;
import static org.chainrule.optimizers.Optimizers.adam;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.chainrule.layers.Dense;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Building a model, and using it once it has weights. */
class SequentialTest {
  private static final float[][] X = {{1, 2}, {0, -1}, {2, 1}, {-1, 0.5f}, {1, 1}};

  private static FitOptions quiet(int epochs) {
    return epochs(epochs).verbose(0);
  }

  /** x (n, 2) · W (2, 3) + b, weights that can be followed by hand. */
  private static Sequential threeOutputs() {
    Sequential model =
        new Sequential(input(2), dense(3))
            .dtype(DataType.DOUBLE)
            .compile(sgd(0.5), meanSquaredError, meanAbsoluteError);
    return model.setWeights(
        List.of(
            Nd4j.createFromArray(new double[][] {{1, 2, -1}, {0, 1, 3}}),
            Nd4j.createFromArray(new double[] {0.5, -1, 0})));
  }

  // ---- building

  @Test
  void statementsChainsAndConstructorsBuildTheSame() {
    Sequential statements = new Sequential();
    statements.seed(5);
    statements.add(input(2));
    statements.add(dense(4, relu));
    statements.add(dense(3, softmax));
    statements.compile(sgd(0.1), sparseCategoricalCrossentropy);
    Sequential chain =
        new Sequential()
            .add(input(2))
            .add(dense(4, relu))
            .add(dense(3, softmax))
            .seed(5)
            .compile(sgd(0.1), sparseCategoricalCrossentropy);
    Sequential constructor = new Sequential(input(2), dense(4, relu), dense(3, softmax)).seed(5);
    constructor.compile(sgd(0.1), sparseCategoricalCrossentropy);
    Sequential inferred = new Sequential(dense(4, relu), dense(3, softmax)).seed(5);
    inferred.compile(sgd(0.1), sparseCategoricalCrossentropy);
    int[] y = {0, 1, 2, 0, 1};
    for (Sequential model : List.of(statements, chain, constructor, inferred)) {
      model.fit(X, y, quiet(2).batchSize(2));
      assertEquals(Weights.of(statements), Weights.of(model));
    }
  }

  @Test
  void methodsThatChangeTheModelReturnIt() {
    Sequential model = new Sequential();
    assertSame(model, model.add(dense(3)));
    assertSame(model, model.compile(sgd(), meanSquaredError));
    assertSame(model, model.seed(3));
    assertSame(model, model.dtype(DataType.FLOAT));
    assertSame(model, model.reset(4));
  }

  @Test
  void theListOfLayersCannotBeChanged() {
    Sequential model = new Sequential(input(2), dense(3, relu));
    assertEquals(List.of(input(2), dense(3, relu)), model.layers());
    assertThrows(UnsupportedOperationException.class, () -> model.layers().clear());
    assertEquals("Sequential(input(2), dense(3, relu))", model.toString());
  }

  @Test
  void oneLayerValueAddedTwiceGivesIndependentLayers() {
    Dense layer = dense(2, tanh);
    Sequential model = new Sequential(input(2), layer, layer).seed(1);
    List<List<Double>> weights = Weights.of(model);
    assertEquals(4, weights.size());
    assertNotEquals(weights.get(0), weights.get(2));
  }

  @Test
  void addAfterFitKeepsTheEarlierWeights() {
    Sequential model = new Sequential(dense(3, relu), dense(2)).seed(1);
    model.compile(sgd(0.1), meanSquaredError).fit(X, new float[5][2], quiet(2));
    List<List<Double>> before = Weights.of(model);
    model.add(dense(4, sigmoid));
    List<List<Double>> after = Weights.of(model);
    assertEquals(before, after.subList(0, 4));
    assertEquals(6, after.size());
    assertEquals(4, model.predict(X).columns());
    model.fit(X, new float[5][4], quiet(1));
  }

  @Test
  void recompilingKeepsTheWeightsAndForgetsTheOptimizersMemory() {
    Sequential model = new Sequential(dense(2)).seed(1).compile(adam(0.1), meanSquaredError);
    float[][] y = new float[5][2];
    model.fit(X, y, quiet(3));
    List<List<Double>> before = Weights.of(model);
    model.compile(adam(0.1), meanSquaredError);
    assertEquals(before, Weights.of(model));
    List<INDArray> gradients = model.gradients(X, y);
    model.trainOnBatch(X, y);
    // Adam's first step is lr·g/(|g| + ε'), with ε' = ε/√(1 − β₂): almost lr·sign g.
    double moved = model.getWeights().get(0).getDouble(0, 0) - before.get(0).get(0);
    assertEquals(-0.1 * Math.signum(gradients.get(0).getDouble(0, 0)), moved, 1e-3);
  }

  @Test
  void resetStartsOver() {
    Sequential model = new Sequential(dense(2)).seed(9).compile(sgd(0.1), meanSquaredError);
    float[][] y = new float[5][2];
    model.fit(X, y, quiet(2).batchSize(2));
    List<List<Double>> first = Weights.of(model);
    History again = model.reset(9).fit(X, y, quiet(2).batchSize(2));
    assertEquals(first, Weights.of(model));
    assertEquals(2, again.epochs());
  }

  // ---- using

  @Test
  void predictGivesTheOutputs() {
    // (1, 2)·W + b = (1 + 0.5, 2 + 2 − 1, −1 + 6); (0, −1)·W + b = (0.5, −1 − 1, −3)
    double[][] x = {{1, 2}, {0, -1}};
    double[][] expected = {{1.5, 3, 5}, {0.5, -2, -3}};
    Sequential model = threeOutputs();
    double[][] actual = model.predict(x).toDoubleMatrix();
    assertArrayEquals(expected[0], actual[0], 1e-12);
    assertArrayEquals(expected[1], actual[1], 1e-12);
    assertArrayEquals(expected[1], model.predict(x[1]), 1e-12);
    assertArrayEquals(new float[] {1.5f, 3, 5}, model.predict(new float[] {1, 2}));
    assertEquals(DataType.DOUBLE, model.predict(x).dataType());
  }

  @Test
  void whatComesOutBelongsToTheCaller() {
    Sequential model = threeOutputs();
    List<List<Double>> before = Weights.of(model);
    INDArray p = model.predict(X);
    double first = p.getDouble(0, 0);
    model.getWeights().get(0).assign(7);
    model.outputs(X).get(0).assign(7);
    model.gradients(X, new float[5][3]).get(0).assign(7);
    assertEquals(before, Weights.of(model));
    model.predict(new float[][] {{9, 9}, {9, 9}});
    assertEquals(first, p.getDouble(0, 0));
    p.assign(0);
    assertEquals(first, model.predict(X).getDouble(0, 0));
  }

  @Test
  void predictClassesTakesTheLargestOutput() {
    double[][] x = {{1, 2}, {0, -1}, {2, -2}};
    // (1.5, 3, 5), (0.5, −2, −3), (2.5, 1, −8)
    assertArrayEquals(new int[] {2, 0, 0}, threeOutputs().predictClasses(x));
  }

  @Test
  void predictClassesOfOneOutputAsksForMoreThanAHalf() {
    Sequential model = new Sequential(input(1), dense(1));
    model.setWeights(List.of(Nd4j.ones(1, 1), Nd4j.zeros(1)));
    float[][] x = {{0.49f}, {0.5f}, {0.51f}, {-3}};
    assertArrayEquals(new int[] {0, 0, 1, 0}, model.predictClasses(x));
  }

  @Test
  void outputsGivesEachLayersOwn() {
    Sequential model = new Sequential(input(2), dense(3), activation(relu), dense(1));
    model.setWeights(
        List.of(
            Nd4j.createFromArray(new float[][] {{1, 2, -1}, {0, 1, 3}}),
            Nd4j.createFromArray(0.5f, -1f, 0f),
            Nd4j.createFromArray(new float[][] {{1}, {1}, {2}}),
            Nd4j.createFromArray(10f)));
    List<INDArray> outputs = model.outputs(new float[][] {{0, -1}});
    assertEquals(3, outputs.size());
    assertArrayEquals(new float[] {0.5f, -2, -3}, outputs.get(0).ravel().toFloatVector());
    assertArrayEquals(new float[] {0.5f, 0, 0}, outputs.get(1).ravel().toFloatVector());
    assertArrayEquals(new float[] {10.5f}, outputs.get(2).ravel().toFloatVector());
    assertArrayEquals(new long[] {1, 3}, outputs.get(0).shape());
  }

  @Test
  void gradientsOfAnExampleByHand() {
    Sequential model = threeOutputs();
    List<List<Double>> before = Weights.of(model);
    // ŷ = (1.5, 3, 5), (0.5, −2, −3); y = (1, 3, 2), (0, 0, 0); e = (0.5, 0, 3), (0.5, −2, −3)
    // dŷ = 2/K·e/n = e/3
    // dW = xᵀ·dŷ with x = (1, 2), (0, −1): row 1 = (0.5, 0, 3)/3, row 2 = (1 − 0.5, 2, 6 + 3)/3
    // db = (1, −2, 0)/3
    double[][] x = {{1, 2}, {0, -1}};
    double[][] y = {{1, 3, 2}, {0, 0, 0}};
    List<INDArray> gradients = model.gradients(x, y);
    assertEquals(2, gradients.size());
    assertArrayEquals(new long[] {2, 3}, gradients.get(0).shape());
    assertArrayEquals(new long[] {3}, gradients.get(1).shape());
    assertArrayEquals(
        new double[] {0.5 / 3, 0, 1, 0.5 / 3, 2.0 / 3, 3},
        gradients.get(0).ravel().toDoubleVector(),
        1e-12);
    assertArrayEquals(
        new double[] {1.0 / 3, -2.0 / 3, 0}, gradients.get(1).toDoubleVector(), 1e-12);
    assertEquals(before, Weights.of(model));
  }

  @Test
  void gradientsDoNotCountAsTraining() {
    Sequential model = new Sequential(dense(2)).compile(sgd(), meanSquaredError);
    model.gradients(X, new float[5][2]);
    model.seed(4); // refused for a trained model
    assertEquals(1, model.fit(X, new float[5][2], quiet(1)).epochs());
  }

  @Test
  void trainOnBatchGivesTheFiguresBeforeTheStep() {
    Sequential model = threeOutputs();
    double[][] x = {{1, 2}, {0, -1}};
    double[][] y = {{1, 3, 2}, {0, 0, 0}};
    Evaluation before = model.evaluate(x, y);
    Evaluation step = model.trainOnBatch(x, y);
    // e² sums to 0.25 + 9 + 0.25 + 4 + 9 = 22.5, |e| to 9, over six numbers
    assertEquals(22.5 / 6, step.loss(), 1e-12);
    assertEquals(9.0 / 6, step.get("mean_absolute_error"), 1e-12);
    assertEquals(before, step);
    assertEquals(1 - 0.5 * 0.5 / 3, model.getWeights().get(0).getDouble(0, 0), 1e-12);
  }

  @Test
  void evaluateGoesInBatchesAndChangesNothing() {
    Sequential model = new Sequential(input(1), dense(1)).compile(sgd(), meanSquaredError);
    model.setWeights(List.of(Nd4j.ones(1, 1), Nd4j.zeros(1)));
    float[][] x = new float[100][1]; // 32 + 32 + 32 + 4
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      x[i][0] = i;
      sum += (double) i * i;
    }
    List<List<Double>> before = Weights.of(model);
    assertEquals(sum / 100, model.evaluate(x, new int[100]).loss(), 1e-6 * sum);
    assertEquals(before, Weights.of(model));
  }

  @Test
  void accuracyIsChosenFromTheShapes() {
    Sequential binary =
        new Sequential(input(1), dense(1, sigmoid))
            .compile(sgd(), binaryCrossentropy, accuracy)
            .setWeights(List.of(Nd4j.ones(1, 1), Nd4j.zeros(1)));
    float[][] x = {{-1}, {2}, {-3}, {4}};
    assertEquals(0.75, binary.evaluate(x, new int[] {0, 1, 1, 1}).get("accuracy"));

    List<INDArray> weights =
        List.of(Nd4j.createFromArray(new float[][] {{-1, 0, 1}}), Nd4j.zeros(3));
    Sequential sparse =
        new Sequential(input(1), dense(3, softmax))
            .compile(sgd(), sparseCategoricalCrossentropy, accuracy)
            .setWeights(weights); // the largest is 0 for negative x, 2 for positive
    assertEquals(0.5, sparse.evaluate(x, new int[] {0, 2, 1, 0}).get("accuracy"));
    Sequential onehot =
        new Sequential(input(1), dense(3, softmax))
            .compile(sgd(), categoricalCrossentropy, accuracy)
            .setWeights(weights);
    float[][] y = {{1, 0, 0}, {0, 0, 1}, {0, 1, 0}, {0, 0, 1}};
    assertEquals(0.75, onehot.evaluate(x, y).get("accuracy"));
  }

  @Test
  void allKindsOfDataSayTheSame() {
    double[][] doubles = {{1, 2}, {3, 4}, {5, 6}};
    float[][] floats = {{1, 2}, {3, 4}, {5, 6}};
    int[][] ints = {{1, 2}, {3, 4}, {5, 6}};
    INDArray array = Nd4j.createFromArray(doubles);
    INDArray columnMajor = array.dup('f');
    INDArray transposed = array.transpose().dup().transpose();
    List<Object> xs = List.of(doubles, floats, ints, array, columnMajor, transposed);
    List<Object> ys =
        List.of(
            new int[] {1, 0, 1},
            new float[] {1, 0, 1},
            new double[] {1, 0, 1},
            new double[][] {{1}, {0}, {1}},
            Nd4j.createFromArray(1, 0, 1),
            Nd4j.createFromArray(new float[][] {{1}, {0}, {1}}));
    List<List<List<Double>>> results = new ArrayList<>();
    for (int i = 0; i < xs.size(); i++) {
      Sequential model =
          new Sequential(dense(3, tanh), dense(1, sigmoid))
              .seed(2)
              .compile(sgd(0.1), binaryCrossentropy);
      model.fit(xs.get(i), ys.get(i), quiet(3).batchSize(2));
      results.add(Weights.of(model));
      assertEquals(results.get(0), results.get(i), "kind " + i);
    }
  }
}
