package org.chainrule.layers;

import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * Multiplies by normal numbers around 1 while training (Srivastava et al. 2014, section 10): y = x
 * ⊙ (1 + σ·N), dx = dy ⊙ (1 + σ·N), with the deviation that dropout of the same rate has, σ =
 * √(rate/(1 − rate)). In prediction y = x.
 *
 * @param rate the rate of the dropout that it stands for, at least 0 and less than 1
 */
public record GaussianDropout(double rate) implements Layer {
  /** Checks the rate. */
  public GaussianDropout {
    Check.fraction(rate, "gaussianDropout", "a rate", "gaussianDropout(0.5)");
  }

  @Override
  public void build(Builder builder) {
    double stddev = Math.sqrt(rate / (1 - rate));
    builder.add(new Noisy(rate == 0 ? null : new Factor(stddev)), builder.columns());
  }

  private record Factor(double stddev) implements Noise {
    @Override
    public void forward(Kernels k, Matrix x, long key, Matrix y) {
      k.multiplyNormal(x, stddev, key, y); //                  y = x ⊙ (1 + σ·N)
    }

    @Override
    public void backward(Kernels k, Matrix dy, long key, Matrix dx) {
      k.multiplyNormal(dy, stddev, key, dx); //                dx = dy ⊙ (1 + σ·N)
    }
  }

  @Override
  public String toString() {
    return "gaussianDropout(" + rate + ")";
  }
}
