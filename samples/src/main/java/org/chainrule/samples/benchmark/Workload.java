package org.chainrule.samples.benchmark;

import static org.chainrule.FitOptions.*;
import static org.chainrule.activations.Activations.*;
import static org.chainrule.layers.Layers.*;
import static org.chainrule.losses.Losses.*;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.chainrule.FitOptions;
import org.chainrule.Sequential;
import org.chainrule.activations.Activation;
import org.chainrule.backend.Rng;
import org.chainrule.layers.Layers;
import org.chainrule.losses.Loss;
import org.chainrule.optimizers.Optimizer;

/**
 * A piece of work that can be timed: a network, and what to do with it.
 *
 * @param rows of random data
 * @param batch rows in a training step
 */
record Workload(String name, Network network, int rows, int batch, Task task) {
  private static final int REPEATS = 5;
  private static final int WARM_UP = 3; // repeats in which the JIT compiler is quiet
  private static final int LONGEST_WARM_UP = 40;
  private static final double QUIET = 0.01; // of a core

  /** The part of a model's life to measure. */
  enum Task {
    FIT,
    FIT_IN_ORDER,
    PREDICT,
    PREDICT_ROW
  }

  /**
   * A network of dense layers; its last activation decides the loss.
   *
   * @param dims the widths of input, hidden layers and output
   * @param dropout the rate of a dropout after each hidden layer, 0 for none
   * @param batchnorm whether each hidden layer normalizes the batch before its activation
   */
  record Network(
      Optimizer optimizer,
      Activation hidden,
      Activation output,
      List<Integer> dims,
      double dropout,
      boolean batchnorm) {
    Network(Optimizer optimizer, Activation hidden, Activation output, List<Integer> dims) {
      this(optimizer, hidden, output, dims, 0, false);
    }

    int outputs() {
      return dims.get(dims.size() - 1);
    }

    Sequential model() {
      Sequential model = new Sequential(input(dims.get(0))).seed(1);
      for (int units : dims.subList(1, dims.size() - 1)) {
        if (batchnorm) {
          model.add(dense(units)).add(batchNormalization()).add(activation(hidden));
        } else {
          model.add(dense(units, hidden));
        }
        if (dropout > 0) {
          model.add(Layers.dropout(dropout));
        }
      }
      Loss loss = output == sigmoid ? binaryCrossentropy : meanSquaredError;
      return model
          .add(dense(outputs(), output))
          .compile(optimizer, output == softmax ? sparseCategoricalCrossentropy : loss);
    }
  }

  /**
   * The figures of the median of five repeats, after a warm-up.
   *
   * @param seconds the least time of a repeat; the warm-up ends with three in a row in which the
   *     JIT compiler took less than 1% of a core, or after forty
   */
  String measure(double seconds) {
    return figures(seconds(seconds));
  }

  /** The time of one epoch, or of one prediction, in seconds: see {@link #measure}. */
  double seconds(double seconds) {
    IntFunction<Object> work = work();
    int n = warmUp(work, seconds);
    double[] repeats = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      repeats[i] = time(work, n);
    }
    Arrays.sort(repeats);
    return repeats[REPEATS / 2] / n;
  }

  /**
   * Takes turns with other programs: prints "ready" after the warm-up, then the figures of one
   * repeat for each line that it reads.
   */
  void takeTurns(double seconds, BufferedReader in, PrintStream out) throws IOException {
    IntFunction<Object> work = work();
    int n = warmUp(work, seconds);
    out.println("ready");
    out.flush();
    while (in.readLine() != null) {
      print(figures(time(work, n) / n), out);
    }
  }

  /** Prints the line that the peers print too. */
  void print(String figures, PrintStream out) {
    out.printf("chainrule %s %s%n", name, figures);
    out.flush();
  }

  /** What is measured, done as often as asked. */
  private IntFunction<Object> work() {
    Rng random = new Rng(1);
    float[][] x = floats(rows, network.dims().get(0), random::normal);
    Object y = targets(random);
    Sequential model = network.model();
    model.fit(x, y, options(1)); // gives it weights to predict with
    return switch (task) {
      case FIT, FIT_IN_ORDER -> n -> model.fit(x, y, options(n));
      case PREDICT -> n -> repeat(n, () -> model.predict(x));
      case PREDICT_ROW -> n -> repeat(n, () -> model.predict(x[0]));
    };
  }

  /** Works until the JIT compiler is quiet; returns how often to work in a repeat. */
  private static int warmUp(IntFunction<Object> work, double seconds) {
    int n = 1;
    double spent = 0;
    int quiet = 0; // repeats in a row
    while (quiet < WARM_UP && spent < LONGEST_WARM_UP * seconds) {
      double compiled = compiling();
      double took = time(work, n);
      compiled = compiling() - compiled;
      spent += took;
      quiet = took >= seconds && compiled < QUIET * took ? quiet + 1 : 0;
      n *= took < seconds ? 2 : 1;
    }
    return n;
  }

  /** The number of steps in an epoch. */
  int steps() {
    return (rows + batch - 1) / batch;
  }

  private String figures(double each) {
    double step = each / steps() * 1e6;
    double rate = rows / each;
    return switch (task) {
      case FIT, FIT_IN_ORDER ->
          String.format(Locale.ROOT, "us_per_step %.2f samples_per_s %.0f", step, rate);
      case PREDICT -> String.format(Locale.ROOT, "samples_per_s %.0f", rate);
      case PREDICT_ROW -> String.format(Locale.ROOT, "us_per_row %.3f", each * 1e6);
    };
  }

  private FitOptions options(int epochs) {
    return epochs(epochs).batchSize(batch).shuffle(task == Task.FIT).verbose(0);
  }

  /** Seconds that the JIT compiler has worked so far; 0 in a JVM without one. */
  private static double compiling() {
    CompilationMXBean jit = ManagementFactory.getCompilationMXBean();
    return jit == null ? 0 : jit.getTotalCompilationTime() * 1e-3;
  }

  private static double time(IntFunction<Object> work, int n) {
    long began = System.nanoTime();
    if (work.apply(n) == null) { // a result that is used: the JIT cannot leave out its making
      throw new AssertionError("no result");
    }
    return (System.nanoTime() - began) * 1e-9;
  }

  private static Object repeat(int n, Supplier<Object> work) {
    Object result = null;
    for (int i = 0; i < n; i++) {
      result = work.get();
    }
    return result;
  }

  /** Random classes for softmax, zeros and ones for sigmoid, otherwise numbers. */
  private Object targets(Rng random) {
    int outputs = network.outputs();
    if (network.output() == softmax) {
      return IntStream.range(0, rows).map(i -> random.below(outputs)).toArray();
    }
    return floats(
        rows, outputs, network.output() == sigmoid ? () -> random.below(2) : random::normal);
  }

  private static float[][] floats(int rows, int columns, DoubleSupplier next) {
    float[][] x = new float[rows][columns];
    for (float[] row : x) {
      for (int j = 0; j < columns; j++) {
        row[j] = (float) next.getAsDouble();
      }
    }
    return x;
  }
}
