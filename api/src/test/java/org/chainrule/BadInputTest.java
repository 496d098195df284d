package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.elementwise;
import static org.chainrule.activations.Activations.leakyRelu;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.callbacks.Callbacks.csvLogger;
import static org.chainrule.callbacks.Callbacks.learningRateSchedule;
import static org.chainrule.callbacks.Callbacks.modelCheckpoint;
import static org.chainrule.callbacks.Callbacks.onBatchEnd;
import static org.chainrule.callbacks.Callbacks.onEpochEnd;
import static org.chainrule.callbacks.Callbacks.tensorBoard;
import static org.chainrule.constraints.Constraints.maxNorm;
import static org.chainrule.constraints.Constraints.minMaxNorm;
import static org.chainrule.constraints.Constraints.unitNorm;
import static org.chainrule.initializers.Initializers.constant;
import static org.chainrule.initializers.Initializers.randomNormal;
import static org.chainrule.initializers.Initializers.randomUniform;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.alphaDropout;
import static org.chainrule.layers.Layers.batchNormalization;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.dropout;
import static org.chainrule.layers.Layers.embedding;
import static org.chainrule.layers.Layers.flatten;
import static org.chainrule.layers.Layers.gaussianDropout;
import static org.chainrule.layers.Layers.gaussianNoise;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.layers.Layers.layerNormalization;
import static org.chainrule.layers.Layers.normalization;
import static org.chainrule.layers.Layers.prelu;
import static org.chainrule.layers.Layers.rescaling;
import static org.chainrule.layers.Layers.residual;
import static org.chainrule.layers.Layers.rmsNormalization;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.metrics.Metrics.accuracy;
import static org.chainrule.optimizers.Optimizers.*;
import static org.chainrule.optimizers.Schedules.*;
import static org.chainrule.regularizers.Regularizers.l2;
import static org.chainrule.regularizers.Regularizers.orthogonalRegularizer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.chainrule.callbacks.Callback;
import org.chainrule.callbacks.Checkpoint;
import org.chainrule.callbacks.Training;
import org.chainrule.layers.Layer;
import org.chainrule.losses.Loss;
import org.chainrule.losses.Reduction;
import org.chainrule.metrics.Metric;
import org.chainrule.optimizers.ConstantRate;
import org.chainrule.optimizers.Schedule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What people do wrong, and what they are told: who, what was expected, what came, how to mend it.
 * After each mistake the model is as it was, and so are the caller's arrays.
 */
class BadInputTest {
  private static final Class<? extends Exception> ARGUMENT = IllegalArgumentException.class;
  private static final Class<? extends Exception> STATE = IllegalStateException.class;

  /** A model that was trained a little, and good data for it: 7 rows, 4 columns, 3 classes. */
  private static final class Given {
    final float[][] x = {
      {1, 2, 3, 4},
      {2, 1, 0, 1},
      {0, 1, 0, 2},
      {1, 1, 1, 0},
      {3, 0, 1, 2},
      {2, 2, 0, 1},
      {0, 0, 3, 1}
    };
    final int[] y = {0, 1, 2, 0, 1, 2, 0};
    final Sequential model =
        new Sequential(input(4), dense(5, relu), dense(3, softmax))
            .seed(3)
            .compile(sgd(0.1), sparseCategoricalCrossentropy, accuracy);

    Given() {
      model.fit(x, y, quiet(2));
    }

    /** x as doubles with one number changed. */
    double[][] xWith(int row, int column, double value) {
      double[][] changed = new double[x.length][];
      for (int i = 0; i < x.length; i++) {
        changed[i] = new double[x[i].length];
        for (int j = 0; j < x[i].length; j++) {
          changed[i][j] = x[i][j];
        }
      }
      changed[row][column] = value;
      return changed;
    }

    int[] yWith(int row, int label) {
      int[] changed = y.clone();
      changed[row] = label;
      return changed;
    }

    List<INDArray> weightsWith(int i, INDArray array) {
      List<INDArray> weights = new ArrayList<>(model.getWeights());
      weights.set(i, array);
      return weights;
    }

    /** Runs something in the middle of a fit. */
    void during(Runnable action) {
      model.fit(x, y, quiet(1).callbacks(onBatchEnd((epoch, batch, loss) -> action.run())));
    }
  }

  private interface Call {
    void on(Given given);
  }

  private static FitOptions quiet(int epochs) {
    return epochs(epochs).verbose(0);
  }

  private final List<DynamicTest> rows = new ArrayList<>();

  private void row(String name, Class<? extends Exception> type, String message, Call call) {
    rows.add(dynamicTest(name, () -> check(type, message, call)));
  }

  private static void check(Class<? extends Exception> type, String message, Call call) {
    Given given = new Given();
    Sequential model = given.model;
    List<List<Double>> weights = Weights.of(model);
    List<Layer> layers = model.layers();
    float[][] x = Arrays.stream(given.x).map(float[]::clone).toArray(float[][]::new);
    int[] y = given.y.clone();
    boolean fitting = message.contains("it is being fitted");

    Exception thrown = assertThrows(Exception.class, () -> call.on(given));
    assertSame(type, thrown.getClass(), () -> "got " + thrown);
    assertEquals(message, thrown.getMessage());

    assertArrayEquals(x, given.x, "x of the caller");
    assertArrayEquals(y, given.y, "y of the caller");
    assertEquals(layers, model.layers());
    if (!fitting) { // such a call comes after a step of an allowed fit
      assertEquals(weights, Weights.of(model));
    }
    assertEquals(7, model.predict(x).rows());
    History after = model.fit(x, y, quiet(1));
    assertEquals(3, after.epochs(), "two epochs before the mistake, one after");
    assertEquals(List.of("loss", "accuracy"), List.copyOf(after.names()));
  }

  private static float[][] numbers(int rows, int columns) {
    return new float[rows][columns];
  }

  private static Sequential open(Layer... layers) {
    return new Sequential(layers);
  }

  private static INDArray closed(INDArray array) {
    array.close();
    return array;
  }

  private static INDArray viewOfClosed() {
    INDArray parent = Nd4j.ones(9, 4);
    INDArray view = parent.get(NDArrayIndex.interval(1, 8), NDArrayIndex.all());
    parent.close();
    return view;
  }

  private static INDArray ofClosedWorkspace() {
    try (MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace("BadInputTest")) {
      return Nd4j.ones(7, 4);
    }
  }

  private static Loss nothingAsLoss() {
    return null;
  }

  @TestFactory
  Stream<DynamicTest> regularizersAndConstraints() {
    row(
        "a negative penalty",
        ARGUMENT,
        "l1l2 expects a factor l2 of at least 0 and finite, but got -0.1: use for example l1l2(0.01, 0.01)",
        g -> l2(-0.1));
    row(
        "orthogonal without a mode",
        ARGUMENT,
        "orthogonalRegularizer expects a mode such as Mode.COLUMNS, but got null: pass one",
        g -> orthogonalRegularizer(0.1).mode(null));
    row(
        "a norm of 0",
        ARGUMENT,
        "maxNorm expects a maxValue greater than 0 and finite, but got 0.0: use for example maxNorm(2)",
        g -> maxNorm(0));
    row(
        "a third axis",
        ARGUMENT,
        "unitNorm expects an axis of 0 (columns, the weights into each unit) or 1 (rows), but got 2: use 0 for kernels",
        g -> unitNorm.axis(2));
    row(
        "bounds the wrong way round",
        ARGUMENT,
        "minMaxNorm expects a maxValue of at least minValue, greater than 0 and finite, but got 2.0 and 1.0: use for example minMaxNorm(0.5, 2)",
        g -> minMaxNorm(2, 1));
    row(
        "a rate of 0",
        ARGUMENT,
        "minMaxNorm expects a rate greater than 0 and at most 1, but got 0.0: use 1 to keep the bounds strictly",
        g -> minMaxNorm(1, 2).rate(0));
    return rows.stream();
  }

  @TestFactory
  Stream<DynamicTest> blocksAndRanges() {
    row(
        "a block of another width",
        ARGUMENT,
        "residual(dense(8, relu)) expects its layers to give back the 3 columns that come in, but they give 8: end with dense(3)",
        g -> g.model.add(residual(dense(8, relu))));
    row(
        "an empty block",
        ARGUMENT,
        "residual expects layers, but got none: pass for example dense(8)",
        g -> residual());
    row(
        "a block that computes nothing",
        ARGUMENT,
        "residual(flatten()) expects layers that compute something, but none does: add for example dense(3)",
        g -> g.model.add(residual(flatten())));
    row(
        "an input in a block",
        ARGUMENT,
        "residual expects no input(3), but got one: begin the model with it",
        g -> residual(input(3)));
    row(
        "a normalization in a block",
        ARGUMENT,
        "normalization() expects to be a layer of the model itself, to see its data, but stands in a block: put it before the block, or pass mean and variance",
        g -> g.model.add(residual(normalization())));
    row(
        "means for other columns",
        ARGUMENT,
        "normalization(new double[] {1.0, 2.0}, new double[] {1.0, 2.0}) expects 2 columns, one for each mean, but gets 3: pass as many means and variances",
        g -> g.model.add(normalization(new double[] {1, 2}, new double[] {1, 2})));
    row(
        "a variance below 0",
        ARGUMENT,
        "normalization expects a variance of at least 0 and finite, but got -1.0: use for example 1",
        g -> normalization(0, -1));
    row(
        "a variance too few",
        ARGUMENT,
        "normalization expects as many means as variances, one for each column, but got 2 and 1: count the columns",
        g -> normalization(new double[] {1, 2}, new double[] {1}));
    row(
        "nothing to adapt",
        STATE,
        "adapt expects a model with a layer that adapts, but it has none: add normalization()",
        g -> g.model.adapt(g.x));
    row(
        "a variance beyond FLOAT",
        ARGUMENT,
        "adapt expects columns whose variance fits a FLOAT, but that of column 0 is 1.0000000300949327E60: scale x, or use dtype(DataType.DOUBLE)",
        g -> open(normalization()).adapt(new double[][] {{1e30}, {-1e30}}));
    row(
        "a scale that is no number",
        ARGUMENT,
        "rescaling expects a finite scale, but got NaN: use for example rescaling(1 / 255.0)",
        g -> rescaling(Double.NaN));
    row(
        "samples of different shapes",
        ARGUMENT,
        "predict expects samples of one shape, but row 0 of x has shape [2, 2] and row 1 differs or has a gap: fill or cut them",
        g ->
            open(input(4), flatten(), dense(1))
                .predict(new float[][][] {{{1, 2}, {3, 4}}, {{1, 2}, {3}}}));
    row(
        "pictures without flatten",
        ARGUMENT,
        "predict expects x to be an INDArray, float[][], double[][] or int[][] with one row for each sample, but got a float[][][]: convert it first",
        g -> g.model.predict(new float[2][2][2]));
    row(
        "an embedding in the middle",
        ARGUMENT,
        "embedding(9, 2) expects to be the first layer, where whole numbers come in, but stands after others: begin the model with it",
        g -> g.model.add(embedding(9, 2)));
    row(
        "an embedding of two columns",
        ARGUMENT,
        "embedding(9, 2) expects one column of whole numbers, but gets 4 columns: pass the one with the codes",
        g -> open(embedding(9, 2), dense(3)).fit(g.x, g.y, quiet(1)));
    row(
        "an embedding of too many values",
        ARGUMENT,
        "embedding expects an inputDim of at most 16777216, the whole numbers that a float tells apart, but got 16777217: number the values that occur",
        g -> embedding(16777217, 2));
    String codes =
        "%s expects x to hold whole numbers 0 to 8 (from embedding(9, 2)), but row %s: number the values from 0, or use a larger inputDim";
    row(
        "a code too large",
        ARGUMENT,
        String.format(codes, "fit", "1 has 9.0"),
        g -> open(embedding(9, 2)).fit(new int[][] {{8}, {9}}, new float[2][2], quiet(1)));
    row(
        "half a code",
        ARGUMENT,
        String.format(codes, "evaluate", "0 has 1.5"),
        g -> open(input(1), embedding(9, 2)).evaluate(new double[][] {{1.5}}, new float[1][2]));
    row(
        "a code below 0",
        ARGUMENT,
        String.format(codes, "predict", "2 has -1.0"),
        g -> open(input(1), embedding(9, 2)).predict(new int[][] {{1}, {2}, {-1}}));
    row(
        "a code too large in one row",
        ARGUMENT,
        String.format(codes, "predict", "0 has 9.0"),
        g -> open(input(1), embedding(9, 2)).predict(new float[] {9}));
    row(
        "a code too large in validation data",
        ARGUMENT,
        String.format(codes, "fit's validationData", "0 has 99.0"),
        g ->
            open(embedding(9, 2))
                .fit(
                    new int[][] {{8}},
                    new float[1][2],
                    quiet(1).validationData(new int[][] {{99}}, new float[1][2])));
    return rows.stream();
  }

