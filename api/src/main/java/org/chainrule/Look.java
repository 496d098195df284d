package org.chainrule;

import java.util.List;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.layers.Activate;
import org.chainrule.layers.Affine;
import org.chainrule.layers.Differentiable;
import org.chainrule.layers.Parameter;
import org.chainrule.layers.Pass;
import org.chainrule.losses.Loss;

/** A look at what the loaded batch of a trainer goes through at its weights, forward and back. */
final class Look {
  /** Numbers that no training with a chance gets beyond: what fails there has grown before. */
  private static final double GROWN = 1e9;

  private static final int SHOWN = 5; // numbers of a row
  private static final String STAY =
      "end the model with an activation that keeps to where the loss is defined, such as softplus or sigmoid";

  /**
   * The first numbers that are not finite.
   *
   * @param first where they stand
   * @param kind what made them out of finite ones
   * @param reason how, when that is certain; otherwise null
   * @param remedy what to do about it
   * @param row the place in the batch of the row to blame, or −1
   */
  record Failure(Autopsy.Place first, Kind kind, String reason, String remedy, int row) {}

  /** What turns finite numbers into others. */
  enum Kind {
    /** Data that changed while it was trained on. */
    INPUT,
    /** Sums, products and penalties, which do so when numbers are too large. */
    GROWTH,
    /** An activation that overflows. */
    OVERFLOW,
    /** An activation or its derivative, where it is not defined. */
    ACTIVATION,
    /** The loss or its derivative, for what was predicted. */
    LOSS,
    /** The loss, for a target. */
    TARGET
  }

  private final Network network;
  private final Loss loss;
  private final Pass pass;
  private final Matrix y;
  private final Kernels k;
  private final List<Differentiable> f;

  Look(Plan plan, Trainer trainer) {
    network = plan.network();
    loss = plan.loss();
    pass = trainer.examine();
    y = trainer.targets();
    k = pass.kernels();
    f = network.chain.functions();
  }

  private boolean isFinite(Matrix x) {
    return k.firstNonFinite(x) < 0;
  }

  /** The first column of a row that is not finite. */
  private static int column(Matrix x, int row) {
    int j = 0;
    while (Double.isFinite(x.get(row, j))) {
      j++;
    }
    return j;
  }

  /** The layer that function l belongs to. */
  private String layer(int l) {
    return network.layers.stream()
        .filter(layer -> layer.functionsEnd() > l)
        .findFirst()
        .orElseThrow()
        .name();
  }

  // ---- forward

  /** What is not finite in a batch whose loss is not, at finite weights. */
  Failure failure() {
    if (!isFinite(pass.x())) {
      int row = k.firstNonFinite(pass.x());
      int column = column(pass.x(), row);
      return new Failure(
          new Autopsy.Place(layer(0), "input"),
          Kind.INPUT,
          Check.message("x has become %s, in column %d,", pass.x().get(row, column), column),
          "leave arrays alone while they are trained on",
          row);
    }
    int l = 0; // the first function whose output is not finite
    while (l < f.size() && isFinite(pass.output(l + 1))) {
      l++;
    }
    if (l == f.size()) {
      return lossFailure();
    }
    Autopsy.Place place = new Autopsy.Place(layer(l), "output");
    Matrix in = pass.output(l);
    Matrix out = pass.output(l + 1);
    int row = k.firstNonFinite(out);
    if (!(f.get(l) instanceof Activate a)) {
      return new Failure(place, Kind.GROWTH, null, null, row);
    }
    int at = column(out, row);
    String of = a.f() + " in " + layer(l);
    boolean overflows = Math.abs(out.get(row, at)) == Double.POSITIVE_INFINITY;
    boolean grown = Math.abs(in.get(row, at)) > GROWN;
    String reason =
        Check.message("%s gives %s for %s", of, out.get(row, at), Figure.rounded(in.get(row, at)));
    return overflows || grown
        ? new Failure(
            place,
            grown ? Kind.GROWTH : Kind.OVERFLOW,
            reason,
            "take an activation that grows no faster than its input, such as softplus, or smaller first weights",
            row)
        : new Failure(
            place,
            Kind.ACTIVATION,
            reason,
            "define it for all numbers, or keep what comes into it where it is defined",
            row);
  }

  /** Finite outputs, of which the loss makes something else. */
  private Failure lossFailure() {
    Autopsy.Place place = new Autopsy.Place("", "loss");
    int bad = -1;
    int good = -1;
    for (int i = 0; i < y.rows() && (bad < 0 || good < 0); i++) {
      if (Double.isFinite(value(i, i))) {
        good = good < 0 ? i : good;
      } else {
        bad = bad < 0 ? i : bad;
      }
    }
    if (bad < 0) {
      return new Failure(new Autopsy.Place("", "penalty"), Kind.GROWTH, null, null, -1);
    }
    if (hasGrown(bad)) {
      return new Failure(place, Kind.GROWTH, null, null, bad);
    }
    boolean label =
        good >= 0 && !Double.isFinite(value(bad, good)) && Double.isFinite(value(good, bad));
    String what = Check.message("%s is %s for ", loss, value(bad, bad));
    return label
        ? new Failure(
            place,
            Kind.TARGET,
            what + "the target " + numbers(y, bad),
            "correct it, or leave the row out",
            bad)
        : new Failure(place, Kind.LOSS, what + pair(bad), STAY, bad);
  }

