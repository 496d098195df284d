package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.chainrule.backend.Step;

/**
 * Adagrad (Duchi et al. 2011): w −= lr·g / √(v + ε) with the sum v of all g² so far.
 *
 * @param learningRate lr
 * @param initialAccumulatorValue what v starts with
 * @param epsilon ε
 * @param options what all rules have in common
 */
public record Adagrad(
    Schedule learningRate, double initialAccumulatorValue, double epsilon, StepOptions options)
    implements Rule<Adagrad> {
  /** Checks the figures. */
  public Adagrad {
    Check.present(learningRate, "adagrad", "a learningRate such as 0.001");
    Check.notNegative(
        initialAccumulatorValue,
        "adagrad",
        "an initialAccumulatorValue",
        "adagrad(0.001).initialAccumulatorValue(0.1)");
    Check.positive(epsilon, "adagrad", "an epsilon", "adagrad(0.001).epsilon(1e-7)");
  }

  @Override
  public double[] start() {
    return new double[] {initialAccumulatorValue};
  }

  @Override
  public Step step(long t, double rate) {
    return new Formula(rate, epsilon);
  }

  private record Formula(double rate, double epsilon) implements Step {
    @Override
    public double next(double g, double[] s, double w) {
      s[0] += g * g; //                                           v
      return w - rate * g / Math.sqrt(s[0] + epsilon); //         w −= lr·g / √(v + ε)
    }

    @Override
    public void next(float[] g, float[][] s, float[] old, float[] w, int n) {
      float lr = (float) rate;
      float e = (float) epsilon;
      float[] v = s[0];
      for (int i = 0; i < n; i++) {
        float vi = v[i] + g[i] * g[i];
        v[i] = vi;
        w[i] = old[i] - lr * g[i] / (float) Math.sqrt(vi + e);
      }
    }
  }

  /** The same rule with another start of the sum. */
  public Adagrad initialAccumulatorValue(double initialAccumulatorValue) {
    return new Adagrad(learningRate, initialAccumulatorValue, epsilon, options);
  }

  /** The same rule with another ε. */
  public Adagrad epsilon(double epsilon) {
    return new Adagrad(learningRate, initialAccumulatorValue, epsilon, options);
  }

  @Override
  public Adagrad with(StepOptions options) {
    return new Adagrad(learningRate, initialAccumulatorValue, epsilon, options);
  }

  @Override
  public String toString() {
    return new Call("adagrad", learningRate)
        .with("initialAccumulatorValue", initialAccumulatorValue, 0.1)
        .with("epsilon", epsilon, 1e-7)
        .then(options)
        .toString();
  }
}
