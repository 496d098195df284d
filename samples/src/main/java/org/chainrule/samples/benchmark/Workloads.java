package org.chainrule.samples.benchmark;

import static org.chainrule.FitOptions.*;
import static org.chainrule.activations.Activations.*;
import static org.chainrule.layers.Layers.*;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.optimizers.Optimizers.*;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chainrule.Chainrule;
import org.chainrule.activations.Activation;
import org.chainrule.optimizers.Optimizer;
import org.chainrule.samples.Arguments;
import org.chainrule.samples.Program;
import org.chainrule.samples.benchmark.Workload.Network;
import org.chainrule.samples.benchmark.Workload.Task;

/**
 * Measures five workloads, or any one network, through the public API as a user would write them,
 * and prints one line for each: the median of five repeats after a warm-up. Data are random, of a
 * fixed seed.
 *
 * <p>For figures to compare, on an otherwise idle machine:
 *
 * <pre>{@code
 * env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OPENBLAS_VERBOSE=2 mvn -q compile exec:java \
 *     -Dexec.mainClass=org.chainrule.samples.benchmark.Workloads
 * }</pre>
 *
 * <p>{@code OPENBLAS_VERBOSE=2} lets OpenBLAS print the processor core that it chose its code for.
 */
public final class Workloads {
  private static final int MOST = 10_000_000; // rows, or columns

  private static final Network SMALL = relu(adam(1e-3), sigmoid, 20, 32, 16, 1);
  private static final Network LARGE = relu(adam(1e-3), softmax, 784, 512, 256, 10);
  private static final Network WIDE = relu(sgd(1e-3), softmax, 2048, 2048, 2048, 1000);
  private static final Map<String, Workload> WORKLOADS = new LinkedHashMap<>();

  static {
    add("W1", relu(sgd(1), softmax, 2, 64, 3), 300, 300, Task.FIT_IN_ORDER);
    add("W2", LARGE, 20_000, 128, Task.FIT);
    add("W3", WIDE, 2048, 1024, Task.FIT_IN_ORDER);
    add("W4", SMALL, 10_000, 32, Task.FIT);
    add("W5a", SMALL, 1, 1, Task.PREDICT_ROW);
    add("W5b", LARGE, 256, 256, Task.PREDICT);
  }

  private static void add(String name, Network network, int rows, int batch, Task task) {
    WORKLOADS.put(name, new Workload(name, network, rows, batch, task));
  }

  private static Network relu(Optimizer optimizer, Activation output, Integer... dims) {
    return new Network(optimizer, relu, output, List.of(dims));
  }

  private static final Map<String, Boolean> CHOICE =
      new TreeMap<>(Map.of("yes", true, "no", false));
  static final Map<String, Activation> ACTIVATIONS = new TreeMap<>();
  private static final Map<String, Optimizer> OPTIMIZERS = new TreeMap<>();

  static {
    for (Activation f :
        List.of(
            linear,
            relu,
            leakyRelu,
            relu6,
            elu,
            selu,
            celu,
            gelu,
            silu,
            mish,
            sigmoid,
            hardSigmoid,
            logSigmoid,
            tanh,
            hardTanh,
            softplus,
            softsign,
            exponential,
            squareplus,
            softmax,
            logSoftmax)) {
      ACTIVATIONS.put(f.toString().replaceAll("\\(.*", ""), f);
    }
    OPTIMIZERS.put("momentum", sgd(1e-3).momentum(0.9));
    OPTIMIZERS.put("nesterov", sgd(1e-3).momentum(0.9).nesterov(true));
    OPTIMIZERS.put("adamW", adamW(1e-3));
    for (Optimizer rule :
        List.of(
            sgd(1e-3),
            adam(1e-3),
            adamax(1e-3),
            nadam(1e-3),
            rmsprop(1e-3),
            adagrad(1e-3),
            adadelta(1e-3),
            lion(1e-4),
            ftrl(1e-3))) {
      OPTIMIZERS.put(rule.toString().replaceAll("\\(.*", ""), rule);
    }
  }

  private Workloads() {}

