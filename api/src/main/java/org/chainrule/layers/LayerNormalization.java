package org.chainrule.layers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.chainrule.constraints.Constraint;
import org.chainrule.initializers.Initializer;
import org.chainrule.initializers.Initializers;
import org.chainrule.regularizers.Regularizer;

/**
 * Brings each row to mean 0 and deviation 1, then its columns to mean β and deviation γ (Ba et al.
 * 2016): {@link NormalizeRows}. The same while training and in prediction. Its weights are gamma
 * and beta, each of as many numbers as there are columns.
 *
 * @param epsilon added to the variance
 * @param center whether there is a β
 * @param scale whether there is a γ
 * @param betaInitializer where β starts
 * @param gammaInitializer where γ starts
 * @param betaRegularizer the penalty on β, or null
 * @param gammaRegularizer the penalty on γ, or null
 * @param betaConstraint the condition that β is kept in, or null
 * @param gammaConstraint the condition that γ is kept in, or null
 */
public record LayerNormalization(
    double epsilon,
    boolean center,
    boolean scale,
    Initializer betaInitializer,
    Initializer gammaInitializer,
    Regularizer betaRegularizer,
    Regularizer gammaRegularizer,
    Constraint betaConstraint,
    Constraint gammaConstraint)
    implements Layer {
  private static final String NAME = "layerNormalization";

  /** Checks the arguments. */
  public LayerNormalization {
    Check.positive(epsilon, NAME, "an epsilon", "layerNormalization().epsilon(1e-3)");
    Check.present(betaInitializer, NAME, "a betaInitializer");
    Check.present(gammaInitializer, NAME, "a gammaInitializer");
  }

  /** With Keras' defaults. */
  LayerNormalization() {
    this(1e-3, true, true, Initializers.zeros, Initializers.ones, null, null, null, null);
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
    builder.add(new NormalizeRows(gamma, beta, true, epsilon), columns);
  }

  private LayerNormalization with(
      double epsilon, boolean center, boolean scale, Initializer beta, Initializer gamma) {
    return new LayerNormalization(
        epsilon,
        center,
        scale,
        beta,
        gamma,
        betaRegularizer,
        gammaRegularizer,
        betaConstraint,
        gammaConstraint);
  }

  /** The same layer with another ε. */
  public LayerNormalization epsilon(double epsilon) {
    return with(epsilon, center, scale, betaInitializer, gammaInitializer);
  }

  /** The same layer with or without a β. */
  public LayerNormalization center(boolean center) {
    return with(epsilon, center, scale, betaInitializer, gammaInitializer);
  }

  /** The same layer with or without a γ. */
  public LayerNormalization scale(boolean scale) {
    return with(epsilon, center, scale, betaInitializer, gammaInitializer);
  }

  /** The same layer with its β starting from {@code betaInitializer}. */
  public LayerNormalization betaInitializer(Initializer betaInitializer) {
    return with(epsilon, center, scale, betaInitializer, gammaInitializer);
  }

  /** The same layer with its γ starting from {@code gammaInitializer}. */
  public LayerNormalization gammaInitializer(Initializer gammaInitializer) {
    return with(epsilon, center, scale, betaInitializer, gammaInitializer);
  }

  private LayerNormalization limits(
      Regularizer beta, Regularizer gamma, Constraint betaLimit, Constraint gammaLimit) {
    return new LayerNormalization(
        epsilon,
        center,
        scale,
        betaInitializer,
        gammaInitializer,
        beta,
        gamma,
        betaLimit,
        gammaLimit);
  }

  /** The same layer with a penalty on its β; null for none. */
  public LayerNormalization betaRegularizer(Regularizer regularizer) {
    return limits(regularizer, gammaRegularizer, betaConstraint, gammaConstraint);
  }

  /** The same layer with a penalty on its γ; null for none. */
  public LayerNormalization gammaRegularizer(Regularizer regularizer) {
    return limits(betaRegularizer, regularizer, betaConstraint, gammaConstraint);
  }

  /** The same layer with a condition that its β is kept in; null for none. */
  public LayerNormalization betaConstraint(Constraint constraint) {
    return limits(betaRegularizer, gammaRegularizer, constraint, gammaConstraint);
  }

  /** The same layer with a condition that its γ is kept in; null for none. */
  public LayerNormalization gammaConstraint(Constraint constraint) {
    return limits(betaRegularizer, gammaRegularizer, betaConstraint, constraint);
  }

  @Override
  public String toString() {
    return new Call(NAME)
        .with("epsilon", epsilon, 1e-3)
        .with("center", center, true)
        .with("scale", scale, true)
        .with("betaInitializer", betaInitializer, Initializers.zeros)
        .with("gammaInitializer", gammaInitializer, Initializers.ones)
        .with("betaRegularizer", betaRegularizer, null)
        .with("gammaRegularizer", gammaRegularizer, null)
        .with("betaConstraint", betaConstraint, null)
        .with("gammaConstraint", gammaConstraint, null)
        .toString();
  }
}
