package org.chainrule.layers;

import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * Adds normal numbers around 0 while training: y = x + stddev·N, dx = dy. In prediction y = x.
 *
 * @param stddev the standard deviation of the noise, at least 0
 */
public record GaussianNoise(double stddev) implements Layer {
  /** Checks the deviation. */
  public GaussianNoise {
    Check.notNegative(stddev, "gaussianNoise", "a stddev", "gaussianNoise(0.1)");
  }

  @Override
  public void build(Builder builder) {
    builder.add(new Noisy(stddev == 0 ? null : new Term(stddev)), builder.columns());
  }

  private record Term(double stddev) implements Noise {
    @Override
    public void forward(Kernels k, Matrix x, long key, Matrix y) {
      k.addNormal(x, stddev, key, y); //                       y = x + stddev·N
    }

    @Override
    public void backward(Kernels k, Matrix dy, long key, Matrix dx) {
      Noisy.same(k, dy, dx); //                                dx = dy
    }
  }

  @Override
  public String toString() {
    return "gaussianNoise(" + stddev + ")";
  }
}
