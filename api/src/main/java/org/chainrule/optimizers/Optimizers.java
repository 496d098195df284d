package org.chainrule.optimizers;

import org.chainrule.backend.Check;

/**
 * The optimizers, to be imported statically: {@code compile(adam(0.01), meanSquaredError)}. Their
 * learning rate is a number, greater than 0 and finite, or one of {@link Schedules}. All throw
 * {@link IllegalArgumentException} for figures outside their range.
 */
public final class Optimizers {
  private Optimizers() {}

  /** Gradient descent with learning rate 0.01. */
  public static Sgd sgd() {
    return sgd(0.01);
  }

  /** Gradient descent. */
  public static Sgd sgd(double learningRate) {
    return sgd(constant(learningRate, "sgd", "sgd(0.01)"));
  }

  /** Gradient descent. */
  public static Sgd sgd(Schedule learningRate) {
    return new Sgd(learningRate, 0, false, StepOptions.NONE);
  }

  /** Adam with learning rate 0.001. */
  public static Adam adam() {
    return adam(0.001);
  }

  /** Adam with β₁ 0.9, β₂ 0.999, ε 1e-7. */
  public static Adam adam(double learningRate) {
    return adam(constant(learningRate, "adam", "adam(0.001)"));
  }

  /** Adam with β₁ 0.9, β₂ 0.999, ε 1e-7. */
  public static Adam adam(Schedule learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-7, false, StepOptions.NONE);
  }

  /** Adam with learning rate 0.001 and weight decay 0.004. */
  public static Adam adamW() {
    return adamW(0.001);
  }

  /** Adam with decoupled weight decay (Loshchilov and Hutter 2019), 0.004 by default. */
  public static Adam adamW(double learningRate) {
    return adamW(constant(learningRate, "adamW", "adamW(0.001)"));
  }

  /** Adam with decoupled weight decay (Loshchilov and Hutter 2019), 0.004 by default. */
  public static Adam adamW(Schedule learningRate) {
    return adam(Check.present(learningRate, "adamW", "a learningRate such as 0.001"))
        .weightDecay(0.004);
  }

  /** Adamax with learning rate 0.001. */
  public static Adamax adamax() {
    return adamax(0.001);
  }

  /** Adamax with β₁ 0.9, β₂ 0.999, ε 1e-7. */
  public static Adamax adamax(double learningRate) {
    return adamax(constant(learningRate, "adamax", "adamax(0.001)"));
  }

  /** Adamax with β₁ 0.9, β₂ 0.999, ε 1e-7. */
  public static Adamax adamax(Schedule learningRate) {
    return new Adamax(learningRate, 0.9, 0.999, 1e-7, StepOptions.NONE);
  }

  /** Nadam with learning rate 0.001. */
  public static Nadam nadam() {
    return nadam(0.001);
  }

  /** Nadam with β₁ 0.9, β₂ 0.999, ε 1e-7. */
  public static Nadam nadam(double learningRate) {
    return nadam(constant(learningRate, "nadam", "nadam(0.001)"));
  }

  /** Nadam with β₁ 0.9, β₂ 0.999, ε 1e-7. */
  public static Nadam nadam(Schedule learningRate) {
    return new Nadam(learningRate, 0.9, 0.999, 1e-7, StepOptions.NONE);
  }

  /** RMSprop with learning rate 0.001. */
  public static RmsProp rmsprop() {
    return rmsprop(0.001);
  }

  /** RMSprop with ρ 0.9, ε 1e-7, not centered, without momentum. */
  public static RmsProp rmsprop(double learningRate) {
    return rmsprop(constant(learningRate, "rmsprop", "rmsprop(0.001)"));
  }

  /** RMSprop with ρ 0.9, ε 1e-7, not centered, without momentum. */
  public static RmsProp rmsprop(Schedule learningRate) {
    return new RmsProp(learningRate, 0.9, 0, 1e-7, false, StepOptions.NONE);
  }

  /** Adagrad with learning rate 0.001. */
  public static Adagrad adagrad() {
    return adagrad(0.001);
  }

  /** Adagrad with a sum that starts at 0.1, and ε 1e-7. */
  public static Adagrad adagrad(double learningRate) {
    return adagrad(constant(learningRate, "adagrad", "adagrad(0.001)"));
  }

  /** Adagrad with a sum that starts at 0.1, and ε 1e-7. */
  public static Adagrad adagrad(Schedule learningRate) {
    return new Adagrad(learningRate, 0.1, 1e-7, StepOptions.NONE);
  }

  /** Adadelta with learning rate 0.001, as Keras; the paper's is 1. */
  public static Adadelta adadelta() {
    return adadelta(0.001);
  }

  /** Adadelta with ρ 0.95 and ε 1e-7. */
  public static Adadelta adadelta(double learningRate) {
    return adadelta(constant(learningRate, "adadelta", "adadelta(1.0)"));
  }

  /** Adadelta with ρ 0.95 and ε 1e-7. */
  public static Adadelta adadelta(Schedule learningRate) {
    return new Adadelta(learningRate, 0.95, 1e-7, StepOptions.NONE);
  }

  /** Lion with learning rate 0.001. */
  public static Lion lion() {
    return lion(0.001);
  }

  /** Lion with β₁ 0.9 and β₂ 0.99. */
  public static Lion lion(double learningRate) {
    return lion(constant(learningRate, "lion", "lion(0.001)"));
  }

  /** Lion with β₁ 0.9 and β₂ 0.99. */
  public static Lion lion(Schedule learningRate) {
    return new Lion(learningRate, 0.9, 0.99, StepOptions.NONE);
  }

  /** Ftrl with learning rate 0.001. */
  public static Ftrl ftrl() {
    return ftrl(0.001);
  }

  /** Ftrl with a sum that starts at 0.1, and no regularization. */
  public static Ftrl ftrl(double learningRate) {
    return ftrl(constant(learningRate, "ftrl", "ftrl(0.001)"));
  }

  /** Ftrl with a sum that starts at 0.1, and no regularization. */
  public static Ftrl ftrl(Schedule learningRate) {
    return new Ftrl(learningRate, -0.5, 0.1, 0, 0, 0, 0, StepOptions.NONE);
  }

  /** L-BFGS that remembers 10 steps: for all samples in one batch. */
  public static Lbfgs lbfgs() {
    return new Lbfgs(10, 20);
  }

  private static Schedule constant(double learningRate, String who, String example) {
    return new ConstantRate(Check.positive(learningRate, who, "a learningRate", example));
  }
}
