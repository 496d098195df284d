package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.selu;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.layers.Layers.alphaDropout;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.dropout;
import static org.chainrule.layers.Layers.gaussianDropout;
import static org.chainrule.layers.Layers.gaussianNoise;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.layers.AlphaDropout;
import org.chainrule.layers.Builder;
import org.chainrule.layers.Differentiable;
import org.chainrule.layers.Dropout;
import org.chainrule.layers.GaussianDropout;
import org.chainrule.layers.GaussianNoise;
import org.chainrule.layers.Layer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A hundred steps of training with noisy layers agree with those of Keras in float64, which was
 * given the numbers that these layers draw: masks of 0 and 1, or normal numbers. The records come
 * from {@code src/test/python/noise.py}. With {@code -Dnoise.drawn=file} this test writes what is
 * drawn, for that script.
 */
class NoiseParityTest {
  private static final int INPUTS = 4;
  private static final int HIDDEN = 5;
  private static final int OUTPUTS = 3;
  private static final int BATCH = 4; // 37 rows: the last batch has one
  private static final int EPOCHS = 10;
  private static final long SEED = 19;

  static final Map<String, List<Layer>> MODELS = new LinkedHashMap<>();

  static {
    MODELS.put("dropout", List.of(dense(HIDDEN, tanh), dropout(0.25)));
    MODELS.put("dropout_first", List.of(dropout(0.5), dense(HIDDEN, tanh)));
    MODELS.put("alpha_dropout", List.of(dense(HIDDEN, selu), alphaDropout(0.25)));
    MODELS.put("gaussian_dropout", List.of(dense(HIDDEN, tanh), gaussianDropout(0.25)));
    MODELS.put("gaussian_noise", List.of(gaussianNoise(0.5), dense(HIDDEN, tanh)));
  }

  private KerasRecords records;

  /** Keeps all that comes through. */
  private record Tap(List<Double> seen) implements Layer, Differentiable {
    Tap() {
      this(new ArrayList<>());
    }

    @Override
    public void build(Builder builder) {
      builder.add(this, builder.columns());
    }

    @Override
    public void forward(Kernels k, Matrix x, Matrix y) {
      Arrays.stream(x.toDoubles()).forEach(seen::add);
      k.copyRows(x, y, 0);
    }

    @Override
    public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
      if (dx != null) {
        k.copyRows(dy, dx, 0);
      }
    }
  }

  /** What a layer drew, from what went in and came out. */
  private static List<Double> drawn(Layer layer, List<Double> in, List<Double> out) {
    double lowest = out.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    List<Double> drawn = new ArrayList<>();
    for (int i = 0; i < in.size(); i++) {
      double x = in.get(i);
      double y = out.get(i);
      if (layer instanceof Dropout) {
        drawn.add(y == 0 ? 0.0 : 1);
      } else if (layer instanceof AlphaDropout) {
        drawn.add(y < lowest + 1e-9 ? 0.0 : 1); // selu never comes so low
      } else if (layer instanceof GaussianDropout g) {
        drawn.add((y / x - 1) / Math.sqrt(g.rate() / (1 - g.rate())));
      } else {
        drawn.add((y - x) / ((GaussianNoise) layer).stddev());
      }
    }
    return drawn;
  }

  /** A model that was trained, and the numbers its noisy layer drew. */
  private record Run(Sequential model, History history, List<Double> drawn) {}

  private Run run(String name) {
    Tap before = new Tap();
    Tap after = new Tap();
    Layer noisy = null;
    Sequential model = new Sequential(input(INPUTS)).dtype(DataType.DOUBLE).seed(SEED);
    for (Layer layer : MODELS.get(name)) {
      if (layer.type().equals("Dense")) {
        model.add(layer);
      } else {
        model.add(before).add(layer).add(after);
        noisy = layer;
      }
    }
    model.add(dense(OUTPUTS)).compile(sgd(0.0625), meanSquaredError);
    KerasRecords.setWeights(model, records.data().get("start"));
    History history =
        model.fit(
            records.rows("x", INPUTS),
            records.rows("y", OUTPUTS),
            epochs(EPOCHS).batchSize(BATCH).shuffle(false).verbose(0));
    return new Run(model, history, drawn(noisy, before.seen, after.seen));
  }

  @TestFactory
  Stream<DynamicTest> hundredSteps() throws IOException {
    records = KerasRecords.read("/keras/noise.txt");
    String file = System.getProperty("noise.drawn");
    if (file != null) {
      writeDrawn(Path.of(file));
    }
    assertEquals(
        List.copyOf(MODELS.keySet()),
        records.cases().stream().map(KerasRecords.Case::name).toList());
    return records.cases().stream().map(c -> dynamicTest(c.name(), () -> check(c)));
  }

  private void check(KerasRecords.Case c) {
    Map<String, double[]> expected = c.figures();
    Run run = run(c.name());
    double[] drawn = run.drawn.stream().mapToDouble(Double::doubleValue).toArray();
    assertArrayEquals(expected.get("drawn"), drawn, 1e-11, "other numbers: make new records");
    KerasRecords.assertClose("loss", expected.get("loss"), run.history.loss(), 1e-9);
    KerasRecords.assertClose(
        "weights", expected.get("weights"), KerasRecords.flat(run.model.getWeights()), 1e-8);
  }

  private void writeDrawn(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String name : MODELS.keySet()) {
      lines.add(
          run(name).drawn.stream()
              .map(v -> String.format(Locale.ROOT, v == Math.rint(v) ? "%.0f" : "%.14g", v))
              .collect(Collectors.joining(" ", name + " ", "")));
    }
    Files.write(file, lines);
  }
}