  @TestFactory
  Stream<DynamicTest> namesOfLayers() {
    row(
        "no name",
        ARGUMENT,
        "dense(8) expects a name such as \"features\", but got null: pass some letters",
        g -> dense(8).name(null));
    row(
        "a blank name",
        ARGUMENT,
        "dense(8) expects a name such as \"features\", but got a blank one: pass some letters",
        g -> dense(8).name(" "));
    row(
        "a name twice",
        ARGUMENT,
        "Sequential expects layers of different names, but two are called dense: rename one",
        g -> g.model.add(dense(8).name("dense")));
    row(
        "a named input",
        ARGUMENT,
        "input(4) expects neither a name nor trainable: set them on the layers that follow",
        g -> input(4).name("x"));
    row(
        "a name that no layer has",
        ARGUMENT,
        "freeze expects names of layers, [dense, dense_1], but got head: take one of these",
        g -> g.model.freeze("head"));
    row(
        "frozen while it learns",
        STATE,
        "unfreeze expects an idle model, but it is being fitted: wait for the fit to end, or use another model",
        g -> g.during(() -> g.model.unfreeze()));
    return rows.stream();
  }

  @TestFactory
  Stream<DynamicTest> features() {
    row(
        "a column too many",
        ARGUMENT,
        "dense(5, relu), layer 1, expects 4 columns (from input(4)), but x has shape [150, 5]: drop a column or use input(5)",
        g -> g.model.fit(numbers(150, 5), new int[150], quiet(1)));
    row(
        "two columns too many",
        ARGUMENT,
        "dense(5, relu), layer 1, expects 4 columns (from input(4)), but x has shape [2, 6]: drop 2 columns or use input(6)",
        g -> g.model.predict(numbers(2, 6)));
    row(
        "a column missing",
        ARGUMENT,
        "dense(5, relu), layer 1, expects 4 columns (from input(4)), but x has shape [7, 3]: add the missing columns or use input(3)",
        g -> g.model.evaluate(numbers(7, 3), g.y));
    row(
        "another width than first seen",
        ARGUMENT,
        "dense(2, sigmoid), layer 1, expects 4 columns (from the data it first saw), but x has shape [3, 5]: drop a column or use a new model for such data",
        g -> {
          Sequential other = open(dense(2, sigmoid));
          other.fit(numbers(3, 4), numbers(3, 2), quiet(1));
          other.predict(numbers(3, 5));
        });
    row(
        "outputs of a wrong width",
        ARGUMENT,
        "dense(5, relu), layer 1, expects 4 columns (from input(4)), but x has shape [7, 9]: drop 5 columns or use input(9)",
        g -> g.model.outputs(numbers(7, 9)));
    row(
        "gradients of a wrong width",
        ARGUMENT,
        "dense(5, relu), layer 1, expects 4 columns (from input(4)), but x has shape [7, 5]: drop a column or use input(5)",
        g -> g.model.gradients(numbers(7, 5), g.y));
    row(
        "trainOnBatch of a wrong width",
        ARGUMENT,
        "dense(5, relu), layer 1, expects 4 columns (from input(4)), but x has shape [7, 5]: drop a column or use input(5)",
        g -> g.model.trainOnBatch(numbers(7, 5), g.y));
    row(
        "predictClasses of a wrong width",
        ARGUMENT,
        "dense(5, relu), layer 1, expects 4 columns (from input(4)), but x has shape [7, 5]: drop a column or use input(5)",
        g -> g.model.predictClasses(numbers(7, 5)));
    row(
        "one sample of a wrong width",
        ARGUMENT,
        "dense(5, relu), layer 1, expects 4 columns (from input(4)), but x has length 3: add the missing columns or use input(3)",
        g -> g.model.predict(new float[] {1, 2, 3}));
    row(
        "one empty sample",
        ARGUMENT,
        "predict expects x with at least one row and column, but it is empty: pass some data",
        g -> g.model.predict(new double[0]));
    row(
        "one sample, null",
        ARGUMENT,
        "predict expects x, but got null: pass one",
        g -> g.model.predict((float[]) null));
    row(
        "x null",
        ARGUMENT,
        "fit expects x to be an INDArray, float[][], double[][] or int[][] with one row for each sample, but got null: pass some data",
        g -> g.model.fit(null, g.y, 1));
    row(
        "x null for predict",
        ARGUMENT,
        "predict expects x to be an INDArray, float[][], double[][] or int[][] with one row for each sample, but got null: pass some data",
        g -> g.model.predict((Object) null));
    row(
        "x a vector",
        ARGUMENT,
        "fit expects x to be an INDArray, float[][], double[][] or int[][] with one row for each sample, but got a single array of 4 numbers: wrap it as new double[][] {x} for one sample, or put each number into a row of its own",
        g -> g.model.fit(new float[] {1, 2, 3, 4}, g.y, 1));
    row(
        "x of ints in a row",
        ARGUMENT,
        "evaluate expects x to be an INDArray, float[][], double[][] or int[][] with one row for each sample, but got a single array of 2 numbers: wrap it as new double[][] {x} for one sample, or put each number into a row of its own",
        g -> g.model.evaluate(new int[] {1, 2}, g.y));
    row(
        "x a list",
        ARGUMENT,
        "fit expects x to be an INDArray, float[][], double[][] or int[][] with one row for each sample, but got a list: convert it first",
        g -> g.model.fit(List.of(1.0, 2.0), g.y, 1));
    row(
        "x three-dimensional",
        ARGUMENT,
        "fit expects x to be an INDArray, float[][], double[][] or int[][] with one row for each sample, but got a float[][][]: convert it first",
        g -> g.model.fit(new float[7][2][2], g.y, 1));
    row(
        "x of longs",
        ARGUMENT,
        "fit expects x to be an INDArray, float[][], double[][] or int[][] with one row for each sample, but got a long[][]: convert it first",
        g -> g.model.fit(new long[7][4], g.y, 1));
    row(
        "x without rows",
        ARGUMENT,
        "fit expects x with at least one row and column, but it is empty: pass some data",
        g -> g.model.fit(new float[0][], g.y, 1));
    row(
        "x without columns",
        ARGUMENT,
        "fit expects x with at least one row and column, but it is empty: pass some data",
        g -> g.model.fit(new double[7][0], g.y, 1));
    row(
        "x ragged",
        ARGUMENT,
        "fit expects the rows of x to be equally long, but row 0 has 4 columns and row 1 has 3: fill or cut them",
        g -> g.model.fit(new float[][] {{1, 2, 3, 4}, {1, 2, 3}}, g.y, 1));
    row(
        "x ragged ints",
        ARGUMENT,
        "fit expects the rows of x to be equally long, but row 0 has 2 columns and row 1 has 3: fill or cut them",
        g -> g.model.fit(new int[][] {{1, 2}, {1, 2, 3}}, g.y, 1));
    row(
        "x with a null row",
        ARGUMENT,
        "fit expects x without gaps, but row 1 is null: leave the row out or fill it",
        g -> g.model.fit(new double[][] {{1, 2, 3, 4}, null}, g.y, 1));
    row(
        "x with a null first row",
        ARGUMENT,
        "fit expects x without gaps, but row 0 is null: leave the row out or fill it",
        g -> g.model.fit(new float[][] {null, {1}}, g.y, 1));
    row(
        "x with NaN",
        ARGUMENT,
        "fit expects finite numbers, but x has NaN at row 5, column 2: fill in or leave out such rows",
        g -> g.model.fit(g.xWith(5, 2, Double.NaN), g.y, 1));
    row(
        "x with infinity",
        ARGUMENT,
        "predict expects finite numbers, but x has -Infinity at row 0, column 3: fill in or leave out such rows",
        g -> g.model.predict(g.xWith(0, 3, Double.NEGATIVE_INFINITY)));
    row(
        "x too large for a float",
        ARGUMENT,
        "predict expects numbers that fit a FLOAT, up to 3.4E38, but x has 1.0E300 at row 6, column 1: scale them, or use dtype(DataType.DOUBLE)",
        g -> g.model.predict(g.xWith(6, 1, 1e300)));
    row(
        "x too large in an array",
        ARGUMENT,
        "predict expects numbers that fit a FLOAT, up to 3.4E38, but x has -1.0E39 at row 2, column 0: scale them, or use dtype(DataType.DOUBLE)",
        g -> g.model.predict(Nd4j.createFromArray(g.xWith(2, 0, -1e39))));
    row(
        "array of rank 0",
        ARGUMENT,
        "predict expects x with 2 dimensions, (samples, columns), but it has shape []: reshape it to one row for each sample",
        g -> g.model.predict(Nd4j.scalar(3)));
    row(
        "array of rank 1",
        ARGUMENT,
        "predict expects x with 2 dimensions, (samples, columns), but it has shape [4]: reshape it to one row for each sample",
        g -> g.model.predict(Nd4j.createFromArray(1f, 2f, 3f, 4f)));
    row(
        "array of rank 3",
        ARGUMENT,
        "predict expects x with 2 dimensions, (samples, columns), but it has shape [7, 2, 2]: reshape each sample to one row",
        g -> g.model.predict(Nd4j.ones(7, 2, 2)));
    row(
        "array empty",
        ARGUMENT,
        "predict expects x with 2 dimensions, (samples, columns), but it has shape []: reshape it to one row for each sample",
        g -> g.model.predict(Nd4j.empty(DataType.FLOAT)));
    row(
        "array without rows",
        ARGUMENT,
        "predict expects x with at least one row and column, but it has shape [0, 4]: pass some data",
        g -> g.model.predict(Nd4j.create(DataType.FLOAT, 0, 4)));
    row(
        "array of text",
        ARGUMENT,
        "predict expects x to hold numbers, but got an INDArray of UTF8: pass numbers, such as DataType.FLOAT",
        g -> g.model.predict(Nd4j.create(List.of("a", "b", "c", "d"), 1, 4)));
    row(
        "array closed",
        ARGUMENT,
        "predict expects x with numbers in it, but the INDArray was closed, or the workspace it lives in: pass one that is open",
        g -> g.model.predict(closed(Nd4j.ones(7, 4))));
    row(
        "view of a closed array",
        ARGUMENT,
        "predict expects x with numbers in it, but the INDArray was closed, or the workspace it lives in: pass one that is open",
        g -> g.model.predict(viewOfClosed()));
    row(
        "array of a closed workspace",
        ARGUMENT,
        "predict expects x with numbers in it, but the INDArray was closed, or the workspace it lives in: pass one that is open",
        g -> g.model.predict(ofClosedWorkspace()));
    row(
        "array with NaN",
        ARGUMENT,
        "predict expects finite numbers, but x has NaN at row 6, column 3: fill in or leave out such rows",
        g -> {
          INDArray array = Nd4j.ones(7, 4);
          array.putScalar(6, 3, Float.NaN);
          g.model.predict(array);
        });
    return rows.stream();
  }

