package org.chainrule.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.Check;
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
    Check.present(name, "Builder.parameter", "a name such as kernel");
    Check.present(initializer, "Builder.parameter", "an initializer");
    Check.that(
        shape != null
            && (shape.length == 1 || shape.length == 2)
            && Arrays.stream(shape).allMatch(length -> length > 0),
        "Builder.parameter expects a shape (in, out) or (out) of numbers of at least 1, but %s got %s: count the columns",
        name,
        Arrays.toString(shape));
    return parameters.add(name, shape.clone(), initializer);
  }

  /** Adds a function that makes {@code columns} columns out of {@link #columns()}. */
  public void add(Differentiable function, int columns) {
    Check.present(function, "Builder.add", "a function");
    Check.atLeastOne(columns, "Builder.add", "a number of columns", "builder.columns()");
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
