package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.constraints.Constraints.maxNorm;
import static org.chainrule.constraints.Constraints.minMaxNorm;
import static org.chainrule.constraints.Constraints.nonNeg;
import static org.chainrule.constraints.Constraints.unitNorm;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.embedding;
import static org.chainrule.layers.Layers.flatten;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.layers.Layers.normalization;
import static org.chainrule.layers.Layers.rescaling;
import static org.chainrule.layers.Layers.residual;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.losses.Losses.sparseCategoricalCrossentropy;
import static org.chainrule.optimizers.Optimizers.adam;
import static org.chainrule.regularizers.Regularizers.l1;
import static org.chainrule.regularizers.Regularizers.l1l2;
import static org.chainrule.regularizers.Regularizers.l2;
import static org.chainrule.regularizers.Regularizers.orthogonalRegularizer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.chainrule.layers.Dense;
import org.chainrule.layers.Layer;
import org.chainrule.losses.Loss;
import org.chainrule.regularizers.OrthogonalRegularizer.Mode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A hundred steps with penalties, conditions, and the layers without activations of their own agree
 * with Keras. The records come from {@code src/test/python/layers_regularization.py}.
 */
class RegularizationParityTest {
  private static final int BATCH = 4; // 37 rows: the last batch has one
  private static final int EPOCHS = 10;

  private static final Dense HIDDEN = dense(5, tanh);
  static final Map<String, List<Layer>> MODELS = new LinkedHashMap<>();

  static {
    hidden("l1", HIDDEN.kernelRegularizer(l1(0.03125)));
    hidden("l2", HIDDEN.kernelRegularizer(l2(0.03125)).biasRegularizer(l2(0.5)));
    model("l1l2", HIDDEN, dense(3).kernelRegularizer(l1l2(0.015625, 0.0625)));
    hidden("orthogonal_rows", HIDDEN.kernelRegularizer(orthogonalRegularizer(0.25)));
    hidden(
        "orthogonal_columns",
        HIDDEN.kernelRegularizer(orthogonalRegularizer(0.25).mode(Mode.COLUMNS)));
    hidden("activity_hidden", HIDDEN.activityRegularizer(l2(0.125)));
    model("activity_last", HIDDEN, dense(3, softmax).activityRegularizer(l1l2(0.0625, 0.25)));
    hidden("activity_linear", dense(5).activityRegularizer(l1(0.125)));
    hidden("max_norm", HIDDEN.kernelConstraint(maxNorm(0.75)).biasConstraint(maxNorm(0.25)));
    hidden("max_norm_rows", HIDDEN.kernelConstraint(maxNorm(0.75).axis(1)));
    hidden("non_neg", HIDDEN.kernelConstraint(nonNeg).biasConstraint(nonNeg));
    hidden("unit_norm", HIDDEN.kernelConstraint(unitNorm));
    hidden("min_max_norm", HIDDEN.kernelConstraint(minMaxNorm(0.5, 0.875).rate(0.25)));
    hidden("frozen", HIDDEN.kernelRegularizer(l2(0.25)).trainable(false));
    model("residual", HIDDEN, residual(dense(6, relu), dense(5)), dense(3));
    model(
        "residual_first",
        residual(dense(4, sigmoid).activityRegularizer(l2(0.125))),
        dense(3, softmax));
    model(
        "residual_nested",
        dense(5),
        residual(dense(5, tanh), residual(dense(2, tanh), dense(5))),
        dense(3));
    model("embedding", embedding(6, 4), dense(3));
    model("embedding_l2", embedding(6, 4).embeddingsRegularizer(l2(0.0625)), dense(3));
    model("embedding_max_norm", embedding(6, 4).embeddingsConstraint(maxNorm(0.75)), dense(3));
    model("normalization", normalization(), HIDDEN, dense(3));
    model(
        "normalization_fixed",
        normalization(new double[] {5, 0, -700, 0.25}, new double[] {1, 100, 40000, 0.0625}),
        dense(3));
    model("normalization_invert", normalization(0.5, 0.25).invert(true), dense(3));
    hidden("rescaling", rescaling(0.125, -0.5), HIDDEN);
    model("flatten", flatten(), dense(3));
    hidden("unit_norm_rows", HIDDEN.kernelConstraint(unitNorm.axis(1)));
    hidden("min_max_norm_rows", HIDDEN.kernelConstraint(minMaxNorm(0.5, 0.875).rate(0.25).axis(1)));
  }

