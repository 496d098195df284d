package org.chainrule.losses;

import org.chainrule.activations.Activation;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;

/**
 * A loss with another reduction or a factor.
 *
 * @param loss the loss itself
 * @param reduction mean or sum over a batch
 * @param factor what it is multiplied by
 */
record ScaledLoss(Loss loss, Reduction reduction, double factor) implements Loss {
  ScaledLoss {
    Check.present(reduction, loss.toString(), "a reduction, MEAN or SUM");
    Check.positive(factor, loss.toString(), "a factor", "times(0.5)");
  }

  @Override
  public String name() {
    return loss.name();
  }

  @Override
  public double value(Kernels k, Matrix y, Matrix yhat, Matrix s) {
    return loss.value(k, y, yhat, s);
  }

  @Override
  public void gradient(Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dyhat) {
    loss.gradient(k, y, yhat, s, factor, dyhat);
  }

  @Override
  public boolean canonicalWith(Activation f) {
    return loss.canonicalWith(f);
  }

  @Override
  public double canonicalValue(Kernels k, Matrix y, Matrix yhat, Matrix s) {
    return loss.canonicalValue(k, y, yhat, s);
  }

  @Override
  public void canonicalGradient(
      Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    loss.canonicalGradient(k, y, yhat, s, factor, dz);
  }

  @Override
  public double scale(Matrix y) {
    return factor * (reduction == Reduction.SUM ? 1 : loss.scale(y));
  }

  @Override
  public Loss forShapes(int targetColumns, int columns) {
    return new ScaledLoss(loss.forShapes(targetColumns, columns), reduction, factor);
  }

  @Override
  public void checkTargets(Samples y, int columns) {
    loss.checkTargets(y, columns);
  }

  @Override
  public Loss plain() {
    return loss;
  }

  @Override
  public Loss times(double c) {
    return new ScaledLoss(loss, reduction, factor * c);
  }

  @Override
  public Loss reduction(Reduction reduction) {
    return new ScaledLoss(loss, reduction, factor);
  }

  @Override
  public String toString() {
    return loss
        + (reduction == Reduction.SUM ? ".reduction(SUM)" : "")
        + (factor == 1 ? "" : ".times(" + factor + ")");
  }
}
