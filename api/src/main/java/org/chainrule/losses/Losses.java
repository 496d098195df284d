package org.chainrule.losses;

/** The losses, to be imported statically: {@code compile(adam(), meanSquaredError)}. */
public final class Losses {
  /** Mean over the outputs of (ŷ − y)². */
  public static final Loss meanSquaredError = new MeanSquaredError();

  /** Mean over the outputs of |ŷ − y|. */
  public static final Loss meanAbsoluteError = new MeanAbsoluteError();

  /** For outputs that are probabilities of their own, targets 0 or 1. */
  public static final Loss binaryCrossentropy = new BinaryCrossentropy();

  /** For probabilities of exclusive classes, one-hot targets. */
  public static final Loss categoricalCrossentropy = new CategoricalCrossentropy();

  /** For probabilities of exclusive classes, targets that are class numbers from 0. */
  public static final Loss sparseCategoricalCrossentropy = new SparseCategoricalCrossentropy();

  private Losses() {}
}
