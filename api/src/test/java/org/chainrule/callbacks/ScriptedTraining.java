package org.chainrule.callbacks;

import static org.chainrule.initializers.Initializers.constant;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chainrule.Sequential;
import org.chainrule.metrics.Direction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A fit in which nothing is learned, for callbacks that see what a test says. Its weight is 1. */
final class ScriptedTraining implements Training {
  private final Sequential model =
      new Sequential(input(1), dense(1).useBias(false).kernelInitializer(constant(1)))
          .dtype(DataType.DOUBLE);

  double rate = 0.5;
  String stopped; // why, or null

  @Override
  public Sequential model() {
    return model;
  }

  double weight() {
    return model.getWeights().get(0).getDouble(0, 0);
  }

  void weight(double weight) {
    model.setWeights(List.of(Nd4j.createFromArray(new double[][] {{weight}})));
  }

  @Override
  public int epochs() {
    return 100;
  }

  @Override
  public int batches() {
    return 10;
  }

  @Override
  public Direction direction(String figure) {
    return switch (figure.replace("val_", "")) {
      case "accuracy" -> Direction.UP;
      case "loss", "mean_absolute_error" -> Direction.DOWN;
      default -> Direction.UNKNOWN;
    };
  }

  @Override
  public Map<String, INDArray> weights() {
    Map<String, INDArray> weights = new LinkedHashMap<>();
    weights.put(
        "dense/kernel", Nd4j.createFromArray(new float[][] {{-1, -0.5f, 0}, {0.25f, 0.5f, 2}}));
    weights.put("dense/bias", Nd4j.createFromArray(3f, 3f));
    return weights;
  }

  @Override
  public void stop(String reason) {
    stopped = reason;
  }

  @Override
  public double learningRate() {
    return rate;
  }

  @Override
  public void learningRate(double rate) {
    this.rate = rate;
  }
}
