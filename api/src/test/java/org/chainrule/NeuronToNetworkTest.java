package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.callbacks.Callbacks.onBatchEnd;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.chainrule.data.Batch;
import org.chainrule.data.Batches;
import org.chainrule.data.Dataset;
import org.chainrule.data.Datasets;
import org.chainrule.layers.Layer;
import org.chainrule.losses.Reduction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** From one neuron of four inputs to a 4-2-2-1 network that is trained. */
class NeuronToNetworkTest {
  private static final Golden GOLDEN = Golden.read("system1_neuron_to_network.json");

  private static Sequential model(DataType type, Layer... layers) {
    Sequential model = new Sequential(input(4)).dtype(type);
    for (Layer layer : layers) {
      model.add(layer);
    }
    return model;
  }

  /** Sums and activations apart, so that both can be looked at. */
  private static Sequential network(DataType type) {
    return model(
        type,
        dense(2),
        activation(relu),
        dense(2),
        activation(relu),
        dense(1),
        activation(sigmoid));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void neuron(DataType type) {
    Golden neuron = GOLDEN.at("neuron");
    Sequential model =
        model(type, dense(1), activation(relu))
            .setWeights(
                List.of(neuron.at("weights_out_by_in").transposed(), neuron.at("bias").vector()));
    List<INDArray> outputs = model.outputs(neuron.at("x").matrix());
    neuron.at("z").matches("z", outputs.get(0));
    neuron.at("output").matches("output", outputs.get(1));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void layerOfTwo(DataType type) {
    Golden layer = GOLDEN.at("layer");
    Sequential model =
        model(type, dense(2), activation(relu))
            .setWeights(
                List.of(layer.at("weights_out_by_in").transposed(), layer.at("bias").vector()));
    List<INDArray> outputs = model.outputs(layer.at("x").matrix());
    layer.at("z").matches("z", outputs.get(0));
    layer.at("output").matches("output", outputs.get(1));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void everyStepThroughTheNetwork(DataType type) {
    Golden network = GOLDEN.at("network");
    Sequential model = network(type).setWeights(network.at("params").weightsOutByIn());
    List<INDArray> outputs = model.outputs(network.at("x").matrix());
    assertEquals(6, outputs.size());
    for (int i = 0; i < outputs.size(); i++) {
      network.at("trace").at(i).matches("step " + i, outputs.get(i));
    }
    // the same sample three times over: a batch gives the same rows
    double[] x = network.at("x").matrix()[0];
    INDArray batch = model.predict(new double[][] {x, x, x});
    for (int i = 0; i < 3; i++) {
      network.at("trace").at(5).matches("row " + i, batch.getRow(i));
    }
  }

  /** 40 epochs over 256 points in 8 batches of 32, in the given order. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void training(DataType type) {
    Golden training = GOLDEN.at("training");
    List<Double> losses = new ArrayList<>();
    Sequential model =
        model(type, dense(2, relu), dense(2, relu), dense(1, sigmoid))
            .setWeights(training.at("initial").weightsOutByIn())
            // Σ (ŷ − y)² / 2
            .compile(sgd(0.01), meanSquaredError.reduction(Reduction.SUM).times(0.5));
    History history =
        model.fit(
            training.at("X").matrix(),
            training.at("y").numbers(),
            epochs(40)
                .batchSize(32)
                .shuffle(false)
                .verbose(0)
                .callbacks(onBatchEnd((epoch, batch, loss) -> losses.add(loss))));
    double[] expected = training.at("batch_losses").numbers();
    assertEquals(40 * 8, expected.length);
    assertEquals(expected.length, losses.size());
    for (int i = 0; i < expected.length; i++) {
      // recorded is the mean of (ŷ − y)² over the 32 of the batch: twice ours, divided by 32
      Golden.matches("batch " + i, expected[i], losses.get(i) * 2 / 32, type);
    }
    Golden.match("final weights", training.at("final").weightsOutByIn(), model.getWeights());
    assertEquals(40, history.epochs());
    assertTrue(history.last("loss") < history.loss()[0]);
  }

  /** A loader of the same points as a data set of the library makes, in the given order. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void trainingFromALoader(DataType type) {
    Golden training = GOLDEN.at("training");
    Dataset points = points(training);
    Batches loader = points.batchesInOrder(32);
    assertEquals(8, loader.size());
    Sequential model = trained(type, training);
    double[] expected = training.at("batch_losses").numbers();
    int step = 0;
    for (int epoch = 0; epoch < 40; epoch++) {
      for (Batch batch : loader) {
        Evaluation scores = model.trainOnBatch(batch.x(), batch.y());
        Golden.matches("batch " + step, expected[step++], scores.loss() * 2 / 32, type);
      }
    }
    assertEquals(expected.length, step);
    Golden.match("final weights", training.at("final").weightsOutByIn(), model.getWeights());
    Sequential fitted = trained(type, training);
    fitted.fit(loader, epochs(40).verbose(0));
    Golden.match("fitted on batches", model.getWeights(), fitted.getWeights());
  }

  private static Dataset points(Golden training) {
    return Dataset.regression(training.at("X").matrix(), training.at("y").numbers());
  }

  private static Sequential trained(DataType type, Golden training) {
    return model(type, dense(2, relu), dense(2, relu), dense(1, sigmoid))
        .setWeights(training.at("initial").weightsOutByIn())
        .compile(sgd(0.01), meanSquaredError.reduction(Reduction.SUM).times(0.5));
  }

  /** Two classes of 512 points, N(1, 0.1) and N(0.5, 0.1): shuffled batches, a falling loss. */
  @Test
  void shuffledBatchesOfALargerSet() {
    double[][] centers = {{1, 1, 1, 1}, {0.5, 0.5, 0.5, 0.5}};
    Dataset points = Datasets.blobs(1024, centers, 0.1, 3);
    Batches loader = points.batches(32, 1);
    assertEquals(32, loader.size());
    Sequential model = trained(DataType.DOUBLE, GOLDEN.at("training"));
    List<Double> epochs = new ArrayList<>();
    List<double[]> firstRows = new ArrayList<>();
    for (int epoch = 0; epoch < 30; epoch++) {
      List<Double> losses = new ArrayList<>();
      for (Batch batch : loader) {
        if (losses.isEmpty()) {
          firstRows.add(((double[][]) batch.x())[0]);
        }
        losses.add(model.trainOnBatch(batch.x(), batch.y()).loss());
      }
      assertEquals(loader.size(), losses.size());
      epochs.add(losses.stream().mapToDouble(loss -> loss).average().orElseThrow());
    }
    assertFalse(Arrays.equals(firstRows.get(0), firstRows.get(1)), "a new order each time");
    assertTrue(epochs.get(29) < 0.1 * epochs.get(0), () -> "losses of epochs: " + epochs);
  }

  /** A loader written by hand: all that fit needs is something to iterate over. */
  private static final class Loader implements Iterable<Batch> {
    private final double[][] x;
    private final double[] y;
    private final int size;

    Loader(double[][] x, double[] y, int size) {
      this.x = x;
      this.y = y;
      this.size = size;
    }

    int batches() {
      return (x.length + size - 1) / size;
    }

    @Override
    public Iterator<Batch> iterator() {
      return IntStream.range(0, batches())
          .mapToObj(
              i -> {
                int end = Math.min(x.length, (i + 1) * size);
                return new Batch(
                    Arrays.copyOfRange(x, i * size, end), Arrays.copyOfRange(y, i * size, end));
              })
          .iterator();
    }
  }

  @Test
  void aLoaderOfOnesOwn() {
    Golden training = GOLDEN.at("training");
    Loader loader = new Loader(training.at("X").matrix(), training.at("y").numbers(), 32);
    Sequential model = trained(DataType.DOUBLE, training);
    model.fit(Batches.of(loader), epochs(40).verbose(0));
    Golden.match("final weights", training.at("final").weightsOutByIn(), model.getWeights());
    Sequential streamed = trained(DataType.DOUBLE, training);
    streamed.fit(
        Batches.of(() -> StreamSupport.stream(loader.spliterator(), false)), epochs(40).verbose(0));
    assertEquals(model.getWeights(), streamed.getWeights());
  }
}
