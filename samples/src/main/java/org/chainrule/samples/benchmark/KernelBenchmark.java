package org.chainrule.samples.benchmark;

import static org.chainrule.optimizers.Optimizers.*;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.chainrule.activations.Relu;
import org.chainrule.activations.Sigmoid;
import org.chainrule.activations.Tanh;
import org.chainrule.backend.CpuKernels;
import org.chainrule.backend.Elementwise;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Rng;
import org.chainrule.backend.Slot;
import org.chainrule.backend.Step;
import org.chainrule.backend.Threads;
import org.chainrule.optimizers.Rule;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The kernels that a training step spends its time in, each alone, in microseconds a call. Takes
 * the arguments of JMH, {@code -l} to list them:
 *
 * <pre>{@code
 * env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE mvn -q compile exec:java \
 *     -Dexec.mainClass=org.chainrule.samples.benchmark.KernelBenchmark -Dexec.args="affine -p shape=128x784x512"
 * }</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {
  private static final Elementwise RELU = new Relu();
  private static final double RATE = 1e-3;

  /** Computes as a fit does, which keeps BLAS to one thread for each piece of an operation. */
  @State(Scope.Thread)
  public abstract static class Computation {
    final Kernels k = new CpuKernels();

    /** Begins. */
    @Setup
    public void enter() {
      Threads.enter();
    }

    /** Ends. */
    @TearDown
    public void leave() {
      Threads.leave();
    }
  }

  /** The matrices of one layer: x (n, in), W (in, out), b (1, out), z and a (n, out), gradients. */
  @State(Scope.Thread)
  public static class Layer extends Computation {
    /** Rows of a batch, inputs, outputs. */
    @Param({"32x32x16", "128x784x512", "1024x2048x2048"})
    public String shape;

    Matrix x;
    Matrix W;
    Matrix b;
    Matrix z;
    Matrix a;
    Matrix da;
    Matrix dx;
    Matrix dW;
    Matrix dz;

    /** Allocates, and fills what is read. */
    @Setup
    public void fill() {
      String[] sizes = shape.split("x", -1);
      int n = Integer.parseInt(sizes[0]);
      int in = Integer.parseInt(sizes[1]);
      int out = Integer.parseInt(sizes[2]);
      x = normal(k, n, in);
      W = normal(k, in, out);
      b = normal(k, 1, out);
      z = normal(k, n, out);
      a = k.zeros(n, out);
      k.map(new Sigmoid(), z, a); // mapBackward takes it for the output of any of its functions
      da = normal(k, n, out);
      dx = k.zeros(n, in);
      dW = k.zeros(in, out);
      dz = k.zeros(n, out);
    }
  }

  /** An elementwise activation. */
  @State(Scope.Thread)
  public static class Function {
    /** Its name. */
    @Param({"relu", "sigmoid", "tanh"})
    public String activation;

    Elementwise f;

    /** Finds it. */
    @Setup
    public void find() {
      f =
          switch (activation) {
            case "relu" -> new Relu();
            case "sigmoid" -> new Sigmoid();
            case "tanh" -> new Tanh();
            default -> throw new IllegalArgumentException(activation);
          };
    }
  }

  /** Parameters, their gradient, and what a rule remembers. */
  @State(Scope.Thread)
  public static class Vector extends Computation {
    /** How many. */
    @Param({"1000", "1000000"})
    public int size;

    Matrix w;
    Matrix g;
    Slot before;
    Slot[] state;
    Step step;
    double decay;

    /** The rule. */
    @Param({
      "sgd",
      "momentum",
      "adam",
      "adamW",
      "rmsprop",
      "adagrad",
      "adadelta",
      "adamax",
      "lion",
      "ftrl"
    })
    public String rule;

    /** Allocates and fills. */
    @Setup
    public void fill() {
      w = normal(k, 1, size);
      g = normal(k, 1, size);
      before = k.slot(size, 0);
      Rule<?> chosen =
          switch (rule) {
            case "sgd" -> sgd(RATE);
            case "momentum" -> sgd(RATE).momentum(0.9);
            case "adam" -> adam(RATE);
            case "adamW" -> adamW(RATE);
            case "rmsprop" -> rmsprop(RATE);
            case "adagrad" -> adagrad(RATE);
            case "adadelta" -> adadelta(RATE);
            case "adamax" -> adamax(RATE);
            case "lion" -> lion(RATE);
            case "ftrl" -> ftrl(RATE);
            default -> throw new IllegalArgumentException(rule);
          };
      state = Arrays.stream(chosen.start()).mapToObj(s -> k.slot(size, s)).toArray(Slot[]::new);
      step = chosen.step(1, RATE);
      decay = chosen.options().weightDecay() * RATE;
    }
  }

  private static Matrix normal(Kernels k, int rows, int columns) {
    Rng random = new Rng(1);
    Matrix x = k.zeros(rows, columns);
    double[] values = new double[x.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.normal();
    }
    x.set(values);
    return x;
  }

  /** a = f(x·W + b) with relu. */
  @Benchmark
  public void affineRelu(Layer l) {
    l.k.affine(l.x, l.W, l.b, RELU, l.a);
  }

  /** dW = xᵀ·dz. */
  @Benchmark
  public void matmulTransposedA(Layer l) {
    l.k.matmulTransposedA(l.x, l.da, l.dW);
  }

  /** dx = dz·Wᵀ. */
  @Benchmark
  public void matmulTransposedB(Layer l) {
    l.k.matmulTransposedB(l.da, l.W, l.dx);
  }

  /** a = f(z). */
  @Benchmark
  public void map(Layer l, Function function) {
    l.k.map(function.f, l.z, l.a);
  }

  /** dz = da ⊙ f′(z). */
  @Benchmark
  public void mapBackward(Layer l, Function function) {
    l.k.mapBackward(function.f, l.z, l.a, l.da, l.dz);
  }

  /** Each row a = exp z / Σ exp z. */
  @Benchmark
  public void softmax(Layer l) {
    l.k.softmax(l.z, l.a);
  }

  /** One step of a rule. */
  @Benchmark
  public void update(Vector p) {
    p.k.update(p.step, p.g, p.decay, null, p.before, p.w, p.state);
  }

  /** Runs JMH. */
  public static void main(String[] args) throws Exception {
    // JMH starts JVMs with the class path of its own, which within Maven is not the project's.
    if (KernelBenchmark.class.getClassLoader() instanceof URLClassLoader loader) {
      List<String> path = new ArrayList<>();
      for (URL url : loader.getURLs()) {
        path.add(Path.of(url.toURI()).toString());
      }
      System.setProperty("java.class.path", String.join(File.pathSeparator, path));
    }
    org.openjdk.jmh.Main.main(args);
  }
}
