package org.chainrule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Rng;
import org.chainrule.backend.Samples;
import org.chainrule.layers.Layer;
import org.chainrule.layers.Parameter;
import org.chainrule.layers.Pass;
import org.chainrule.losses.Loss;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Compares the gradients of backward with differences of forward, for every parameter and every
 * input, in DOUBLE: the test that no wrong derivative passes.
 *
 * <pre>{@code
 * GradientCheck.Result result = GradientCheck.of(meanSquaredError, x, y, dense(5, tanh), dense(2));
 * }</pre>
 *
 * <p>The difference is central with five points, (8·(L(+h) − L(−h)) − (L(+2h) − L(−2h))) / 12h,
 * error O(h⁴). Where that disagrees, a kink such as relu's at 0 may lie between the points; then
 * three points with a smaller h count, provided that a smaller h still confirms them. The gradient
 * has no say in which difference it is compared with. A derivative passes when |difference| ≤ 1e-9
 * + 1e-7·max(|a|, |b|).
 *
 * <p>Three things could let a wrong derivative through, and are excluded. Weights such as zeros
 * hide errors: a little noise is added to what the initializers give. Old contents of a gradient
 * could be mistaken for new: all begin as NaN. And where every derivative is about 0, as behind
 * dead neurons, nothing is tested: that counts as a failure. Each loss is checked without and with
 * weights of the samples, and, where it forms a canonical pair with the last activation, by that
 * shortcut too.
 */
public final class GradientCheck {
  private static final double ABSOLUTE = 1e-9;
  private static final double RELATIVE = 1e-7;
  private static final double LEAST = 1e-6; // below, the absolute tolerance would hide errors
  private static final double STEP = 1e-3;
  private static final double[] SMALL_STEPS = {1e-5, 3e-6, 1e-6};
  private static final double AGREEMENT = 1e-6; // of two steps where no kink is near
  private static final double NOISE = 0.05; // deviation of what is added to the weights
  private static final long SEED = 1;

  private final Pass pass;
  private final Network network;
  private final Loss loss;
  private final Matrix y;
  private final Rng rng = Rng.of(SEED, 1);
  private final Rng noise = new Rng(SEED);
  private final List<String> failures = new ArrayList<>();
  private Matrix weights; // of the samples, or null
  private double worst;
  private int checked;

  /**
   * What a check found.
   *
   * @param checked how many derivatives were compared
   * @param worst the largest |difference| as a share of what is allowed; up to 1 is right
   * @param failures one line for each derivative that is wrong, and for each parameter that could
   *     not be tested
   */
  public record Result(int checked, double worst, List<String> failures) {
    /** Copies the list. */
    public Result {
      failures = List.copyOf(failures);
    }

    /** Whether all derivatives are right. */
    public boolean passed() {
      return failures.isEmpty();
    }

    @Override
    public String toString() {
      return passed()
          ? String.format(
              Locale.ROOT, "%d derivatives right, worst at %.2g of the tolerance", checked, worst)
          : String.format(
              Locale.ROOT,
              "%d failures in %d derivatives, first %s",
              failures.size(),
              checked,
              failures.get(0));
    }
  }

  private GradientCheck(Network network, Loss loss, Samples x, Samples targets) {
    this.network = network;
    this.loss = loss;
    Kernels k = Kernels.of(DataType.DOUBLE);
    pass = Pass.toInput(network.chain, k, x.rows(), noise);
    y = k.zeros(x.rows(), targets.columns());
    k.gather(x, null, 0, pass.x());
    k.gather(targets, null, 0, y);
    double[] values = network.parameters.value().toDoubles();
    Arrays.setAll(values, i -> values[i] + NOISE * rng.normal());
    network.parameters.value().set(values);
  }

  /**
   * Checks the derivatives of layers under a loss, on random weights.
   *
   * @param loss the loss at the end
   * @param x features, as {@code fit} takes them
   * @param y targets, as {@code fit} takes them
   * @param layers the layers, in order
   * @throws IllegalArgumentException for data that does not fit the layers or the loss
   */
  public static Result of(Loss loss, Object x, Object y, Layer... layers) {
    Check.present(loss, "GradientCheck", "a loss such as meanSquaredError");
    Samples xs = Inputs.x("GradientCheck", x, DataType.DOUBLE);
    Samples ys = Inputs.y("GradientCheck", y, DataType.DOUBLE);
    Inputs.sameRows("GradientCheck", xs, ys);
    Check.that(
        layers.length > 0,
        "GradientCheck expects layers, but got none: pass for example dense(3, relu)");
    Network network = Network.build(Arrays.asList(layers), xs.columns(), DataType.DOUBLE, SEED);
    Loss resolved = loss.forShapes(ys.columns(), network.outputs());
    resolved.checkTargets(ys, network.outputs());
    network.checkInput("GradientCheck", xs);
    Adaption.of("GradientCheck", network, xs, false);
    return new GradientCheck(network, resolved, xs, ys).run();
  }

  private Result run() {
    network.parameters.gradient();
    int rows = y.rows();
    weights = pass.kernels().zeros(rows, 1);
    for (int i = 0; i < rows; i++) {
      weights.set(i, 0, 0.5 + rng.uniform());
    }
    Loss scaled = loss.times(0.7); // a factor that is not 1/n must count as well
    compareWithDifferences(Objective.plain(network, scaled, false), Objective.of(network, scaled));
    compareWithoutWeights(Objective.plain(network, loss, false));
    compareWithoutWeights(Objective.of(network, loss));
    return new Result(checked, worst, failures);
  }

