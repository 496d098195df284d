package org.chainrule.losses;

import java.util.function.DoubleBinaryOperator;
import org.chainrule.backend.Check;

/**
 * A user's own loss, the mean over the outputs of ℓ(y, ŷ).
 *
 * @param name how it prints, and how it is called as a metric
 * @param value (y, ŷ) ↦ ℓ
 * @param gradient (y, ŷ) ↦ ∂ℓ/∂ŷ
 */
public record OwnElementwiseLoss(
    String name, DoubleBinaryOperator value, DoubleBinaryOperator gradient)
    implements ElementwiseLoss {
  /** Checks that all three are there. */
  public OwnElementwiseLoss {
    Check.present(name, "loss", "a name");
    Check.present(value, "loss", "a value (y, yhat) -> l(y, yhat)");
    Check.present(gradient, "loss", "a gradient (y, yhat) -> dl/dyhat");
  }

  @Override
  public double value(double y, double yhat) {
    return value.applyAsDouble(y, yhat);
  }

  @Override
  public double gradient(double y, double yhat) {
    return gradient.applyAsDouble(y, yhat);
  }

  @Override
  public String toString() {
    return name;
  }
}
