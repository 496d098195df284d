package org.chainrule.constraints;

import java.util.function.DoubleUnaryOperator;
import org.chainrule.backend.Check;
import org.chainrule.backend.Elementwise;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * A user's own condition on each weight: w = f(w).
 *
 * @param name how it prints
 * @param function w ↦ the nearest weight that meets the condition
 */
public record OwnConstraint(String name, DoubleUnaryOperator function)
    implements Constraint, Elementwise {
  /** Checks that both are there. */
  public OwnConstraint {
    Check.present(name, "clamped", "a name");
    Check.present(function, "clamped", "a function w -> f(w)");
  }

  @Override
  public void apply(Kernels k, Matrix w) {
    k.map(this, w, w); // w = f(w)
  }

  @Override
  public double f(double w) {
    return function.applyAsDouble(w);
  }

  @Override
  public double df(double w, double a) {
    throw new UnsupportedOperationException("a constraint is not gone back through");
  }

  @Override
  public String toString() {
    return name;
  }
}