  static Arguments arguments() {
    return new Arguments("Workloads", "Measures the workloads W1 to W5, or any one network.")
        .option("--only", String.join(",", WORKLOADS.keySet()), "these workloads")
        .option("--dims", "100,300,10", "widths of another network, from input to output")
        .option("--hidden", "relu", String.join(", ", ACTIVATIONS.keySet()))
        .option("--output", "softmax", "the same; decides the loss")
        .option("--optimizer", "adam", String.join(", ", OPTIMIZERS.keySet()))
        .option("--dropout", "0.0", "rate of a dropout after each hidden layer")
        .option("--batchnorm", "no", String.join(", ", CHOICE.keySet()))
        .option("--batch", 32, "rows in a step")
        .option("--rows", 10_000, "rows of data")
        .option("--threads", Chainrule.threads(), "most threads of one operation")
        .option("--models", 1, "how many of a network are trained side by side")
        .option("--turns", "no", "yes: a repeat for each line of standard input, of one workload")
        .option("--millis", 1000, "least time of a repeat, and a third of the warm-up's");
  }

  /** Measures and prints; {@code --help} tells more. */
  public static void main(String[] args) {
    Program.main(arguments(), Workloads::run, args);
  }

  static void run(Arguments arguments, PrintStream out) throws IOException {
    double seconds = arguments.number("--millis", 1, 60_000) * 1e-3;
    boolean custom =
        Stream.of(
                "--dims",
                "--hidden",
                "--output",
                "--optimizer",
                "--dropout",
                "--batchnorm",
                "--batch",
                "--rows")
            .anyMatch(arguments::given);
    List<Workload> workloads = new ArrayList<>();
    if (arguments.given("--only") || !custom) {
      workloads.addAll(arguments.someOf("--only", WORKLOADS));
    }
    if (custom) {
      workloads.add(custom(arguments));
    }
    int models = arguments.number("--models", 1, 1000);
    boolean turns = arguments.oneOf("--turns", CHOICE);
    if (turns && (workloads.size() > 1 || models > 1)) {
      throw arguments.wrong("--turns expects one workload and one model, such as --only W5b");
    }
    int threads = Chainrule.threads();
    Chainrule.threads(arguments.number("--threads", 1, Runtime.getRuntime().availableProcessors()));
    try {
      header(out);
      if (turns) {
        Reader in = new InputStreamReader(System.in, StandardCharsets.UTF_8);
        workloads.get(0).takeTurns(seconds, new BufferedReader(in), out);
        return;
      }
      for (Workload workload : workloads) {
        for (String figures : measure(workload, seconds, models)) {
          workload.print(figures, out);
        }
      }
    } finally {
      Chainrule.threads(threads);
    }
  }

  /** The figures of several models that are trained at the same time, each by a thread. */
  private static List<String> measure(Workload workload, double seconds, int models) {
    return IntStream.range(0, models)
        .mapToObj(
            i ->
                CompletableFuture.supplyAsync(
                    () -> workload.measure(seconds), work -> new Thread(work).start()))
        .toList()
        .stream()
        .map(CompletableFuture::join)
        .toList();
  }

  private static Workload custom(Arguments arguments) {
    Network network =
        new Network(
            arguments.oneOf("--optimizer", OPTIMIZERS),
            arguments.oneOf("--hidden", ACTIVATIONS),
            arguments.oneOf("--output", ACTIVATIONS),
            arguments.numbers("--dims", 2, 1, MOST),
            arguments.fraction("--dropout"),
            arguments.oneOf("--batchnorm", CHOICE));
    int rows = arguments.number("--rows", 1, MOST);
    int batch = arguments.number("--batch", 1, MOST);
    try {
      network.model();
    } catch (IllegalArgumentException e) { // such as softmax over one column
      throw arguments.wrong(e.getMessage());
    }
    return new Workload("custom", network, rows, batch, Task.FIT);
  }

  private static void header(PrintStream out) throws IOException {
    Properties nd4j = new Properties();
    try (InputStream file =
        Workloads.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
      if (file != null) {
        nd4j.load(file);
      }
    }
    Runtime runtime = Runtime.getRuntime();
    out.printf(
        "# JDK %s, ND4J %s, %d threads, heap of at most %d MB%n",
        System.getProperty("java.vm.version"),
        nd4j.getProperty("version", "of unknown version"),
        Chainrule.threads(),
        runtime.maxMemory() >> 20);
    for (String name : List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")) {
      String value = System.getenv(name);
      out.printf(
          "# %s %s%n",
          name,
          value == null
              ? "is not set"
              : "is " + value + ", which may halve the speed of BLAS: unset it");
    }
    out.flush();
  }
}
