package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.constraints.Constraints.clamped;
import static org.chainrule.constraints.Constraints.maxNorm;
import static org.chainrule.constraints.Constraints.minMaxNorm;
import static org.chainrule.constraints.Constraints.nonNeg;
import static org.chainrule.constraints.Constraints.unitNorm;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.embedding;
import static org.chainrule.layers.Layers.flatten;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.layers.Layers.normalization;
import static org.chainrule.layers.Layers.rescaling;
import static org.chainrule.layers.Layers.residual;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.optimizers.Optimizers.adam;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.chainrule.regularizers.Regularizers.l1;
import static org.chainrule.regularizers.Regularizers.l1l2;
import static org.chainrule.regularizers.Regularizers.l2;
import static org.chainrule.regularizers.Regularizers.orthogonalRegularizer;
import static org.chainrule.regularizers.Regularizers.weightwise;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.Rng;
import org.chainrule.initializers.Initializers;
import org.chainrule.layers.Layer;
import org.chainrule.regularizers.OrthogonalRegularizer.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Normalization, rescaling, flatten, residual and embedding, by hand. */
class BlocksAndRangesTest {
  private static final double[][] X = {{1, 10}, {3, 10}, {5, 40}, {7, 20}};
  private static final double[][] Y = {{0}, {1}, {0}, {1}};

  private static double[] predicted(Sequential model, Object x) {
    return model.predict(x).ravel().toDoubleVector();
  }

  private static void assertClose(double[] expected, double[] actual) {
    assertArrayEquals(
        expected, actual, 2e-6 * (1 + Arrays.stream(expected).map(Math::abs).max().orElse(0)));
  }

  // ---- ranges

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void rescalingByHand(DataType type) {
    Sequential model = new Sequential(input(2), rescaling(0.5, -1)).dtype(type);
    assertClose(
        new double[] {-0.5, 4, 2.5, 9}, predicted(model, new double[][] {{1, 10}, {7, 20}}));
    assertClose(new double[] {-0.5, 4}, predicted(model, new double[][] {{1, 10}}));
  }

  /**
   * Column 1: mean 4, variance (9 + 1 + 1 + 9)/4 = 5. Column 2: mean 20, (100 + 100 + 400)/4 = 150.
   */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void normalizationAdaptsOnTheFirstFit(DataType type) {
    Sequential model =
        new Sequential(normalization(), dense(1)).dtype(type).compile(sgd(0.01), meanSquaredError);
    model.fit(X, Y, epochs(1).batchSize(3).verbose(0));
    List<INDArray> weights = model.getWeights();
    assertClose(new double[] {4, 20}, weights.get(0).toDoubleVector());
    assertClose(new double[] {5, 150}, weights.get(1).toDoubleVector());
    assertEquals(4, weights.get(2).getDouble(0));
    double[] first = model.outputs(X).get(0).ravel().toDoubleVector();
    assertEquals(-3 / Math.sqrt(5), first[0], 1e-6);
    assertEquals(20 / Math.sqrt(150), first[5], 1e-6);
    // and not on the second
    model.fit(new double[][] {{100, 0}, {0, 7}}, new double[][] {{1}, {0}}, epochs(1).verbose(0));
    assertEquals(weights.subList(0, 3), model.getWeights().subList(0, 3));
  }

  @Test
  void normalizationDoesNotSeeValidationRows() {
    Sequential model =
        new Sequential(normalization(), dense(1)).compile(sgd(0.01), meanSquaredError);
    model.fit(X, Y, epochs(1).validationSplit(0.5).verbose(0));
    assertClose(new double[] {2, 10}, model.getWeights().get(0).toDoubleVector());
    assertClose(new double[] {1, 0}, model.getWeights().get(1).toDoubleVector());
  }

  @Test
  void aFitThatIsRefusedDoesNotAdapt() {
    Sequential model =
        new Sequential(input(2), normalization(), dense(1)).compile(sgd(0.01), meanSquaredError);
    assertThrows(
        IllegalArgumentException.class,
        () -> model.fit(X, new double[][] {{0}, {1}, {0}, {Double.NaN}}, 1));
    assertThrows(IllegalArgumentException.class, () -> model.fit(X, new double[4][3], 1));
    assertClose(new double[] {0, 0}, model.getWeights().get(0).toDoubleVector());
    model.fit(X, Y, epochs(1).verbose(0));
    assertClose(new double[] {4, 20}, model.getWeights().get(0).toDoubleVector());
  }

