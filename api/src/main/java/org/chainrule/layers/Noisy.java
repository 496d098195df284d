package org.chainrule.layers;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Rng;

/**
 * A function that is noisy in a pass that trains, and y = x in any other. All matrices (n,
 * columns).
 *
 * @param noise the noise, or null for none
 */
record Noisy(Noise noise) implements Differentiable {
  @Override
  public Differentiable inPass(PassContext context) {
    return context.training() && noise != null ? new InTraining(noise, context.random()) : this;
  }

  @Override
  public void forward(Kernels k, Matrix x, Matrix y) {
    same(k, x, y); //                                          y = x
  }

  @Override
  public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
    if (dx != null) {
      same(k, dy, dx); //                                      dx = dy
    }
  }

  /** y = x, without work where both are one matrix. */
  static void same(Kernels k, Matrix x, Matrix y) {
    if (x != y) {
      k.copyRows(x, y, 0);
    }
  }

  @Override
  public RowFunction forRow() {
    return (x, y) -> System.arraycopy(x, 0, y, 0, x.length);
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public boolean readsOutput() {
    return false;
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  private static final class InTraining implements Differentiable {
    private final Noise noise;
    private final Rng random;
    private long key; // of the last forward

    InTraining(Noise noise, Rng random) {
      this.noise = noise;
      this.random = random;
    }

    @Override
    public void forward(Kernels k, Matrix x, Matrix y) {
      key = random.nextLong();
      noise.forward(k, x, key, y);
    }

    @Override
    public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
      if (dx != null) {
        noise.backward(k, dy, key, dx);
      }
    }

    @Override
    public boolean readsInput() {
      return false;
    }

    @Override
    public boolean readsOutput() {
      return false;
    }

    @Override
    public boolean worksInPlace() {
      return true;
    }
  }
}