  @TestFactory
  Stream<DynamicTest> targets() {
    row(
        "fewer targets than rows",
        ARGUMENT,
        "fit expects x and y with the same number of rows, but x has 7 and y has 2: pass one target for each sample",
        g -> g.model.fit(g.x, new int[] {0, 1}, 1));
    row(
        "more targets than rows",
        ARGUMENT,
        "evaluate expects x and y with the same number of rows, but x has 7 and y has 8: pass one target for each sample",
        g -> g.model.evaluate(g.x, new int[8]));
    row(
        "gradients of mismatched rows",
        ARGUMENT,
        "gradients expects x and y with the same number of rows, but x has 7 and y has 8: pass one target for each sample",
        g -> g.model.gradients(g.x, new int[8]));
    row(
        "y null",
        ARGUMENT,
        "fit expects y to be an INDArray, float[][], double[][] or int[][], or one value for each sample as int[], float[] or double[], but got null: pass some data",
        g -> g.model.fit(g.x, null, 1));
    row(
        "y empty",
        ARGUMENT,
        "fit expects y with at least one value, but got an empty array: pass some data",
        g -> g.model.fit(g.x, new int[0], 1));
    row(
        "y of text",
        ARGUMENT,
        "fit expects y to be an INDArray, float[][], double[][] or int[][], or one value for each sample as int[], float[] or double[], but got a String[]: convert it first",
        g -> g.model.fit(g.x, new String[] {"a"}, 1));
    row(
        "y of longs",
        ARGUMENT,
        "fit expects y to be an INDArray, float[][], double[][] or int[][], or one value for each sample as int[], float[] or double[], but got a long[]: convert it first",
        g -> g.model.fit(g.x, new long[7], 1));
    row(
        "y ragged",
        ARGUMENT,
        "fit expects the rows of y to be equally long, but row 0 has 1 columns and row 1 has 2: fill or cut them",
        g -> g.model.fit(g.x, new double[][] {{0}, {1, 0}}, 1));
    row(
        "y with NaN",
        ARGUMENT,
        "fit expects finite numbers, but y has NaN at row 3, column 0: fill in or leave out such rows",
        g -> g.model.fit(g.x, new float[] {0, 1, 2, Float.NaN, 1, 2, 0}, 1));
    row(
        "y too large for a float",
        ARGUMENT,
        "fit expects numbers that fit a FLOAT, up to 3.4E38, but y has 1.0E40 at row 2, column 0: scale them, or use dtype(DataType.DOUBLE)",
        g -> g.model.fit(g.x, new double[] {0, 1, 1e40, 0, 1, 2, 0}, 1));
    row(
        "y array of rank 0",
        ARGUMENT,
        "fit expects y with 2 dimensions, (samples, columns), but it has shape []: reshape it to one row for each sample",
        g -> g.model.fit(g.x, Nd4j.scalar(1), 1));
    row(
        "y array of rank 3",
        ARGUMENT,
        "fit expects y with 2 dimensions, (samples, columns), but it has shape [7, 1, 1]: reshape each sample to one row",
        g -> g.model.fit(g.x, Nd4j.ones(7, 1, 1), 1));
    row(
        "y array empty",
        ARGUMENT,
        "fit expects y with at least one row and column, but it has shape [0]: pass some data",
        g -> g.model.fit(g.x, Nd4j.create(DataType.FLOAT, 0), 1));
    row(
        "y array of text",
        ARGUMENT,
        "fit expects y to hold numbers, but got an INDArray of UTF8: pass numbers, such as DataType.FLOAT",
        g -> g.model.fit(g.x, Nd4j.create("a", "b"), 1));
    row(
        "y array closed",
        ARGUMENT,
        "fit expects y with numbers in it, but the INDArray was closed, or the workspace it lives in: pass one that is open",
        g -> g.model.fit(g.x, closed(Nd4j.ones(7)), 1));
    row(
        "classes counted from 1",
        ARGUMENT,
        "sparseCategoricalCrossentropy expects labels from 0 to 2, one for each output of the model, but y has 3 at row 4: number the classes from 0, or give the last layer more units",
        g -> g.model.fit(g.x, g.yWith(4, 3), 1));
    row(
        "a negative class",
        ARGUMENT,
        "sparseCategoricalCrossentropy expects labels from 0 to 2, one for each output of the model, but y has -1 at row 2: number the classes from 0, or give the last layer more units",
        g -> g.model.evaluate(g.x, g.yWith(2, -1)));
    row(
        "a fractional class",
        ARGUMENT,
        "sparseCategoricalCrossentropy expects whole class numbers, but y has 1.5 at row 4: round the labels, or use meanSquaredError for numbers",
        g -> g.model.fit(g.x, new double[] {0, 1, 2, 0, 1.5, 2, 0}, 1));
    row(
        "a bad class in the part held back",
        ARGUMENT,
        "sparseCategoricalCrossentropy expects labels from 0 to 2, one for each output of the model, but y has 9 at row 6: number the classes from 0, or give the last layer more units",
        g -> g.model.fit(g.x, g.yWith(6, 9), quiet(1).validationSplit(0.3)));
    row(
        "one-hot rows for sparse labels",
        ARGUMENT,
        "sparseCategoricalCrossentropy expects one column of class numbers, but y has 3 columns: pass an int[], or use categoricalCrossentropy for one-hot rows",
        g -> g.model.fit(g.x, numbers(7, 3), 1));
    row(
        "sparse labels in two columns",
        ARGUMENT,
        "sparseCategoricalCrossentropy expects one column of class numbers, but y has 2 columns: pass an int[], or use categoricalCrossentropy for one-hot rows",
        g -> g.model.trainOnBatch(g.x, numbers(7, 2)));
    row(
        "one-hot rows of another K",
        ARGUMENT,
        "categoricalCrossentropy expects y with one column for each of the model's 3 outputs, but y has 4: give the last layer 4 units, or y 3 columns",
        g ->
            open(input(4), dense(3, softmax))
                .compile(sgd(), categoricalCrossentropy)
                .fit(g.x, numbers(7, 4), quiet(1)));
    row(
        "one-hot rows that are no probabilities",
        ARGUMENT,
        "categoricalCrossentropy expects targets from 0 to 1, but y has 2.0 at row 3, column 1: use 0 and 1, or another loss",
        g -> {
          float[][] targets = numbers(7, 3);
          targets[3][1] = 2;
          open(input(4), dense(3, softmax))
              .compile(sgd(), categoricalCrossentropy)
              .fit(g.x, targets, quiet(1));
        });
    row(
        "binary targets of -1 and 1",
        ARGUMENT,
        "binaryCrossentropy expects targets from 0 to 1, but y has -1.0 at row 2, column 0: use 0 and 1, or another loss",
        g ->
            open(input(4), dense(1, sigmoid))
                .compile(sgd(), binaryCrossentropy)
                .fit(g.x, new int[] {1, 1, -1, 1, 1, 1, 1}, quiet(1)));
    row(
        "binary targets of three classes",
        ARGUMENT,
        "binaryCrossentropy expects targets from 0 to 1, but y has 2.0 at row 2, column 0: use 0 and 1, or another loss",
        g -> open(input(4), dense(1, sigmoid)).fit(g.x, g.y, quiet(1)));
    badTargets(
        "hinge of a number",
        "hinge expects targets of -1 and 1, or of 0 and 1, but y has 0.5 at row 3, column 0: use -1 and 1",
        hinge,
        1,
        0.5);
    badTargets(
        "hinge of all three",
        "squaredHinge expects targets of -1 and 1, or of 0 and 1, not of all three, but y has 0.0 at row 0, column 0: use -1 and 1",
        squaredHinge,
        0,
        -1);
    badTargets(
        "a negative count",
        "poisson expects targets of at least 0, but y has -2.0 at row 3, column 0: shift or clip the targets, or use meanSquaredError",
        poisson,
        4,
        -2);
    badTargets(
        "a negative target for logarithms",
        "meanSquaredLogarithmicError expects targets of at least 0, but y has -0.5 at row 3, column 0: shift or clip the targets, or use meanSquaredError",
        meanSquaredLogarithmicError,
        4,
        -0.5);
    badTargets(
        "a divergence of no probabilities",
        "klDivergence expects targets from 0 to 1, but y has 1.5 at row 3, column 0: use 0 and 1, or another loss",
        klDivergence,
        0.5,
        1.5);
    badTargets(
        "focal loss of no probabilities",
        "binaryFocalCrossentropy.gamma(1.0) expects targets from 0 to 1, but y has 2.0 at row 3, column 0: use 0 and 1, or another loss",
        binaryFocalCrossentropy.gamma(1),
        1,
        2);
    row(
        "a class out of range where another is ignored",
        ARGUMENT,
        "sparseCategoricalCrossentropy.ignoreClass(-1) expects labels from 0 to 2, one for each output of the model, but y has 3 at row 4: number the classes from 0, or give the last layer more units; ignoreClass is -1",
        g -> {
          int[] y = g.yWith(4, 3);
          y[1] = -1;
          open(input(4), dense(3, softmax))
              .compile(sgd(), sparseCategoricalCrossentropy.ignoreClass(-1))
              .fit(g.x, y, quiet(1));
        });
    row(
        "a class out of range for smoothed labels",
        ARGUMENT,
        "categoricalCrossentropy.labelSmoothing(0.1) expects labels from 0 to 2, one for each output of the model, but y has 3 at row 4: number the classes from 0, or give the last layer more units",
        g ->
            open(input(4), dense(3, softmax))
                .compile(sgd(), categoricalCrossentropy.labelSmoothing(0.1))
                .fit(g.x, g.yWith(4, 3), quiet(1)));
    row(
        "one-hot rows of another K for the focal loss",
        ARGUMENT,
        "categoricalFocalCrossentropy expects y with one column for each of the model's 3 outputs, but y has 2: give the last layer 2 units, or y 3 columns",
        g ->
            open(input(4), dense(3, softmax))
                .compile(sgd(), categoricalFocalCrossentropy)
                .fit(g.x, numbers(7, 2), quiet(1)));
    row(
        "labels for two sigmoids",
        ARGUMENT,
        "binaryCrossentropy expects y with one column for each of the model's 2 outputs, but y has 1: give the last layer 1 units, or y 2 columns; for class numbers use softmax and sparseCategoricalCrossentropy",
        g -> open(input(4), dense(2, sigmoid)).fit(g.x, g.y, quiet(1)));
    row(
        "labels for linear outputs",
        ARGUMENT,
        "meanSquaredError expects y with one column for each of the model's 3 outputs, but y has 1: give the last layer 1 units, or y 3 columns; for class numbers use softmax and sparseCategoricalCrossentropy",
        g -> open(input(4), dense(3)).fit(g.x, g.y, quiet(1)));
    row(
        "sparse labels over one output",
        ARGUMENT,
        "sparseCategoricalCrossentropy expects a model with one output for each class, but it has 1: use dense(1, sigmoid) with binaryCrossentropy, or dense(2, softmax)",
        g ->
            open(input(4), dense(1, sigmoid))
                .compile(sgd(), sparseCategoricalCrossentropy)
                .fit(g.x, g.y, quiet(1)));
    row(
        "categories over one output",
        ARGUMENT,
        "categoricalCrossentropy expects a model with one output for each class, but it has 1: use dense(1, sigmoid) with binaryCrossentropy, or dense(2, softmax)",
        g ->
            open(input(4), dense(1))
                .compile(sgd(), categoricalCrossentropy)
                .fit(g.x, g.y, quiet(1)));
    row(
        "softmax layer over one unit",
        ARGUMENT,
        "softmax expects at least 2 columns, but got 1, where it is always 1: use dense(1, sigmoid) for two classes, or dense(2, softmax)",
        g -> open(input(4), dense(1), activation(softmax)));
    row(
        "softmax layer over one unit, width unknown",
        ARGUMENT,
        "softmax expects at least 2 columns, but got 1, where it is always 1: use dense(1, sigmoid) for two classes, or dense(2, softmax)",
        g -> open(dense(1), activation(softmax)).fit(g.x, g.y, quiet(1)));
    row(
        "accuracy of other columns",
        ARGUMENT,
        "accuracy expects one column of classes or 3 one-hot columns, but y has 2 columns: pass class numbers as int[]",
        g ->
            open(input(4), dense(3))
                .compile(sgd(), new AnyShape(), accuracy)
                .fit(g.x, numbers(7, 2), quiet(1)));
    return rows.stream();
  }

