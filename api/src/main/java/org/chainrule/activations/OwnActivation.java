package org.chainrule.activations;

import java.util.function.DoubleUnaryOperator;
import org.chainrule.backend.Check;

/**
 * A user's own elementwise activation.
 *
 * @param name how it prints
 * @param function z ↦ f(z)
 * @param derivative z ↦ f′(z)
 */
public record OwnActivation(
    String name, DoubleUnaryOperator function, DoubleUnaryOperator derivative)
    implements ElementwiseActivation {
  /** Checks that all three are there. */
  public OwnActivation {
    Check.present(name, "elementwise", "a name");
    Check.present(function, "elementwise", "a function z -> f(z)");
    Check.present(derivative, "elementwise", "a derivative z -> f'(z)");
  }

  @Override
  public double f(double z) {
    return function.applyAsDouble(z);
  }

  @Override
  public double df(double z, double a) {
    return derivative.applyAsDouble(z);
  }

  @Override
  public String toString() {
    return name;
  }
}
