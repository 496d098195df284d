package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.chainrule.backend.Step;

/**
 * Adam (Kingma and Ba 2015): w −= α·m / (√v + ε) with running means m of g and v of g², and α =
 * lr·√(1 − β₂ᵗ) / (1 − β₁ᵗ). As in Keras, ε is added before v is corrected (the paper's remark
 * before section 2.1). With {@code amsgrad} (Reddi et al. 2018) the largest v so far takes the
 * place of v.
 *
 * @param learningRate lr
 * @param beta1 β₁, how slowly m forgets
 * @param beta2 β₂, how slowly v forgets
 * @param epsilon ε
 * @param amsgrad whether to divide by the largest v so far
 * @param options what all rules have in common
 */
public record Adam(
    Schedule learningRate,
    double beta1,
    double beta2,
    double epsilon,
    boolean amsgrad,
    StepOptions options)
    implements Rule<Adam> {
  /** Checks the figures. */
  public Adam {
    Check.present(learningRate, "adam", "a learningRate such as 0.001");
    Check.fraction(beta1, "adam", "a beta1", "adam(0.001).beta1(0.9)");
    Check.fraction(beta2, "adam", "a beta2", "adam(0.001).beta2(0.999)");
    Check.positive(epsilon, "adam", "an epsilon", "adam(0.001).epsilon(1e-7)");
  }

  @Override
  public double[] start() {
    return new double[amsgrad ? 3 : 2];
  }

  @Override
  public Step step(long t, double rate) {
    double alpha = rate * Math.sqrt(correction(beta2, t)) / correction(beta1, t);
    return amsgrad
        ? new Largest(alpha, 1 - beta1, 1 - beta2, epsilon)
        : new Mean(alpha, 1 - beta1, 1 - beta2, epsilon);
  }

  /** 1 − βᵗ. */
  static double correction(double beta, long t) {
    // pow takes long to find that its result is too small for a double, so it is not asked for a βᵗ
    // below 2⁻⁵⁴
    return t * (1 - beta) > 38 ? 1 : 1 - Math.pow(beta, (double) t);
  }

  private record Mean(double alpha, double c1, double c2, double epsilon) implements Step {
    @Override
    public double next(double g, double[] s, double w) {
      s[0] += c1 * (g - s[0]); //                                 m
      s[1] += c2 * (g * g - s[1]); //                             v
      return w - alpha * s[0] / (Math.sqrt(s[1]) + epsilon); //   w −= α·m / (√v + ε)
    }

    @Override
    public void next(float[] g, float[][] s, float[] old, float[] w, int n) {
      next(g, s[0], s[1], (float) alpha, (float) c1, (float) c2, (float) epsilon, old, w, n);
    }

    private static void next(
        float[] g,
        float[] m,
        float[] v,
        float alpha,
        float c1,
        float c2,
        float epsilon,
        float[] old,
        float[] w,
        int n) {
      for (int i = 0; i < n; i++) {
        float d = g[i];
        float mi = m[i] + c1 * (d - m[i]);
        float vi = v[i] + c2 * (d * d - v[i]);
        m[i] = mi;
        v[i] = vi;
        w[i] = old[i] - alpha * mi / ((float) Math.sqrt(vi) + epsilon);
      }
    }
  }

  private record Largest(double alpha, double c1, double c2, double epsilon) implements Step {
    @Override
    public double next(double g, double[] s, double w) {
      s[0] += c1 * (g - s[0]); //                                 m
      s[1] += c2 * (g * g - s[1]); //                             v
      s[2] = Math.max(s[2], s[1]); //                             the largest v
      return w - alpha * s[0] / (Math.sqrt(s[2]) + epsilon);
    }

    @Override
    public void next(float[] g, float[][] s, float[] old, float[] w, int n) {
      float a = (float) alpha;
      float b = (float) c1;
      float c = (float) c2;
      float e = (float) epsilon;
      float[] m = s[0];
      float[] v = s[1];
      float[] largest = s[2];
      for (int i = 0; i < n; i++) {
        float d = g[i];
        float mi = m[i] + b * (d - m[i]);
        float vi = v[i] + c * (d * d - v[i]);
        float most = Math.max(largest[i], vi);
        m[i] = mi;
        v[i] = vi;
        largest[i] = most;
        w[i] = old[i] - a * mi / ((float) Math.sqrt(most) + e);
      }
    }
  }

  /** The same rule with another β₁. */
  public Adam beta1(double beta1) {
    return new Adam(learningRate, beta1, beta2, epsilon, amsgrad, options);
  }

  /** The same rule with another β₂. */
  public Adam beta2(double beta2) {
    return new Adam(learningRate, beta1, beta2, epsilon, amsgrad, options);
  }

  /** The same rule with another ε. */
  public Adam epsilon(double epsilon) {
    return new Adam(learningRate, beta1, beta2, epsilon, amsgrad, options);
  }

  /** The same rule that divides by the largest v so far, or by v. */
  public Adam amsgrad(boolean amsgrad) {
    return new Adam(learningRate, beta1, beta2, epsilon, amsgrad, options);
  }

  @Override
  public Adam with(StepOptions options) {
    return new Adam(learningRate, beta1, beta2, epsilon, amsgrad, options);
  }

  @Override
  public String toString() {
    return new Call("adam", learningRate)
        .with("beta1", beta1, 0.9)
        .with("beta2", beta2, 0.999)
        .with("epsilon", epsilon, 1e-7)
        .with("amsgrad", amsgrad, false)
        .then(options)
        .toString();
  }
}
