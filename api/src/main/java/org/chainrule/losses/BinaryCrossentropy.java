package org.chainrule.losses;

import org.chainrule.activations.Activation;
import org.chainrule.activations.Sigmoid;
import org.chainrule.backend.Check;
import org.chainrule.backend.ElementGradient;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;

/**
 * L = −1/K·Σⱼ [yⱼ·log ŷⱼ + (1 − yⱼ)·log(1 − ŷⱼ)] over the K outputs, each a probability of its own.
 * With label smoothing σ, y is replaced by y·(1 − σ) + σ/2. Under a sigmoid dz = (ŷ − y)/K.
 *
 * @param labelSmoothing σ, 0 by default
 */
public record BinaryCrossentropy(double labelSmoothing) implements ElementwiseLoss {
  /** Checks the label smoothing. */
  public BinaryCrossentropy {
    Check.fraction(labelSmoothing, "binaryCrossentropy", "a labelSmoothing", "labelSmoothing(0.1)");
  }

  /** The same loss with targets drawn towards ½ by this share. */
  public BinaryCrossentropy labelSmoothing(double labelSmoothing) {
    return new BinaryCrossentropy(labelSmoothing);
  }

  @Override
  public String name() {
    return "binary_crossentropy";
  }

  private double smooth(double y) {
    return y * (1 - labelSmoothing) + labelSmoothing / 2;
  }

  @Override
  public double value(Kernels k, Matrix y, Matrix yhat, Matrix s) {
    return labelSmoothing == 0
        ? k.binaryCrossEntropy(y, yhat, s)
        : ElementwiseLoss.super.value(k, y, yhat, s);
  }

  @Override
  public double value(double y, double yhat) {
    double t = smooth(y);
    double p = Probabilities.clip(yhat);
    return -t * Math.log(p) - (1 - t) * Math.log(1 - p);
  }

  @Override
  public double gradient(double y, double yhat) {
    return Probabilities.isClipped(yhat) ? 0 : (yhat - smooth(y)) / (yhat * (1 - yhat));
  }

  @Override
  public void value(float[] y, float[] yhat, float[] loss, int n) {
    Probabilities.entropies(y, labelSmoothing, yhat, Kernels.EPSILON, loss, n);
  }

  @Override
  public void gradient(float[] y, float[] yhat, float[] d, int n) {
    float keep = (float) (1 - labelSmoothing);
    float half = (float) (labelSmoothing / 2);
    for (int i = 0; i < n; i++) {
      d[i] = Probabilities.slope(y[i] * keep + half, yhat[i]);
    }
  }

  @Override
  public boolean canonicalWith(Activation f) {
    return f instanceof Sigmoid;
  }

  @Override
  public void canonicalGradient(
      Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    if (labelSmoothing == 0) {
      k.difference(y, yhat, s, factor / yhat.columns(), dz); //                  (ŷ − y)/K
    } else {
      k.elementGradient(new Smoothed(labelSmoothing), y, yhat, s, factor / yhat.columns(), dz);
    }
  }

  /** ŷ − y of the smoothed target. */
  private record Smoothed(double labelSmoothing) implements ElementGradient {
    @Override
    public double gradient(double y, double yhat) {
      return yhat - (y * (1 - labelSmoothing) + labelSmoothing / 2);
    }

    @Override
    public void gradient(float[] y, float[] yhat, float[] d, int n) {
      float keep = (float) (1 - labelSmoothing);
      float half = (float) (labelSmoothing / 2);
      for (int i = 0; i < n; i++) {
        d[i] = yhat[i] - (y[i] * keep + half);
      }
    }
  }

  @Override
  public void checkTargets(Samples y, int columns) {
    Targets.checkProbabilities(toString(), y);
  }

  @Override
  public String toString() {
    return "binaryCrossentropy"
        + (labelSmoothing == 0 ? "" : ".labelSmoothing(" + labelSmoothing + ")");
  }
}
