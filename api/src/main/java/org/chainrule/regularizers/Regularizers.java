package org.chainrule.regularizers;

import java.util.function.DoubleUnaryOperator;

/**
 * The regularizers, to be imported statically: {@code dense(64, relu).kernelRegularizer(l2(1e-4))}.
 * Their factors are at least 0 and finite, or {@link IllegalArgumentException} is thrown.
 */
public final class Regularizers {
  private Regularizers() {}

  /** 0.01·Σ|w|. */
  public static L1L2 l1() {
    return l1(0.01);
  }

  /** l1·Σ|w|. */
  public static L1L2 l1(double l1) {
    return new L1L2(l1, 0);
  }

  /** 0.01·Σw², without a ½: its gradient is 0.02·w. */
  public static L1L2 l2() {
    return l2(0.01);
  }

  /** l2·Σw², without a ½: its gradient is 2·l2·w. */
  public static L1L2 l2(double l2) {
    return new L1L2(0, l2);
  }

  /** l1·Σ|w| + l2·Σw². */
  public static L1L2 l1l2(double l1, double l2) {
    return new L1L2(l1, l2);
  }

  /** Draws the rows of a kernel to right angles, with a factor of 0.01. */
  public static OrthogonalRegularizer orthogonalRegularizer() {
    return orthogonalRegularizer(0.01);
  }

  /** Draws the rows of a kernel to right angles; {@code .mode(Mode.COLUMNS)} its columns. */
  public static OrthogonalRegularizer orthogonalRegularizer(double factor) {
    return new OrthogonalRegularizer(factor, OrthogonalRegularizer.Mode.ROWS);
  }

  /**
   * A penalty of your own on each weight, Σ f(w); for one on weights together implement {@link
   * Regularizer}.
   *
   * @param name how it prints
   * @param function w ↦ f(w)
   * @param derivative w ↦ f′(w)
   * @throws IllegalArgumentException for null
   */
  public static OwnRegularizer weightwise(
      String name, DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
    return new OwnRegularizer(name, function, derivative);
  }
}
