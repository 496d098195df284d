package org.chainrule.layers;

import org.chainrule.backend.Check;
import org.chainrule.initializers.Initializer;
import org.chainrule.initializers.Initializers;

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
 */
public record LayerNormalization(
    double epsilon,
    boolean center,
    boolean scale,
    Initializer betaInitializer,
    Initializer gammaInitializer)
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
    this(1e-3, true, true, Initializers.zeros, Initializers.ones);
  }

  @Override
  public void build(Builder builder) {
    int columns = builder.columns();
    Parameter gamma = scale ? builder.parameter("gamma", gammaInitializer, columns) : null;
    Parameter beta = center ? builder.parameter("beta", betaInitializer, columns) : null;
    builder.add(new NormalizeRows(gamma, beta, true, epsilon), columns);
  }

  /** The same layer with another ε. */
  public LayerNormalization epsilon(double epsilon) {
    return new LayerNormalization(epsilon, center, scale, betaInitializer, gammaInitializer);
  }

  /** The same layer with or without a β. */
  public LayerNormalization center(boolean center) {
    return new LayerNormalization(epsilon, center, scale, betaInitializer, gammaInitializer);
  }

  /** The same layer with or without a γ. */
  public LayerNormalization scale(boolean scale) {
    return new LayerNormalization(epsilon, center, scale, betaInitializer, gammaInitializer);
  }

  /** The same layer with its β starting from {@code betaInitializer}. */
  public LayerNormalization betaInitializer(Initializer betaInitializer) {
    return new LayerNormalization(epsilon, center, scale, betaInitializer, gammaInitializer);
  }

  /** The same layer with its γ starting from {@code gammaInitializer}. */
  public LayerNormalization gammaInitializer(Initializer gammaInitializer) {
    return new LayerNormalization(epsilon, center, scale, betaInitializer, gammaInitializer);
  }

  @Override
  public String toString() {
    return new Call(NAME)
        .option("epsilon", epsilon, 1e-3)
        .option("center", center, true)
        .option("scale", scale, true)
        .option("betaInitializer", betaInitializer, Initializers.zeros)
        .option("gammaInitializer", gammaInitializer, Initializers.ones)
        .toString();
  }
}