  /** A loss that takes targets of any width. */
  /** y is {@code good} in seven rows, and {@code bad} in row 3. */
  private void badTargets(String name, String message, Loss loss, double good, double bad) {
    double[] y = {good, good, good, bad, good, good, good};
    row(
        name,
        ARGUMENT,
        message,
        g -> open(input(4), dense(1, sigmoid)).compile(sgd(), loss).fit(g.x, y, quiet(1)));
  }

  @TestFactory
  Stream<DynamicTest> parametersOfLosses() {
    row(
        "smoothing of 1",
        ARGUMENT,
        "binaryCrossentropy expects a labelSmoothing of at least 0 and less than 1, but got 1.0: use for example labelSmoothing(0.1)",
        g -> binaryCrossentropy.labelSmoothing(1));
    row(
        "negative smoothing",
        ARGUMENT,
        "categoricalCrossentropy expects a labelSmoothing of at least 0 and less than 1, but got -0.1: use for example labelSmoothing(0.1)",
        g -> categoricalCrossentropy.labelSmoothing(-0.1));
    row(
        "smoothing that is not a number",
        ARGUMENT,
        "categoricalFocalCrossentropy expects a labelSmoothing of at least 0 and less than 1, but got NaN: use for example labelSmoothing(0.1)",
        g -> categoricalFocalCrossentropy.labelSmoothing(Double.NaN));
    row(
        "smoothing of the focal loss",
        ARGUMENT,
        "binaryFocalCrossentropy expects a labelSmoothing of at least 0 and less than 1, but got 2.0: use for example labelSmoothing(0.1)",
        g -> binaryFocalCrossentropy.labelSmoothing(2));
    row(
        "a weight above 1",
        ARGUMENT,
        "binaryFocalCrossentropy expects an alpha from 0 to 1, but got 1.5: use for example alpha(0.25)",
        g -> binaryFocalCrossentropy.alpha(1.5));
    row(
        "a factor of 0",
        ARGUMENT,
        "categoricalFocalCrossentropy expects an alpha greater than 0 and finite, but got 0.0: use for example alpha(0.25)",
        g -> categoricalFocalCrossentropy.alpha(0));
    row(
        "a negative gamma",
        ARGUMENT,
        "binaryFocalCrossentropy expects a gamma of at least 0 and finite, but got -1.0: use for example gamma(2)",
        g -> binaryFocalCrossentropy.gamma(-1));
    row(
        "an infinite gamma",
        ARGUMENT,
        "categoricalFocalCrossentropy expects a gamma of at least 0 and finite, but got Infinity: use for example gamma(2)",
        g -> categoricalFocalCrossentropy.gamma(Double.POSITIVE_INFINITY));
    row(
        "a delta of 0",
        ARGUMENT,
        "huber expects a delta greater than 0 and finite, but got 0.0: use for example huber(1)",
        g -> huber(0));
    row(
        "a quantile of percents",
        ARGUMENT,
        "quantile expects q between 0 and 1, but got 90.0: use for example quantile(0.9)",
        g -> quantile(90));
    row(
        "an own loss without a name",
        ARGUMENT,
        "loss expects a name, but got null: pass one",
        g -> loss(null, (y, p) -> p - y, (y, p) -> 1));
    row(
        "an own loss without a gradient",
        ARGUMENT,
        "loss expects a gradient (y, yhat) -> dl/dyhat, but got null: pass one",
        g -> loss("own", (y, p) -> p - y, (java.util.function.DoubleBinaryOperator) null));
    row(
        "an own loss of rows without a value",
        ARGUMENT,
        "loss expects a value (y, yhat) -> L(y, yhat), but got null: pass one",
        g -> loss("own", null, (y, p, d) -> d[0] = 1));
    return rows.stream();
  }

  private record AnyShape() implements org.chainrule.losses.FormulaLoss {
    @Override
    public String name() {
      return "any";
    }

    @Override
    public double value(double[] y, double[] yhat) {
      return yhat[0] * yhat[0];
    }

    @Override
    public void gradient(double[] y, double[] yhat, double[] dyhat) {
      dyhat[0] = 2 * yhat[0];
    }

    @Override
    public Loss forShapes(int targetColumns, int columns) {
      return this;
    }
  }

  @TestFactory
  Stream<DynamicTest> options() {
    row(
        "no epochs",
        ARGUMENT,
        "fit expects epochs of at least 1, but got 0: use for example epochs(10)",
        g -> g.model.fit(g.x, g.y, 0));
    row(
        "negative epochs",
        ARGUMENT,
        "fit expects epochs of at least 1, but got -3: use for example epochs(10)",
        g -> epochs(-3));
    row(
        "options null",
        ARGUMENT,
        "fit expects options such as epochs(100), but got null: pass one",
        g -> g.model.fit(g.x, g.y, null));
    row(
        "batch size 0",
        ARGUMENT,
        "fit expects a batchSize of at least 1, but got 0: use for example batchSize(32)",
        g -> epochs(1).batchSize(0));
    row(
        "validation split of 1",
        ARGUMENT,
        "fit expects a validationSplit of at least 0 and less than 1, but got 1.0: use for example validationSplit(0.2)",
        g -> epochs(1).validationSplit(1));
    row(
        "validation split negative",
        ARGUMENT,
        "fit expects a validationSplit of at least 0 and less than 1, but got -0.1: use for example validationSplit(0.2)",
        g -> epochs(1).validationSplit(-0.1));
    row(
        "validation split NaN",
        ARGUMENT,
        "fit expects a validationSplit of at least 0 and less than 1, but got NaN: use for example validationSplit(0.2)",
        g -> epochs(1).validationSplit(Double.NaN));
    row(
        "validation split without rows",
        ARGUMENT,
        "fit expects rows on both sides of validationSplit(0.99), but x has 7: use more data or another fraction",
        g -> g.model.fit(g.x, g.y, quiet(1).validationSplit(0.99)));
    row(
        "verbose 3",
        ARGUMENT,
        "fit expects verbose 0, 1 or 2, but got 3: use verbose(0) for silence",
        g -> epochs(1).verbose(3));
    row(
        "verbose -1",
        ARGUMENT,
        "fit expects verbose 0, 1 or 2, but got -1: use verbose(0) for silence",
        g -> epochs(1).verbose(-1));
    row(
        "sample weights null",
        ARGUMENT,
        "sampleWeight expects one number for each row, but got null: pass one",
        g -> epochs(1).sampleWeight((double[]) null));
    row(
        "too few sample weights",
        ARGUMENT,
        "sampleWeight expects one number for each row of x, but x has 7 rows and there are 2 weights: pass as many",
        g -> g.model.fit(g.x, g.y, quiet(1).sampleWeight(1, 2)));
    row(
        "a negative sample weight",
        ARGUMENT,
        "sampleWeight expects finite numbers of at least 0, but got -1.0 at row 3: use 0 to leave a row out",
        g -> g.model.fit(g.x, g.y, quiet(1).sampleWeight(1, 1, 1, -1, 1, 1, 1)));
    row(
        "a sample weight NaN",
        ARGUMENT,
        "sampleWeight expects finite numbers of at least 0, but got NaN at row 1: use 0 to leave a row out",
        g -> g.model.fit(g.x, g.y, quiet(1).sampleWeight(1, Double.NaN, 1, 1, 1, 1, 1)));
    row(
        "a sample weight too large",
        ARGUMENT,
        "sampleWeight expects numbers that fit a FLOAT, up to 3.4E38, but it has 1.0E200 at row 6, column 0: scale them, or use dtype(DataType.DOUBLE)",
        g -> g.model.fit(g.x, g.y, quiet(1).sampleWeight(1, 1, 1, 1, 1, 1, 1e200)));
    row(
        "class weights null",
        ARGUMENT,
        "classWeight expects a map such as Map.of(1, 5.0), but got null: pass one",
        g -> epochs(1).classWeight(null));
    row(
        "a class weight below 0",
        ARGUMENT,
        "classWeight expects class numbers from 0 and finite weights of at least 0, but got -1.0 for class 2: use for example Map.of(1, 5.0)",
        g -> epochs(1).classWeight(Map.of(2, -1.0)));
    row(
        "a class weight for a negative class",
        ARGUMENT,
        "classWeight expects class numbers from 0 and finite weights of at least 0, but got 1.0 for class -1: use for example Map.of(1, 5.0)",
        g -> epochs(1).classWeight(Map.of(-1, 1.0)));
    row(
        "class weights for numbers that are no classes",
        ARGUMENT,
        "classWeight expects y of classes, but y has 0.5 at row 1: pass class numbers or one-hot rows, or use sampleWeight",
        g ->
            new Sequential(dense(1))
                .fit(
                    g.x,
                    new double[] {0, 0.5, 1, 1, 1, 1, 1},
                    quiet(1).classWeight(Map.of(0, 2.0))));
    row(
        "no threads",
        ARGUMENT,
        "threads expects a number from 1 to %d, the cores of this machine, but got 0: use for example threads(1)"
            .formatted(Runtime.getRuntime().availableProcessors()),
        g -> Chainrule.threads(0));
    row(
        "callbacks null",
        ARGUMENT,
        "callbacks expects callbacks, but got null: pass one",
        g -> epochs(1).callbacks((Callback[]) null));
    row(
        "a callback null",
        ARGUMENT,
        "callbacks expects callbacks, but got null: pass one",
        g -> epochs(1).callbacks((Callback) null));
    row(
        "onEpochEnd null",
        ARGUMENT,
        "onEpochEnd expects an action (epoch, logs) -> ..., but got null: pass one",
        g -> onEpochEnd((java.util.function.BiConsumer<Integer, Map<String, Double>>) null));
    row(
        "onBatchEnd null",
        ARGUMENT,
        "onBatchEnd expects an action (epoch, batch, loss) -> ..., but got null: pass one",
        g -> onBatchEnd(null));
    row(
        "a log in a file as folder",
        ARGUMENT,
        "csvLogger expects a folder to write to, but cannot make %s: use another, or remove what is in its way"
            .formatted(Path.of("pom.xml").toAbsolutePath()),
        g -> g.model.fit(g.x, g.y, quiet(1).callbacks(csvLogger("pom.xml/log.csv"))));
    row(
        "a log without a name",
        ARGUMENT,
        "csvLogger expects the name of a file, but src is a folder: add a name to it",
        g -> g.model.fit(g.x, g.y, quiet(1).callbacks(csvLogger("src"))));
    row(
        "event files in a file as folder",
        ARGUMENT,
        "tensorBoard expects a folder to write to, but cannot make pom.xml: use another, or remove what is in its way",
        g -> g.model.fit(g.x, g.y, quiet(1).callbacks(tensorBoard("pom.xml"))));
    row(
        "a checkpoint without a name",
        ARGUMENT,
        "modelCheckpoint expects the name of a file, but src is a folder: add a name to it",
        g -> g.model.fit(g.x, g.y, quiet(1).callbacks(modelCheckpoint("src"))));
    row(
        "checkpoints in a file as folder",
        ARGUMENT,
        "modelCheckpoint expects a folder to write to, but cannot make %s: use another, or remove what is in its way"
            .formatted(Path.of("pom.xml").toAbsolutePath()),
        g -> g.model.fit(g.x, g.y, quiet(1).callbacks(modelCheckpoint("pom.xml/{epoch}.npz"))));
    row(
        "a rate from a schedule that is none, before the first step",
        ARGUMENT,
        "learningRateSchedule expects rates of at least 0 and finite, but got -1.0 for epoch 1: mend the function",
        g -> g.model.fit(g.x, g.y, quiet(1).callbacks(learningRateSchedule((epoch, rate) -> -1))));
    row(
        "no callback for a fit",
        ARGUMENT,
        "fit expects a Callback from each inFit, but got null: pass one",
        g ->
            g.model.fit(
                g.x,
                g.y,
                quiet(1)
                    .callbacks(
                        new Callback() {
                          @Override
                          public Callback inFit(Training training) {
                            return null;
                          }
                        })));
    row(
        "weights from an empty checkpoint",
        STATE,
        "Checkpoint expects weights that a fit saved, but there are none: fit with callbacks(modelCheckpoint(checkpoint)) first",
        g -> g.model.setWeights(new Checkpoint().weights()));
    row(
        "weights from a file that is not there",
        ARGUMENT,
        "Checkpoint.readWeights expects a file of weights, but none.npz does not exist: name one that modelCheckpoint wrote",
        g -> g.model.setWeights(Checkpoint.readWeights("none.npz")));
    row(
        "weights from a file of something else",
        ARGUMENT,
        "Checkpoint.readWeights expects a file of weights, but pom.xml holds no arrays: name one that modelCheckpoint wrote",
        g -> g.model.setWeights(Checkpoint.readWeights("pom.xml")));
    row(
        "validation x null",
        ARGUMENT,
        "validationData expects x, but got null: pass one",
        g -> epochs(1).validationData(null, g.y));
    row(
        "validation y null",
        ARGUMENT,
        "validationData expects y, but got null: pass one",
        g -> epochs(1).validationData(g.x, null));
    row(
        "validation x of other width",
        ARGUMENT,
        "fit expects validation data with the columns of x and y, 4 and 1, but got 3 and 1: prepare both alike",
        g -> g.model.fit(g.x, g.y, quiet(1).validationData(numbers(7, 3), g.y)));
    row(
        "validation y of other width",
        ARGUMENT,
        "fit expects validation data with the columns of x and y, 4 and 1, but got 4 and 2: prepare both alike",
        g -> g.model.fit(g.x, g.y, quiet(1).validationData(g.x, numbers(7, 2))));
    row(
        "validation rows mismatched",
        ARGUMENT,
        "fit's validationData expects x and y with the same number of rows, but x has 7 and y has 3: pass one target for each sample",
        g -> g.model.fit(g.x, g.y, quiet(1).validationData(g.x, new int[3])));
    row(
        "validation x with NaN",
        ARGUMENT,
        "fit's validationData expects finite numbers, but x has NaN at row 1, column 1: fill in or leave out such rows",
        g -> g.model.fit(g.x, g.y, quiet(1).validationData(g.xWith(1, 1, Double.NaN), g.y)));
    row(
        "validation with a bad class",
        ARGUMENT,
        "fit's validationData: sparseCategoricalCrossentropy expects labels from 0 to 2, one for each output of the model, but y has 8 at row 3: number the classes from 0, or give the last layer more units",
        g -> g.model.fit(g.x, g.y, quiet(1).validationData(g.x, g.yWith(3, 8))));
    return rows.stream();
  }

