package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.chainrule.backend.Step;

/**
 * Adadelta (Zeiler 2012): w −= lr·d with d = √(u + ε)/√(v + ε)·g, running means v of g² and u of
 * d². The paper has lr = 1; 0.001 is Keras' default.
 *
 * @param learningRate lr
 * @param rho ρ, how slowly the means forget
 * @param epsilon ε
 * @param options what all rules have in common
 */
public record Adadelta(Schedule learningRate, double rho, double epsilon, StepOptions options)
    implements Rule<Adadelta> {
  /** Checks the figures. */
  public Adadelta {
    Check.present(learningRate, "adadelta", "a learningRate such as 1.0");
    Check.fraction(rho, "adadelta", "a rho", "adadelta(1.0).rho(0.95)");
    Check.positive(epsilon, "adadelta", "an epsilon", "adadelta(1.0).epsilon(1e-7)");
  }

  @Override
  public double[] start() {
    return new double[2];
  }

  @Override
  public Step step(long t, double rate) {
    return new Formula(rate, 1 - rho, epsilon);
  }

  private record Formula(double rate, double c, double epsilon) implements Step {
    @Override
    public double next(double g, double[] s, double w) {
      s[0] += c * (g * g - s[0]); //                              v
      double d = Math.sqrt(s[1] + epsilon) / Math.sqrt(s[0] + epsilon) * g;
      s[1] += c * (d * d - s[1]); //                              u
      return w - rate * d; //                                     w −= lr·d
    }

    @Override
    public void next(float[] g, float[][] s, float[] old, float[] w, int n) {
      float lr = (float) rate;
      float a = (float) c;
      float e = (float) epsilon;
      float[] v = s[0];
      float[] u = s[1];
      for (int i = 0; i < n; i++) {
        float vi = v[i] + a * (g[i] * g[i] - v[i]);
        float d = (float) Math.sqrt((u[i] + e) / (vi + e)) * g[i]; // one root for two
        v[i] = vi;
        u[i] = u[i] + a * (d * d - u[i]);
        w[i] = old[i] - lr * d;
      }
    }
  }

  /** The same rule with another ρ. */
  public Adadelta rho(double rho) {
    return new Adadelta(learningRate, rho, epsilon, options);
  }

  /** The same rule with another ε. */
  public Adadelta epsilon(double epsilon) {
    return new Adadelta(learningRate, rho, epsilon, options);
  }

  @Override
  public Adadelta with(StepOptions options) {
    return new Adadelta(learningRate, rho, epsilon, options);
  }

  @Override
  public String toString() {
    return new Call("adadelta", learningRate)
        .with("rho", rho, 0.95)
        .with("epsilon", epsilon, 1e-7)
        .then(options)
        .toString();
  }
}