  /** Compares all derivatives, with and without the shortcut of a canonical pair. */
  private void compareWithDifferences(Objective objective, Objective shortcut) {
    List<Matrix> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Network.Built layer : network.layers) {
      for (Parameter p : layer.parameters()) {
        if (p.isTrained()) {
          values.add(p.value());
          names.add(layer.name() + " " + p.name());
        }
      }
    }
    if (network.chain.functions().get(0).hasInputGradient()) {
      values.add(pass.x());
      names.add("x");
    }
    List<double[]> gradients = backward(objective);
    List<double[]> byShortcut = shortcut.canonical() ? backward(shortcut) : null;
    for (int v = 0; v < names.size(); v++) {
      double[] canonical = byShortcut == null ? null : byShortcut.get(v);
      compare(objective, names.get(v), values.get(v), gradients.get(v), canonical);
    }
    if (excess(value(objective), value(shortcut)) > 1) {
      failures.add("the loss by the shortcut of the canonical pair differs from the loss itself");
    }
  }

  /** No weights must be the same as weights of 1, which needs no differences. */
  private void compareWithoutWeights(Objective objective) {
    Matrix all = weights;
    double[] ones = new double[y.rows()];
    Arrays.fill(ones, 1);
    weights.set(ones);
    double expected = value(objective);
    List<double[]> same = backward(objective);
    weights = null;
    boolean equal = excess(value(objective), expected) <= 1;
    List<double[]> gradients = backward(objective);
    for (int v = 0; v < same.size(); v++) {
      for (int i = 0; i < same.get(v).length; i++) {
        equal &= excess(gradients.get(v)[i], same.get(v)[i]) <= 1;
      }
    }
    if (!equal) {
      failures.add("loss or gradient without weights differs from that with weights of 1");
    }
    weights = all;
  }

  /** The gradients by the parameters, then by x. */
  private List<double[]> backward(Objective objective) {
    forward();
    spoil(network.parameters.gradient());
    for (int l = 0; l <= pass.functions(); l++) {
      spoil(pass.gradient(l));
    }
    objective.backward(pass, y, weights);
    List<double[]> gradients = new ArrayList<>();
    for (Parameter p : network.parameters.trained()) {
      gradients.add(p.gradient().toDoubles());
    }
    if (network.chain.functions().get(0).hasInputGradient()) {
      gradients.add(pass.gradient(0).toDoubles());
    }
    return gradients;
  }

  private static void spoil(Matrix gradient) {
    double[] nan = new double[gradient.size()];
    Arrays.fill(nan, Double.NaN);
    gradient.set(nan);
  }

  private double value(Objective objective) {
    forward();
    return objective.value(pass, y, weights) + objective.penalty(pass);
  }

  /** Forward with the same noise each time. */
  private void forward() {
    noise.restart(SEED);
    pass.forward();
  }

  private void compare(
      Objective objective, String name, Matrix values, double[] gradient, double[] shortcut) {
    double largest = 0;
    for (int i = 0; i < gradient.length; i++) {
      int row = i / values.columns();
      int column = i % values.columns();
      double at = values.get(row, column);
      DoubleUnaryOperator shifted =
          h -> {
            values.set(row, column, at + h);
            return value(objective);
          };
      double five = fivePoints(shifted);
      String where = "%s[%d, %d]".formatted(name, row, column);
      compare(where, gradient[i], five, shifted);
      if (shortcut != null) {
        compare(where + " (canonical)", shortcut[i], five, shifted);
      }
      values.set(row, column, at);
      largest = Math.max(largest, Math.abs(five));
    }
    if (!(largest >= LEAST)) {
      failures.add(
          String.format(
              Locale.ROOT,
              "%s: no derivative exceeds %.0e, so nothing is tested: use other data or more units",
              name,
              LEAST));
    }
  }

  private void compare(String where, double analytic, double five, DoubleUnaryOperator shifted) {
    double numeric = excess(analytic, five) <= 1 ? five : nearKink(shifted, five);
    double excess = excess(analytic, numeric);
    checked++;
    worst = Math.max(worst, excess);
    if (!(excess <= 1)) {
      failures.add(
          String.format(
              Locale.ROOT,
              "%s: backward says %.10g, differences say %.10g",
              where,
              analytic,
              numeric));
    }
  }

  private static double fivePoints(DoubleUnaryOperator f) {
    double h = STEP;
    return (8 * (f.applyAsDouble(h) - f.applyAsDouble(-h))
            - (f.applyAsDouble(2 * h) - f.applyAsDouble(-2 * h)))
        / (12 * h);
  }

  /**
   * The first difference of three points that the next smaller step confirms; else five points'.
   */
  private static double nearKink(DoubleUnaryOperator f, double five) {
    double last = Double.NaN;
    for (double h : SMALL_STEPS) {
      double three = (f.applyAsDouble(h) - f.applyAsDouble(-h)) / (2 * h);
      if (Math.abs(three - last) <= AGREEMENT * (1 + Math.abs(three))) {
        return last;
      }
      last = three;
    }
    return five;
  }

  private static double excess(double a, double b) {
    double excess = Math.abs(a - b) / (ABSOLUTE + RELATIVE * Math.max(Math.abs(a), Math.abs(b)));
    return Double.isNaN(excess) ? Double.POSITIVE_INFINITY : excess;
  }
}
