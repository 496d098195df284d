package org.chainrule.layers;

import org.chainrule.backend.Matrix;
import org.chainrule.initializers.Initializer;

/**
 * Weights that a layer learns: a window on the model's flat vector of parameters, and one on that
 * of the gradients.
 */
public final class Parameter {
  private final String name;
  private final int[] shape;
  private final Initializer initializer;
  private final int offset;
  private Matrix value;
  private Matrix gradient;

  Parameter(String name, int[] shape, Initializer initializer, int offset) {
    this.name = name;
    this.shape = shape;
    this.initializer = initializer;
    this.offset = offset;
  }

  /** The name within its layer, such as {@code kernel}. */
  public String name() {
    return name;
  }

  /** (in, out) of a kernel, (out) of a bias. */
  public int[] shape() {
    return shape.clone();
  }

  /** Where it starts. */
  public Initializer initializer() {
    return initializer;
  }

  /** The weights; a vector is a matrix of one row. */
  public Matrix value() {
    return value;
  }

  /** The gradient, in the shape of the weights, for backward to write. */
  public Matrix gradient() {
    return gradient;
  }

  /** The position of the first weight in the flat vector. */
  public int offset() {
    return offset;
  }

  /** The number of weights. */
  public int size() {
    return rows() * columns();
  }

  private int rows() {
    return shape.length == 1 ? 1 : shape[0];
  }

  private int columns() {
    return shape[shape.length - 1];
  }

  void placeValue(Matrix flat) {
    value = flat.window(offset, rows(), columns());
  }

  void placeGradient(Matrix flat) {
    gradient = flat.window(offset, rows(), columns());
  }
}
