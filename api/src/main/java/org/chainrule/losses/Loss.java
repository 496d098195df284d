package org.chainrule.losses;

import org.chainrule.activations.Activation;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;
import org.chainrule.metrics.Direction;
import org.chainrule.metrics.Metric;

/**
 * A loss: what training brings down. It gives the sum over the rows of a batch and its gradient by
 * the prediction; the mean's 1/n comes from {@link #scale} and stands nowhere else. Every loss is
 * also a metric.
 */
public interface Loss extends Metric {
  /** Σᵢ sᵢ·L(yᵢ, ŷᵢ) over the rows; s (n, 1), or null for all ones. */
  double value(Kernels k, Matrix y, Matrix yhat, Matrix s);

  /** dŷᵢ = factor·sᵢ·∂L/∂ŷᵢ, (n, columns). */
  void gradient(Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dyhat);

  /**
   * Whether this loss and f, as last activation, are a canonical pair: their joint gradient by z is
   * simple and exact where f saturates, and backward starts from it.
   */
  default boolean canonicalWith(Activation f) {
    return false;
  }

  /**
   * The {@link #value} of predictions that come out of the activation of the canonical pair, where
   * that is simpler.
   */
  default double canonicalValue(Kernels k, Matrix y, Matrix yhat, Matrix s) {
    return value(k, y, yhat, s);
  }

  /** dzᵢ = factor·sᵢ·∂L/∂zᵢ through the activation of the canonical pair. */
  default void canonicalGradient(
      Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    throw new IllegalStateException(
        name() + " forms no canonical pair: override canonicalGradient");
  }

  /** What the sum over the n rows of y is multiplied by: 1/n for the mean. */
  default double scale(Matrix y) {
    return 1.0 / y.rows();
  }

  /**
   * The loss to use for targets and predictions of these widths; mostly this one.
   *
   * @throws IllegalArgumentException when they do not go together
   */
  default Loss forShapes(int targetColumns, int columns) {
    Check.that(
        targetColumns == columns,
        "%s expects y with one column for each of the model's %d outputs, but y has %d: give the last layer %d units, or y %d columns%s",
        this,
        columns,
        targetColumns,
        targetColumns,
        columns,
        targetColumns == 1
            ? "; for class numbers use softmax and sparseCategoricalCrossentropy"
            : "");
    return this;
  }

  /**
   * Looks the targets over before training.
   *
   * @throws IllegalArgumentException for a value the loss has no meaning for, with its row and
   *     column
   */
  default void checkTargets(Samples y, int columns) {}

  @Override
  default Direction direction() {
    return Direction.DOWN;
  }

  @Override
  default Running start(int targetColumns, int columns) {
    Loss loss = forShapes(targetColumns, columns);
    return new Mean(1, (k, y, yhat) -> y.rows() * loss.scale(y) * loss.value(k, y, yhat, null));
  }

  /** This loss without a factor or a reduction of its own. */
  default Loss plain() {
    return this;
  }

  /** The same loss times c. */
  default Loss times(double c) {
    return new ScaledLoss(this, Reduction.MEAN, c);
  }

  /** The same loss as mean over the samples of a batch (the default), or as their sum. */
  default Loss reduction(Reduction reduction) {
    return new ScaledLoss(this, reduction, 1);
  }
}