  @Test
  void adaptIsForOtherData() {
    Sequential model =
        new Sequential(normalization(), dense(1)).compile(sgd(0.01), meanSquaredError);
    model.adapt(X);
    model.fit(new double[][] {{100, 0}, {0, 7}}, new double[][] {{1}, {0}}, epochs(1).verbose(0));
    assertClose(new double[] {4, 20}, model.getWeights().get(0).toDoubleVector());
    model.adapt(new double[][] {{100, 0}, {0, 7}});
    assertClose(new double[] {50, 3.5}, model.getWeights().get(0).toDoubleVector());
    model.reset(3);
    assertClose(new double[] {0, 0}, model.getWeights().get(0).toDoubleVector());
    assertThrows(IllegalStateException.class, () -> new Sequential(dense(1)).adapt(X));
  }

  /** The second of two sees what the first makes of the data, in more rows than a batch has. */
  @Test
  void normalizationsAdaptOneAfterTheOther() {
    double[][] x = new double[1000][2];
    double[] sums = new double[4];
    Rng rng = new Rng(6);
    for (double[] row : x) {
      row[0] = 3 + 2 * rng.normal();
      row[1] = rng.uniform();
      sums[0] += row[0] / 1000;
      sums[1] += row[1] / 1000;
    }
    for (double[] row : x) {
      sums[2] += Math.pow(row[0] - sums[0], 2) / 1000;
      sums[3] += Math.pow(row[1] - sums[1], 2) / 1000;
    }
    Sequential model =
        new Sequential(normalization(), rescaling(3, 1), normalization())
            .dtype(DataType.DOUBLE)
            .adapt(x);
    List<INDArray> weights = model.getWeights();
    assertArrayEquals(Arrays.copyOf(sums, 2), weights.get(0).toDoubleVector(), 1e-12);
    assertArrayEquals(Arrays.copyOfRange(sums, 2, 4), weights.get(1).toDoubleVector(), 1e-12);
    assertArrayEquals(new double[] {1, 1}, weights.get(3).toDoubleVector(), 1e-12);
    assertArrayEquals(new double[] {9, 9}, weights.get(4).toDoubleVector(), 1e-12);
  }

  @Test
  void invertUndoes() {
    Sequential there =
        new Sequential(input(2), normalization(new double[] {4, 20}, new double[] {5, 150}));
    Sequential back =
        new Sequential(
            input(2), normalization(new double[] {4, 20}, new double[] {5, 150}).invert(true));
    assertClose(new double[] {1, 10, 3, 10, 5, 40, 7, 20}, predicted(back, there.predict(X)));
    assertEquals(0, there.getWeights().size());
    // a constant column is divided by 1e-7, as in Keras
    Sequential flat = new Sequential(input(1), normalization(2, 0)).dtype(DataType.DOUBLE);
    assertEquals(1e7, flat.predict(new double[][] {{3}}).getDouble(0), 1);
  }

  // ---- shapes

