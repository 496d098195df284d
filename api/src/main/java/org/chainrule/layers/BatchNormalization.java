package org.chainrule.layers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.chainrule.constraints.Constraint;
import org.chainrule.initializers.Initializer;
import org.chainrule.initializers.Initializers;
import org.chainrule.regularizers.Regularizer;

/**
 * Brings each column of a batch to mean β and deviation γ (Ioffe and Szegedy 2015): {@link
 * NormalizeBatch}. While training by the mean and variance of the batch, in prediction and when
 * frozen by their moving averages. Its weights are gamma, beta, moving_mean and moving_variance,
 * each of as many numbers as there are columns.
 *
 * @param momentum how much the moving averages keep at each step
 * @param epsilon added to the variance
 * @param center whether there is a β
 * @param scale whether there is a γ
 * @param betaInitializer where β starts
 * @param gammaInitializer where γ starts
 * @param movingMeanInitializer where the moving mean starts
 * @param movingVarianceInitializer where the moving variance starts
 * @param betaRegularizer the penalty on β, or null
 * @param gammaRegularizer the penalty on γ, or null
 * @param betaConstraint the condition that β is kept in, or null
 * @param gammaConstraint the condition that γ is kept in, or null
 */
public record BatchNormalization(
    double momentum,
    double epsilon,
    boolean center,
    boolean scale,
    Initializer betaInitializer,
    Initializer gammaInitializer,
    Initializer movingMeanInitializer,
    Initializer movingVarianceInitializer,
    Regularizer betaRegularizer,
    Regularizer gammaRegularizer,
    Constraint betaConstraint,
    Constraint gammaConstraint)
    implements Layer {
  private static final String NAME = "batchNormalization";

  /** Checks the arguments. */
  public BatchNormalization {
    Check.fraction(momentum, NAME, "a momentum", "batchNormalization().momentum(0.99)");
    Check.positive(epsilon, NAME, "an epsilon", "batchNormalization().epsilon(1e-3)");
    Check.present(betaInitializer, NAME, "a betaInitializer");
    Check.present(gammaInitializer, NAME, "a gammaInitializer");
    Check.present(movingMeanInitializer, NAME, "a movingMeanInitializer");
    Check.present(movingVarianceInitializer, NAME, "a movingVarianceInitializer");
  }

  /** With Keras' defaults. */
  BatchNormalization() {
    this(
        0.99,
        1e-3,
        true,
        true,
        Initializers.zeros,
        Initializers.ones,
        Initializers.zeros,
        Initializers.ones,
        null,
        null,
        null,
        null);
  }

  @Override
  public void build(Builder builder) {
    int columns = builder.columns();
    Parameter gamma = scale ? builder.parameter("gamma", gammaInitializer, columns) : null;
    Parameter beta = center ? builder.parameter("beta", betaInitializer, columns) : null;
    if (scale) {
      gamma.regularizer(gammaRegularizer).constraint(gammaConstraint);
    }
    if (center) {
      beta.regularizer(betaRegularizer).constraint(betaConstraint);
    }
    Parameter mean = builder.state("moving_mean", movingMeanInitializer, columns);
    Parameter variance = builder.state("moving_variance", movingVarianceInitializer, columns);
    builder.add(
        new NormalizeBatch(gamma, beta, mean, variance, momentum, epsilon, builder.trainable()),
        columns);
  }

  private BatchNormalization figures(
      double momentum, double epsilon, boolean center, boolean scale) {
    return new BatchNormalization(
        momentum,
        epsilon,
        center,
        scale,
        betaInitializer,
        gammaInitializer,
        movingMeanInitializer,
        movingVarianceInitializer,
        betaRegularizer,
        gammaRegularizer,
        betaConstraint,
        gammaConstraint);
  }

  private BatchNormalization starts(
      Initializer beta, Initializer gamma, Initializer mean, Initializer variance) {
    return new BatchNormalization(
        momentum,
        epsilon,
        center,
        scale,
        beta,
        gamma,
        mean,
        variance,
        betaRegularizer,
        gammaRegularizer,
        betaConstraint,
        gammaConstraint);
  }

  /** The same layer whose moving averages keep another share at each step. */
  public BatchNormalization momentum(double momentum) {
    return figures(momentum, epsilon, center, scale);
  }

  /** The same layer with another ε. */
  public BatchNormalization epsilon(double epsilon) {
    return figures(momentum, epsilon, center, scale);
  }

  /** The same layer with or without a β. */
  public BatchNormalization center(boolean center) {
    return figures(momentum, epsilon, center, scale);
  }

  /** The same layer with or without a γ. */
  public BatchNormalization scale(boolean scale) {
    return figures(momentum, epsilon, center, scale);
  }

  /** The same layer with its β starting from {@code initializer}. */
  public BatchNormalization betaInitializer(Initializer initializer) {
    return starts(initializer, gammaInitializer, movingMeanInitializer, movingVarianceInitializer);
  }

  /** The same layer with its γ starting from {@code initializer}. */
  public BatchNormalization gammaInitializer(Initializer initializer) {
    return starts(betaInitializer, initializer, movingMeanInitializer, movingVarianceInitializer);
  }

  /** The same layer with its moving mean starting from {@code initializer}. */
  public BatchNormalization movingMeanInitializer(Initializer initializer) {
    return starts(betaInitializer, gammaInitializer, initializer, movingVarianceInitializer);
  }

  /** The same layer with its moving variance starting from {@code initializer}. */
  public BatchNormalization movingVarianceInitializer(Initializer initializer) {
    return starts(betaInitializer, gammaInitializer, movingMeanInitializer, initializer);
  }

  private BatchNormalization limits(
      Regularizer beta, Regularizer gamma, Constraint betaLimit, Constraint gammaLimit) {
    return new BatchNormalization(
        momentum,
        epsilon,
        center,
        scale,
        betaInitializer,
        gammaInitializer,
        movingMeanInitializer,
        movingVarianceInitializer,
        beta,
        gamma,
        betaLimit,
        gammaLimit);
  }

  /** The same layer with a penalty on its β; null for none. */
  public BatchNormalization betaRegularizer(Regularizer regularizer) {
    return limits(regularizer, gammaRegularizer, betaConstraint, gammaConstraint);
  }

  /** The same layer with a penalty on its γ; null for none. */
  public BatchNormalization gammaRegularizer(Regularizer regularizer) {
    return limits(betaRegularizer, regularizer, betaConstraint, gammaConstraint);
  }

  /** The same layer with a condition that its β is kept in; null for none. */
  public BatchNormalization betaConstraint(Constraint constraint) {
    return limits(betaRegularizer, gammaRegularizer, constraint, gammaConstraint);
  }

  /** The same layer with a condition that its γ is kept in; null for none. */
  public BatchNormalization gammaConstraint(Constraint constraint) {
    return limits(betaRegularizer, gammaRegularizer, betaConstraint, constraint);
  }

  @Override
  public String toString() {
    return new Call(NAME)
        .with("momentum", momentum, 0.99)
        .with("epsilon", epsilon, 1e-3)
        .with("center", center, true)
        .with("scale", scale, true)
        .with("betaInitializer", betaInitializer, Initializers.zeros)
        .with("gammaInitializer", gammaInitializer, Initializers.ones)
        .with("movingMeanInitializer", movingMeanInitializer, Initializers.zeros)
        .with("movingVarianceInitializer", movingVarianceInitializer, Initializers.ones)
        .with("betaRegularizer", betaRegularizer, null)
        .with("gammaRegularizer", gammaRegularizer, null)
        .with("betaConstraint", betaConstraint, null)
        .with("gammaConstraint", gammaConstraint, null)
        .toString();
  }
}
