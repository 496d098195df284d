package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.chainrule.backend.Step;

/**
 * Lion (Chen et al. 2023): w −= lr·sign(β₁·m + (1 − β₁)·g), then m = β₂·m + (1 − β₂)·g. Each step
 * is the learning rate long, which should be some ten times smaller than Adam's.
 *
 * @param learningRate lr
 * @param beta1 β₁, the share of m in a step
 * @param beta2 β₂, how slowly m forgets
 * @param options what all rules have in common
 */
public record Lion(Schedule learningRate, double beta1, double beta2, StepOptions options)
    implements Rule<Lion> {
  /** Checks the figures. */
  public Lion {
    Check.present(learningRate, "lion", "a learningRate such as 0.001");
    Check.fraction(beta1, "lion", "a beta1", "lion(0.001).beta1(0.9)");
    Check.fraction(beta2, "lion", "a beta2", "lion(0.001).beta2(0.99)");
  }

  @Override
  public double[] start() {
    return new double[1];
  }

  @Override
  public Step step(long t, double rate) {
    return new Formula(rate, beta1, beta2);
  }

  private record Formula(double rate, double beta1, double beta2) implements Step {
    @Override
    public double next(double g, double[] s, double w) {
      double next = w - rate * Math.signum(beta1 * s[0] + (1 - beta1) * g);
      s[0] = beta2 * s[0] + (1 - beta2) * g; //                   m
      return next;
    }

    @Override
    public void next(float[] g, float[][] s, float[] old, float[] w, int n) {
      float lr = (float) rate;
      float a = (float) beta1;
      float b = (float) (1 - beta1);
      float c = (float) beta2;
      float d = (float) (1 - beta2);
      float[] m = s[0];
      for (int i = 0; i < n; i++) {
        float huge = (a * m[i] + b * g[i]) * 1e30f * 1e30f; //    beyond ±1 but for 0
        float sign = Math.max(-1f, Math.min(1f, huge)); //        without a branch
        w[i] = old[i] - lr * sign;
      }
      for (int i = 0; i < n; i++) { // on its own: the JIT may not vectorise both in one loop
        m[i] = c * m[i] + d * g[i];
      }
    }
  }

  /** The same rule with another β₁. */
  public Lion beta1(double beta1) {
    return new Lion(learningRate, beta1, beta2, options);
  }

  /** The same rule with another β₂. */
  public Lion beta2(double beta2) {
    return new Lion(learningRate, beta1, beta2, options);
  }

  @Override
  public Lion with(StepOptions options) {
    return new Lion(learningRate, beta1, beta2, options);
  }

  @Override
  public String toString() {
    return new Call("lion", learningRate)
        .with("beta1", beta1, 0.9)
        .with("beta2", beta2, 0.99)
        .then(options)
        .toString();
  }
}
