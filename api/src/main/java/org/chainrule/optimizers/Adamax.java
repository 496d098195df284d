package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.chainrule.backend.Step;

/**
 * Adamax (Kingma and Ba 2015, section 7.1): Adam with the largest |g|, slowly forgotten, in the
 * place of √v: w −= lr/(1 − β₁ᵗ)·m / (u + ε) with u = max(β₂·u, |g|).
 *
 * @param learningRate lr
 * @param beta1 β₁, how slowly m forgets
 * @param beta2 β₂, how slowly u forgets
 * @param epsilon ε
 * @param options what all rules have in common
 */
public record Adamax(
    Schedule learningRate, double beta1, double beta2, double epsilon, StepOptions options)
    implements Rule<Adamax> {
  /** Checks the figures. */
  public Adamax {
    Check.present(learningRate, "adamax", "a learningRate such as 0.001");
    Check.fraction(beta1, "adamax", "a beta1", "adamax(0.001).beta1(0.9)");
    Check.fraction(beta2, "adamax", "a beta2", "adamax(0.001).beta2(0.999)");
    Check.positive(epsilon, "adamax", "an epsilon", "adamax(0.001).epsilon(1e-7)");
  }

  @Override
  public double[] start() {
    return new double[2];
  }

  @Override
  public Step step(long t, double rate) {
    return new Formula(rate / Adam.correction(beta1, t), 1 - beta1, beta2, epsilon);
  }

  private record Formula(double alpha, double c1, double beta2, double epsilon) implements Step {
    @Override
    public double next(double g, double[] s, double w) {
      s[0] += c1 * (g - s[0]); //                                 m
      s[1] = Math.max(beta2 * s[1], Math.abs(g)); //              u
      return w - alpha * s[0] / (s[1] + epsilon); //              w −= α·m / (u + ε)
    }

    @Override
    public void next(float[] g, float[][] s, float[] old, float[] w, int n) {
      float a = (float) alpha;
      float b = (float) c1;
      float c = (float) beta2;
      float e = (float) epsilon;
      float[] m = s[0];
      float[] u = s[1];
      for (int i = 0; i < n; i++) {
        float mi = m[i] + b * (g[i] - m[i]);
        float ui = Math.max(c * u[i], Math.abs(g[i]));
        m[i] = mi;
        u[i] = ui;
        w[i] = old[i] - a * mi / (ui + e);
      }
    }
  }

  /** The same rule with another β₁. */
  public Adamax beta1(double beta1) {
    return new Adamax(learningRate, beta1, beta2, epsilon, options);
  }

  /** The same rule with another β₂. */
  public Adamax beta2(double beta2) {
    return new Adamax(learningRate, beta1, beta2, epsilon, options);
  }

  /** The same rule with another ε. */
  public Adamax epsilon(double epsilon) {
    return new Adamax(learningRate, beta1, beta2, epsilon, options);
  }

  @Override
  public Adamax with(StepOptions options) {
    return new Adamax(learningRate, beta1, beta2, epsilon, options);
  }

  @Override
  public String toString() {
    return new Call("adamax", learningRate)
        .with("beta1", beta1, 0.9)
        .with("beta2", beta2, 0.999)
        .with("epsilon", epsilon, 1e-7)
        .then(options)
        .toString();
  }
}