  @TestFactory
  Stream<DynamicTest> building() {
    row(
        "no units",
        ARGUMENT,
        "dense expects units of at least 1, but got 0: use for example dense(16)",
        g -> dense(0));
    row(
        "negative units",
        ARGUMENT,
        "dense expects units of at least 1, but got -4: use for example dense(16)",
        g -> dense(-4, relu));
    row(
        "activation null",
        ARGUMENT,
        "dense(4) expects an activation, but got null: pass one",
        g -> dense(4, null));
    row(
        "activation layer null",
        ARGUMENT,
        "activation expects an activation such as relu, but got null: pass one",
        g -> activation(null));
    row(
        "softmax over one unit",
        ARGUMENT,
        "softmax expects at least 2 columns, but got 1, where it is always 1: use dense(1, sigmoid) for two classes, or dense(2, softmax)",
        g -> dense(1, softmax));
    row(
        "input without columns",
        ARGUMENT,
        "input expects a number of columns of at least 1, but got 0: use for example input(4)",
        g -> input(0));
    row(
        "kernel initializer null",
        ARGUMENT,
        "dense(4) expects a kernelInitializer, but got null: pass one",
        g -> dense(4).kernelInitializer(null));
    row(
        "bias initializer null",
        ARGUMENT,
        "dense(4) expects a biasInitializer, but got null: pass one",
        g -> dense(4).biasInitializer(null));
    row(
        "leaky slope negative",
        ARGUMENT,
        "leakyRelu expects a negativeSlope of at least 0 and finite, but got -0.1: use for example leakyRelu(0.2)",
        g -> leakyRelu(-0.1));
    row(
        "leaky slope NaN",
        ARGUMENT,
        "leakyRelu expects a negativeSlope of at least 0 and finite, but got NaN: use for example leakyRelu(0.2)",
        g -> leakyRelu(Double.NaN));
    row(
        "own activation without derivative",
        ARGUMENT,
        "elementwise expects a derivative z -> f'(z), but got null: pass one",
        g -> elementwise("cube", z -> z * z * z, null));
    row(
        "own activation without name",
        ARGUMENT,
        "elementwise expects a name, but got null: pass one",
        g -> elementwise(null, z -> z, z -> 1));
    row(
        "constant NaN",
        ARGUMENT,
        "constant expects a finite value, but got NaN: use for example constant(0.1)",
        g -> constant(Double.NaN));
    row(
        "uniform bounds swapped",
        ARGUMENT,
        "randomUniform expects finite bounds with min ≤ max, but got 1.0 and -1.0: use for example randomUniform(-0.05, 0.05)",
        g -> randomUniform(1, -1));
    row(
        "uniform bound infinite",
        ARGUMENT,
        "randomUniform expects finite bounds with min ≤ max, but got 0.0 and Infinity: use for example randomUniform(-0.05, 0.05)",
        g -> randomUniform(0, Double.POSITIVE_INFINITY));
    row(
        "normal deviation negative",
        ARGUMENT,
        "randomNormal expects a stddev of at least 0 and finite, but got -1.0: use for example randomNormal(0, 0.05)",
        g -> randomNormal(0, -1));
    row(
        "normal mean NaN",
        ARGUMENT,
        "randomNormal expects a finite mean, but got NaN: use for example randomNormal(0, 0.05)",
        g -> randomNormal(Double.NaN, 1));
    row(
        "constant too large for a float",
        ARGUMENT,
        "The initializer of a bias of shape [2] expects to give finite values of type FLOAT, but gave 1.0E300: choose another range",
        g -> open(input(4), dense(2).biasInitializer(constant(1e300))).getWeights());
    row(
        "initializer of too few values",
        ARGUMENT,
        "The initializer of a kernel of shape [4, 2] expects to give 8 values, but gave 3: return one for each weight, row by row",
        g ->
            open(input(4), dense(2).kernelInitializer((shape, rng) -> new double[3])).getWeights());
    row(
        "initializer of null",
        ARGUMENT,
        "The initializer of a kernel of shape [4, 2] expects to give 8 values, but gave null: return one for each weight, row by row",
        g -> open(input(4), dense(2).kernelInitializer((shape, rng) -> null)).getWeights());
    row(
        "rate 0",
        ARGUMENT,
        "sgd expects a learningRate greater than 0 and finite, but got 0.0: use for example sgd(0.01)",
        g -> sgd(0));
    row(
        "rate negative",
        ARGUMENT,
        "adam expects a learningRate greater than 0 and finite, but got -0.01: use for example adam(0.001)",
        g -> adam(-0.01));
    row(
        "rate NaN",
        ARGUMENT,
        "sgd expects a learningRate greater than 0 and finite, but got NaN: use for example sgd(0.01)",
        g -> sgd(Double.NaN));
    row(
        "momentum 1",
        ARGUMENT,
        "sgd expects a momentum of at least 0 and less than 1, but got 1.0: use for example sgd(0.01).momentum(0.9)",
        g -> sgd(0.1).momentum(1));
    row(
        "momentum negative",
        ARGUMENT,
        "sgd expects a momentum of at least 0 and less than 1, but got -0.5: use for example sgd(0.01).momentum(0.9)",
        g -> sgd(0.1).momentum(-0.5));
    row(
        "beta1 1",
        ARGUMENT,
        "adam expects a beta1 of at least 0 and less than 1, but got 1.0: use for example adam(0.001).beta1(0.9)",
        g -> adam().beta1(1));
    row(
        "beta2 NaN",
        ARGUMENT,
        "adam expects a beta2 of at least 0 and less than 1, but got NaN: use for example adam(0.001).beta2(0.999)",
        g -> adam().beta2(Double.NaN));
    row(
        "epsilon 0",
        ARGUMENT,
        "adam expects an epsilon greater than 0 and finite, but got 0.0: use for example adam(0.001).epsilon(1e-7)",
        g -> adam().epsilon(0));
    row(
        "reduction null",
        ARGUMENT,
        "meanSquaredError expects a reduction, MEAN or SUM, but got null: pass one",
        g -> meanSquaredError.reduction((Reduction) null));
    row(
        "loss times 0",
        ARGUMENT,
        "meanSquaredError expects a factor greater than 0 and finite, but got 0.0: use for example times(0.5)",
        g -> meanSquaredError.times(0));
    row(
        "layers null",
        ARGUMENT,
        "Sequential expects layers, or none, but got null: pass one",
        g -> new Sequential((Layer[]) null));
    row(
        "a layer null",
        ARGUMENT,
        "add expects a layer such as dense(16, relu), but got null: pass one",
        g -> new Sequential(dense(3), null));
    row(
        "add null",
        ARGUMENT,
        "add expects a layer such as dense(16, relu), but got null: pass one",
        g -> g.model.add(null));
    row(
        "input on top",
        ARGUMENT,
        "add expects input(4) as first layer only, but the model has 3 layers already: begin with it",
        g -> g.model.add(input(4)));
    row(
        "optimizer null",
        ARGUMENT,
        "compile expects an optimizer such as adam(), but got null: pass one",
        g -> g.model.compile(null, meanSquaredError));
    row(
        "loss null",
        ARGUMENT,
        "compile expects a loss such as meanSquaredError, but got null: pass one",
        g -> g.model.compile(sgd(), nothingAsLoss()));
    row(
        "metrics null",
        ARGUMENT,
        "compile expects metrics, or none, but got null: pass one",
        g -> g.model.compile(sgd(), meanSquaredError, (Metric[]) null));
    row(
        "a metric null",
        ARGUMENT,
        "compile expects metrics such as accuracy, but got null: pass one",
        g -> g.model.compile(sgd(), meanSquaredError, accuracy, null));
    row(
        "a metric twice",
        ARGUMENT,
        "compile expects metrics of different names, but got accuracy twice: leave one out",
        g -> g.model.compile(sgd(), meanSquaredError, accuracy, accuracy));
    row(
        "type of integers",
        ARGUMENT,
        "dtype expects DataType.FLOAT or DataType.DOUBLE, but got INT: use FLOAT for speed",
        g -> new Sequential().dtype(DataType.INT32));
    row(
        "type null",
        ARGUMENT,
        "dtype expects DataType.FLOAT or DataType.DOUBLE, but got null: use FLOAT for speed",
        g -> new Sequential().dtype(null));
    row(
        "too many units",
        ARGUMENT,
        "Sequential expects at most 536870911 weights, but a kernel of shape [100000, 100000] brings them to 10000000000: use fewer units",
        g -> open(input(100_000), dense(100_000)));
    row(
        "too many units, width unknown",
        ARGUMENT,
        "Sequential expects at most 536870911 weights, but a kernel of shape [4, 2147483647] brings them to 8589934588: use fewer units",
        g -> open(dense(Integer.MAX_VALUE)).fit(g.x, g.y, quiet(1)));
    row(
        "layers that compute nothing",
        ARGUMENT,
        "Sequential expects layers that compute something, but none of [input(4), Nothing[]] adds a function: add for example dense(16, relu)",
        g -> open(input(4), new Nothing()).getWeights());
    row(
        "a layer of no columns",
        ARGUMENT,
        "Builder.add expects a function, but got null: pass one",
        g -> open(input(4), builder -> builder.add(null, 0)));
    row(
        "a parameter without rows",
        ARGUMENT,
        "Builder.parameter expects a shape (in, out) or (out) of numbers of at least 1, but scale got [0, 3]: count the columns",
        g -> open(input(4), builder -> builder.parameter("scale", constant(1), 0, 3)));
    return rows.stream();
  }

