package org.chainrule.optimizers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.chainrule.backend.Step;

/**
 * Follow the regularized leader (McMahan et al. 2013), which with l1 makes many weights exactly 0.
 * With σ(v) = v^−learningRatePower, by default √v, of the sum v of all g² so far: z += g +
 * 2·l2Shrinkage·w − (σ(v + g²) − σ(v))/lr·w; v += g²; then w = (clip(z, ±l1) − z)/(σ(v)/lr + 2·l2 +
 * beta/lr).
 *
 * @param learningRate lr
 * @param learningRatePower at most 0: how a weight's own rate falls with v, 0 for not at all
 * @param initialAccumulatorValue what v starts with
 * @param l1RegularizationStrength l1
 * @param l2RegularizationStrength l2
 * @param l2ShrinkageRegularizationStrength l2Shrinkage, which works on the gradient only
 * @param beta the paper's β
 * @param options what all rules have in common
 */
public record Ftrl(
    Schedule learningRate,
    double learningRatePower,
    double initialAccumulatorValue,
    double l1RegularizationStrength,
    double l2RegularizationStrength,
    double l2ShrinkageRegularizationStrength,
    double beta,
    StepOptions options)
    implements Rule<Ftrl> {
  private static final float TINY = Float.MIN_NORMAL; // makes 0/0, of a weight never used, 0

  /** Checks the figures. */
  public Ftrl {
    Check.present(learningRate, "ftrl", "a learningRate such as 0.001");
    Check.that(
        learningRatePower <= 0 && Double.isFinite(learningRatePower),
        "ftrl expects a learningRatePower of at most 0 and finite, but got %s: use for example ftrl(0.001).learningRatePower(-0.5)",
        learningRatePower);
    check(initialAccumulatorValue, "initialAccumulatorValue(0.1)");
    check(l1RegularizationStrength, "l1RegularizationStrength(0.01)");
    check(l2RegularizationStrength, "l2RegularizationStrength(0.01)");
    check(l2ShrinkageRegularizationStrength, "l2ShrinkageRegularizationStrength(0.01)");
    check(beta, "beta(1)");
  }

  private static void check(double value, String example) {
    String name = "a value of " + example.substring(0, example.indexOf('('));
    Check.notNegative(value, "ftrl", name, "ftrl(0.001)." + example);
  }

  @Override
  public double[] start() {
    return new double[] {initialAccumulatorValue, 0};
  }

  @Override
  public Step step(long t, double rate) {
    if (rate == 0) {
      return (g, s, w) -> w; // the formula would divide by it
    }
    return new Formula(
        rate,
        -learningRatePower,
        l1RegularizationStrength,
        2 * l2RegularizationStrength + beta / rate,
        2 * l2ShrinkageRegularizationStrength);
  }

  private record Formula(double rate, double power, double l1, double q, double shrinkage)
      implements Step {
    @Override
    public double next(double g, double[] s, double w) {
      double was = Math.pow(s[0], power); //                      σ(v)
      s[0] += g * g; //                                           v
      double sigma = Math.pow(s[0], power); //                    σ(v + g²)
      s[1] += g + shrinkage * w - (sigma - was) / rate * w; //    z
      double clipped = Math.max(-l1, Math.min(l1, s[1]));
      return (clipped - s[1]) / (sigma / rate + q + TINY); //     w
    }

    @Override
    public void next(float[] g, float[][] s, float[] old, float[] w, int n) {
      if (power == 0.5) {
        next(g, s[0], s[1], (float) (1 / rate), old, w, n);
      } else {
        Step.super.next(g, s, old, w, n);
      }
    }

    private void next(
        float[] g, float[] v, float[] z, float inverse, float[] old, float[] w, int n) {
      float l = (float) l1;
      float b = (float) q;
      float r = (float) shrinkage;
      for (int i = 0; i < n; i++) {
        float square = g[i] * g[i];
        float was = (float) Math.sqrt(v[i]);
        float sigma = (float) Math.sqrt(v[i] + square);
        float change = square / (sigma + was + TINY); //          σ(v + g²) − σ(v)
        float zi = z[i] + (g[i] + r * old[i] - change * inverse * old[i]);
        v[i] = v[i] + square;
        z[i] = zi;
        w[i] = (Math.max(-l, Math.min(l, zi)) - zi) / (sigma * inverse + b + TINY);
      }
    }
  }

  /** The same rule with another power of v; −0.5 by default. */
  public Ftrl learningRatePower(double learningRatePower) {
    return new Ftrl(
        learningRate,
        learningRatePower,
        initialAccumulatorValue,
        l1RegularizationStrength,
        l2RegularizationStrength,
        l2ShrinkageRegularizationStrength,
        beta,
        options);
  }

  /** The same rule with another start of v; 0.1 by default. */
  public Ftrl initialAccumulatorValue(double initialAccumulatorValue) {
    return new Ftrl(
        learningRate,
        learningRatePower,
        initialAccumulatorValue,
        l1RegularizationStrength,
        l2RegularizationStrength,
        l2ShrinkageRegularizationStrength,
        beta,
        options);
  }

  /** The same rule with another l1; 0 by default. */
  public Ftrl l1RegularizationStrength(double l1RegularizationStrength) {
    return new Ftrl(
        learningRate,
        learningRatePower,
        initialAccumulatorValue,
        l1RegularizationStrength,
        l2RegularizationStrength,
        l2ShrinkageRegularizationStrength,
        beta,
        options);
  }

  /** The same rule with another l2; 0 by default. */
  public Ftrl l2RegularizationStrength(double l2RegularizationStrength) {
    return new Ftrl(
        learningRate,
        learningRatePower,
        initialAccumulatorValue,
        l1RegularizationStrength,
        l2RegularizationStrength,
        l2ShrinkageRegularizationStrength,
        beta,
        options);
  }

  /** The same rule with another l2Shrinkage; 0 by default. */
  public Ftrl l2ShrinkageRegularizationStrength(double l2ShrinkageRegularizationStrength) {
    return new Ftrl(
        learningRate,
        learningRatePower,
        initialAccumulatorValue,
        l1RegularizationStrength,
        l2RegularizationStrength,
        l2ShrinkageRegularizationStrength,
        beta,
        options);
  }

  /** The same rule with another β; 0 by default. */
  public Ftrl beta(double beta) {
    return new Ftrl(
        learningRate,
        learningRatePower,
        initialAccumulatorValue,
        l1RegularizationStrength,
        l2RegularizationStrength,
        l2ShrinkageRegularizationStrength,
        beta,
        options);
  }

  @Override
  public Ftrl with(StepOptions options) {
    return new Ftrl(
        learningRate,
        learningRatePower,
        initialAccumulatorValue,
        l1RegularizationStrength,
        l2RegularizationStrength,
        l2ShrinkageRegularizationStrength,
        beta,
        options);
  }

  @Override
  public String toString() {
    return new Call("ftrl", learningRate)
        .with("learningRatePower", learningRatePower, -0.5)
        .with("initialAccumulatorValue", initialAccumulatorValue, 0.1)
        .with("l1RegularizationStrength", l1RegularizationStrength, 0.0)
        .with("l2RegularizationStrength", l2RegularizationStrength, 0.0)
        .with("l2ShrinkageRegularizationStrength", l2ShrinkageRegularizationStrength, 0.0)
        .with("beta", beta, 0.0)
        .then(options)
        .toString();
  }
}
