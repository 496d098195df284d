package org.chainrule.layers;

import java.util.ArrayList;
import java.util.List;
import org.chainrule.initializers.Initializer;

/** What a layer is built with: the width of its input, its parameters, its functions. */
public final class Builder {
  private final Parameters parameters;
  private final List<Differentiable> functions = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();
  private int columns;

  /** Starts with an input of so many columns. */
  public Builder(Parameters parameters, int columns) {
    this.parameters = parameters;
    this.columns = columns;
  }

  /** The number of columns that the function added next gets as x. */
  public int columns() {
    return columns;
  }

  /**
   * A parameter of the layer.
   *
   * @param name such as {@code kernel}
   * @param initializer where it starts
   * @param shape (in, out) of a matrix, (out) of a vector
   */
  public Parameter parameter(String name, Initializer initializer, int... shape) {
    return parameters.add(name, shape, initializer);
  }

  /** Adds a function that makes {@code columns} columns out of {@link #columns()}. */
  public void add(Differentiable function, int columns) {
    functions.add(function);
    widths.add(columns);
    this.columns = columns;
  }

  /** The functions added so far, left to right. */
  public List<Differentiable> functions() {
    return List.copyOf(functions);
  }

  /** The number of columns each function puts out. */
  public List<Integer> widths() {
    return List.copyOf(widths);
  }
}
