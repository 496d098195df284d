package org.chainrule.optimizers;

/** The optimizers, to be imported statically: {@code compile(adam(0.01), meanSquaredError)}. */
public final class Optimizers {
  private Optimizers() {}

  /** Gradient descent with learning rate 0.01. */
  public static Sgd sgd() {
    return sgd(0.01);
  }

  /**
   * Gradient descent.
   *
   * @throws IllegalArgumentException when the rate is not greater than 0 and finite
   */
  public static Sgd sgd(double learningRate) {
    return new Sgd(learningRate, 0, false);
  }

  /** Adam with learning rate 0.001. */
  public static Adam adam() {
    return adam(0.001);
  }

  /**
   * Adam with β₁ 0.9, β₂ 0.999, ε 1e-7.
   *
   * @throws IllegalArgumentException when the rate is not greater than 0 and finite
   */
  public static Adam adam(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-7);
  }
}