  private record Nothing() implements Layer {
    @Override
    public void build(org.chainrule.layers.Builder builder) {}
  }

  @TestFactory
  Stream<DynamicTest> order() {
    row(
        "fit without layers",
        STATE,
        "fit expects a model with layers, but it has none: add for example dense(16, relu)",
        g -> new Sequential().fit(g.x, g.y, 1));
    row(
        "fit with an input only",
        STATE,
        "fit expects a model with layers, but it has only input(4): add for example dense(16, relu)",
        g -> open(input(4)).fit(g.x, g.y, 1));
    row(
        "predict without layers",
        STATE,
        "predict expects a model with layers, but it has none: add for example dense(16, relu)",
        g -> new Sequential().predict(g.x));
    row(
        "summary with an input only",
        STATE,
        "summary expects a model with layers, but it has only input(4): add for example dense(16, relu)",
        g -> open(input(4)).summary());
    row(
        "predict before weights",
        STATE,
        "predict expects a model with weights, but it has none yet: fit it, or begin it with an input such as input(4)",
        g -> open(dense(3)).predict(g.x));
    row(
        "predictClasses before weights",
        STATE,
        "predictClasses expects a model with weights, but it has none yet: fit it, or begin it with an input such as input(4)",
        g -> open(dense(3)).predictClasses(g.x));
    row(
        "evaluate before weights",
        STATE,
        "evaluate expects a model with weights, but it has none yet: fit it, or begin it with an input such as input(4)",
        g -> open(dense(3)).evaluate(g.x, g.y));
    row(
        "outputs before weights",
        STATE,
        "outputs expects a model with weights, but it has none yet: fit it, or begin it with an input such as input(4)",
        g -> open(dense(3)).outputs(g.x));
    row(
        "getWeights before weights",
        STATE,
        "getWeights expects a model with weights, but it has none yet: fit it, or begin it with an input such as input(4)",
        g -> open(dense(3)).getWeights());
    row(
        "setWeights before weights",
        STATE,
        "setWeights expects a model with weights, but it has none yet: fit it, or begin it with an input such as input(4)",
        g -> open(dense(3)).setWeights(List.of()));
    row(
        "summary before weights",
        STATE,
        "summary expects a model with weights, but it has none yet: fit it, or begin it with an input such as input(4)",
        g -> open(dense(3)).summary());
    row(
        "seed of a trained model",
        STATE,
        "seed expects an untrained model, but this one has been trained or given weights: call it on the new model, or reset(5) to start over",
        g -> g.model.seed(5));
    row(
        "dtype of a trained model",
        STATE,
        "dtype expects an untrained model, but this one has been trained or given weights: call it on the new model, as in new Sequential().dtype(DataType.DOUBLE)",
        g -> g.model.dtype(DataType.DOUBLE));
    row(
        "seed after setWeights",
        STATE,
        "seed expects an untrained model, but this one has been trained or given weights: call it on the new model, or reset(1) to start over",
        g -> {
          Sequential other = open(input(4), dense(2));
          other.setWeights(other.getWeights()).seed(1);
        });
    row(
        "fit during a fit",
        STATE,
        "fit expects an idle model, but it is being fitted: wait for the fit to end, or use another model",
        g -> g.during(() -> g.model.fit(g.x, g.y, 1)));
    row(
        "trainOnBatch during a fit",
        STATE,
        "trainOnBatch expects an idle model, but it is being fitted: wait for the fit to end, or use another model",
        g -> g.during(() -> g.model.trainOnBatch(g.x, g.y)));
    row(
        "gradients during a fit",
        STATE,
        "gradients expects an idle model, but it is being fitted: wait for the fit to end, or use another model",
        g -> g.during(() -> g.model.gradients(g.x, g.y)));
    row(
        "add during a fit",
        STATE,
        "add expects an idle model, but it is being fitted: wait for the fit to end, or use another model",
        g -> g.during(() -> g.model.add(dense(3))));
    row(
        "compile during a fit",
        STATE,
        "compile expects an idle model, but it is being fitted: wait for the fit to end, or use another model",
        g -> g.during(() -> g.model.compile(sgd(), meanSquaredError)));
    row(
        "reset during a fit",
        STATE,
        "reset expects an idle model, but it is being fitted: wait for the fit to end, or use another model",
        g -> g.during(() -> g.model.reset(1)));
    row(
        "seed during a fit",
        STATE,
        "seed expects an idle model, but it is being fitted: wait for the fit to end, or use another model",
        g -> g.during(() -> g.model.seed(1)));
    row(
        "dtype during a fit",
        STATE,
        "dtype expects an idle model, but it is being fitted: wait for the fit to end, or use another model",
        g -> g.during(() -> g.model.dtype(DataType.DOUBLE)));
    row(
        "setWeights null",
        ARGUMENT,
        "setWeights expects a list of arrays, but got null: pass one",
        g -> g.model.setWeights(null));
    row(
        "setWeights of too few",
        ARGUMENT,
        "setWeights expects 4 arrays, as getWeights() gives, but got 2: pass kernel and bias of each layer",
        g -> g.model.setWeights(g.model.getWeights().subList(0, 2)));
    row(
        "setWeights with null",
        ARGUMENT,
        "setWeights, array 1 (bias), expects an array, but got null: pass one that is open",
        g -> g.model.setWeights(g.weightsWith(1, null)));
    row(
        "setWeights with a closed one",
        ARGUMENT,
        "setWeights, array 1 (bias), expects an array, but got a closed one: pass one that is open",
        g -> g.model.setWeights(g.weightsWith(1, closed(Nd4j.ones(5)))));
    row(
        "setWeights transposed",
        ARGUMENT,
        "setWeights, array 0 (kernel), expects shape [4, 5], but got [5, 4]: reshape or transpose it",
        g -> g.model.setWeights(g.weightsWith(0, Nd4j.ones(5, 4))));
    row(
        "setWeights with a bias of two dimensions",
        ARGUMENT,
        "setWeights, array 3 (bias), expects shape [3], but got [1, 3]: reshape or transpose it",
        g -> g.model.setWeights(g.weightsWith(3, Nd4j.ones(1, 3))));
    row(
        "setWeights with NaN",
        ARGUMENT,
        "setWeights, array 3 (bias), expects finite numbers, but it has NaN at row 0, column 1: fill in or leave out such rows",
        g -> g.model.setWeights(g.weightsWith(3, Nd4j.createFromArray(1f, Float.NaN, 0f))));
    row(
        "setWeights too large for a float",
        ARGUMENT,
        "setWeights, array 3 (bias), expects numbers that fit a FLOAT, up to 3.4E38, but it has 1.0E99 at row 0, column 0: scale them, or use dtype(DataType.DOUBLE)",
        g -> g.model.setWeights(g.weightsWith(3, Nd4j.createFromArray(1e99, 0, 0))));
    row(
        "setWeights with text",
        ARGUMENT,
        "setWeights, array 3 (bias), expects an array to hold numbers, but got an INDArray of UTF8: pass numbers, such as DataType.FLOAT",
        g -> g.model.setWeights(g.weightsWith(3, Nd4j.create("a", "b", "c"))));
    row(
        "a figure that History lacks",
        ARGUMENT,
        "History expects one of the figures [loss], but was asked for f1: name one of them, or add the metric to compile(...)",
        g -> open(dense(3, softmax)).fit(g.x, g.y, quiet(1)).get("f1"));
    row(
        "a figure that Evaluation lacks",
        ARGUMENT,
        "Evaluation expects one of the figures [loss, accuracy], but was asked for null: name one of them, or add the metric to compile(...)",
        g -> g.model.evaluate(g.x, g.y).get(null));
    return rows.stream();
  }

