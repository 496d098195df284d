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

  /** f(z) = max(0, z), but 6 at most. */
  public static final Activation relu6 = new BoundedRelu(6, 0, 0);

  /** f(z) = z for z ≥ 0, 0.2·z below. */
  public static final Activation leakyRelu = new LeakyRelu(0.2);

  /** f(z) = z for z > 0, eᶻ − 1 below. */
  public static final Activation elu = new Elu(1);

  /** {@link #elu} scaled so that mean 0 and variance 1 persist; goes with {@code lecunNormal}. */
  public static final Activation selu = new Selu();

  /** f(z) = z for z > 0, eᶻ − 1 below: {@link #elu}, but {@link #celu(double)} stays smooth. */
  public static final Activation celu = new Celu(1);

  /** f(z) = z·Φ(z), with the standard normal distribution Φ: exact, by erf. */
  public static final Activation gelu = new Gelu();

  /** f(z) = z·σ(z). */
  public static final Activation silu = new Silu();

  /** f(z) = z·σ(z), another name of {@link #silu}. */
  public static final Activation swish = silu;

  /** f(z) = z·tanh(log(1 + eᶻ)). */
  public static final Activation mish = new Mish();

  /** f(z) = log(1 + eᶻ). */
  public static final Activation softplus = new Softplus();

  /** f(z) = ½·(z + √(z² + 4)). */
  public static final Activation squareplus = new Squareplus(4);

  /** f(z) = 0 below −1, ¼·(z + 1)² up to 1, z above. */
  public static final Activation sparsePlus = new SparsePlus();

  /** f(z) = eᶻ. */
  public static final Activation exponential = new Exponential();

  /** f(z) = z/(1 + |z|). */
  public static final Activation softsign = new Softsign();

  /** f(z) = z/6 + ½, but 0 at least and 1 at most. */
  public static final Activation hardSigmoid = new HardSigmoid();

  /** f(z) = z, but −1 at least and 1 at most. */
  public static final Activation hardTanh = new HardTanh();

  /** f(z) = z·(z/6 + ½) between −3 and 3, 0 below, z above. */
  public static final Activation hardSilu = new HardSilu();

  /** f(z) = z·(z/6 + ½) between −3 and 3, another name of {@link #hardSilu}. */
  public static final Activation hardSwish = hardSilu;

  /** f(z) = z moved towards 0 by 0.5, 0 where that is nearer. */
  public static final Activation softShrink = new SoftShrink(0.5);

  /** f(z) = z where |z| > 0.5, else 0. */
  public static final Activation hardShrink = new HardShrink(0.5);

  /** f(z) = z − tanh z. */
  public static final Activation tanhShrink = new TanhShrink();

  /** f(z) = log σ(z). */
  public static final Activation logSigmoid = new LogSigmoid();

  /** f(z) = 1 / (1 + e⁻ᶻ). */
  public static final Activation sigmoid = new Sigmoid();

  /** f(z) = tanh z. */
  public static final Activation tanh = new Tanh();

  /** Each row e^z / Σ e^z: probabilities of exclusive classes. */
  public static final Activation softmax = new Softmax();

  /** Each row z − log Σ e^z: logarithms of probabilities of exclusive classes. */
  public static final Activation logSoftmax = new LogSoftmax();

  private Activations() {}

  /**
   * f(z) = min(z, maxValue) for z > threshold, negativeSlope·(z − threshold) below.
   *
   * @param maxValue the largest value, {@code Double.POSITIVE_INFINITY} for none
   * @param negativeSlope the slope below the threshold, 0 for none
   * @param threshold where the function leaves 0
   * @throws IllegalArgumentException for a maxValue of 0 or less, another figure that is negative,
   *     or NaN
   */
  public static Activation relu(double maxValue, double negativeSlope, double threshold) {
    if (maxValue == Double.POSITIVE_INFINITY && threshold == 0) {
      return negativeSlope == 0 ? relu : new LeakyRelu(negativeSlope);
    }
    return new BoundedRelu(maxValue, negativeSlope, threshold);
  }

  /**
   * f(z) = z for z > 0, alpha·(eᶻ − 1) below.
   *
   * @throws IllegalArgumentException unless alpha is positive and finite
   */
  public static Activation elu(double alpha) {
    return new Elu(alpha);
  }

  /**
   * f(z) = z for z > 0, alpha·(e^(z/alpha) − 1) below.
   *
   * @throws IllegalArgumentException unless alpha is positive and finite
   */
  public static Activation celu(double alpha) {
    return new Celu(alpha);
  }

  /** {@link #gelu}, or its approximation by tanh, which was once faster. */
  public static Activation gelu(boolean approximate) {
    return approximate ? new GeluTanh() : gelu;
  }

  /**
   * f(z) = ½·(z + √(z² + b)).
   *
   * @throws IllegalArgumentException unless b is positive and finite
   */
  public static Activation squareplus(double b) {
    return new Squareplus(b);
  }

  /**
   * f(z) = z moved towards 0 by the threshold, 0 where that is nearer.
   *
   * @throws IllegalArgumentException for a threshold that is negative or not finite
   */
  public static Activation softShrink(double threshold) {
    return new SoftShrink(threshold);
  }

  /**
   * f(z) = z where |z| > threshold, else 0.
   *
   * @throws IllegalArgumentException for a threshold that is negative or not finite
   */
  public static Activation hardShrink(double threshold) {
    return new HardShrink(threshold);
  }

  /**
   * f(z) = z where z > threshold, else value.
   *
   * @throws IllegalArgumentException for figures that are not finite
   */
  public static Activation threshold(double threshold, double value) {
    return new Threshold(threshold, value);
  }

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
