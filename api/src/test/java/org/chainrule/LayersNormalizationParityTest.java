package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.constraints.Constraints.*;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.batchNormalization;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.layers.Layers.layerNormalization;
import static org.chainrule.layers.Layers.prelu;
import static org.chainrule.layers.Layers.rmsNormalization;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.losses.Losses.sparseCategoricalCrossentropy;
import static org.chainrule.optimizers.Optimizers.adam;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.chainrule.regularizers.Regularizers.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.chainrule.layers.BatchNormalization;
import org.chainrule.layers.Dense;
import org.chainrule.layers.Layer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A hundred steps of training with normalization and prelu agree with Keras in float64: losses,
 * validation losses, and all weights with the moving statistics. The records come from {@code
 * src/test/python/layers_normalization.py}.
 */
class LayersNormalizationParityTest {
  private static final Dense HIDDEN = dense(5, tanh);
  private static final Dense HEAD = dense(3, softmax);
  private static final BatchNormalization OWN = batchNormalization().momentum(0.75).epsilon(0x1p-6);

  static final Map<String, List<Layer>> CASES =
      Map.ofEntries(
          Map.entry("bn first", List.of(OWN, HIDDEN, HEAD)),
          Map.entry("bn hidden", List.of(dense(5).useBias(false), OWN, activation(relu), HEAD)),
          Map.entry("bn last", List.of(HIDDEN, dense(3), OWN)),
          Map.entry("bn defaults", List.of(HIDDEN, batchNormalization(), HEAD)),
          Map.entry(
              "bn plain",
              List.of(HIDDEN, batchNormalization().center(false).scale(false).momentum(0.5), HEAD)),
          Map.entry(
              "bn unscaled",
              List.of(
                  HIDDEN,
                  batchNormalization().scale(false),
                  dense(4),
                  batchNormalization().center(false),
                  HEAD)),
          Map.entry("bn frozen", List.of(HIDDEN, batchNormalization().trainable(false), HEAD)),
          Map.entry("ln first", List.of(layerNormalization(), HIDDEN, HEAD)),
          Map.entry(
              "ln hidden",
              List.of(dense(5), layerNormalization().epsilon(0x1p-6), activation(relu), HEAD)),
          Map.entry("ln last", List.of(HIDDEN, dense(3), layerNormalization())),
          Map.entry(
              "ln plain", List.of(HIDDEN, layerNormalization().center(false).scale(false), HEAD)),
          Map.entry(
              "ln unscaled",
              List.of(
                  HIDDEN,
                  layerNormalization().scale(false),
                  dense(4),
                  layerNormalization().center(false),
                  HEAD)),
          Map.entry("ln frozen", List.of(HIDDEN, layerNormalization().trainable(false), HEAD)),
          Map.entry(
              "bn limited",
              List.of(
                  HIDDEN,
                  batchNormalization()
                      .betaRegularizer(l1(0.0625))
                      .gammaRegularizer(l2(0.125))
                      .betaConstraint(maxNorm(0.75))
                      .gammaConstraint(nonNeg),
                  HEAD)),
          Map.entry(
              "ln limited",
              List.of(
                  HIDDEN,
                  layerNormalization()
                      .betaRegularizer(l1(0.0625))
                      .gammaRegularizer(l2(0.125))
                      .betaConstraint(maxNorm(0.75))
                      .gammaConstraint(nonNeg),
                  HEAD)),
          Map.entry(
              "prelu limited",
              List.of(dense(5), prelu().alphaRegularizer(l2(0.125)).alphaConstraint(nonNeg), HEAD)),
          Map.entry("rms first", List.of(rmsNormalization(), HIDDEN, HEAD)),
          Map.entry(
              "rms hidden",
              List.of(dense(5), rmsNormalization().epsilon(0x1p-6), activation(relu), HEAD)),
          Map.entry("rms last", List.of(HIDDEN, dense(3), rmsNormalization())),
          Map.entry("prelu first", List.of(prelu(), HIDDEN, HEAD)),
          Map.entry("prelu hidden", List.of(dense(5), prelu(), dense(4), prelu(), HEAD)),
          Map.entry("prelu last", List.of(HIDDEN, dense(3), prelu())),
          Map.entry(
              "all mixed",
              List.of(
                  dense(5).useBias(false),
                  OWN,
                  prelu(),
                  dense(4),
                  layerNormalization(),
                  dense(6),
                  rmsNormalization(),
                  activation(tanh),
                  HEAD)));

  private KerasRecords records;

  @TestFactory
  Stream<DynamicTest> hundredSteps() throws IOException {
    records = KerasRecords.read("/keras/layers_normalization.txt");
    assertEquals(CASES.size(), records.cases().size());
    return records.cases().stream().map(c -> dynamicTest(c.name(), () -> check(c)));
  }

  private void check(KerasRecords.Case c) {
    Map<String, double[]> expected = c.figures();
    String name = c.words()[0] + " " + c.words()[1];
    boolean last = c.words()[1].equals("last");
    Sequential model =
        new Sequential(input(4))
            .dtype(DataType.DOUBLE)
            .compile(
                c.words()[2].equals("adam") ? adam(0.015625) : sgd(0.03125).momentum(0.875),
                last ? meanSquaredError : sparseCategoricalCrossentropy);
    CASES.get(name).forEach(model::add);
    KerasRecords.setWeights(model, expected.get("start"));

    Object y =
        last
            ? records.rows("numbers", 3)
            : Arrays.stream(records.data().get("labels")).mapToInt(v -> (int) v).toArray();
    FitOptions options = epochs(15).batchSize(4).shuffle(false).validationSplit(0.3).verbose(0);
    History history = model.fit(records.rows("x", 4), y, options);
    assertTrue(history.names().containsAll(Set.of("loss", "val_loss")));
    for (String figure : List.of("loss", "val_loss")) {
      KerasRecords.assertClose(figure, expected.get(figure), history.get(figure), 1e-9);
    }
    KerasRecords.assertClose(
        "weights", expected.get("weights"), KerasRecords.flat(model.getWeights()), 1e-8);
  }
}
