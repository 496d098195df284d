package org.chainrule.losses;

import org.chainrule.activations.Activation;
import org.chainrule.activations.Sigmoid;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;

/**
 * L = −1/K·Σⱼ [yⱼ·log ŷⱼ + (1 − yⱼ)·log(1 − ŷⱼ)] over the K outputs, each a probability of its own.
 * Under a sigmoid dz = (ŷ − y)/K.
 */
public record BinaryCrossentropy() implements FormulaLoss {
  @Override
  public String name() {
    return "binary_crossentropy";
  }

  @Override
  public double value(Kernels k, Matrix y, Matrix yhat, Matrix s) {
    return k.binaryCrossEntropy(y, yhat, s);
  }

  @Override
  public boolean canonicalWith(Activation f) {
    return f instanceof Sigmoid;
  }

  @Override
  public void canonicalGradient(
      Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    k.difference(y, yhat, s, factor / yhat.columns(), dz); //                    (ŷ − y)/K
  }

  @Override
  public double value(double[] y, double[] yhat) {
    double sum = 0;
    for (int j = 0; j < y.length; j++) {
      double p = Probabilities.clip(yhat[j]);
      sum -= y[j] * Math.log(p) + (1 - y[j]) * Math.log(1 - p);
    }
    return sum / y.length;
  }

  @Override
  public void gradient(double[] y, double[] yhat, double[] dyhat) {
    for (int j = 0; j < y.length; j++) {
      double p = yhat[j];
      dyhat[j] = Probabilities.isClipped(p) ? 0 : (p - y[j]) / (p * (1 - p)) / y.length;
    }
  }

  @Override
  public void checkTargets(Samples y, int columns) {
    Probabilities.check(toString(), y);
  }

  @Override
  public String toString() {
    return "binaryCrossentropy";
  }
}