  @Test
  void flattenTakesSamplesOfAnyShape() {
    float[][][] floats = {{{1, 2, 3}, {4, 5, 6}}, {{7, 8, 9}, {10, 11, 12}}};
    double[][][] doubles = {{{1, 2, 3}, {4, 5, 6}}, {{7, 8, 9}, {10, 11, 12}}};
    int[][][] ints = {{{1, 2, 3}, {4, 5, 6}}, {{7, 8, 9}, {10, 11, 12}}};
    float[][][][] deep = {
      {{{1}, {2}, {3}}, {{4}, {5}, {6}}}, {{{7}, {8}, {9}}, {{10}, {11}, {12}}}
    };
    INDArray array = Nd4j.createFromArray(floats);
    INDArray fortran = array.dup('f');
    INDArray view =
        Nd4j.concat(0, array, array).get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 2));
    float[][] rows = {{1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 11, 12}};
    double[] expected = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    Sequential model = new Sequential(input(6), flatten());
    assertThrows(IllegalArgumentException.class, () -> model.predict(rows)); // computes nothing
    Sequential same = new Sequential(input(6), flatten().name("rows"), rescaling(1));
    for (Object x : new Object[] {floats, doubles, ints, deep, array, fortran, view, rows}) {
      assertClose(expected, predicted(same, x));
    }
    assertEquals(12, array.getDouble(1, 1, 2)); // the caller's is as it was
    assertArrayEquals(new int[] {5, 5}, same.predictClasses(floats));
    assertEquals(2, same.outputs(floats).size());
    Sequential inferred = new Sequential(flatten(), dense(1)).compile(sgd(0.01), meanSquaredError);
    inferred.fit(
        floats,
        new double[][] {{1}, {2}},
        epochs(1).verbose(0).validationData(doubles, new double[][] {{1}, {2}}));
    assertArrayEquals(new long[] {6, 1}, inferred.getWeights().get(0).shape());
    inferred.trainOnBatch(ints, new double[][] {{1}, {2}});
    inferred.evaluate(array, new double[][] {{1}, {2}});
  }

  // ---- blocks

  /** y = x + relu(x·W + b): [1, −2]·[[1, 0], [2, −1]] + [0, 1] = [−3, 3], so y = [1, 1]. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void residualByHand(DataType type) {
    Sequential model =
        new Sequential(input(2), residual(dense(2, relu)))
            .dtype(type)
            .setWeights(
                List.of(
                    Nd4j.createFromArray(new double[][] {{1, 0}, {2, -1}}),
                    Nd4j.createFromArray(0.0, 1.0)));
    assertClose(new double[] {1, 1}, predicted(model, new double[][] {{1, -2}}));
    assertClose(new double[] {1, 1, 1, 1}, predicted(model, new double[][] {{1, -2}, {1, -2}}));
    assertEquals("residual", summaryName(model));
  }

  private static String summaryName(Sequential model) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    model.summary(new java.io.PrintStream(out, true, java.nio.charset.StandardCharsets.UTF_8));
    String table = out.toString(java.nio.charset.StandardCharsets.UTF_8);
    return table
        .lines()
        .filter(l -> l.startsWith("│"))
        .findFirst()
        .orElseThrow()
        .split("\\s+", -1)[1];
  }

  // ---- embeddings

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void embeddingByHand(DataType type) {
    Sequential model =
        new Sequential(input(1), embedding(3, 2))
            .dtype(type)
            .compile(sgd(1), meanSquaredError)
            .setWeights(List.of(Nd4j.createFromArray(new double[][] {{1, 2}, {3, 4}, {5, 6}})));
    assertClose(new double[] {5, 6, 1, 2, 5, 6}, predicted(model, new int[][] {{2}, {0}, {2}}));
    // dy = (y − target)·2/2/3 rows: 2 is picked twice, (5 − 2 + 5 − 8)/3 = 0 and (6 − 0 + 6 − 3)/3
    // = 3
    double[][] targets = {{2, 0}, {0, 2}, {8, 3}};
    INDArray gradient = model.gradients(new int[][] {{2}, {0}, {2}}, targets).get(0);
    assertClose(new double[] {1 / 3.0, 0, 0, 0, 0, 3}, gradient.ravel().toDoubleVector());
    model.trainOnBatch(new int[][] {{2}, {0}, {2}}, targets);
    assertClose(
        new double[] {1 - 1 / 3.0, 2, 3, 4, 5, 3},
        model.getWeights().get(0).ravel().toDoubleVector());
  }

  // ---- one row, and float against double

  private static final List<List<Layer>> MODELS =
      List.of(
          List.of(rescaling(0.3, 0.1), dense(5, tanh), dense(3, softmax)),
          List.of(
              normalization(),
              dense(5, relu).activityRegularizer(l1l2(0.01, 0.02)),
              dense(3, softmax)),
          List.of(normalization(0.1, 2).invert(true), dense(3, softmax)),
          List.of(
              flatten(),
              residual(dense(6, tanh), residual(activation(sigmoid)), dense(4)),
              dense(3, softmax)),
          List.of(
              dense(5, tanh).kernelRegularizer(l2(0.02)).kernelConstraint(maxNorm(0.8)),
              dense(6, tanh).kernelRegularizer(l1(0.01)).biasConstraint(nonNeg),
              dense(5, tanh)
                  .kernelRegularizer(orthogonalRegularizer(0.1).mode(Mode.COLUMNS))
                  .kernelConstraint(minMaxNorm(0.5, 1)),
              dense(3, softmax).kernelConstraint(unitNorm).activityRegularizer(l2(0.05))),
          List.of(embedding(5, 4), residual(dense(4, tanh)), dense(3, softmax)));

  @Test
  void oneRowAsManyAndFloatAsDouble() {
    Rng rng = new Rng(77);
    double[][] x = new double[29][4];
    double[][] codes = new double[29][1];
    int[] y = new int[29];
    for (int i = 0; i < 29; i++) {
      Arrays.setAll(x[i], j -> rng.normal());
      codes[i][0] = rng.below(5);
      y[i] = rng.below(3);
    }
    for (List<Layer> layers : MODELS) {
      double[][] data = layers.get(0).toString().startsWith("embedding") ? codes : x;
      Sequential single = trained(layers, DataType.FLOAT, data, y);
      Sequential twice = trained(layers, DataType.DOUBLE, data, y);
      for (int i = 0; i < single.getWeights().size(); i++) {
        double[] expected = twice.getWeights().get(i).ravel().toDoubleVector();
        double[] actual = single.getWeights().get(i).ravel().toDoubleVector();
        KerasRecords.assertClose(layers + " array " + i, expected, actual, 2e-4);
      }
      double loss = twice.evaluate(data, y).loss();
      assertEquals(loss, single.evaluate(data, y).loss(), 1e-5 * loss, layers::toString);
      INDArray many = single.predict(data);
      for (int i = 0; i < 29; i++) {
        float[] row = new float[data[i].length];
        for (int j = 0; j < row.length; j++) {
          row[j] = (float) data[i][j];
        }
        assertArrayEquals(
            many.getRow(i).toFloatVector(), single.predict(row), 1e-6f, layers::toString);
      }
    }
  }

  private static Sequential trained(List<Layer> layers, DataType type, double[][] x, int[] y) {
    Sequential model =
        new Sequential(layers.toArray(Layer[]::new))
            .dtype(type)
            .seed(12)
            .compile(sgd(0.05), org.chainrule.losses.Losses.sparseCategoricalCrossentropy);
    model.fit(x, y, epochs(5).batchSize(8).verbose(0));
    return model;
  }

  // ---- values

  @Test
  void blocksPrintTheCallThatMakesThem() {
    for (String[] pair :
        new String[][] {
          {"l1(0.01)", l1(0.01).toString()},
          {"l2(0.01)", l2(0.01).toString()},
          {"l1l2(0.1, 0.2)", l1l2(0.1, 0.2).toString()},
          {"orthogonalRegularizer(0.1)", orthogonalRegularizer(0.1).toString()},
          {
            "orthogonalRegularizer(0.1).mode(OrthogonalRegularizer.Mode.COLUMNS)",
            orthogonalRegularizer(0.1).mode(Mode.COLUMNS).toString()
          },
          {"quartic", weightwise("quartic", w -> w * w * w * w, w -> 4 * w * w * w).toString()},
          {"maxNorm(2.0)", maxNorm(2).toString()},
          {"maxNorm(2.0).axis(1)", maxNorm(2).axis(1).toString()},
          {"unitNorm", unitNorm.toString()},
          {"nonNeg", nonNeg.toString()},
          {"minMaxNorm(0.5, 2.0).rate(0.3)", minMaxNorm(0.5, 2).rate(0.3).toString()},
          {"unit interval", clamped("unit interval", w -> w).toString()},
          {
            "dense(3, relu).useBias(false).kernelRegularizer(l2(0.5)).kernelConstraint(nonNeg)",
            dense(3, relu)
                .useBias(false)
                .kernelRegularizer(l2(0.5))
                .kernelConstraint(nonNeg)
                .toString()
          },
          {"rescaling(0.5)", rescaling(0.5).toString()},
          {"rescaling(0.5, 1.0)", rescaling(0.5, 1).toString()},
          {"normalization().invert(true)", normalization().invert(true).toString()},
          {"normalization(1.0, 2.0)", normalization(1, 2).toString()},
          {
            "normalization(new double[] {1.0, 2.0}, new double[] {3.0, 4.0})",
            normalization(new double[] {1, 2}, new double[] {3, 4}).toString()
          },
          {"flatten()", flatten().toString()},
          {"residual(dense(4, tanh), dense(2))", residual(dense(4, tanh), dense(2)).toString()},
          {
            "embedding(9, 2).embeddingsRegularizer(l1(0.1)).embeddingsConstraint(unitNorm)",
            embedding(9, 2).embeddingsRegularizer(l1(0.1)).embeddingsConstraint(unitNorm).toString()
          },
        }) {
      assertEquals(pair[0], pair[1]);
    }
    assertEquals(residual(dense(4), dense(2)), residual(dense(4), dense(2)));
    assertNotEquals(residual(dense(4), dense(2)), residual(dense(3), dense(2)));
    assertEquals(
        normalization(new double[] {1, 2}, new double[] {3, 4}),
        normalization(new double[] {1, 2}, new double[] {3, 4}));
    assertEquals(
        embedding(9, 2), embedding(9, 2).embeddingsInitializer(Initializers.randomUniform));
  }

  /** Σ w⁴ on a kernel of [2]: value 16, gradient 32; and weights kept at most at 1.9. */
  @Test
  void onesOwnPenaltyAndCondition() {
    Sequential model =
        new Sequential(
                input(1),
                dense(1)
                    .useBias(false)
                    .kernelInitializer(Initializers.constant(2))
                    .kernelRegularizer(
                        weightwise("quartic", w -> w * w * w * w, w -> 4 * w * w * w))
                    .kernelConstraint(clamped("at most 1.9", w -> Math.min(w, 1.9))))
            .compile(adam(0.001), meanSquaredError);
    double[][] zero = {{0}};
    assertEquals(16, model.evaluate(zero, zero).loss(), 1e-6);
    assertEquals(32, model.gradients(zero, zero).get(0).getDouble(0), 1e-5);
    model.trainOnBatch(zero, zero);
    assertEquals(1.9, model.getWeights().get(0).getDouble(0), 1e-6);
  }
}
