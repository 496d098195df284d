package org.chainrule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Samples;

/**
 * How a regression does: a value made by {@link Report#regression}, with the errors of each output
 * and the worst rows.
 */
public final class RegressionReport implements Report {
  private static final int SHOWN = 5; // worst rows

  /**
   * The errors of one output, e = ŷ − y over n rows.
   *
   * @param meanSquaredError Σe²/n
   * @param rootMeanSquaredError √(Σe²/n), in the unit of y
   * @param meanAbsoluteError Σ|e|/n, in the unit of y
   * @param meanAbsolutePercentageError 100·Σ|e/y|/n in per cent, |y| being taken as at least 1e-7
   * @param r2 1 − Σe²/Σ(y − ȳ)²; for a constant y 1 when all is right, otherwise 0
   * @param bias Σe/n: greater than 0 when predictions are too high
   */
  public record Errors(
      double meanSquaredError,
      double rootMeanSquaredError,
      double meanAbsoluteError,
      double meanAbsolutePercentageError,
      double r2,
      double bias) {}

  /**
   * A sample and what the model made of it.
   *
   * @param row its row in the data, from 0
   * @param output the output with the largest error of the row
   * @param y the target there
   * @param predicted the prediction there
   */
  public record Example(int row, int output, double y, double predicted) {
    /** How much the prediction is too high. */
    public double error() {
      return predicted - y;
    }
  }

  private final Samples y;
  private final Samples yhat;
  private final List<Errors> outputs;
  private final List<Integer> worst; // all rows, the worst first
  private final String[] names;

  private RegressionReport(
      Samples y, Samples yhat, List<Errors> outputs, List<Integer> worst, String[] names) {
    this.y = y;
    this.yhat = yhat;
    this.outputs = outputs;
    this.worst = worst;
    this.names = names;
  }

  static RegressionReport of(Samples y, Samples yhat) {
    double[] squares = new double[y.rows()];
    List<Errors> outputs = new ArrayList<>();
    for (int j = 0; j < y.columns(); j++) {
      for (int i = 0; i < squares.length; i++) {
        double e = yhat.get(i, j) - y.get(i, j);
        squares[i] += e * e;
      }
      outputs.add(errors(y, yhat, j));
    }
    List<Integer> worst = new ArrayList<>(IntStream.range(0, squares.length).boxed().toList());
    worst.sort(Comparator.comparingDouble(i -> -squares[i])); // equal ones stay in order
    String[] names =
        IntStream.range(0, y.columns()).mapToObj(Integer::toString).toArray(String[]::new);
    return new RegressionReport(y, yhat, List.copyOf(outputs), List.copyOf(worst), names);
  }

  private static Errors errors(Samples y, Samples yhat, int j) {
    int n = y.rows();
    double sum = 0;
    double squares = 0;
    double absolute = 0;
    double relative = 0;
    double targets = 0;
    for (int i = 0; i < n; i++) {
      double e = yhat.get(i, j) - y.get(i, j);
      sum += e;
      squares += e * e;
      absolute += Math.abs(e);
      relative += Math.abs(e) / Math.max(Kernels.EPSILON, Math.abs(y.get(i, j)));
      targets += y.get(i, j) - y.get(0, j); // from the first, so that a constant stays exact
    }
    double mean = y.get(0, j) + targets / n;
    double spread = 0;
    for (int i = 0; i < n; i++) {
      double d = y.get(i, j) - mean;
      spread += d * d;
    }
    double r2 = spread > 0 ? 1 - squares / spread : squares == 0 ? 1 : 0;
    return new Errors(
        squares / n, Math.sqrt(squares / n), absolute / n, 100 * relative / n, r2, sum / n);
  }

  /**
   * The same report with names for the outputs.
   *
   * @throws IllegalArgumentException for another number of names than outputs
   */
  public RegressionReport names(String... names) {
    Check.present(names, "names", "a name for each output");
    Check.that(
        names.length == this.names.length,
        "names expects %d names, one for each output, but got %d: name all",
        this.names.length,
        names.length);
    for (String name : names) {
      Check.present(name, "names", "a name for each output");
    }
    return new RegressionReport(y, yhat, outputs, worst, names.clone());
  }

  @Override
  public int rows() {
    return worst.size();
  }

  /** The errors of each output. */
  public List<Errors> outputs() {
    return outputs;
  }

  /** Each figure as mean over the outputs. */
  public Errors mean() {
    return new Errors(
        outputs.stream().mapToDouble(Errors::meanSquaredError).average().orElseThrow(),
        outputs.stream().mapToDouble(Errors::rootMeanSquaredError).average().orElseThrow(),
        outputs.stream().mapToDouble(Errors::meanAbsoluteError).average().orElseThrow(),
        outputs.stream().mapToDouble(Errors::meanAbsolutePercentageError).average().orElseThrow(),
        outputs.stream().mapToDouble(Errors::r2).average().orElseThrow(),
        outputs.stream().mapToDouble(Errors::bias).average().orElseThrow());
  }

  /**
   * The rows with the largest squared error, summed over the outputs, the largest first; all when
   * there are fewer.
   */
  public List<Example> worst(int count) {
    Check.atLeastOne(count, "worst", "a number of rows", "worst(10)");
    return worst.subList(0, Math.min(count, worst.size())).stream().map(this::example).toList();
  }

  private Example example(int row) {
    Example largest = new Example(row, 0, y.get(row, 0), yhat.get(row, 0));
    for (int j = 1; j < y.columns(); j++) {
      Example other = new Example(row, j, y.get(row, j), yhat.get(row, j));
      largest = Math.abs(other.error()) > Math.abs(largest.error()) ? other : largest;
    }
    return largest;
  }

  @Override
  public String toString() {
    List<String[]> errors = new ArrayList<>();
    errors.add(new String[] {"output", "MSE", "RMSE", "MAE", "MAPE", "R2", "bias"});
    for (int j = 0; j < names.length; j++) {
      errors.add(line(names[j], outputs.get(j)));
    }
    if (names.length > 1) {
      errors.add(line("mean", mean()));
    }
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"row", "output", "true", "predicted", "error"});
    for (Example e : worst(SHOWN)) {
      rows.add(
          new String[] {
            e.row() + "",
            names[e.output()],
            Table.number(e.y()),
            Table.number(e.predicted()),
            Table.number(e.error())
          });
    }
    return Table.of(errors)
        + Check.message("\n%d rows; the worst, by their squared error\n", rows())
        + Table.indented(Table.of(rows));
  }

  private static String[] line(String name, Errors e) {
    return new String[] {
      name,
      Table.number(e.meanSquaredError()),
      Table.number(e.rootMeanSquaredError()),
      Table.number(e.meanAbsoluteError()),
      Table.number(e.meanAbsolutePercentageError()) + "%",
      Table.number(e.r2()),
      Table.number(e.bias())
    };
  }
}
