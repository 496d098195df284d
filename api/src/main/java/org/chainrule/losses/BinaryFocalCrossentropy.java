package org.chainrule.losses;

import org.chainrule.activations.Activation;
import org.chainrule.activations.Sigmoid;
import org.chainrule.backend.Check;
import org.chainrule.backend.ElementGradient;
import org.chainrule.backend.FloatMath;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;
import org.chainrule.backend.Scratch;

/**
 * Binary cross-entropy that counts easy samples less: L = 1/K·Σⱼ w·mᵞ·H over the K outputs, where H
 * = −y·log ŷ − (1 − y)·log(1 − ŷ), m = y·(1 − ŷ) + (1 − y)·ŷ is what the prediction misses, and the
 * weight w is 1, or y·α + (1 − y)·(1 − α) with class balancing. Under a sigmoid dz = w·mᵞ·[ŷ − y +
 * γ·(1 − 2y)·H·ŷ·(1 − ŷ)/m]/K. (Lin et al., Focal Loss for Dense Object Detection, 2017.)
 *
 * @param applyClassBalancing whether to weigh by α; false by default
 * @param alpha α, the weight of class 1, 1 − α that of class 0; 0.25 by default
 * @param gamma γ, how much easy samples are held down; 2 by default
 * @param labelSmoothing σ: y is replaced by y·(1 − σ) + σ/2; 0 by default
 */