  private KerasRecords records;

  private static void model(String name, Layer... layers) {
    MODELS.put(name, List.of(layers));
  }

  private static void hidden(String name, Layer... layers) {
    List<Layer> all = new ArrayList<>(List.of(layers));
    all.add(dense(3));
    MODELS.put(name, all);
  }

  @TestFactory
  Stream<DynamicTest> hundredSteps() throws IOException {
    records = KerasRecords.read("/keras/layers_regularization.txt");
    assertEquals(
        List.copyOf(MODELS.keySet()),
        records.cases().stream().map(KerasRecords.Case::name).toList());
    return records.inBothTypes(this::check);
  }

  private void check(KerasRecords.Case c, DataType type) {
    double within = KerasRecords.tolerance(type);
    Map<String, double[]> expected = c.figures();
    boolean classes = c.name().equals("activity_last") || c.name().equals("residual_first");
    Loss loss = classes ? sparseCategoricalCrossentropy : meanSquaredError;
    Object x = data(c.name());
    Sequential model = new Sequential(input(c.name().startsWith("embedding") ? 1 : 4));
    MODELS.get(c.name()).forEach(model::add);
    model.dtype(type).compile(adam(0.015625).beta1(0.75).beta2(0.9375).epsilon(0x1p-16), loss);
    KerasRecords.setWeights(model, expected.get("start"));
    FitOptions options = epochs(EPOCHS).batchSize(BATCH).shuffle(false).verbose(0);
    if (expected.containsKey("val_loss")) {
      options = options.validationSplit(0.3);
    }
    Object y = records.rows("numbers", 3);
    if (classes) {
      y = Arrays.stream(records.data().get("labels")).mapToInt(v -> (int) v).toArray();
    }
    History history = model.fit(x, y, options);

    boolean penalized = history.names().contains("data_loss");
    double[] data = history.get(penalized ? "data_loss" : "loss");
    KerasRecords.assertClose("loss", expected.get("loss"), history.loss(), within);
    KerasRecords.assertClose("data_loss", expected.get("data_loss"), data, within);
    double[] difference = new double[EPOCHS];
    Arrays.setAll(difference, e -> expected.get("loss")[e] - expected.get("data_loss")[e]);
    assertEquals(penalized, Arrays.stream(difference).max().orElseThrow() > 1e-6);
    if (penalized) {
      KerasRecords.assertClose(
          "penalty", difference, history.get("regularization_loss"), 10 * within);
    }
    if (expected.containsKey("val_loss")) {
      KerasRecords.assertClose("val", expected.get("val_loss"), history.get("val_loss"), within);
    }
    List<INDArray> weights = new ArrayList<>(model.getWeights());
    if (c.name().equals("normalization")) {
      assertEquals(37, weights.remove(2).getDouble(0)); // count, which Keras does not use
    }
    KerasRecords.assertClose(
        "weights", expected.get("weights"), KerasRecords.flat(weights), 10 * within);
  }

  private Object data(String name) {
    if (name.startsWith("embedding")) {
      return records.rows("codes", 1);
    }
    if (name.equals("flatten")) {
      double[][][] pictures = new double[37][][];
      double[][] rows = records.rows("x", 4);
      Arrays.setAll(
          pictures,
          i -> new double[][] {Arrays.copyOf(rows[i], 2), Arrays.copyOfRange(rows[i], 2, 4)});
      return pictures;
    }
    boolean far = name.equals("normalization") || name.equals("normalization_fixed");
    return records.rows(far ? "far" : "x", 4);
  }
}
