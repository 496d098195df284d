package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.chainrule.backend.Step;

/**
 * Gradient descent: w −= lr·g. With momentum (Polyak 1964) v = momentum·v − lr·g, w += v; with
 * Nesterov's look-ahead (Sutskever et al. 2013) w += momentum·v − lr·g.
 *
 * @param learningRate lr
 * @param momentum the share of the last step that goes on, 0 for none
 * @param nesterov whether to look ahead
 * @param options what all rules have in common
 */
public record Sgd(Schedule learningRate, double momentum, boolean nesterov, StepOptions options)
    implements Rule<Sgd> {
  /** Checks the figures. */
  public Sgd {
    Check.present(learningRate, "sgd", "a learningRate such as 0.01");
    Check.fraction(momentum, "sgd", "a momentum", "sgd(0.01).momentum(0.9)");
  }

  @Override
  public double[] start() {
    return new double[momentum == 0 ? 0 : 1];
  }

  @Override
  public Step step(long t, double rate) {
    return momentum == 0 ? new Plain(rate) : new Momentum(rate, momentum, nesterov);
  }

  private record Plain(double rate) implements Step {
    @Override
    public double next(double g, double[] s, double w) {
      return w - rate * g; //                                     w −= lr·g
    }

    @Override
    public void next(float[] g, float[][] s, float[] old, float[] w, int n) {
      float lr = (float) rate;
      for (int i = 0; i < n; i++) {
        w[i] = old[i] - lr * g[i];
      }
    }
  }

  private record Momentum(double rate, double momentum, boolean nesterov) implements Step {
    @Override
    public double next(double g, double[] s, double w) {
      s[0] = momentum * s[0] - rate * g; //                       v = momentum·v − lr·g
      return nesterov ? w + (momentum * s[0] - rate * g) : w + s[0];
    }

    @Override
    public void next(float[] g, float[][] s, float[] old, float[] w, int n) {
      next(g, s[0], (float) rate, (float) momentum, nesterov ? 1 : 0, old, w, n);
    }

    /** Both kinds in one loop: ahead is 1 for Nesterov's, else 0. */
    private static void next(
        float[] g, float[] v, float lr, float mu, float ahead, float[] old, float[] w, int n) {
      for (int i = 0; i < n; i++) {
        float step = lr * g[i];
        float velocity = mu * v[i] - step;
        v[i] = velocity;
        w[i] = old[i] + (ahead * (mu * velocity - step) + (1 - ahead) * velocity);
      }
    }
  }

  /** The same rule with momentum. */
  public Sgd momentum(double momentum) {
    return new Sgd(learningRate, momentum, nesterov, options);
  }

  /** The same rule with or without Nesterov's look-ahead, which needs a momentum. */
  public Sgd nesterov(boolean nesterov) {
    return new Sgd(learningRate, momentum, nesterov, options);
  }

  @Override
  public Sgd with(StepOptions options) {
    return new Sgd(learningRate, momentum, nesterov, options);
  }

  @Override
  public String toString() {
    return new Call("sgd", learningRate)
        .with("momentum", momentum, 0.0)
        .with("nesterov", nesterov, false)
        .then(options)
        .toString();
  }
}
