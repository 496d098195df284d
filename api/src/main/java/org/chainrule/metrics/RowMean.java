package org.chainrule.metrics;

import java.util.function.ToDoubleBiFunction;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.RowReader;

/**
 * Your own metric: the mean over the samples of a formula of one row of y and ŷ.
 *
 * @param name how it is called in History
 * @param formula (y, ŷ) ↦ a number; must not keep or change the arrays
 */
public record RowMean(String name, ToDoubleBiFunction<double[], double[]> formula)
    implements Metric {
  /** Checks that both are there. */
  public RowMean {
    Check.present(name, "rowMean", "a name such as \"largest_error\"");
    Check.present(formula, "rowMean", "a formula (y, yhat) -> number");
  }

  @Override
  public Running start(int targetColumns, int columns) {
    return new Rows(formula);
  }

  @Override
  public String toString() {
    return "rowMean(\"" + name + "\", …)";
  }

  /** The mean of a formula, row by row. */
  static final class Rows implements Running, RowReader {
    private final ToDoubleBiFunction<double[], double[]> formula;
    private double total;
    private long count;

    Rows(ToDoubleBiFunction<double[], double[]> formula) {
      this.formula = formula;
    }

    @Override
    public void add(Kernels k, Matrix y, Matrix yhat) {
      k.forEachRow(this, y, yhat);
    }

    @Override
    public void row(double[] y, double[] yhat) {
      total += formula.applyAsDouble(y, yhat);
      count++;
    }

    @Override
    public double result() {
      return total / count;
    }

    @Override
    public void reset() {
      total = 0;
      count = 0;
    }
  }
}
