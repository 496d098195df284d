package org.chainrule.constraints;

import org.chainrule.activations.Activations;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/** Keeps weights at 0 or above: w = max(0, w). */
public record NonNeg() implements Constraint {
  @Override
  public void apply(Kernels k, Matrix w) {
    Activations.relu.forward(k, w, w); // w = max(0, w)
  }

  @Override
  public String toString() {
    return "nonNeg";
  }
}
