package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.chainrule.backend.Step;

/**
 * RMSprop (Hinton 2012): w −= lr·g / √(v + ε) with a running mean v of g². Centered (Graves 2013),
 * the square of a running mean m of g is taken off v, which leaves the variance. With momentum the
 * steps are gathered: p = momentum·p + step, w −= p.
 *
 * @param learningRate lr
 * @param rho ρ, how slowly the means forget
 * @param momentum the share of the last step that goes on, 0 for none
 * @param epsilon ε
 * @param centered whether to divide by the deviation instead of the root of the mean square
 * @param options what all rules have in common
 */
public record RmsProp(
    Schedule learningRate,
    double rho,
    double momentum,
    double epsilon,
    boolean centered,
    StepOptions options)
    implements Rule<RmsProp> {
  /** Checks the figures. */
  public RmsProp {
    Check.present(learningRate, "rmsprop", "a learningRate such as 0.001");
    Check.fraction(rho, "rmsprop", "a rho", "rmsprop(0.001).rho(0.9)");
    Check.fraction(momentum, "rmsprop", "a momentum", "rmsprop(0.001).momentum(0.9)");
    Check.positive(epsilon, "rmsprop", "an epsilon", "rmsprop(0.001).epsilon(1e-7)");
  }

  @Override
  public double[] start() {
    return new double[1 + (momentum > 0 ? 1 : 0) + (centered ? 1 : 0)];
  }

  @Override
  public Step step(long t, double rate) {
    return new Formula(rate, rho, momentum, epsilon, centered);
  }

  private record Formula(double rate, double rho, double momentum, double epsilon, boolean centered)
      implements Step {
    @Override
    public double next(double g, double[] s, double w) {
      s[0] += (1 - rho) * (g * g - s[0]); //                      v
      double variance = s[0];
      int last = s.length - 1;
      if (centered) {
        s[last] += (1 - rho) * (g - s[last]); //                  m
        variance = Math.max(0, variance - s[last] * s[last]); //  never below 0 but for rounding
      }
      double step = rate * g / Math.sqrt(variance + epsilon);
      if (momentum > 0) {
        s[1] = momentum * s[1] + step; //                         p
        step = s[1];
      }
      return w - step;
    }

    @Override
    public void next(float[] g, float[][] s, float[] old, float[] w, int n) {
      if (!centered && momentum == 0) {
        next(g, s[0], old, w, n);
        return;
      }
      if (centered) {
        centeredStep(g, s[0], s[s.length - 1], n);
      } else {
        step(g, s[0], n);
      }
      if (momentum > 0) {
        gather(g, s[1], n);
      }
      for (int i = 0; i < n; i++) {
        w[i] = old[i] - g[i];
      }
    }

    /** w −= lr·g / √(v + ε): the usual rule, in one loop. */
    private void next(float[] g, float[] v, float[] old, float[] w, int n) {
      float lr = (float) rate;
      float c = (float) (1 - rho);
      float e = (float) epsilon;
      for (int i = 0; i < n; i++) {
        float vi = v[i] + c * (g[i] * g[i] - v[i]);
        v[i] = vi;
        w[i] = old[i] - lr * g[i] / (float) Math.sqrt(vi + e);
      }
    }

    /** The step lr·g / √(v + ε), which takes the place of g. */
    private void step(float[] g, float[] v, int n) {
      float lr = (float) rate;
      float c = (float) (1 - rho);
      float e = (float) epsilon;
      for (int i = 0; i < n; i++) {
        float vi = v[i] + c * (g[i] * g[i] - v[i]);
        v[i] = vi;
        g[i] = lr * g[i] / (float) Math.sqrt(vi + e);
      }
    }

    /** The step lr·g / √(v − m² + ε), likewise. */
    private void centeredStep(float[] g, float[] v, float[] m, int n) {
      float lr = (float) rate;
      float c = (float) (1 - rho);
      float e = (float) epsilon;
      for (int i = 0; i < n; i++) {
        float vi = v[i] + c * (g[i] * g[i] - v[i]);
        float mi = m[i] + c * (g[i] - m[i]);
        v[i] = vi;
        m[i] = mi;
        g[i] = lr * g[i] / (float) Math.sqrt(Math.max(0, vi - mi * mi) + e);
      }
    }

    /** p = momentum·p + step, which takes the place of step. */
    private void gather(float[] step, float[] p, int n) {
      float mu = (float) momentum;
      for (int i = 0; i < n; i++) {
        float pi = mu * p[i] + step[i];
        p[i] = pi;
        step[i] = pi;
      }
    }
  }

  /** The same rule with another ρ. */
  public RmsProp rho(double rho) {
    return new RmsProp(learningRate, rho, momentum, epsilon, centered, options);
  }

  /** The same rule with momentum. */
  public RmsProp momentum(double momentum) {
    return new RmsProp(learningRate, rho, momentum, epsilon, centered, options);
  }

  /** The same rule with another ε. */
  public RmsProp epsilon(double epsilon) {
    return new RmsProp(learningRate, rho, momentum, epsilon, centered, options);
  }

  /** The same rule, centered or not. */
  public RmsProp centered(boolean centered) {
    return new RmsProp(learningRate, rho, momentum, epsilon, centered, options);
  }

  @Override
  public RmsProp with(StepOptions options) {
    return new RmsProp(learningRate, rho, momentum, epsilon, centered, options);
  }

  @Override
  public String toString() {
    return new Call("rmsprop", learningRate)
        .with("rho", rho, 0.9)
        .with("momentum", momentum, 0.0)
        .with("epsilon", epsilon, 1e-7)
        .with("centered", centered, false)
        .then(options)
        .toString();
  }
}
