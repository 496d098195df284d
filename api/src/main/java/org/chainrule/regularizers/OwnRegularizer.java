package org.chainrule.regularizers;

import java.util.function.DoubleUnaryOperator;
import org.chainrule.backend.Check;

/**
 * A user's own penalty on each weight: R(w) = Σ f(w).
 *
 * @param name how it prints
 * @param function w ↦ f(w)
 * @param derivative w ↦ f′(w)
 */
public record OwnRegularizer(
    String name, DoubleUnaryOperator function, DoubleUnaryOperator derivative)
    implements WeightwiseRegularizer {
  /** Checks that all three are there. */
  public OwnRegularizer {
    Check.present(name, "weightwise", "a name");
    Check.present(function, "weightwise", "a function w -> f(w)");
    Check.present(derivative, "weightwise", "a derivative w -> f'(w)");
  }

  @Override
  public double f(double w) {
    return function.applyAsDouble(w);
  }

  @Override
  public double df(double w, double r) {
    return derivative.applyAsDouble(w);
  }

  @Override
  public String toString() {
    return name;
  }
}
