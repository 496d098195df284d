package org.chainrule.layers;

import org.chainrule.backend.Check;

/**
 * Says how many columns the data has, so that a model can be built before it sees any. Only as
 * first layer.
 *
 * @param columns the number of columns of x
 */
public record Input(int columns) implements Layer {
  /** Checks the width. */
  public Input {
    Check.atLeastOne(columns, "input", "a number of columns", "input(4)");
  }

  @Override
  public void build(Builder builder) {}

  @Override
  public String toString() {
    return "input(" + columns + ")";
  }
}
