package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.chainrule.backend.Step;

/**
 * Nadam (Dozat 2016): Adam with Nesterov's look-ahead. w −= lr·m̂ / (√v̂ + ε) with v̂ = v/(1 − β₂ᵗ)
 * and m̂ = μₜ₊₁·m/(1 − Πₜ₊₁) + (1 − μₜ)·g/(1 − Πₜ), where μₜ = β₁·(1 − ½·0.96ᵗ) and Πₜ = μ₁·…·μₜ.
 *
 * @param learningRate lr
 * @param beta1 β₁, how slowly m forgets
 * @param beta2 β₂, how slowly v forgets
 * @param epsilon ε
 * @param options what all rules have in common
 */
public record Nadam(
    Schedule learningRate, double beta1, double beta2, double epsilon, StepOptions options)
    implements Rule<Nadam> {
  /** Π(1 − ½·0.96ⁱ) for i = 1 … t; further factors are 1 to the last bit of a double. */
  private static final double[] PRODUCTS = new double[1000];

  static {
    PRODUCTS[0] = 1;
    for (int t = 1; t < PRODUCTS.length; t++) {
      PRODUCTS[t] = PRODUCTS[t - 1] * warming(t);
    }
  }

  /** Checks the figures. */
  public Nadam {
    Check.present(learningRate, "nadam", "a learningRate such as 0.001");
    Check.fraction(beta1, "nadam", "a beta1", "nadam(0.001).beta1(0.9)");
    Check.fraction(beta2, "nadam", "a beta2", "nadam(0.001).beta2(0.999)");
    Check.positive(epsilon, "nadam", "an epsilon", "nadam(0.001).epsilon(1e-7)");
  }

  @Override
  public double[] start() {
    return new double[2];
  }

  @Override
  public Step step(long t, double rate) {
    double mean = rate * beta1 * warming(t + 1) / (1 - product(t + 1));
    double gradient = rate * (1 - beta1 * warming(t)) / (1 - product(t));
    double correction = 1 / Adam.correction(beta2, t);
    return new Formula(mean, gradient, correction, 1 - beta1, 1 - beta2, epsilon);
  }

  /** 1 − ½·0.96ᵗ. */
  private static double warming(long t) {
    return 1 - 0.5 * Math.pow(0.96, (int) Math.min(t, 1000));
  }

  /** Πₜ = β₁ᵗ·Π(1 − ½·0.96ⁱ). */
  private double product(long t) {
    double power = 1 - Adam.correction(beta1, t); // β₁ᵗ
    return power * PRODUCTS[(int) Math.min(t, PRODUCTS.length - 1)];
  }

  private record Formula(
      double mean, double gradient, double correction, double c1, double c2, double epsilon)
      implements Step {
    @Override
    public double next(double g, double[] s, double w) {
      s[0] += c1 * (g - s[0]); //                                 m
      s[1] += c2 * (g * g - s[1]); //                             v
      return w - (mean * s[0] + gradient * g) / (Math.sqrt(s[1] * correction) + epsilon);
    }

    @Override
    public void next(float[] g, float[][] s, float[] old, float[] w, int n) {
      float b = (float) c1;
      float c = (float) c2;
      float e = (float) epsilon;
      float p = (float) mean;
      float q = (float) gradient;
      float r = (float) correction;
      float[] m = s[0];
      float[] v = s[1];
      for (int i = 0; i < n; i++) {
        float d = g[i];
        float mi = m[i] + b * (d - m[i]);
        float vi = v[i] + c * (d * d - v[i]);
        m[i] = mi;
        v[i] = vi;
        w[i] = old[i] - (p * mi + q * d) / ((float) Math.sqrt(vi * r) + e);
      }
    }
  }

  /** The same rule with another β₁. */
  public Nadam beta1(double beta1) {
    return new Nadam(learningRate, beta1, beta2, epsilon, options);
  }

  /** The same rule with another β₂. */
  public Nadam beta2(double beta2) {
    return new Nadam(learningRate, beta1, beta2, epsilon, options);
  }

  /** The same rule with another ε. */
  public Nadam epsilon(double epsilon) {
    return new Nadam(learningRate, beta1, beta2, epsilon, options);
  }

  @Override
  public Nadam with(StepOptions options) {
    return new Nadam(learningRate, beta1, beta2, epsilon, options);
  }

  @Override
  public String toString() {
    return new Call("nadam", learningRate)
        .with("beta1", beta1, 0.9)
        .with("beta2", beta2, 0.999)
        .with("epsilon", epsilon, 1e-7)
        .then(options)
        .toString();
  }
}
