package org.chainrule.backend;

/**
 * A gradient of one number y and its prediction ŷ, taken at every element of two matrices: the
 * formula, and the same over tiles of floats for speed, as in {@link Elementwise}.
 */
public interface ElementGradient {
  /** ∂ℓ/∂ŷ, or by what stands in its place. */
  double gradient(double y, double yhat);

  /** The same for the first n elements; d may be ŷ. */
  default void gradient(float[] y, float[] yhat, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      d[i] = (float) gradient(y[i], yhat[i]);
    }
  }
}
