package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** 2-3-2-1 with relu and J = 1/(2n)·Σ (ŷ − y)²: a worked sample, then 300 iterations. */
class ReceptorsAndNeuronsTest {
  private static final Golden GOLDEN = Golden.read("system3_receptors_and_neurons.json");

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void workedSample(DataType type) {
    Golden worked = GOLDEN.at("worked");
    Sequential model =
        new Sequential(input(2), dense(3), activation(relu), dense(2), activation(relu), dense(1))
            .dtype(type)
            .setWeights(
                List.of(
                    worked.at("W1").array(),
                    Nd4j.zeros(3),
                    worked.at("W2").array(),
                    Nd4j.zeros(2),
                    worked.at("W3").array(),
                    Nd4j.zeros(1)))
            .compile(sgd(0.01), meanSquaredError.times(0.5));
    double[][] x = worked.at("X").matrix();
    double[][] y = worked.at("Y").matrix();
    List<INDArray> outputs = model.outputs(x);
    List<String> names = List.of("Z1", "X1", "Z2", "X2", "Z3");
    assertEquals(names.size(), outputs.size());
    for (int i = 0; i < names.size(); i++) {
      worked.at(names.get(i)).matches(names.get(i), outputs.get(i));
    }

    List<INDArray> gradients = model.gradients(x, y);
    worked.at("dJ_dW3").matches("dJ/dW3", gradients.get(4));
    // Back to the first weights. δ3 = ŷ − y = 0.0017178 − 113 = −112.9982822.
    // Of the second layer only neuron 2 lives: δ2 = δ3 · 0.07 = −7.909879754.
    double delta3 = 0.0017178 - 113;
    double delta2 = delta3 * 0.07;
    Golden.matches("db3", delta3, gradients.get(5).getDouble(0), type);
    Golden.matches("db2 of the dead", 0, gradients.get(3).getDouble(0), type);
    Golden.matches("db2", delta2, gradients.get(3).getDouble(1), type);
    // dW2[2, 2] = x1 · δ2 = 0.818 · δ2
    Golden.matches("dW2", 0.818 * delta2, gradients.get(2).getDouble(1, 1), type);
    // Of the first layer only neuron 2 lives: δ1 = δ2 · 0.03, dW1 = (6.1, 8.7) · δ1
    double delta1 = delta2 * 0.03;
    double[] expected = {0, 6.1 * delta1, 0, 0, 8.7 * delta1, 0};
    for (int i = 0; i < 6; i++) {
      Golden.matches("dW1", expected[i], gradients.get(0).getDouble(i / 3, i % 3), type);
    }
    Golden.matches("db1", delta1, gradients.get(1).getDouble(1), type);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void training(DataType type) {
    Golden training = GOLDEN.at("training");
    double[][] x = training.at("X").matrix();
    double[][] y = training.at("Y").matrix();
    Sequential model =
        new Sequential(input(2), dense(3, relu), dense(2, relu), dense(1))
            .dtype(type)
            .setWeights(training.at("initial").weightsInByOut())
            .compile(sgd(0.01), meanSquaredError.times(0.5));
    Golden.match(
        "first gradients", training.at("first_gradients").weightsInByOut(), model.gradients(x, y));
    History history = model.fit(x, y, epochs(300).fullBatch().verbose(0));
    double[] losses = training.at("losses").numbers();
    assertEquals(300, losses.length);
    for (int i = 0; i < losses.length; i++) {
      Golden.matches("iteration " + i, losses[i], history.loss()[i], type);
    }
    Golden.match("final weights", training.at("final").weightsInByOut(), model.getWeights());
  }
}
