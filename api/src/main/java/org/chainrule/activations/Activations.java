package org.chainrule.activations;

import java.util.function.DoubleUnaryOperator;

/**
 * The activations, to be imported statically: {@code dense(64, relu)}, {@code
 * activation(leakyRelu(0.1))}.
 */
public final class Activations {
  /** f(z) = z. */
  public static final Activation linear = new Linear();

  /** f(z) = max(0, z). */
  public static final Activation relu = new Relu();

  /** f(z) = z for z ≥ 0, 0.2·z below. */
  public static final Activation leakyRelu = new LeakyRelu(0.2);

  /** f(z) = 1 / (1 + e⁻ᶻ). */
  public static final Activation sigmoid = new Sigmoid();

  /** f(z) = tanh z. */
  public static final Activation tanh = new Tanh();

  /** Each row e^z / Σ e^z: probabilities of exclusive classes. */
  public static final Activation softmax = new Softmax();

  private Activations() {}

  /**
   * f(z) = z for z ≥ 0, slope·z below.
   *
   * @throws IllegalArgumentException for a slope that is negative or not finite
   */
  public static Activation leakyRelu(double negativeSlope) {
    return new LeakyRelu(negativeSlope);
  }

  /**
   * Your own activation of one element, from the function and its derivative; {@code GradientCheck}
   * tells whether they belong together.
   *
   * @param name how it prints
   * @param function z ↦ f(z)
   * @param derivative z ↦ f′(z)
   */
  public static Activation elementwise(
      String name, DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
    return new OwnActivation(name, function, derivative);
  }
}
