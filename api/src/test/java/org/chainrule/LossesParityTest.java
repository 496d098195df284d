package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.linear;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.chainrule.activations.Activation;
import org.chainrule.losses.Loss;
import org.chainrule.losses.Reduction;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A hundred steps of training under every loss agree with Keras, or with PyTorch. The records come
 * from {@code src/test/python/losses.py}.
 */
class LossesParityTest {
  private static final int INPUTS = 4;
  private static final int HIDDEN = 5;
  private static final int OUTPUTS = 3;
  private static final int BATCH = 4; // 37 rows: the last batch has one
  private static final int EPOCHS = 10;

  private static final Map<String, Activation> ACTIVATIONS =
      Map.of("linear", linear, "sigmoid", sigmoid, "softmax", softmax, "tanh", tanh);

  static final Map<String, Loss> LOSSES =
      Map.ofEntries(
          Map.entry("mean_absolute_percentage_error", meanAbsolutePercentageError),
          Map.entry("mean_squared_logarithmic_error", meanSquaredLogarithmicError),
          Map.entry("msle_linear", meanSquaredLogarithmicError),
          Map.entry("huber", huber),
          Map.entry("huber_half", huber(0.5)),
          Map.entry("log_cosh", logCosh),
          Map.entry("bce_smooth", binaryCrossentropy.labelSmoothing(0.125)),
          Map.entry("binary_focal", binaryFocalCrossentropy),
          Map.entry(
              "binary_focal_balanced",
              binaryFocalCrossentropy.applyClassBalancing(true).alpha(0.375).gamma(1.5)),
          Map.entry(
              "binary_focal_smooth",
              binaryFocalCrossentropy.applyClassBalancing(true).gamma(3).labelSmoothing(0.25)),
          Map.entry("cce_smooth", categoricalCrossentropy.labelSmoothing(0.125)),
          Map.entry("cce_smooth_sigmoid", categoricalCrossentropy.labelSmoothing(0.125)),
          Map.entry("sparse_ignore", sparseCategoricalCrossentropy.ignoreClass(1)),
          Map.entry("sparse_ignore_outside", sparseCategoricalCrossentropy.ignoreClass(-1)),
          Map.entry("sparse_ignore_sigmoid", sparseCategoricalCrossentropy.ignoreClass(1)),
          Map.entry("categorical_focal", categoricalFocalCrossentropy),
          Map.entry(
              "categorical_focal_smooth",
              categoricalFocalCrossentropy.alpha(0.75).gamma(1.5).labelSmoothing(0.125)),
          Map.entry("categorical_focal_sigmoid", categoricalFocalCrossentropy),
          Map.entry("hinge", hinge),
          Map.entry("hinge_bits", hinge),
          Map.entry("squared_hinge", squaredHinge),
          Map.entry("squared_hinge_bits", squaredHinge),
          Map.entry("categorical_hinge", categoricalHinge),
          Map.entry("kl_divergence", klDivergence),
          Map.entry("kl_divergence_sigmoid", klDivergence),
          Map.entry("poisson", poisson),
          Map.entry("cosine_similarity", cosineSimilarity),
          Map.entry("quantile_low", quantile(0.25)),
          Map.entry("quantile_high", quantile(0.875)));

  private KerasRecords records;

  @TestFactory
  Stream<DynamicTest> hundredSteps() throws IOException {
    records = KerasRecords.read("/keras/losses.txt");
    assertEquals(3 * LOSSES.size(), records.cases().size());
    return records.inBothTypes(this::check);
  }

  private void check(KerasRecords.Case c, DataType type) {
    double within = KerasRecords.tolerance(type);
    String[] words = c.words(); // loss, targets, output, option, learning rate
    Loss loss = LOSSES.get(words[0]);
    if (words[3].equals("sum")) {
      loss = loss.reduction(Reduction.SUM);
    }
    Sequential model =
        new Sequential(
                input(INPUTS), dense(HIDDEN, tanh), dense(OUTPUTS, ACTIVATIONS.get(words[2])))
            .dtype(type)
            .compile(sgd(Double.parseDouble(words[4])), loss);
    KerasRecords.setWeights(model, records.data().get("start"));
    FitOptions options = epochs(EPOCHS).batchSize(BATCH).shuffle(false).verbose(0);
    if (words[3].equals("weights")) {
      options = options.sampleWeight(records.data().get("factors"));
    }
    double[] values = records.data().get(words[1]);
    boolean classes = values.length == records.data().get("labels").length;
    Object y =
        classes
            ? Arrays.stream(values).mapToInt(v -> (int) v).toArray()
            : records.rows(words[1], OUTPUTS);
    History history = model.fit(records.rows("x", INPUTS), y, options);

    KerasRecords.assertClose("loss", c.figures().get("loss"), history.get("loss"), within);
    double[] expected = c.figures().get("weights");
    KerasRecords.assertClose(
        "weights", expected, KerasRecords.flat(model.getWeights()), 10 * within);
    double[] start = records.data().get("start");
    assertTrue(Math.abs(expected[0] - start[0]) > 1e-6, "training must change the weights");
  }
}
