package org.chainrule.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.Check;
import org.chainrule.initializers.Initializer;

/** What a layer is built with: the width of its input, its parameters, its functions. */
public final class Builder {
  private final Parameters parameters;
  private final int inputs;
  private final List<Differentiable> functions = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();
  private int columns;
  private boolean trainable = true;
  private boolean isInner;

  /** Starts with an input of so many columns. */
  public Builder(Parameters parameters, int columns) {
    this.parameters = parameters;
    this.inputs = columns;
    this.columns = columns;
  }

  /** The number of columns that the function added next gets as x. */
  public int columns() {
    return columns;
  }

  /** Whether the layer that is built learns, or is frozen. */
  public boolean trainable() {
    return trainable;
  }

  /**
   * A parameter that the layer learns, unless it is frozen.
   *
   * @param name such as {@code kernel}
   * @param initializer where it starts
   * @param shape (in, out) of a matrix, (out) of a vector
   */
  public Parameter parameter(String name, Initializer initializer, int... shape) {
    return parameter(name, initializer, trainable, shape);
  }

  /**
   * Numbers that belong to the layer and are kept with its weights, but not trained, such as a
   * moving average.
   *
   * @param name such as {@code moving_mean}
   * @param initializer where it starts
   * @param shape (in, out) of a matrix, (out) of a vector
   */
  public Parameter state(String name, Initializer initializer, int... shape) {
    return parameter(name, initializer, false, shape);
  }

  /**
   * Numbers that the layer was given and that never change, as a vector; they are not among its
   * weights.
   */
  public Parameter constant(double... values) {
    Check.that(
        values != null && values.length > 0,
        "Builder.constant expects at least one number, but got none: pass some");
    return parameters.constant(values.clone());
  }

  /** Whether the layer is part of another, as in a residual. */
  public boolean isInner() {
    return isInner;
  }

  private Parameter parameter(String name, Initializer initializer, boolean train, int... shape) {
    Check.present(name, "Builder.parameter", "a name such as kernel");
    Check.present(initializer, "Builder.parameter", "an initializer");
    Check.that(
        shape != null
            && (shape.length == 1 || shape.length == 2)
            && Arrays.stream(shape).allMatch(length -> length > 0),
        "Builder.parameter expects a shape (in, out) or (out) of numbers of at least 1, but %s got %s: count the columns",
        name,
        Arrays.toString(shape));
    return parameters.add(name, shape.clone(), initializer, train);
  }

  /** Adds a function that makes {@code columns} columns out of {@link #columns()}. */
  public void add(Differentiable function, int columns) {
    Check.present(function, "Builder.add", "a function");
    Check.atLeastOne(columns, "Builder.add", "a number of columns", "builder.columns()");
    functions.add(function);
    widths.add(columns);
    this.columns = columns;
  }

  /** Adds a layer, frozen unless it and all it is part of are trainable. */
  void build(Layer layer, boolean trainable) {
    boolean outer = this.trainable;
    this.trainable = outer && trainable;
    layer.build(this);
    this.trainable = outer;
  }

  /**
   * Builds layers that are part of one layer, and share its parameters, into a chain of their own
   * that takes {@link #columns()} columns.
   */
  public Pass.Chain inner(List<Layer> layers) {
    Builder inner = new Builder(parameters, columns);
    inner.trainable = trainable;
    inner.isInner = true;
    int firstTrained = -1;
    for (Layer layer : layers) {
      int before = parameters.trainedSize();
      int start = inner.functions.size();
      layer.build(inner);
      firstTrained = firstTrained < 0 && parameters.trainedSize() > before ? start : firstTrained;
    }
    return inner.chain(firstTrained < 0 ? inner.functions.size() : firstTrained);
  }

  /** The functions added so far as a chain. */
  public Pass.Chain chain(int firstTrained) {
    List<Integer> all = new ArrayList<>(widths);
    all.add(0, inputs);
    return new Pass.Chain(List.copyOf(functions), List.copyOf(all), firstTrained);
  }

  /** The functions added so far, left to right. */
  public List<Differentiable> functions() {
    return List.copyOf(functions);
  }
}
