package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** 2-2-2 with sigmoids: one step with every number, then ten points in two classes. */
class TwoPointClassesTest {
  private static final Golden GOLDEN = Golden.read("system5_two_point_classes.json");

  /** The mean over two outputs is half their sum: the loss of the records. */
  private static Sequential model(DataType type, double learningRate, List<INDArray> weights) {
    return new Sequential(input(2), dense(2, sigmoid), dense(2, sigmoid))
        .dtype(type)
        .setWeights(weights)
        .compile(sgd(learningRate), meanSquaredError);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void workedStep(DataType type) {
    Golden worked = GOLDEN.at("worked");
    double[][] x = worked.at("x").matrix();
    double[][] y = worked.at("y").matrix();
    Sequential model =
        model(
            type,
            worked.at("learning_rate").number(),
            List.of(
                worked.at("hidden_w").transposed(),
                worked.at("hidden_b").vector(),
                worked.at("out_w").transposed(),
                worked.at("out_b").vector()));
    worked.at("a_hidden").matches("hidden activations", model.outputs(x).get(0));
    worked.at("a_out").matches("output activations", model.outputs(x).get(1));

    // the gradient by a bias is its neuron's δ
    List<INDArray> gradients = model.gradients(x, y);
    worked.at("delta_hidden").matches("δ of the hidden neurons", gradients.get(1));
    worked.at("delta_out").matches("δ of the outputs", gradients.get(3));

    double loss = model.trainOnBatch(x, y).loss();
    Golden.matches("loss", worked.at("loss_half_sse").number(), loss, type);
    Golden.match(
        "new weights",
        List.of(
            worked.at("new_hidden_w").transposed(),
            worked.at("new_hidden_b").vector(),
            worked.at("new_out_w").transposed(),
            worked.at("new_out_b").vector()),
        model.getWeights());
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void fortyEpochsOnline(DataType type) {
    Golden training = GOLDEN.at("training");
    double[][] x = training.at("X").matrix();
    int[] labels = training.at("labels").integers();
    double[][] y = new double[labels.length][2];
    for (int i = 0; i < labels.length; i++) {
      y[i][labels[i]] = 1;
    }
    Sequential model = model(type, 0.5, training.at("initial").weightsOutByIn());
    History history = model.fit(x, y, epochs(40).batchSize(1).shuffle(false).verbose(0));
    double[] losses = training.at("epoch_losses").numbers();
    assertEquals(40, losses.length);
    for (int i = 0; i < losses.length; i++) {
      // recorded is the sum over the ten points, History has their mean
      Golden.matches("epoch " + i, losses[i], 10 * history.loss()[i], type);
    }
    Golden.match("final weights", training.at("final").weightsOutByIn(), model.getWeights());
    assertArrayEquals(training.at("predictions").integers(), model.predictClasses(x));
  }
}
