package org.chainrule.layers;

import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * Drops a random share of the numbers while training, and makes up for it in the others (Srivastava
 * et al. 2014, in the inverted form): y = x ⊙ m / (1 − rate) with m 0 or 1, dx = dy ⊙ m / (1 −
 * rate). In prediction y = x.
 *
 * @param rate the share that is dropped, at least 0 and less than 1
 */
public record Dropout(double rate) implements Layer {
  /** Checks the rate. */
  public Dropout {
    Check.fraction(rate, "dropout", "a rate", "dropout(0.5)");
  }

  @Override
  public void build(Builder builder) {
    builder.add(new Noisy(rate == 0 ? null : new Mask(rate)), builder.columns());
  }

  private record Mask(double rate) implements Noise {
    @Override
    public void forward(Kernels k, Matrix x, long key, Matrix y) {
      k.drop(x, rate, key, 1 / (1 - rate), 0, 0, y); //        y = x ⊙ m / (1 − rate)
    }

    @Override
    public void backward(Kernels k, Matrix dy, long key, Matrix dx) {
      k.drop(dy, rate, key, 1 / (1 - rate), 0, 0, dx); //      dx = dy ⊙ m / (1 − rate)
    }
  }

  @Override
  public String toString() {
    return "dropout(" + rate + ")";
  }
}
