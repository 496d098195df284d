package org.chainrule.losses;

import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleBiFunction;
import org.chainrule.backend.RowGradient;

/** The losses, to be imported statically: {@code compile(adam(), meanSquaredError)}. */
public final class Losses {
  /** Mean over the outputs of (ŷ − y)². */
  public static final MeanSquaredError meanSquaredError = new MeanSquaredError();

  /** Mean over the outputs of |ŷ − y|. */
  public static final MeanAbsoluteError meanAbsoluteError = new MeanAbsoluteError();

  /** Mean over the outputs of 100·|ŷ − y|/|y|. */
  public static final MeanAbsolutePercentageError meanAbsolutePercentageError =
      new MeanAbsolutePercentageError();

  /** Mean over the outputs of (log(1 + ŷ) − log(1 + y))². */
  public static final MeanSquaredLogarithmicError meanSquaredLogarithmicError =
      new MeanSquaredLogarithmicError();

  /** Mean over the outputs of ½e² for errors e up to 1, and of |e| − ½ beyond. */
  public static final Huber huber = new Huber(1);

  /** Mean over the outputs of log cosh(ŷ − y). */
  public static final LogCosh logCosh = new LogCosh();

  /** For outputs that are probabilities of their own, targets 0 or 1. */
  public static final BinaryCrossentropy binaryCrossentropy = new BinaryCrossentropy(0);

  /** Binary cross-entropy that counts easy samples less. */
  public static final BinaryFocalCrossentropy binaryFocalCrossentropy =
      new BinaryFocalCrossentropy(false, 0.25, 2, 0);

  /** For probabilities of exclusive classes, one-hot targets. */
  public static final CategoricalCrossentropy categoricalCrossentropy =
      new CategoricalCrossentropy(0);

  /** Categorical cross-entropy that counts easy samples less. */
  public static final CategoricalFocalCrossentropy categoricalFocalCrossentropy =
      new CategoricalFocalCrossentropy(0.25, 2, 0);

  /** For probabilities of exclusive classes, targets that are class numbers from 0. */
  public static final SparseCategoricalCrossentropy sparseCategoricalCrossentropy =
      new SparseCategoricalCrossentropy(null);

  /** Mean over the outputs of max(0, 1 − y·ŷ), targets −1 and 1, or 0 and 1. */
  public static final Hinge hinge = new Hinge();

  /** Mean over the outputs of max(0, 1 − y·ŷ)², targets −1 and 1, or 0 and 1. */
  public static final SquaredHinge squaredHinge = new SquaredHinge();

  /** For scores of exclusive classes, of which the right one shall lead by 1. */
  public static final CategoricalHinge categoricalHinge = new CategoricalHinge();

  /** Sum over the outputs of y·log(y/ŷ), both probabilities of exclusive classes. */
  public static final KlDivergence klDivergence = new KlDivergence();

  /** Mean over the outputs of ŷ − y·log ŷ: counts y, positive rates ŷ. */
  public static final Poisson poisson = new Poisson();

  /** −1 times the cosine of the angle between y and ŷ. */
  public static final CosineSimilarity cosineSimilarity = new CosineSimilarity();

  private Losses() {}

  /**
   * Mean over the outputs of ½e² for errors e up to delta, and of delta·|e| − ½delta² beyond.
   *
   * @throws IllegalArgumentException unless delta is greater than 0
   */
  public static Huber huber(double delta) {
    return new Huber(delta);
  }

  /**
   * The pinball loss: predictions that q of the targets stay below.
   *
   * @throws IllegalArgumentException unless q lies between 0 and 1
   */
  public static Quantile quantile(double q) {
    return new Quantile(q);
  }

  /**
   * Your own loss, the mean over the outputs of ℓ(y, ŷ), from ℓ and its derivative; {@code
   * GradientCheck} tells whether they belong together.
   *
   * @param name how it prints, and how it is called as a metric
   * @param value (y, ŷ) ↦ ℓ(y, ŷ)
   * @param gradient (y, ŷ) ↦ ∂ℓ/∂ŷ
   */
  public static OwnElementwiseLoss loss(
      String name, DoubleBinaryOperator value, DoubleBinaryOperator gradient) {
    return new OwnElementwiseLoss(name, value, gradient);
  }

  /**
   * Your own loss of a whole row, from its value and its gradient; {@code GradientCheck} tells
   * whether they belong together.
   *
   * @param name how it prints, and how it is called as a metric
   * @param value (y, ŷ) ↦ L(y, ŷ) of one sample
   * @param gradient (y, ŷ, dŷ) fills in dŷ, which holds zeros before
   */
  public static OwnLoss loss(
      String name, ToDoubleBiFunction<double[], double[]> value, RowGradient gradient) {
    return new OwnLoss(name, value, gradient);
  }
}
