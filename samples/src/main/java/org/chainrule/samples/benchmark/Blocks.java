package org.chainrule.samples.benchmark;

import static org.chainrule.activations.Activations.*;
import static org.chainrule.constraints.Constraints.*;
import static org.chainrule.layers.Layers.*;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.optimizers.Optimizers.*;
import static org.chainrule.regularizers.Regularizers.*;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.chainrule.FitOptions;
import org.chainrule.Sequential;
import org.chainrule.activations.Activation;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Rng;
import org.chainrule.backend.Slot;
import org.chainrule.initializers.Initializers;
import org.chainrule.layers.Builder;
import org.chainrule.layers.Layer;
import org.chainrule.layers.Parameters;
import org.chainrule.losses.Loss;
import org.chainrule.optimizers.Optimizer;
import org.chainrule.optimizers.Rule;
import org.chainrule.samples.Arguments;
import org.chainrule.samples.Program;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What each building block costs: activations, losses, layers and optimizers, each beside a plain
 * one. All of a table are measured in turn, over and over, so that a machine that changes its speed
 * changes all alike; figures are medians over the rounds.
 *
 * <pre>{@code
 * env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE mvn -q compile exec:java \
 *     -Dexec.mainClass=org.chainrule.samples.benchmark.Blocks
 * }</pre>
 */
public final class Blocks {
  private static final int BATCH = 128;
  private static final int STEPS = 8; // in an epoch

  /** Work that can be repeated: so many units of it. */
  private interface Work {
    void run(int n);
  }

  private interface Table {
    void print(Rounds rounds, PrintStream out);
  }

  private static final Map<String, Table> TABLES =
      new TreeMap<>(
          Map.of(
              "activations", Blocks::activations,
              "losses", Blocks::losses,
              "layers", Blocks::layers,
              "optimizers", Blocks::optimizers));

  private Blocks() {}

  static Arguments arguments() {
    return new Arguments("Blocks", "Measures what building blocks cost beside plain ones.")
        .option("--only", String.join(",", TABLES.keySet()), "these tables")
        .option("--width", 512, "columns of the layers")
        .option("--rounds", 15, "how often each block is measured")
        .option("--millis", 30, "least time of a measurement");
  }

  /** Measures and prints; {@code --help} tells more. */
  public static void main(String[] args) {
    Program.main(arguments(), Blocks::run, args);
  }

  static void run(Arguments arguments, PrintStream out) throws IOException {
    Rounds rounds =
        new Rounds(
            arguments.number("--rounds", 1, 1000),
            arguments.number("--millis", 1, 60_000) * 1e-3,
            arguments.number("--width", 16, 1 << 14));
    for (Table table : arguments.someOf("--only", TABLES)) {
      table.print(rounds, out);
      out.println();
      out.flush();
    }
  }

  // ---- tables

  private static void activations(Rounds rounds, PrintStream out) {
    int width = rounds.width();
    Map<String, Activation> all = new TreeMap<>(Workloads.ACTIVATIONS);
    all.put("gelu(true)", gelu(true));
    Kernels k = Kernels.of(DataType.FLOAT);
    Matrix z = normal(k, BATCH, width);
    Matrix a = normal(k, BATCH, width);
    Matrix da = normal(k, BATCH, width);
    Matrix dz = normal(k, BATCH, width);
    Map<String, double[]> alone =
        rounds.seconds(
            all,
            f ->
                n -> {
                  for (int i = 0; i < n; i++) {
                    f.forward(k, z, a);
                    f.backward(k, z, a, da, dz);
                  }
                });
    Map<String, double[]> hidden =
        rounds.seconds(
            all,
            f -> fit(width, meanSquaredError, sgd(1e-6), dense(width, f), dense(width, linear)));
    Map<String, double[]> last =
        rounds.seconds(all, f -> fit(width, meanSquaredError, sgd(1e-6), dense(width, f)));
    out.printf(
        "Activations of %d rows of %d, and layers of that width on %d inputs:%n%n",
        BATCH, width, width);
    out.println(
        "| | ns an element, f and f′ | as hidden layer, µs a step | to relu | as output | to relu |");
    out.println("|---|---|---|---|---|---|");
    for (String name : all.keySet()) {
      out.printf(
          Locale.ROOT,
          "| %s | %.2f | %.0f | %.2f | %.0f | %.2f |%n",
          name,
          median(alone.get(name)) * 1e9 / (BATCH * width),
          median(hidden.get(name)) * 1e6,
          ratio(hidden, name, "relu"),
          median(last.get(name)) * 1e6,
          ratio(last, name, "relu"));
    }
  }