  @TestFactory
  List<DynamicTest> optimizersAndSchedules() {
    row(
        "adamW rate",
        ARGUMENT,
        "adamW expects a learningRate greater than 0 and finite, but got 0.0: use for example adamW(0.001)",
        g -> adamW(0));
    row(
        "schedule null",
        ARGUMENT,
        "sgd expects a learningRate such as 0.01, but got null: pass one",
        g -> sgd((Schedule) null));
    row(
        "adamW schedule null",
        ARGUMENT,
        "adamW expects a learningRate such as 0.001, but got null: pass one",
        g -> adamW((Schedule) null));
    row(
        "adamax rate",
        ARGUMENT,
        "adamax expects a learningRate greater than 0 and finite, but got -1.0: use for example adamax(0.001)",
        g -> adamax(-1));
    row(
        "adamax schedule",
        ARGUMENT,
        "adamax expects a learningRate such as 0.001, but got null: pass one",
        g -> adamax((Schedule) null));
    row(
        "adamax beta1",
        ARGUMENT,
        "adamax expects a beta1 of at least 0 and less than 1, but got -0.1: use for example adamax(0.001).beta1(0.9)",
        g -> adamax().beta1(-0.1));
    row(
        "adamax beta2",
        ARGUMENT,
        "adamax expects a beta2 of at least 0 and less than 1, but got 1.0: use for example adamax(0.001).beta2(0.999)",
        g -> adamax().beta2(1));
    row(
        "adamax epsilon",
        ARGUMENT,
        "adamax expects an epsilon greater than 0 and finite, but got NaN: use for example adamax(0.001).epsilon(1e-7)",
        g -> adamax().epsilon(Double.NaN));
    row(
        "nadam rate",
        ARGUMENT,
        "nadam expects a learningRate greater than 0 and finite, but got -1.0: use for example nadam(0.001)",
        g -> nadam(-1));
    row(
        "nadam schedule",
        ARGUMENT,
        "nadam expects a learningRate such as 0.001, but got null: pass one",
        g -> nadam((Schedule) null));
    row(
        "nadam beta1",
        ARGUMENT,
        "nadam expects a beta1 of at least 0 and less than 1, but got -0.1: use for example nadam(0.001).beta1(0.9)",
        g -> nadam().beta1(-0.1));
    row(
        "nadam beta2",
        ARGUMENT,
        "nadam expects a beta2 of at least 0 and less than 1, but got 1.0: use for example nadam(0.001).beta2(0.999)",
        g -> nadam().beta2(1));
    row(
        "nadam epsilon",
        ARGUMENT,
        "nadam expects an epsilon greater than 0 and finite, but got NaN: use for example nadam(0.001).epsilon(1e-7)",
        g -> nadam().epsilon(Double.NaN));
    row(
        "adam schedule",
        ARGUMENT,
        "adam expects a learningRate such as 0.001, but got null: pass one",
        g -> adam((Schedule) null));
    row(
        "rmsprop rate",
        ARGUMENT,
        "rmsprop expects a learningRate greater than 0 and finite, but got Infinity: use for example rmsprop(0.001)",
        g -> rmsprop(Double.POSITIVE_INFINITY));
    row(
        "rmsprop schedule",
        ARGUMENT,
        "rmsprop expects a learningRate such as 0.001, but got null: pass one",
        g -> rmsprop((Schedule) null));
    row(
        "rmsprop rho",
        ARGUMENT,
        "rmsprop expects a rho of at least 0 and less than 1, but got 1.5: use for example rmsprop(0.001).rho(0.9)",
        g -> rmsprop().rho(1.5));
    row(
        "rmsprop momentum",
        ARGUMENT,
        "rmsprop expects a momentum of at least 0 and less than 1, but got 1.0: use for example rmsprop(0.001).momentum(0.9)",
        g -> rmsprop().momentum(1));
    row(
        "rmsprop epsilon",
        ARGUMENT,
        "rmsprop expects an epsilon greater than 0 and finite, but got 0.0: use for example rmsprop(0.001).epsilon(1e-7)",
        g -> rmsprop().epsilon(0));
    row(
        "adagrad rate",
        ARGUMENT,
        "adagrad expects a learningRate greater than 0 and finite, but got 0.0: use for example adagrad(0.001)",
        g -> adagrad(0));
    row(
        "adagrad schedule",
        ARGUMENT,
        "adagrad expects a learningRate such as 0.001, but got null: pass one",
        g -> adagrad((Schedule) null));
    row(
        "adagrad start",
        ARGUMENT,
        "adagrad expects an initialAccumulatorValue of at least 0 and finite, but got -1.0: use for example adagrad(0.001).initialAccumulatorValue(0.1)",
        g -> adagrad().initialAccumulatorValue(-1));
    row(
        "adagrad epsilon",
        ARGUMENT,
        "adagrad expects an epsilon greater than 0 and finite, but got -1.0: use for example adagrad(0.001).epsilon(1e-7)",
        g -> adagrad().epsilon(-1));
    row(
        "adadelta rate",
        ARGUMENT,
        "adadelta expects a learningRate greater than 0 and finite, but got 0.0: use for example adadelta(1.0)",
        g -> adadelta(0));
    row(
        "adadelta schedule",
        ARGUMENT,
        "adadelta expects a learningRate such as 1.0, but got null: pass one",
        g -> adadelta((Schedule) null));
    row(
        "adadelta rho",
        ARGUMENT,
        "adadelta expects a rho of at least 0 and less than 1, but got 1.0: use for example adadelta(1.0).rho(0.95)",
        g -> adadelta().rho(1));
    row(
        "adadelta epsilon",
        ARGUMENT,
        "adadelta expects an epsilon greater than 0 and finite, but got 0.0: use for example adadelta(1.0).epsilon(1e-7)",
        g -> adadelta().epsilon(0));
    row(
        "lion rate",
        ARGUMENT,
        "lion expects a learningRate greater than 0 and finite, but got 0.0: use for example lion(0.001)",
        g -> lion(0));
    row(
        "lion schedule",
        ARGUMENT,
        "lion expects a learningRate such as 0.001, but got null: pass one",
        g -> lion((Schedule) null));
    row(
        "lion beta1",
        ARGUMENT,
        "lion expects a beta1 of at least 0 and less than 1, but got 1.0: use for example lion(0.001).beta1(0.9)",
        g -> lion().beta1(1));
    row(
        "lion beta2",
        ARGUMENT,
        "lion expects a beta2 of at least 0 and less than 1, but got -1.0: use for example lion(0.001).beta2(0.99)",
        g -> lion().beta2(-1));
    row(
        "ftrl rate",
        ARGUMENT,
        "ftrl expects a learningRate greater than 0 and finite, but got 0.0: use for example ftrl(0.001)",
        g -> ftrl(0));
    row(
        "ftrl schedule",
        ARGUMENT,
        "ftrl expects a learningRate such as 0.001, but got null: pass one",
        g -> ftrl((Schedule) null));
    row(
        "ftrl power",
        ARGUMENT,
        "ftrl expects a learningRatePower of at most 0 and finite, but got 0.5: use for example ftrl(0.001).learningRatePower(-0.5)",
        g -> ftrl().learningRatePower(0.5));
    row(
        "ftrl initialAccumulatorValue",
        ARGUMENT,
        "ftrl expects a value of initialAccumulatorValue of at least 0 and finite, but got -1.0: use for example ftrl(0.001).initialAccumulatorValue(0.1)",
        g -> ftrl().initialAccumulatorValue(-1));
    row(
        "ftrl l1RegularizationStrength",
        ARGUMENT,
        "ftrl expects a value of l1RegularizationStrength of at least 0 and finite, but got -1.0: use for example ftrl(0.001).l1RegularizationStrength(0.01)",
        g -> ftrl().l1RegularizationStrength(-1));
    row(
        "ftrl l2RegularizationStrength",
        ARGUMENT,
        "ftrl expects a value of l2RegularizationStrength of at least 0 and finite, but got -1.0: use for example ftrl(0.001).l2RegularizationStrength(0.01)",
        g -> ftrl().l2RegularizationStrength(-1));
    row(
        "ftrl l2ShrinkageRegularizationStrength",
        ARGUMENT,
        "ftrl expects a value of l2ShrinkageRegularizationStrength of at least 0 and finite, but got -1.0: use for example ftrl(0.001).l2ShrinkageRegularizationStrength(0.01)",
        g -> ftrl().l2ShrinkageRegularizationStrength(-1));
    row(
        "ftrl beta",
        ARGUMENT,
        "ftrl expects a value of beta of at least 0 and finite, but got -1.0: use for example ftrl(0.001).beta(1)",
        g -> ftrl().beta(-1));
    row(
        "lbfgs memory",
        ARGUMENT,
        "lbfgs expects a memory of at least 1, but got 0: use for example lbfgs().memory(10)",
        g -> lbfgs().memory(0));
    row(
        "lbfgs evaluations",
        ARGUMENT,
        "lbfgs expects maxEvaluations of at least 1, but got -3: use for example lbfgs().maxEvaluations(20)",
        g -> lbfgs().maxEvaluations(-3));
    row(
        "weightDecay",
        ARGUMENT,
        "weightDecay expects a decay of at least 0 and finite, but got -0.1: use for example sgd(0.01).weightDecay(0.004)",
        g -> adam().weightDecay(-0.1));
    row(
        "exclude null",
        ARGUMENT,
        "excludeFromWeightDecay expects names such as \"bias\", but got null: pass one",
        g -> adam().excludeFromWeightDecay((String[]) null));
    row(
        "exclude a null",
        ARGUMENT,
        "excludeFromWeightDecay expects names, but got null: use for example excludeFromWeightDecay(\"bias\", \"gamma\")",
        g -> adam().excludeFromWeightDecay("bias", null));
    row(
        "exclude nothing",
        ARGUMENT,
        "excludeFromWeightDecay expects names, but got an empty one: use for example excludeFromWeightDecay(\"bias\", \"gamma\")",
        g -> adam().excludeFromWeightDecay(""));
    row(
        "clipNorm",
        ARGUMENT,
        "clipNorm expects a norm of at least 0 and finite, but got -1.0: use for example sgd(0.01).clipNorm(1)",
        g -> sgd().clipNorm(-1));
    row(
        "clipValue",
        ARGUMENT,
        "clipValue expects a value of at least 0 and finite, but got NaN: use for example sgd(0.01).clipValue(0.5)",
        g -> sgd().clipValue(Double.NaN));
    row(
        "globalClipNorm",
        ARGUMENT,
        "globalClipNorm expects a norm of at least 0 and finite, but got Infinity: use for example sgd(0.01).globalClipNorm(1)",
        g -> sgd().globalClipNorm(Double.POSITIVE_INFINITY));
    row(
        "two clips",
        ARGUMENT,
        "An optimizer expects one of clipNorm, clipValue and globalClipNorm, but got 1.0, 0.5 and 0.0: leave the others out",
        g -> sgd().clipNorm(1).clipValue(0.5));
    row(
        "useEma",
        ARGUMENT,
        "useEma expects a momentum of at least 0 and less than 1, but got 1.0: use for example sgd(0.01).useEma(0.99)",
        g -> sgd().useEma(1));
    row(
        "emaOverwriteFrequency",
        ARGUMENT,
        "emaOverwriteFrequency expects at least 1 update, with useEma, but got -2: use for example sgd(0.01).useEma(0.99).emaOverwriteFrequency(100)",
        g -> sgd().emaOverwriteFrequency(-2));
    row(
        "gradientAccumulationSteps",
        ARGUMENT,
        "gradientAccumulationSteps expects a number of batches of at least 1, but got 0: use for example sgd(0.01).gradientAccumulationSteps(4)",
        g -> sgd().gradientAccumulationSteps(0));
    row(
        "lbfgs in batches",
        ARGUMENT,
        "lbfgs() expects all rows in one batch, but fit has batches of 3 out of 7 rows: use for example epochs(20).fullBatch()",
        g ->
            g.model
                .compile(lbfgs(), sparseCategoricalCrossentropy)
                .fit(g.x, g.y, quiet(20).batchSize(3)));
    row(
        "exponentialDecay rate",
        ARGUMENT,
        "exponentialDecay expects an initialLearningRate greater than 0 and finite, but got 0.0: use for example exponentialDecay(0.1, 1000, 0.9)",
        g -> exponentialDecay(0, 10, 0.9));
    row(
        "exponentialDecay steps",
        ARGUMENT,
        "exponentialDecay expects decaySteps of at least 1, but got 0: use for example exponentialDecay(0.1, 1000, 0.9)",
        g -> exponentialDecay(0.1, 0, 0.9));
    row(
        "inverseTimeDecay rate",
        ARGUMENT,
        "inverseTimeDecay expects an initialLearningRate greater than 0 and finite, but got 0.0: use for example inverseTimeDecay(0.1, 1000, 0.5)",
        g -> inverseTimeDecay(0, 10, 0.5));
    row(
        "inverseTimeDecay steps",
        ARGUMENT,
        "inverseTimeDecay expects decaySteps of at least 1, but got 0: use for example inverseTimeDecay(0.1, 1000, 0.5)",
        g -> inverseTimeDecay(0.1, 0, 0.5));
    row(
        "polynomialDecay rate",
        ARGUMENT,
        "polynomialDecay expects an initialLearningRate greater than 0 and finite, but got 0.0: use for example polynomialDecay(0.1, 1000)",
        g -> polynomialDecay(0, 10));
    row(
        "polynomialDecay steps",
        ARGUMENT,
        "polynomialDecay expects decaySteps of at least 1, but got 0: use for example polynomialDecay(0.1, 1000)",
        g -> polynomialDecay(0.1, 0));
    row(
        "exponentialDecay decay",
        ARGUMENT,
        "exponentialDecay expects a decayRate greater than 0 and finite, but got 0.0: use for example exponentialDecay(0.1, 1000, 0.9)",
        g -> exponentialDecay(0.1, 10, 0));
    row(
        "inverseTimeDecay decay",
        ARGUMENT,
        "inverseTimeDecay expects a decayRate of at least 0 and finite, but got -1.0: use for example inverseTimeDecay(0.1, 1000, 0.5)",
        g -> inverseTimeDecay(0.1, 10, -1));
    row(
        "polynomialDecay end",
        ARGUMENT,
        "polynomialDecay expects an endLearningRate of at least 0 and finite, but got -1.0: use for example polynomialDecay(0.1, 1000).endLearningRate(0.0001)",
        g -> polynomialDecay(0.1, 10).endLearningRate(-1));
    row(
        "polynomialDecay power",
        ARGUMENT,
        "polynomialDecay expects a power greater than 0 and finite, but got 0.0: use for example polynomialDecay(0.1, 1000).power(2)",
        g -> polynomialDecay(0.1, 10).power(0));
    row(
        "cosineDecay rate",
        ARGUMENT,
        "cosineDecay expects an initialLearningRate of at least 0 and finite, but got -0.1: use for example cosineDecay(0.1, 1000)",
        g -> cosineDecay(-0.1, 10));
    row(
        "cosineDecay steps",
        ARGUMENT,
        "cosineDecay expects decaySteps of at least 1, but got -5: use for example cosineDecay(0.1, 1000)",
        g -> cosineDecay(0.1, -5));
    row(
        "cosineDecay alpha",
        ARGUMENT,
        "cosineDecay expects an alpha of at least 0 and finite, but got -1.0: use for example cosineDecay(0.1, 1000).alpha(0.01)",
        g -> cosineDecay(0.1, 10).alpha(-1));
    row(
        "cosineDecay warm-up",
        ARGUMENT,
        "cosineDecay expects a warmupTarget of at least 0 and finite, but got NaN: use for example cosineDecay(0, 1000).warmup(0.1, 100)",
        g -> cosineDecay(0, 10).warmup(Double.NaN, 5));
    row(
        "cosineDecay warm-up steps",
        ARGUMENT,
        "cosineDecay expects warmupSteps of at least 0, but got -5: use for example cosineDecay(0, 1000).warmup(0.1, 100)",
        g -> cosineDecay(0, 10).warmup(0.1, -5));
    row(
        "cosineDecayRestarts rate",
        ARGUMENT,
        "cosineDecayRestarts expects an initialLearningRate greater than 0 and finite, but got 0.0: use for example cosineDecayRestarts(0.1, 1000)",
        g -> cosineDecayRestarts(0, 10));
    row(
        "cosineDecayRestarts steps",
        ARGUMENT,
        "cosineDecayRestarts expects firstDecaySteps of at least 1, but got 0: use for example cosineDecayRestarts(0.1, 1000)",
        g -> cosineDecayRestarts(0.1, 0));
    row(
        "cosineDecayRestarts tMul",
        ARGUMENT,
        "cosineDecayRestarts expects a tMul of at least 1 and finite, but got 0.5: use for example cosineDecayRestarts(0.1, 1000).tMul(2)",
        g -> cosineDecayRestarts(0.1, 10).tMul(0.5));
    row(
        "cosineDecayRestarts mMul",
        ARGUMENT,
        "cosineDecayRestarts expects an mMul greater than 0 and finite, but got 0.0: use for example cosineDecayRestarts(0.1, 1000).mMul(0.9)",
        g -> cosineDecayRestarts(0.1, 10).mMul(0));
    row(
        "cosineDecayRestarts alpha",
        ARGUMENT,
        "cosineDecayRestarts expects an alpha of at least 0 and finite, but got -1.0: use for example cosineDecayRestarts(0.1, 1000).alpha(0.01)",
        g -> cosineDecayRestarts(0.1, 10).alpha(-1));
    row(
        "oneCycle rate",
        ARGUMENT,
        "oneCycle expects a maxLearningRate greater than 0 and finite, but got 0.0: use for example oneCycle(0.1, 1000)",
        g -> oneCycle(0, 10));
    row(
        "oneCycle steps",
        ARGUMENT,
        "oneCycle expects totalSteps of at least 1, but got 0: use for example oneCycle(0.1, 1000)",
        g -> oneCycle(0.1, 0));
    row(
        "oneCycle pctStart",
        ARGUMENT,
        "oneCycle expects a pctStart greater than 0 and less than 1, but got 1.0: use for example oneCycle(0.1, 1000).pctStart(0.3)",
        g -> oneCycle(0.1, 10).pctStart(1));
    row(
        "oneCycle three phases",
        ARGUMENT,
        "oneCycle expects a pctStart greater than 0 and less than 0.5, in three phases, but got 0.6: use for example oneCycle(0.1, 1000).pctStart(0.3)",
        g -> oneCycle(0.1, 10).threePhase(true).pctStart(0.6));
    row(
        "oneCycle divFactor",
        ARGUMENT,
        "oneCycle expects a divFactor greater than 0 and finite, but got 0.0: use for example oneCycle(0.1, 1000).divFactor(25)",
        g -> oneCycle(0.1, 10).divFactor(0));
    row(
        "oneCycle finalDivFactor",
        ARGUMENT,
        "oneCycle expects a finalDivFactor greater than 0 and finite, but got 0.0: use for example oneCycle(0.1, 1000).finalDivFactor(10000)",
        g -> oneCycle(0.1, 10).finalDivFactor(0));
    row(
        "piecewiseConstantDecay boundaries null",
        ARGUMENT,
        "piecewiseConstantDecay expects boundaries, but got null: pass one",
        g -> piecewiseConstantDecay(null, List.of(0.1)));
    row(
        "piecewiseConstantDecay values null",
        ARGUMENT,
        "piecewiseConstantDecay expects values, but got null: pass one",
        g -> piecewiseConstantDecay(List.of(1), null));
    row(
        "piecewiseConstantDecay empty",
        ARGUMENT,
        "piecewiseConstantDecay expects one or more boundaries and one more values, but got 0 and 1: use for example piecewiseConstantDecay(List.of(1000, 2000), List.of(0.1, 0.01, 0.001))",
        g -> piecewiseConstantDecay(List.of(), List.of(0.1)));
    row(
        "piecewiseConstantDecay lengths",
        ARGUMENT,
        "piecewiseConstantDecay expects one or more boundaries and one more values, but got 1 and 1: use for example piecewiseConstantDecay(List.of(1000, 2000), List.of(0.1, 0.01, 0.001))",
        g -> piecewiseConstantDecay(List.of(5), List.of(0.1)));
    row(
        "piecewiseConstantDecay order",
        ARGUMENT,
        "piecewiseConstantDecay expects boundaries of at least 0, each larger than the one before, but got [5, 5]: use for example piecewiseConstantDecay(List.of(1000, 2000), List.of(0.1, 0.01, 0.001))",
        g -> piecewiseConstantDecay(List.of(5, 5), List.of(0.1, 0.1, 0.2)));
    row(
        "piecewiseConstantDecay values",
        ARGUMENT,
        "piecewiseConstantDecay expects values of at least 0 and finite, but got -0.2: use for example piecewiseConstantDecay(List.of(1000, 2000), List.of(0.1, 0.01, 0.001))",
        g -> piecewiseConstantDecay(List.of(5), List.of(0.1, -0.2)));
    row(
        "a constant rate",
        ARGUMENT,
        "An optimizer expects a learningRate greater than 0 and finite, but got 0.0: use for example sgd(0.01)",
        g -> new ConstantRate(0));
    return rows;
  }

