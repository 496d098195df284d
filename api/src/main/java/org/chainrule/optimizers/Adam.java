package org.chainrule.optimizers;

import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Slot;

/**
 * Adam (Kingma and Ba 2015): w −= α·m / (√v + ε) with running means m of g and v of g², and α =
 * lr·√(1 − β₂ᵗ) / (1 − β₁ᵗ). As in Keras, ε is added before v is corrected (the paper's remark
 * before section 2.1).
 *
 * @param learningRate lr
 * @param beta1 β₁, how slowly m forgets
 * @param beta2 β₂, how slowly v forgets
 * @param epsilon ε
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon)
    implements Optimizer {
  /** Checks the figures. */
  public Adam {
    Check.positive(learningRate, "adam", "a learningRate", "adam(0.001)");
    Check.fraction(beta1, "adam", "a beta1", "adam(0.001).beta1(0.9)");
    Check.fraction(beta2, "adam", "a beta2", "adam(0.001).beta2(0.999)");
    Check.positive(epsilon, "adam", "an epsilon", "adam(0.001).epsilon(1e-7)");
  }

  @Override
  public Update bind(Kernels k, int size) {
    Slot m = k.slot(size, 0);
    Slot v = k.slot(size, 0);
    return (t, rate, g, before, w) -> {
      double alpha = rate * Math.sqrt(correction(beta2, t)) / correction(beta1, t);
      k.adam(g, alpha, beta1, beta2, epsilon, m, v, before, w); //       w −= α·m / (√v + ε)
    };
  }

  /** 1 − βᵗ. */
  private static double correction(double beta, long t) {
    // pow takes long to find that its result is too small for a double, so it is not asked for a βᵗ
    // below 2⁻⁵⁴
    return t * (1 - beta) > 38 ? 1 : 1 - Math.pow(beta, (double) t);
  }

  /** The same rule with another β₁. */
  public Adam beta1(double beta1) {
    return new Adam(learningRate, beta1, beta2, epsilon);
  }

  /** The same rule with another β₂. */
  public Adam beta2(double beta2) {
    return new Adam(learningRate, beta1, beta2, epsilon);
  }

  /** The same rule with another ε. */
  public Adam epsilon(double epsilon) {
    return new Adam(learningRate, beta1, beta2, epsilon);
  }

  @Override
  public String toString() {
    return "adam("
        + learningRate
        + ")"
        + (beta1 == 0.9 ? "" : ".beta1(" + beta1 + ")")
        + (beta2 == 0.999 ? "" : ".beta2(" + beta2 + ")")
        + (epsilon == 1e-7 ? "" : ".epsilon(" + epsilon + ")");
  }
}
