package org.chainrule.losses;

import java.util.function.ToDoubleBiFunction;
import org.chainrule.backend.Check;
import org.chainrule.backend.RowGradient;

/**
 * A user's own loss of a whole row.
 *
 * @param name how it prints, and how it is called as a metric
 * @param value (y, ŷ) ↦ L of one sample
 * @param gradient (y, ŷ, dŷ): fills in dŷ, which holds zeros before
 */
public record OwnLoss(
    String name, ToDoubleBiFunction<double[], double[]> value, RowGradient gradient)
    implements FormulaLoss {
  /** Checks that all three are there. */
  public OwnLoss {
    Check.present(name, "loss", "a name");
    Check.present(value, "loss", "a value (y, yhat) -> L(y, yhat)");
    Check.present(gradient, "loss", "a gradient (y, yhat, dyhat) -> ...");
  }

  @Override
  public double value(double[] y, double[] yhat) {
    return value.applyAsDouble(y, yhat);
  }

  @Override
  public void gradient(double[] y, double[] yhat, double[] dyhat) {
    gradient.gradient(y, yhat, dyhat);
  }

  @Override
  public String toString() {
    return name;
  }
}