  @TestFactory
  Stream<DynamicTest> noiseAndNormalization() {
    for (double rate : new double[] {-0.1, 1, Double.NaN}) {
      row(
          "dropout of " + rate,
          ARGUMENT,
          "dropout expects a rate of at least 0 and less than 1, but got "
              + rate
              + ": use for example dropout(0.5)",
          g -> dropout(rate));
      row(
          "alphaDropout of " + rate,
          ARGUMENT,
          "alphaDropout expects a rate of at least 0 and less than 1, but got "
              + rate
              + ": use for example alphaDropout(0.1)",
          g -> alphaDropout(rate));
      row(
          "gaussianDropout of " + rate,
          ARGUMENT,
          "gaussianDropout expects a rate of at least 0 and less than 1, but got "
              + rate
              + ": use for example gaussianDropout(0.5)",
          g -> gaussianDropout(rate));
    }
    row(
        "a negative deviation of noise",
        ARGUMENT,
        "gaussianNoise expects a stddev of at least 0 and finite, but got -0.1: use for example gaussianNoise(0.1)",
        g -> gaussianNoise(-0.1));
    row(
        "a momentum of 1",
        ARGUMENT,
        "batchNormalization expects a momentum of at least 0 and less than 1, but got 1.0: use for example batchNormalization().momentum(0.99)",
        g -> batchNormalization().momentum(1));
    row(
        "an epsilon of 0",
        ARGUMENT,
        "batchNormalization expects an epsilon greater than 0 and finite, but got 0.0: use for example batchNormalization().epsilon(1e-3)",
        g -> batchNormalization().epsilon(0));
    row(
        "no initializer of a moving variance",
        ARGUMENT,
        "batchNormalization expects a movingVarianceInitializer, but got null: pass one",
        g -> batchNormalization().movingVarianceInitializer(null));
    row(
        "a negative epsilon of rows",
        ARGUMENT,
        "layerNormalization expects an epsilon greater than 0 and finite, but got -1.0: use for example layerNormalization().epsilon(1e-3)",
        g -> layerNormalization().epsilon(-1));
    row(
        "an epsilon that is not a number",
        ARGUMENT,
        "rmsNormalization expects an epsilon greater than 0 and finite, but got NaN: use for example rmsNormalization().epsilon(1e-6)",
        g -> rmsNormalization().epsilon(Double.NaN));
    row(
        "no initializer of a slope",
        ARGUMENT,
        "prelu expects an alphaInitializer, but got null: pass one",
        g -> prelu().alphaInitializer(null));
    return rows.stream();
  }
}
