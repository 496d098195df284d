package org.chainrule.samples.benchmark;

import static org.chainrule.activations.Activations.*;
import static org.chainrule.optimizers.Optimizers.*;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.chainrule.samples.Arguments;
import org.chainrule.samples.Pictures;
import org.chainrule.samples.Program;

/**
 * How the time of a training step grows with the width, the batch and the depth of a network: a
 * table in Markdown, and two pictures, over arithmetic and over memory traffic.
 *
 * <pre>{@code
 * env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE mvn -q compile exec:java \
 *     -Dexec.mainClass=org.chainrule.samples.benchmark.Growth -Dexec.args="--out docs"
 * }</pre>
 */
public final class Growth {
  private static final int WIDTH = 256; // where another size grows
  private static final int BATCH = 128;
  private static final int DEPTH = 2;
  private static final int OUTPUTS = 10;
  private static final int STEPS = 4; // in an epoch

  /**
   * One measurement.
   *
   * @param curve what grows
   * @param size how large it is
   */
  private record Point(String curve, int size, int width, int batch, int depth) {
    List<Integer> dims() {
      List<Integer> dims = new ArrayList<>(Collections.nCopies(depth + 1, width));
      dims.add(OUTPUTS);
      return dims;
    }

    /**
     * Floating point operations of a step: two for each weight and row, in two or three products.
     */
    double flops() {
      double flops = 0;
      for (int l = 0; l <= depth; l++) {
        double products = l == 0 ? 2 : 3; // the first layer needs no gradient of x
        flops += products * 2 * batch * dims().get(l) * dims().get(l + 1);
      }
      return flops;
    }

    /**
     * Bytes that a step must move at least: each weight is read for every product and once more by
     * sgd, which reads the gradient and writes both; each activation is written and read in forward
     * and in backward.
     */
    double bytes() {
      double numbers = 0;
      for (int l = 0; l <= depth; l++) {
        double weights = (double) (dims().get(l) + 1) * dims().get(l + 1);
        numbers += (l == 0 ? 5 : 6) * weights + 6.0 * batch * dims().get(l + 1);
      }
      return Float.BYTES * (numbers + batch * width);
    }

    double seconds(double least) {
      Workload.Network network = new Workload.Network(sgd(1e-3), relu, softmax, dims());
      Workload workload =
          new Workload("", network, STEPS * batch, batch, Workload.Task.FIT_IN_ORDER);
      return workload.seconds(least) / STEPS;
    }
  }

  private Growth() {}

  static Arguments arguments() {
    return new Arguments("Growth", "Measures how the time of a step grows with a network.")
        .option("--out", "target", "folder for the pictures growth-flops.png, growth-bytes.png")
        .option("--most", 4096, "largest width and batch")
        .option("--deepest", 16, "largest depth")
        .option("--millis", 200, "least time of a repeat, and a third of the warm-up's");
  }

  /** Measures, prints and draws; {@code --help} tells more. */
  public static void main(String[] args) {
    Program.main(arguments(), Growth::run, args);
  }

  static void run(Arguments arguments, PrintStream out) throws IOException {
    double least = arguments.number("--millis", 1, 60_000) * 1e-3;
    int most = arguments.number("--most", 16, 1 << 16);
    int deepest = arguments.number("--deepest", 1, 1 << 10);
    Path folder = arguments.folder("--out");
    List<Point> points = new ArrayList<>();
    for (int width = 16; width <= most; width *= 2) {
      points.add(new Point("width", width, width, BATCH, DEPTH));
    }
    for (int batch = 1; batch <= most; batch *= 4) {
      points.add(new Point("batch", batch, WIDTH, batch, DEPTH));
    }
    for (int depth = 1; depth <= deepest; depth *= 2) {
      points.add(new Point("depth", depth, WIDTH, BATCH, depth));
    }
    out.println("| | | us per step | Mflop | GFLOP/s | MB | GB/s |");
    out.println("|---|---|---|---|---|---|---|");
    Map<String, double[][]> byFlops = new LinkedHashMap<>();
    Map<String, double[][]> byBytes = new LinkedHashMap<>();
    for (Point point : points) {
      double seconds = point.seconds(least);
      out.printf(
          Locale.ROOT,
          "| %s | %d | %.1f | %.3g | %.1f | %.3g | %.1f |%n",
          point.curve,
          point.size,
          seconds * 1e6,
          point.flops() * 1e-6,
          point.flops() / seconds * 1e-9,
          point.bytes() * 1e-6,
          point.bytes() / seconds * 1e-9);
      out.flush();
      add(byFlops, point.curve, point.flops() * 1e-6, seconds * 1e6);
      add(byBytes, point.curve, point.bytes() * 1e-6, seconds * 1e6);
    }
    String title = "Time of a training step";
    Pictures.lines(
        folder.resolve("growth-flops.png"), title, "million operations", "microseconds", byFlops);
    Pictures.lines(
        folder.resolve("growth-bytes.png"), title, "megabytes moved", "microseconds", byBytes);
  }

  private static void add(Map<String, double[][]> curves, String name, double x, double y) {
    double[][] old = curves.getOrDefault(name, new double[2][0]);
    curves.put(name, new double[][] {with(old[0], x), with(old[1], y)});
  }

  private static double[] with(double[] values, double next) {
    double[] longer = java.util.Arrays.copyOf(values, values.length + 1);
    longer[values.length] = next;
    return longer;
  }
}
