package org.chainrule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;
import org.chainrule.layers.Layer;
import org.chainrule.layers.Parameter;
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
 * error O(h⁴). Where that disagrees, three points with ever smaller h are tried, which a kink such
 * as relu's at 0 falls between less often. A derivative passes when |difference| ≤ 1e-9 +
 * 1e-7·max(|a|, |b|).
 */
public final class GradientCheck {
  private static final double ABSOLUTE = 1e-9;
  private static final double RELATIVE = 1e-7;
  private static final double STEP = 1e-3;
  private static final double[] SMALL_STEPS = {1e-5, 3e-6, 1e-6};

  private final Pass pass;
  private final Network network;
  private final Loss loss;
  private final Matrix y;
  private final List<String> failures = new ArrayList<>();
  private double worst;
  private int checked;

  /**
   * What a check found.
   *
   * @param checked how many derivatives were compared
   * @param worst the largest |difference| as a share of what is allowed; up to 1 is right
   * @param failures one line for each derivative that is wrong
   */
  public record Result(int checked, double worst, List<String> failures) {
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
              "%d of %d derivatives wrong, first %s",
              failures.size(),
              checked,
              failures.get(0));
    }
  }

  private GradientCheck(Network network, Loss loss, Samples x, Samples targets) {
    this.network = network;
    this.loss = loss;
    Kernels k = Kernels.of(DataType.DOUBLE);
    pass = new Pass(network, k, x.rows(), true, true, true);
    y = k.zeros(x.rows(), targets.columns());
    k.gather(x, null, 0, pass.x());
    k.gather(targets, null, 0, y);
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
    Samples xs = Inputs.x("GradientCheck", x, DataType.DOUBLE);
    Samples ys = Inputs.y("GradientCheck", y, DataType.DOUBLE);
    Inputs.sameRows("GradientCheck", xs, ys);
    Check.that(
        layers.length > 0,
        "GradientCheck expects layers, but got none: pass for example dense(3, relu)");
    Network network = Network.build(Arrays.asList(layers), xs.columns(), DataType.DOUBLE, 1);
    Loss resolved = loss.forShapes(ys.columns(), network.outputs());
    resolved.checkTargets(ys, network.outputs());
    return new GradientCheck(network, resolved, xs, ys).run();
  }

  private Result run() {
    network.parameters.gradient();
    compare(new Objective(loss, false));
    Objective objective = Objective.of(network, loss);
    if (objective.canonical()) {
      compare(objective);
    }
    return new Result(checked, worst, List.copyOf(failures));
  }

  /** Compares all derivatives, with or without the shortcut of a canonical pair. */
  private void compare(Objective objective) {
    pass.forward();
    objective.backward(pass, y, null);
    String how = objective.canonical() ? " (canonical)" : "";
    for (Parameter p : network.parameters.list()) {
      compare(objective, p.name() + how, p.value(), p.gradient().toDoubles());
    }
    compare(objective, "x" + how, pass.x(), pass.gradient(0).toDoubles());
  }

  private void compare(Objective objective, String name, Matrix values, double[] gradient) {
    for (int i = 0; i < gradient.length; i++) {
      int row = i / values.columns();
      int column = i % values.columns();
      double at = values.get(row, column);
      DoubleUnaryOperator shifted =
          h -> {
            values.set(row, column, at + h);
            pass.forward();
            return objective.value(pass, y, null);
          };
      double analytic = gradient[i];
      double numeric = fivePoints(shifted);
      for (int s = 0; s < SMALL_STEPS.length && excess(analytic, numeric) > 1; s++) {
        double h = SMALL_STEPS[s];
        double three = (shifted.applyAsDouble(h) - shifted.applyAsDouble(-h)) / (2 * h);
        numeric = excess(analytic, three) < excess(analytic, numeric) ? three : numeric;
      }
      values.set(row, column, at);
      checked++;
      worst = Math.max(worst, excess(analytic, numeric));
      if (!(excess(analytic, numeric) <= 1)) {
        failures.add(
            String.format(
                Locale.ROOT,
                "%s[%d, %d]: backward says %.10g, differences say %.10g",
                name,
                row,
                column,
                analytic,
                numeric));
      }
    }
  }

  private static double fivePoints(DoubleUnaryOperator f) {
    double h = STEP;
    return (8 * (f.applyAsDouble(h) - f.applyAsDouble(-h))
            - (f.applyAsDouble(2 * h) - f.applyAsDouble(-2 * h)))
        / (12 * h);
  }

  private static double excess(double a, double b) {
    double excess = Math.abs(a - b) / (ABSOLUTE + RELATIVE * Math.max(Math.abs(a), Math.abs(b)));
    return Double.isNaN(excess) ? Double.POSITIVE_INFINITY : excess;
  }
}
