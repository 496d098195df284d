package org.chainrule.activations;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * A function a = f(z) without parameters, and its derivative. Most work on one element at a time:
 * see {@link ElementwiseActivation}. Implementations are immutable and hold nothing of a pass.
 */
public interface Activation {
  /** a = f(z), both (n, columns). With {@link #readsInput()} false, a may be z. */
  void forward(Kernels k, Matrix z, Matrix a);

  /** a = f(z) for one row of n floats; both may be the same array. */
  void f(float[] z, float[] a, int n);

  /** dz = (∂a/∂z)ᵀ·da, all (n, columns). dz may be da. */
  void backward(Kernels k, Matrix z, Matrix a, Matrix da, Matrix dz);

  /** Whether the derivative needs z; when a is enough, a takes the place of z in memory. */
  default boolean readsInput() {
    return true;
  }

  /**
   * Looks the width over when a model is built.
   *
   * @throws IllegalArgumentException when the activation has no meaning over so many columns
   */
  default void checkColumns(int columns) {}
}