  /** The loss of one row's target and another's prediction. */
  private double value(int target, int prediction) {
    return loss.value(k, row(y, target), row(pass.yhat(), prediction), null);
  }

  private Matrix row(Matrix x, int i) {
    Matrix row = k.zeros(1, x.columns());
    for (int j = 0; j < x.columns(); j++) {
      row.set(0, j, x.get(i, j));
    }
    return row;
  }

  private boolean hasGrown(int row) {
    return largest(y, row) > GROWN || largest(pass.yhat(), row) > GROWN;
  }

  private static double largest(Matrix x, int row) {
    double largest = 0;
    for (int j = 0; j < x.columns(); j++) {
      largest = Math.max(largest, Math.abs(x.get(row, j)));
    }
    return largest;
  }

  private String pair(int row) {
    return "the prediction " + numbers(pass.yhat(), row) + " and the target " + numbers(y, row);
  }

  private static String numbers(Matrix x, int row) {
    if (x.columns() == 1) {
      return Figure.rounded(x.get(row, 0));
    }
    StringBuilder list = new StringBuilder("[");
    for (int j = 0; j < Math.min(SHOWN, x.columns()); j++) {
      list.append(j == 0 ? "" : ", ").append(Figure.rounded(x.get(row, j)));
    }
    return list.append(x.columns() > SHOWN ? ", …]" : "]").toString();
  }

  // ---- backward

  /** The first gradient, from right to left, that is not finite; null when all are. */
  Failure gradientFailure() {
    for (int i = network.layers.size() - 1; i >= 0; i--) {
      Network.Built layer = network.layers.get(i);
      int start = i == 0 ? 0 : network.layers.get(i - 1).functionsEnd();
      for (int l = layer.functionsEnd(); l > start; l--) {
        if (!isFinite(pass.gradient(l))) {
          String tensor = l == layer.functionsEnd() ? "gradient of the output" : "gradient";
          return outputGradient(l, new Autopsy.Place(layer.name(), tensor));
        }
      }
      for (Parameter p : layer.parameters()) {
        if (p.isTrained() && !isFinite(p.gradient())) {
          return new Failure(
              new Autopsy.Place(layer.name(), "gradient of the " + p.name()),
              Kind.GROWTH,
              null,
              null,
              -1);
        }
      }
    }
    return null;
  }

  /** ∂L/∂a[l] is not finite, and those further right are. */
  private Failure outputGradient(int l, Autopsy.Place place) {
    Matrix d = pass.gradient(l);
    int row = k.firstNonFinite(d);
    int at = column(d, row);
    boolean last = l == f.size();
    if (hasGrown(row) || (!last && largest(pass.gradient(l + 1), row) > GROWN)) {
      return new Failure(place, Kind.GROWTH, null, null, row);
    }
    if (last) {
      String reason =
          Check.message("the gradient of %s is %s for %s", loss, d.get(row, at), pair(row));
      return new Failure(place, Kind.LOSS, reason, STAY, row);
    }
    if (f.get(l) instanceof Activate a) {
      return new Failure(
          place,
          Kind.ACTIVATION,
          Check.message(
              "the gradient through %s in %s is %s for %s",
              a.f(), layer(l), d.get(row, at), Figure.rounded(pass.output(l).get(row, at))),
          "give it a derivative that is finite everywhere",
          row);
    }
    return new Failure(place, Kind.GROWTH, null, null, row);
  }

  // ---- rows

  /**
   * The row with the largest part in the gradients of all affine maps: that of row i is xᵢᵀ·dzᵢ, of
   * norm |xᵢ|·|dzᵢ|.
   */
  Autopsy.Part largest() {
    int n = y.rows();
    double[] squares = new double[n];
    for (int l = 0; l < f.size(); l++) {
      if (f.get(l) instanceof Affine) {
        for (int i = 0; i < n; i++) {
          double square = square(pass.output(l), i) * square(pass.gradient(l + 1), i);
          squares[i] += Double.isNaN(square) ? Double.POSITIVE_INFINITY : square;
        }
      }
    }
    int largest = 0;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      largest = squares[i] > squares[largest] ? i : largest;
      sum += Math.sqrt(squares[i]);
    }
    if (sum == 0) {
      return new Autopsy.Part(-1, 0);
    }
    int infinite = 0;
    for (double square : squares) {
      infinite += square == Double.POSITIVE_INFINITY ? 1 : 0;
    }
    double share = infinite > 0 ? 1.0 / infinite : Math.sqrt(squares[largest]) / sum;
    return new Autopsy.Part(largest, share);
  }

  private static double square(Matrix x, int row) {
    double sum = 0;
    for (int j = 0; j < x.columns(); j++) {
      sum += x.get(row, j) * x.get(row, j);
    }
    return sum;
  }
}
