package org.chainrule;

import static org.chainrule.activations.Activations.linear;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.initializers.Initializers.randomNormal;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.categoricalCrossentropy;
import static org.chainrule.losses.Losses.sparseCategoricalCrossentropy;
import static org.chainrule.metrics.Metrics.accuracy;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.chainrule.backend.Rng;
import org.chainrule.losses.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Neurons, layers, relu, softmax and cross-entropy, each by hand, and an untrained network. */
class LayersAndLossesTest {
  private static final Golden GOLDEN = Golden.read("system4_layers_losses.json");

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void neurons(DataType type) {
    for (String name : List.of("neuron3", "neuron4")) {
      Golden neuron = GOLDEN.at(name);
      double[] x = neuron.at("x").numbers();
      Sequential model =
          new Sequential(input(x.length), dense(1))
              .dtype(type)
              .setWeights(
                  List.of(
                      neuron.at("w").vector().reshape(x.length, 1),
                      Nd4j.createFromArray(neuron.at("b").number())));
      neuron.at("out").matches(name, model.predict(new double[][] {x}));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void oneLayerAndTwo(DataType type) {
    Golden first = GOLDEN.at("layer");
    Golden second = GOLDEN.at("two_layers");
    double[][] x = {first.at("x").numbers()};
    Sequential model =
        new Sequential(input(4), dense(3), dense(3))
            .dtype(type)
            .setWeights(
                List.of(
                    first.at("w").transposed(),
                    first.at("b").vector(),
                    second.at("w2").transposed(),
                    second.at("b2").vector()));
    first.at("out").matches("layer", model.outputs(x).get(0));
    second.at("out").matches("two layers", model.outputs(x).get(1));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void reluAndSoftmax(DataType type) {
    Golden r = GOLDEN.at("relu");
    Sequential model = new Sequential(input(8), activation(relu)).dtype(type);
    r.at("out").matches("relu", model.predict(new double[][] {r.at("x").numbers()}));
    Golden s = GOLDEN.at("softmax");
    model = new Sequential(input(4), activation(softmax)).dtype(type);
    s.at("out").matches("softmax", model.predict(s.at("x").matrix()));
  }

  private static double crossEntropy(DataType type, Loss loss, double[][] probabilities, Object y) {
    return new Sequential(input(3), activation(linear))
        .dtype(type)
        .compile(sgd(), loss)
        .evaluate(probabilities, y)
        .loss();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void crossEntropyOfOneHotAndOfClasses(DataType type) {
    Golden g = GOLDEN.at("cross_entropy");
    double[][] p = g.at("probabilities").matrix();
    double[][] oneHot = g.at("one_hot").matrix();
    int[] labels = g.at("labels").integers();
    double mean = g.at("mean").number();
    Golden.matches("one-hot", mean, crossEntropy(type, categoricalCrossentropy, p, oneHot), type);
    Golden.matches("labels", mean, crossEntropy(type, categoricalCrossentropy, p, labels), type);
    Golden.matches(
        "sparse", mean, crossEntropy(type, sparseCategoricalCrossentropy, p, labels), type);
    double[] losses = g.at("losses").numbers();
    for (int i = 0; i < losses.length; i++) {
      double one =
          crossEntropy(
              type, categoricalCrossentropy, new double[][] {p[i]}, new double[][] {oneHot[i]});
      Golden.matches("sample " + i, losses[i], one, type);
    }
  }

  /** A probability of 0 counts as 1e-7, one of 1 as 1 − 1e-7. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void crossEntropyClips(DataType type) {
    double[] clip = GOLDEN.at("cross_entropy", "clip").numbers();
    double[][] p = {{0, 1, 0}};
    double[][] wrong = {{1, 0, 0}};
    double[][] right = {{0, 1, 0}};
    double least = -Math.log(clip[1]);
    double most = -Math.log(clip[0]);
    Golden.matches("wrong", most, crossEntropy(type, categoricalCrossentropy, p, wrong), type);
    Golden.matches("right", least, crossEntropy(type, categoricalCrossentropy, p, right), type);
    int[] two = {2};
    int[] one = {1};
    Golden.matches("wrong", most, crossEntropy(type, sparseCategoricalCrossentropy, p, two), type);
    Golden.matches("right", least, crossEntropy(type, sparseCategoricalCrossentropy, p, one), type);
  }

  /**
   * With small weights all five classes are about equally probable: the loss is ln 5, and one guess
   * in five is right.
   */
  @Test
  void untrainedOnTheSpiral() {
    Golden g = GOLDEN.at("untrained_spiral");
    int classes = (int) g.at("classes").number();
    int perClass = 100;
    long seed = 7;
    Rng rng = new Rng(seed);
    double[][] x = new double[classes * perClass][];
    int[] y = new int[classes * perClass];
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < perClass; i++) {
        double r = i / (perClass - 1.0);
        double t = 4 * (c + r) + 0.2 * rng.normal();
        x[c * perClass + i] = new double[] {r * Math.sin(2.5 * t), r * Math.cos(2.5 * t)};
        y[c * perClass + i] = c;
      }
    }
    Sequential model =
        new Sequential(
                input(2),
                dense(5, relu).kernelInitializer(randomNormal(0, 0.01)),
                dense(5, softmax).kernelInitializer(randomNormal(0, 0.01)))
            .seed(seed)
            .compile(sgd(), sparseCategoricalCrossentropy, accuracy);
    Evaluation scores = model.evaluate(x, y);
    assertEquals(g.at("expected_loss").number(), scores.loss(), 1e-3, "seed " + seed);
    assertEquals(g.at("expected_accuracy").number(), scores.get("accuracy"), 0.1, "seed " + seed);
  }
}