  private static void losses(Rounds rounds, PrintStream out) {
    int width = rounds.width();
    Map<String, Loss> all = new LinkedHashMap<>();
    for (Loss loss :
        List.of(
            meanSquaredError,
            meanAbsoluteError,
            meanAbsolutePercentageError,
            meanSquaredLogarithmicError,
            huber,
            logCosh,
            quantile(0.9),
            hinge,
            squaredHinge,
            categoricalHinge,
            poisson,
            cosineSimilarity,
            klDivergence,
            binaryCrossentropy,
            binaryCrossentropy.labelSmoothing(0.1),
            binaryFocalCrossentropy,
            categoricalCrossentropy,
            categoricalCrossentropy.labelSmoothing(0.1),
            categoricalFocalCrossentropy)) {
      all.put(loss.toString(), loss);
    }
    Kernels k = Kernels.of(DataType.FLOAT);
    Matrix y = k.zeros(BATCH, width); // one-hot, which all of them take
    Matrix yhat = k.zeros(BATCH, width);
    Rng rng = new Rng(1);
    for (int i = 0; i < BATCH; i++) {
      y.set(i, rng.below(width), 1);
      for (int j = 0; j < width; j++) {
        yhat.set(i, j, 0.01 + 0.98 * rng.uniform());
      }
    }
    Matrix d = k.zeros(BATCH, width);
    double[] sum = {0};
    Map<String, double[]> seconds =
        rounds.seconds(
            all,
            loss ->
                n -> {
                  for (int i = 0; i < n; i++) {
                    sum[0] += loss.value(k, y, yhat, null);
                    loss.gradient(k, y, yhat, null, 1, d);
                  }
                });
    out.printf("Losses over %d outputs of %d rows, value and gradient:%n%n", width, BATCH);
    out.println("| | ns an output |");
    out.println("|---|---|");
    seconds.forEach(
        (name, times) ->
            out.printf(
                Locale.ROOT, "| %s | %.2f |%n", name, median(times) * 1e9 / (BATCH * width)));
  }