public record BinaryFocalCrossentropy(
    boolean applyClassBalancing, double alpha, double gamma, double labelSmoothing)
    implements ElementwiseLoss {
  private static final String WHO = "binaryFocalCrossentropy";
  private static final int MULTIPLICATIONS = 8; // a power by logarithm costs more from here on

  /** Checks the numbers. */
  public BinaryFocalCrossentropy {
    Check.that(
        alpha >= 0 && alpha <= 1,
        "%s expects an alpha from 0 to 1, but got %s: use for example alpha(0.25)",
        WHO,
        alpha);
    Check.notNegative(gamma, WHO, "a gamma", "gamma(2)");
    Check.fraction(labelSmoothing, WHO, "a labelSmoothing", "labelSmoothing(0.1)");
  }

  /** The same loss, with or without the weights α and 1 − α of the classes. */
  public BinaryFocalCrossentropy applyClassBalancing(boolean apply) {
    return new BinaryFocalCrossentropy(apply, alpha, gamma, labelSmoothing);
  }

  /** The same loss with another α, which counts with {@link #applyClassBalancing} only. */
  public BinaryFocalCrossentropy alpha(double alpha) {
    return new BinaryFocalCrossentropy(applyClassBalancing, alpha, gamma, labelSmoothing);
  }

  /** The same loss with another γ; 0 makes it binary cross-entropy. */
  public BinaryFocalCrossentropy gamma(double gamma) {
    return new BinaryFocalCrossentropy(applyClassBalancing, alpha, gamma, labelSmoothing);
  }

  /** The same loss with targets drawn towards ½ by this share. */
  public BinaryFocalCrossentropy labelSmoothing(double labelSmoothing) {
    return new BinaryFocalCrossentropy(applyClassBalancing, alpha, gamma, labelSmoothing);
  }

  @Override
  public String name() {
    return "binary_focal_crossentropy";
  }

  private double smooth(double y) {
    return y * (1 - labelSmoothing) + labelSmoothing / 2;
  }

  /** w of a smoothed target. */
  private double weight(double t) {
    return applyClassBalancing ? t * alpha + (1 - t) * (1 - alpha) : 1;
  }

  @Override
  public double value(double y, double yhat) {
    double t = smooth(y);
    double p = Probabilities.clip(yhat);
    double miss = t * (1 - yhat) + (1 - t) * yhat;
    return weight(t) * Math.pow(miss, gamma) * (-t * Math.log(p) - (1 - t) * Math.log(1 - p));
  }

  /** w·[mᵞ·∂H + γ·mᵞ⁻¹·(1 − 2y)·H]. */
  @Override
  public double gradient(double y, double yhat) {
    double t = smooth(y);
    double p = Probabilities.clip(yhat);
    double miss = t * (1 - yhat) + (1 - t) * yhat;
    double entropy = -t * Math.log(p) - (1 - t) * Math.log(1 - p);
    double steep = gamma == 0 ? 0 : gamma * Math.pow(miss, gamma - 1) * (1 - 2 * t) * entropy;
    double slope = p == yhat ? (p - t) / (p * (1 - p)) : 0;
    return weight(t) * (Math.pow(miss, gamma) * slope + steep);
  }

  @Override
  public boolean canonicalWith(Activation f) {
    return f instanceof Sigmoid;
  }

  @Override
  public void canonicalGradient(
      Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    k.elementGradient(new ByLogit(this), y, yhat, s, factor / yhat.columns(), dz);
  }

  private record ByLogit(BinaryFocalCrossentropy loss) implements ElementGradient {
    @Override
    public double gradient(double y, double yhat) {
      return loss.dz(y, yhat);
    }

    @Override
    public void gradient(float[] y, float[] yhat, float[] d, int n) {
      loss.dz(y, yhat, d, n);
    }
  }

  /** ŷ·(1 − ŷ)/m stays finite: where m is 0 so is its numerator, and mᵞ. */
  private double dz(double y, double yhat) {
    double t = smooth(y);
    double miss = t * (1 - yhat) + (1 - t) * yhat;
    double spread = yhat * (1 - yhat);
    double entropy = -t * Probabilities.log(yhat) - (1 - t) * Probabilities.log(1 - yhat);
    double steep = spread == 0 ? 0 : gamma * (1 - 2 * t) * entropy * spread / miss;
    return weight(t) * Math.pow(miss, gamma) * (yhat - t + steep);
  }

  // ---- the same over tiles: t = a·y + b, w = c·t + d

  private float a() {
    return (float) (1 - labelSmoothing);
  }

  private float b() {
    return (float) (labelSmoothing / 2);
  }

  private float c() {
    return applyClassBalancing ? (float) (2 * alpha - 1) : 0;
  }

  private float d() {
    return applyClassBalancing ? (float) (1 - alpha) : 1;
  }

  private void misses(float[] y, float[] yhat, float[] miss, int n) {
    float a = a();
    float b = b();
    for (int i = 0; i < n; i++) {
      float t = a * y[i] + b;
      miss[i] = t * (1 - yhat[i]) + (1 - t) * yhat[i];
    }
  }

  /** v = v ⊙ xᵖ; x is scratch memory afterwards. */
  private static void multiplyByPower(float[] v, float[] x, double power, int n) {
    boolean few = power <= MULTIPLICATIONS && power == Math.rint(power);
    if (!few) {
      FloatMath.log(x, x, n);
      for (int i = 0; i < n; i++) {
        x[i] *= (float) power;
      }
      FloatMath.exp(x, x, n);
    }
    for (int times = few ? (int) power : 1; times > 0; times--) {
      for (int i = 0; i < n; i++) {
        v[i] *= x[i];
      }
    }
  }

  @Override
  public void value(float[] y, float[] yhat, float[] loss, int n) {
    float a = a();
    float b = b();
    float c = c();
    float d = d();
    float[] entropy = Scratch.second(n);
    Probabilities.entropies(y, labelSmoothing, yhat, Kernels.EPSILON, entropy, n);
    float[] miss = Scratch.tile(n);
    misses(y, yhat, miss, n);
    for (int i = 0; i < n; i++) {
      loss[i] = (c * (a * y[i] + b) + d) * entropy[i];
    }
    multiplyByPower(loss, miss, gamma, n);
  }

  @Override
  public void gradient(float[] y, float[] yhat, float[] dyhat, int n) {
    if (gamma < 1) { // mᵞ⁻¹ may be infinite
      ElementwiseLoss.super.gradient(y, yhat, dyhat, n);
      return;
    }
    float a = a();
    float b = b();
    float c = c();
    float d = d();
    float g = (float) gamma;
    float[] entropy = Scratch.second(n);
    Probabilities.entropies(y, labelSmoothing, yhat, Kernels.EPSILON, entropy, n);
    float[] miss = Scratch.tile(n);
    misses(y, yhat, miss, n);
    for (int i = 0; i < n; i++) {
      dyhat[i] = Probabilities.slope(a * y[i] + b, yhat[i]);
    }
    for (int i = 0; i < n; i++) {
      float t = a * y[i] + b;
      dyhat[i] = (c * t + d) * (miss[i] * dyhat[i] + g * (1 - 2 * t) * entropy[i]);
    }
    multiplyByPower(dyhat, miss, gamma - 1, n);
  }

  private void dz(float[] y, float[] yhat, float[] dz, int n) {
    float a = a();
    float b = b();
    float c = c();
    float d = d();
    float g = (float) gamma;
    float[] entropy = Scratch.second(n);
    Probabilities.entropies(y, labelSmoothing, yhat, Float.MIN_VALUE, entropy, n);
    float[] miss = Scratch.tile(n);
    misses(y, yhat, miss, n);
    for (int i = 0; i < n; i++) {
      float t = a * y[i] + b;
      float p = yhat[i];
      float share = p * (1 - p) / Math.max(Float.MIN_NORMAL, miss[i]); // 0 where both are
      dz[i] = (c * t + d) * (p - t + g * (1 - 2 * t) * entropy[i] * share);
    }
    multiplyByPower(dz, miss, gamma, n);
  }

  @Override
  public void checkTargets(Samples y, int columns) {
    Targets.checkProbabilities(toString(), y);
  }

  @Override
  public String toString() {
    return WHO
        + (applyClassBalancing ? ".applyClassBalancing(true)" : "")
        + (alpha == 0.25 ? "" : ".alpha(" + alpha + ")")
        + (gamma == 2 ? "" : ".gamma(" + gamma + ")")
        + (labelSmoothing == 0 ? "" : ".labelSmoothing(" + labelSmoothing + ")");
  }
}
