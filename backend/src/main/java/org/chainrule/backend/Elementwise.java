package org.chainrule.backend;

/**
 * A differentiable function of one number, applied to every element of a matrix: the formula, and
 * the same over tiles of floats for speed.
 *
 * <p>The tile methods fall back on the formula. An implementation overrides them with loops over
 * one common index that the JIT compiler vectorises; tests hold formula, tile and finite difference
 * equal.
 */
public interface Elementwise {
  /** a = f(z). */
  double f(double z);

  /** f′(z), where a = f(z) is at hand when it is cheaper to use. */
  double df(double z, double a);

  /** Whether f′ needs z; when it gets by with a, then a may take the place of z in memory. */
  default boolean readsInput() {
    return true;
  }

  /**
   * Whether f′ is 1 where a > 0 and 0 elsewhere, and a never negative: a gradient passes as it is
   * or not at all.
   */
  default boolean isGate() {
    return false;
  }

  /** a = f(z) for the first n elements; both may be the same array. */
  default void f(float[] z, float[] a, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = (float) f(z[i]);
    }
  }

  /** a = f(z + b) for the first n elements; a may be z. */
  default void f(float[] z, float[] b, float[] a, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = z[i] + b[i];
    }
    f(a, a, n);
  }

  /** dz = da ⊙ f′(z) for the first n elements; z is not filled unless {@link #readsInput()}. */
  default void df(float[] z, float[] a, float[] da, float[] dz, int n) {
    for (int i = 0; i < n; i++) {
      dz[i] = (float) (da[i] * df(z[i], a[i]));
    }
  }
}
