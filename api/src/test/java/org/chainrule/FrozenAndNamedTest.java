package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.constraints.Constraints.maxNorm;
import static org.chainrule.initializers.Initializers.constant;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.layers.Layers.residual;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.losses.Losses.sparseCategoricalCrossentropy;
import static org.chainrule.optimizers.Optimizers.adam;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.chainrule.regularizers.Regularizers.l1;
import static org.chainrule.regularizers.Regularizers.l2;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Rng;
import org.chainrule.layers.Builder;
import org.chainrule.layers.Differentiable;
import org.chainrule.layers.Layer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Layers with names, layers that do not learn, and penalties as a part of the loss. */
class FrozenAndNamedTest {
  private final double[][] x = new double[23][4];
  private final int[] y = new int[23];

  {
    Rng rng = new Rng(8);
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < 4; j++) {
        x[i][j] = rng.normal();
      }
      y[i] = rng.below(3);
    }
  }

  private static FitOptions quiet(int epochs) {
    return epochs(epochs).batchSize(5).verbose(0);
  }

  private static Sequential model(Layer... layers) {
    return new Sequential(layers).seed(4).compile(adam(0.05), sparseCategoricalCrossentropy);
  }

  private static String summary(Sequential model) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    model.summary(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  // ---- names

  @Test
  void namesArePrintedAndOthersAreMade() {
    Sequential model =
        model(input(4), dense(5, tanh).name("features"), dense(6), dense(3, softmax).name("head"));
    String table = summary(model);
    assertTrue(table.contains("features (Dense)"), table);
    assertTrue(table.contains("│ dense (Dense)"), table);
    assertTrue(table.contains("head (Dense)"), table);
    assertEquals(
        "Sequential(input(4), dense(5, tanh).name(\"features\"), dense(6), dense(3, softmax).name(\"head\"))",
        model.toString());
  }

  @Test
  void aNameStaysWhenTheLayerIsFrozenAndTheOtherWayRound() {
    Layer a = dense(5).name("a").trainable(false);
    Layer b = dense(5).trainable(false).name("a");
    assertEquals(a, b);
    assertEquals("a", a.name());
    assertEquals("dense(5).name(\"a\").trainable(false)", a.toString());
    assertEquals(dense(5).name("a"), a.trainable(true));
  }

  // ---- frozen

  @Test
  void frozenWeightsStayToTheLastBit() {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      Sequential model =
          model(
                  input(4),
                  dense(5, tanh),
                  dense(6, tanh)
                      .kernelRegularizer(l2(0.1))
                      .kernelConstraint(maxNorm(0.1))
                      .trainable(false),
                  residual(dense(6, tanh)).trainable(false),
                  dense(3, softmax))
              .dtype(type);
      List<INDArray> before = model.getWeights();
      model.fit(x, y, quiet(3));
      List<INDArray> after = model.getWeights();
      assertEquals(8, before.size());
      for (int i = 0; i < before.size(); i++) {
        boolean frozen = i >= 2 && i < 6; // neither gradient, nor penalty, nor condition
        assertEquals(frozen, before.get(i).equalsWithEps(after.get(i), 0), "array " + i);
      }
    }
  }

  @Test
  void gradientsAndSummaryLeaveThemOut() {
    Sequential model = model(input(4), dense(5, tanh).trainable(false), dense(3, softmax));
    List<INDArray> gradients = model.gradients(x, y);
    assertEquals(2, gradients.size());
    assertArrayEquals(new long[] {5, 3}, gradients.get(0).shape());
    String table = summary(model);
    assertTrue(table.contains("Total params: 43 (172.00 B)"), table); // 4·5 + 5 + 5·3 + 3
    assertTrue(table.contains("Trainable params: 18 (72.00 B)"), table);
    assertTrue(table.contains("Non-trainable params: 25 (100.00 B)"), table);
  }

  /** The gradients of what is trained are those of the whole model. */
  @Test
  void theOthersLearnAsBefore() {
    Layer[] all = {input(4), dense(5, tanh), dense(6, tanh), dense(3, softmax)};
    List<INDArray> whole = model(all).dtype(DataType.DOUBLE).gradients(x, y);
    Sequential model = model(all).dtype(DataType.DOUBLE).freeze("dense_1");
    List<INDArray> part = model.gradients(x, y);
    assertEquals(4, part.size());
    for (int i = 0; i < 4; i++) {
      INDArray expected = whole.get(i < 2 ? i : i + 2);
      assertTrue(expected.equalsWithEps(part.get(i), 1e-12), "array " + i);
    }
  }

  /** A layer without weights that counts how often it is gone back through. */
  private record Counting(AtomicInteger backward) implements Layer {
    @Override
    public void build(Builder builder) {
      builder.add(
          new Differentiable() {
            @Override
            public void forward(Kernels k, Matrix x, Matrix y) {
              k.copyRows(x, y, 0);
            }

            @Override
            public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
              backward.incrementAndGet();
              k.copyRows(dy, dx, 0);
            }
          },
          builder.columns());
    }
  }

  @Test
  void backwardEndsAtTheFirstLayerThatLearns() {
    AtomicInteger low = new AtomicInteger();
    AtomicInteger high = new AtomicInteger();
    Sequential model =
        model(dense(5), new Counting(low), dense(6), new Counting(high), dense(3, softmax));
    model.fit(x, y, quiet(1));
    assertEquals(5, low.get()); // 23 rows in batches of 5
    assertEquals(5, high.get());
    model.freeze("dense").fit(x, y, quiet(1));
    assertEquals(5, low.get());
    assertEquals(10, high.get());
    model.freeze().fit(x, y, quiet(1));
    assertEquals(10, high.get());
    model.unfreeze().fit(x, y, quiet(1));
    assertEquals(10, low.get());
    assertEquals(15, high.get());
  }

  /** Within a block too, when nothing before it learns. */
  @Test
  void backwardEndsWithinABlock() {
    AtomicInteger low = new AtomicInteger();
    Sequential model =
        model(
            input(4),
            residual(dense(5).trainable(false), new Counting(low), dense(4)),
            dense(3, softmax));
    model.fit(x, y, quiet(1));
    assertEquals(0, low.get());
    INDArray[] weights = model.getWeights().toArray(INDArray[]::new);
    assertEquals(6, weights.length);
    assertEquals(4, model.gradients(x, y).size());
  }

  @Test
  void freezeTransfersWhatWasLearned() {
    Sequential model = model(dense(5, tanh).name("features"), dense(3, softmax).name("head"));
    model.fit(x, y, quiet(2));
    INDArray features = model.getWeights().get(0);
    INDArray head = model.getWeights().get(2);
    model.freeze("features");
    assertEquals(features, model.getWeights().get(0));
    assertEquals(
        "dense(5, tanh).name(\"features\").trainable(false)", model.layers().get(0).toString());
    model.fit(x, y, quiet(2));
    assertEquals(features, model.getWeights().get(0));
    assertNotEquals(head, model.getWeights().get(2));
    model.unfreeze("features").fit(x, y, quiet(2));
    assertNotEquals(features, model.getWeights().get(0));
  }

  @Test
  void aModelThatIsAllFrozenIsEvaluatedByItsFit() {
    Sequential model = model(dense(3, softmax)).freeze();
    History history = model.fit(x, y, quiet(2));
    assertEquals(history.loss()[0], history.loss()[1], 1e-6); // in another order
    assertEquals(history.loss()[0], model.evaluate(x, y).loss(), 1e-6);
  }

  // ---- penalties as part of the loss

  /**
   * w = 3, b = 1, x = 2: a = 7. Against 5 the loss is 4; 0.5·w² = 4.5, 0.25·|b| = 0.25, and
   * 0.125·a² = 6.125 for each of two rows, divided by 2.
   */
  @Test
  void lossIsDataAndPenalties() {
    Sequential model =
        new Sequential(
                input(1),
                dense(1)
                    .kernelInitializer(constant(3))
                    .biasInitializer(constant(1))
                    .kernelRegularizer(l2(0.5))
                    .biasRegularizer(l1(0.25))
                    .activityRegularizer(l2(0.125)))
            .compile(sgd(0.01), meanSquaredError);
    double[][] two = {{2}, {2}};
    double[][] five = {{5}, {5}};
    assertEquals(4 + 4.5 + 0.25 + 6.125, model.evaluate(two, five).loss(), 1e-6);
    // da = 2·(7 − 5) + 2·0.125·7 = 5.75 in the mean over rows; dw = 2·5.75 + 2·0.5·3, db = 5.75 +
    // 0.25
    List<INDArray> gradients = model.gradients(two, five);
    assertEquals(14.5, gradients.get(0).getDouble(0), 1e-5);
    assertEquals(6, gradients.get(1).getDouble(0), 1e-5);
    History history = model.fit(two, five, epochs(1).validationData(two, five).verbose(0));
    assertEquals(14.875, history.loss()[0], 1e-5);
    assertEquals(4, history.get("data_loss")[0], 1e-5);
    assertEquals(10.875, history.get("regularization_loss")[0], 1e-5);
    assertEquals(model.evaluate(two, five).loss(), history.get("val_loss")[0], 1e-6);
    assertEquals(
        List.of("loss", "val_loss", "data_loss", "regularization_loss"),
        List.copyOf(history.names()));
    // w = 3 − 0.01·14.5
    assertEquals(2.855, model.getWeights().get(0).getDouble(0), 1e-5);
  }

  @Test
  void withoutPenaltiesHistoryIsPlain() {
    assertEquals(
        List.of("loss"), List.copyOf(model(dense(3, softmax)).fit(x, y, quiet(1)).names()));
  }

  @Test
  void aPenaltyOnTheLastLayerKeepsTheDefaultLoss() {
    Sequential model = new Sequential(input(4), dense(3, softmax).activityRegularizer(l2(0)));
    Sequential plain = new Sequential(input(4), dense(3, softmax));
    plain.setWeights(model.getWeights());
    assertEquals(plain.evaluate(x, y).loss(), model.evaluate(x, y).loss(), 1e-6);
  }

  /** Constraints hold after each step: 4 columns of norm at most ½, and a bias of norm ¼ in all. */
  @Test
  void conditionsHold() {
    Sequential model =
        model(
            dense(5, tanh).kernelConstraint(maxNorm(0.5)).biasConstraint(maxNorm(0.25)),
            activation(tanh),
            dense(3, softmax));
    model.fit(x, y, quiet(10));
    INDArray W = model.getWeights().get(0);
    for (int j = 0; j < 5; j++) {
      assertTrue(W.getColumn(j).norm2Number().doubleValue() <= 0.5 + 1e-6, W::toString);
    }
    assertTrue(model.getWeights().get(1).norm2Number().doubleValue() <= 0.25 + 1e-6);
    assertTrue(model.getWeights().get(1).norm2Number().doubleValue() > 0.2); // it was reached
    assertTrue(Nd4j.hstack(W.norm2(0).reshape(1, 5)).maxNumber().doubleValue() > 0.45);
  }
}