  private static void layers(Rounds rounds, PrintStream out) {
    int width = rounds.width();
    Map<String, Layer[]> models = new LinkedHashMap<>();
    models.put("plain", hidden(width));
    models.put("activity regularizer l2", block(dense(width, relu).activityRegularizer(l2(1e-4))));
    models.put("kernel regularizer l2", block(dense(width, relu).kernelRegularizer(l2(1e-4))));
    models.put("kernel constraint maxNorm", block(dense(width, relu).kernelConstraint(maxNorm(2))));
    models.put("dropout", hidden(width, dropout(0.2)));
    models.put("alphaDropout", hidden(width, alphaDropout(0.2)));
    models.put("gaussianDropout", hidden(width, gaussianDropout(0.2)));
    models.put("gaussianNoise", hidden(width, gaussianNoise(0.1)));
    models.put("batchNormalization", hidden(width, batchNormalization()));
    models.put("layerNormalization", hidden(width, layerNormalization()));
    models.put("rmsNormalization", hidden(width, rmsNormalization()));
    models.put("prelu for relu", block(dense(width), prelu()));
    models.put("residual", block(dense(width), residual(dense(width, relu))));
    models.put("residual's layers without the skip", block(dense(width), dense(width, relu)));
    Map<String, double[]> seconds =
        rounds.seconds(
            models, added -> fit(width, sparseCategoricalCrossentropy, adam(1e-5), added));
    out.printf(
        "A step of %d-%d-%d-10, relu, adam, batch %d, with a block after each hidden layer:%n%n",
        width, width, width, BATCH);
    out.println("| | µs a step | to plain |");
    out.println("|---|---|---|");
    seconds.forEach(
        (name, times) ->
            out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.2f |%n",
                name,
                median(times) * 1e6,
                ratio(seconds, name, "plain")));
  }

  /** Two hidden layers of relu, a block after each, and classes. */
  private static Layer[] hidden(int width, Layer... after) {
    Layer[] block = new Layer[after.length + 1];
    block[0] = dense(width, relu);
    System.arraycopy(after, 0, block, 1, after.length);
    return block(block);
  }

  private static Layer[] block(Layer... block) {
    List<Layer> layers = new ArrayList<>(Arrays.asList(block));
    layers.addAll(Arrays.asList(block));
    layers.add(dense(10, softmax));
    return layers.toArray(Layer[]::new);
  }

  private static void optimizers(Rounds rounds, PrintStream out) {
    int size = 1_000_000;
    Map<String, Rule<?>> all = new LinkedHashMap<>();
    for (Rule<?> rule :
        List.<Rule<?>>of(
            sgd(1e-3),
            sgd(1e-3).momentum(0.9),
            adam(),
            adam().amsgrad(true),
            adamW(),
            adamax(),
            nadam(),
            rmsprop(),
            rmsprop().momentum(0.9).centered(true),
            adagrad(),
            adadelta(),
            lion(),
            ftrl())) {
      all.put(rule.toString(), rule);
    }
    Map<String, double[]> seconds = rounds.seconds(all, rule -> update(rule, size));
    Map<String, Double> perByte = new LinkedHashMap<>();
    all.forEach(
        (name, rule) -> perByte.put(name, median(seconds.get(name)) * 1e9 / size / bytes(rule)));
    double best = perByte.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    out.printf(Locale.ROOT, "An update of %,d weights:%n%n", size);
    out.println("| | µs | bytes a weight | GB/s | time per byte to the best |");
    out.println("|---|---|---|---|---|");
    all.forEach(
        (name, rule) ->
            out.printf(
                Locale.ROOT,
                "| %s | %.0f | %d | %.1f | %.2f |%n",
                name,
                median(seconds.get(name)) * 1e6,
                bytes(rule),
                1 / perByte.get(name),
                perByte.get(name) / best));
  }

  /** Reads g and w, writes w and the old w, reads and writes each number of the rule's state. */
  private static int bytes(Rule<?> rule) {
    return Float.BYTES * (4 + 2 * rule.start().length);
  }

  private static Work update(Optimizer optimizer, int size) {
    Kernels k = Kernels.of(DataType.FLOAT);
    Parameters parameters = new Parameters();
    new Builder(parameters, 1).parameter("kernel", Initializers.zeros, size);
    parameters.allocate(k);
    Matrix g = parameters.gradient();
    Rng rng = new Rng(1);
    for (int i = 0; i < size; i++) {
      g.set(0, i, rng.normal());
    }
    Slot before = k.slot(size, 0);
    Optimizer.Update update = optimizer.bind(k, parameters, null); // none of these asks the batch
    long[] t = {0};
    return n -> {
      for (int i = 0; i < n; i++) {
        update.step(++t[0], 1e-6, g, before, parameters.value());
      }
    };
  }

  // ---- measuring

  /** A model on random data; a unit of work is a step. */
  private static Work fit(int width, Loss loss, Optimizer optimizer, Layer... layers) {
    Sequential model = new Sequential(layers).seed(1).compile(optimizer, loss);
    Rng rng = new Rng(1);
    float[][] x = new float[STEPS * BATCH][width];
    for (float[] row : x) {
      for (int j = 0; j < width; j++) {
        row[j] = (float) rng.normal();
      }
    }
    Object y =
        loss == meanSquaredError
            ? x
            : IntStream.range(0, x.length).map(i -> rng.below(10)).toArray();
    return n -> {
      int epochs = Math.max(1, n / STEPS);
      model.fit(
          x, y, FitOptions.epochs(epochs).batchSize(BATCH).shuffle(false).lint(false).verbose(0));
    };
  }

  private static Matrix normal(Kernels k, int rows, int columns) {
    Rng rng = new Rng(1);
    Matrix x = k.zeros(rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        x.set(i, j, rng.normal());
      }
    }
    return x;
  }

  /**
   * Measures several pieces of work in turn.
   *
   * @param count how often each
   * @param least seconds of one measurement
   * @param width columns of the layers
   */
  private record Rounds(int count, double least, int width) {
    /** For each name the seconds of a unit of work in each round. */
    <T> Map<String, double[]> seconds(Map<String, T> blocks, Function<T, Work> make) {
      Map<String, Work> works = new LinkedHashMap<>();
      blocks.forEach((name, block) -> works.put(name, make.apply(block)));
      Map<String, Integer> units = new LinkedHashMap<>();
      works.forEach((name, work) -> units.put(name, unitsFor(work)));
      Map<String, double[]> seconds = new LinkedHashMap<>();
      works.keySet().forEach(name -> seconds.put(name, new double[count]));
      for (int round = 0; round < count; round++) {
        for (String name : works.keySet()) {
          seconds.get(name)[round] = time(works.get(name), units.get(name));
        }
      }
      return seconds;
    }

    /** How many units take long enough, found while the JIT compiler warms up. */
    private int unitsFor(Work work) {
      int n = STEPS;
      double spent = 0;
      for (double took = time(work, n) * n; took < least || spent < 5 * least; spent += took) {
        n *= took < least ? 2 : 1;
        took = time(work, n) * n;
      }
      return n;
    }

    private static double time(Work work, int n) {
      long began = System.nanoTime();
      work.run(n);
      return (System.nanoTime() - began) * 1e-9 / n;
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** The median over the rounds of a block's time to the plain one's in the same round. */
  private static double ratio(Map<String, double[]> seconds, String name, String plain) {
    double[] ratios = seconds.get(name).clone();
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] /= seconds.get(plain)[i];
    }
    return median(ratios);
  }
}
