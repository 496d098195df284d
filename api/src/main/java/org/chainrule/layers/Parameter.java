package org.chainrule.layers;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.constraints.Constraint;
import org.chainrule.initializers.Initializer;
import org.chainrule.regularizers.Regularizer;

/**
 * Weights of a layer: a window on one of the model's flat vectors. Those that are trained have one
 * on the vector of gradients too; the others are frozen, or change by other means than descent.
 */
public final class Parameter {
  private final String name;
  private final int[] shape;
  private final Initializer initializer;
  private final boolean trained;
  private final int offset;
  private Regularizer regularizer;
  private Constraint constraint;
  private Matrix value;
  private Matrix standing; // the same, but a vector as one column, as constraints take it
  private Matrix gradient;

  Parameter(String name, int[] shape, Initializer initializer, boolean trained, int offset) {
    this.name = name;
    this.shape = shape;
    this.initializer = initializer;
    this.trained = trained;
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

  /** Whether an optimizer changes it. */
  public boolean isTrained() {
    return trained;
  }

  /** Adds a penalty to the loss; null for none. */
  public Parameter regularizer(Regularizer regularizer) {
    this.regularizer = regularizer;
    return this;
  }

  /** Sets a condition that is restored after each update; null for none. */
  public Parameter constraint(Constraint constraint) {
    this.constraint = constraint;
    return this;
  }

  /** Restores the condition it is kept in, if there is one. */
  public void constrain(Kernels k) {
    if (constraint != null) {
      constraint.apply(k, standing);
    }
  }

  /** The penalty on it, or null. */
  public Regularizer regularizer() {
    return regularizer;
  }

  /** The condition it is kept in, or null. */
  public Constraint constraint() {
    return constraint;
  }

  /** The gradient, in the shape of the weights, for backward to write; null unless trained. */
  public Matrix gradient() {
    return gradient;
  }

  /** The position of the first weight in its flat vector. */
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

  int columns() {
    return shape[shape.length - 1];
  }

  void placeValue(Matrix flat) {
    value = flat.window(offset, rows(), columns());
    standing = shape.length == 1 ? flat.window(offset, columns(), 1) : value;
  }

  void placeGradient(Matrix flat) {
    gradient = flat.window(offset, rows(), columns());
  }
}
