package org.chainrule.layers;

import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * Dropout for networks of {@code selu}: what is dropped becomes selu's lowest value α′, and all is
 * scaled and shifted so that mean 0 and variance 1 stay (Klambauer et al. 2017, section 3): y =
 * s·(x ⊙ m + α′·(1 − m)) + t, dx = s·dy ⊙ m. In prediction y = x.
 *
 * @param rate the share that is dropped, at least 0 and less than 1
 */
public record AlphaDropout(double rate) implements Layer {
  /** selu for x → −∞: −α·scale. */
  private static final double LOWEST = -1.6732632423543772 * 1.0507009873554805;

  /** Checks the rate. */
  public AlphaDropout {
    Check.fraction(rate, "alphaDropout", "a rate", "alphaDropout(0.1)");
  }

  @Override
  public void build(Builder builder) {
    double scale = 1 / Math.sqrt((1 - rate) * (1 + rate * LOWEST * LOWEST));
    double shift = -scale * LOWEST * rate;
    builder.add(new Noisy(rate == 0 ? null : new Mask(rate, scale, shift)), builder.columns());
  }

  private record Mask(double rate, double scale, double shift) implements Noise {
    @Override
    public void forward(Kernels k, Matrix x, long key, Matrix y) {
      double fallen = scale * LOWEST + shift;
      k.drop(x, rate, key, scale, shift, fallen, y); //        y = s·(x ⊙ m + α′·(1 − m)) + t
    }

    @Override
    public void backward(Kernels k, Matrix dy, long key, Matrix dx) {
      k.drop(dy, rate, key, scale, 0, 0, dx); //               dx = s·dy ⊙ m
    }
  }

  @Override
  public String toString() {
    return "alphaDropout(" + rate + ")";
  }
}
