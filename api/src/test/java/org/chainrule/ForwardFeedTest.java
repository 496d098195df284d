package org.chainrule;

import static org.chainrule.activations.Activations.leakyRelu;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** 5-3-5-4, leaky relu and two sigmoids: every value on the way forward. */
class ForwardFeedTest {
  private static final Golden GOLDEN = Golden.read("system2_forward_feed.json");

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void everyValue(DataType type) {
    Sequential model =
        new Sequential(
                input(5),
                dense(3),
                activation(leakyRelu(0.1)),
                dense(5),
                activation(sigmoid),
                dense(4),
                activation(sigmoid))
            .dtype(type)
            .setWeights(
                List.of(
                    GOLDEN.at("w1").transposed(),
                    Nd4j.zeros(3),
                    GOLDEN.at("w2").transposed(),
                    Nd4j.zeros(5),
                    GOLDEN.at("w3").transposed(),
                    Nd4j.zeros(4)))
            .compile(sgd(), meanSquaredError);
    // the record has samples as columns; here they are rows
    double[][] x = {GOLDEN.at("x").numbers()};
    double[][] y = {GOLDEN.at("y").numbers()};
    List<INDArray> outputs = model.outputs(x);
    List<String> names =
        List.of("in_hidden_1", "out_hidden_1", "in_hidden_2", "out_hidden_2", "in_output", "y_hat");
    assertEquals(names.size(), outputs.size());
    for (int i = 0; i < names.size(); i++) {
      GOLDEN.at(names.get(i)).matches(names.get(i), outputs.get(i));
    }
    GOLDEN.at("y_hat").matches("predict", model.predict(x));
    Golden.matches("mse", GOLDEN.at("mse").number(), model.evaluate(x, y).loss(), type);

    // 5·3 + 3 + 3·5 + 5 + 5·4 + 4 = 18 + 20 + 24 = 62
    long parameters = model.getWeights().stream().mapToLong(INDArray::length).sum();
    assertEquals((long) GOLDEN.at("parameters").number(), parameters);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    model.summary(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    String summary = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(summary.contains("Total params: 62 "), summary);
  }
}
