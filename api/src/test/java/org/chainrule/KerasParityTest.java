package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.metrics.Metrics.accuracy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.chainrule.activations.Activation;
import org.chainrule.activations.Activations;
import org.chainrule.losses.Loss;
import org.chainrule.losses.Losses;
import org.chainrule.losses.Reduction;
import org.chainrule.metrics.Metric;
import org.chainrule.optimizers.Optimizer;
import org.chainrule.optimizers.Optimizers;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A hundred steps of training agree with Keras: the losses of ten epochs and the weights at the
 * end, for each optimizer, loss and activation. The records come from {@code
 * src/test/python/trajectories.py}.
 */
class KerasParityTest {
  private static final int INPUTS = 4;
  private static final int HIDDEN = 5;
  private static final int OUTPUTS = 3;
  private static final int BATCH = 4; // 37 rows: the last batch has one
  private static final int EPOCHS = 10;

  private static final Map<String, Activation> ACTIVATIONS =
      Map.of(
          "linear", Activations.linear,
          "relu", Activations.relu,
          "leaky_relu", Activations.leakyRelu,
          "sigmoid", Activations.sigmoid,
          "tanh", Activations.tanh,
          "softmax", Activations.softmax);
  static final Map<String, Loss> LOSSES =
      Map.of(
          "mean_squared_error", Losses.meanSquaredError,
          "mean_absolute_error", Losses.meanAbsoluteError,
          "binary_crossentropy", Losses.binaryCrossentropy,
          "categorical_crossentropy", Losses.categoricalCrossentropy,
          "sparse_categorical_crossentropy", Losses.sparseCategoricalCrossentropy);
  private static final Map<String, Optimizer> OPTIMIZERS =
      Map.of(
          "sgd", Optimizers.sgd(0.0625),
          "momentum", Optimizers.sgd(0.015625).momentum(0.875),
          "nesterov", Optimizers.sgd(0.015625).momentum(0.875).nesterov(true),
          "adam", Optimizers.adam(0.015625).beta1(0.75).beta2(0.9375).epsilon(0x1p-16));

  private KerasRecords records;

  @TestFactory
  Stream<DynamicTest> hundredSteps() throws IOException {
    records = KerasRecords.read("/keras/trajectories.txt");
    assertEquals(84, records.cases().size());
    return records.inBothTypes(this::check);
  }

  private void check(KerasRecords.Case c, DataType type) {
    double within = KerasRecords.tolerance(type);
    Map<String, double[]> expected = c.figures();
    String[] words = c.words(); // optimizer, loss, hidden, output, option
    Loss loss = LOSSES.get(words[1]);
    if (words[4].equals("sum")) {
      loss = loss.reduction(Reduction.SUM);
    }
    Metric[] metrics = words[4].equals("validation") ? new Metric[] {accuracy} : new Metric[0];
    Sequential model =
        new Sequential(
                input(INPUTS),
                dense(HIDDEN, ACTIVATIONS.get(words[2])),
                dense(OUTPUTS, ACTIVATIONS.get(words[3])))
            .dtype(type)
            .compile(OPTIMIZERS.get(words[0]), loss, metrics);
    KerasRecords.setWeights(model, records.data().get("start"));

    FitOptions options = epochs(EPOCHS).batchSize(BATCH).shuffle(false).verbose(0);
    if (words[4].equals("sample_weight")) {
      options = options.sampleWeight(records.data().get("factors"));
    }
    if (words[4].equals("class_weight")) {
      options = options.classWeight(Map.of(0, 0.5, 1, 3.0)); // class 2 is missing: it weighs 1
    }
    if (words[4].equals("validation")) {
      options = options.validationSplit(0.3);
    }
    History history = model.fit(records.rows("x", INPUTS), targets(words[1]), options);

    Set<String> figures = new java.util.HashSet<>(expected.keySet());
    figures.remove("weights");
    assertEquals(figures, history.names());
    for (String figure : figures) {
      KerasRecords.assertClose(figure, expected.get(figure), history.get(figure), within);
    }
    KerasRecords.assertClose(
        "weights", expected.get("weights"), KerasRecords.flat(model.getWeights()), 10 * within);
  }

  private Object targets(String loss) {
    double[] labels = records.data().get("labels");
    return switch (loss) {
      case "binary_crossentropy" -> records.rows("bits", OUTPUTS);
      case "sparse_categorical_crossentropy" ->
          Arrays.stream(labels).mapToInt(v -> (int) v).toArray();
      case "categorical_crossentropy" -> {
        double[][] onehot = new double[labels.length][OUTPUTS];
        for (int i = 0; i < labels.length; i++) {
          onehot[i][(int) labels[i]] = 1;
        }
        yield onehot;
      }
      default -> records.rows("numbers", OUTPUTS);
    };
  }
}
