package org.chainrule;

import java.util.ArrayList;
import java.util.List;
import org.chainrule.layers.Differentiable;

/**
 * The way of a single sample through a small network, on the Java heap; a snapshot of the weights.
 */
final class RowPass {
  private static final int LARGEST =
      1 << 16; // parameters: beyond, BLAS is worth the way to native memory

  private final Network network;
  private final long stamp; // valid as long as nobody writes weights
  private final Differentiable.RowFunction[] f;
  private final float[][] a; // outputs, the last one excepted: that is the caller's

  private RowPass(Network network, long stamp, Differentiable.RowFunction[] f) {
    this.network = network;
    this.stamp = stamp;
    this.f = f;
    a = new float[f.length - 1][];
    for (int l = 0; l < a.length; l++) {
      a[l] = new float[network.chain.widths().get(l + 1)];
    }
  }

  /**
   * A snapshot of the network, or null when it is too large or some function works on matrices
   * only.
   */
  static RowPass of(Network network) {
    if (network.parameters.size() > LARGEST) {
      return null;
    }
    long reading = network.lock.readLock();
    long stamp;
    List<Differentiable.RowFunction> functions = new ArrayList<>();
    try {
      for (Differentiable function : network.chain.functions()) {
        functions.add(function.forRow());
      }
      stamp = network.lock.tryOptimisticRead(); // nobody writes meanwhile, so it is not 0
    } finally {
      network.lock.unlockRead(reading);
    }
    return functions.contains(null)
        ? null
        : new RowPass(network, stamp, functions.toArray(Differentiable.RowFunction[]::new));
  }

  /** Whether the weights are still those of the snapshot. */
  boolean isValid() {
    return network.lock.validate(stamp);
  }

  /** ŷ for one sample, in a new array. */
  float[] predict(float[] x) {
    float[] yhat = new float[network.outputs()];
    float[] in = x;
    for (int l = 0; l < f.length; l++) {
      float[] out = l < a.length ? a[l] : yhat;
      f[l].forward(in, out);
      in = out;
    }
    return yhat;
  }
}
