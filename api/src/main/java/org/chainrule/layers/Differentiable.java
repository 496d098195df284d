package org.chainrule.layers;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Samples;

/**
 * A function on matrices and its derivative. It owns at most parameters; what a pass computes
 * belongs to the pass and is handed in, so that many threads can use one function at once. A
 * function that keeps something from forward for backward, such as a mask, makes one of its kind
 * for each pass: see {@link #inPass}.
 */
public interface Differentiable {
  /** y = f(x), with x (n, in), y (n, out). */
  void forward(Kernels k, Matrix x, Matrix y);

  /**
   * The chain rule: dx = (∂y/∂x)ᵀ·dy, and the gradients of the function's parameters, each
   * overwriting what was there.
   *
   * @param x what went in, (n, in)
   * @param y what came out, (n, out)
   * @param dy ∂L/∂y, (n, out)
   * @param dx ∂L/∂x, (n, in), to be written; null when nobody needs it
   */
  void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx);

  /** A function of one row of floats. */
  interface RowFunction {
    /** y = f(x), x of the length of the input, y of the output. */
    void forward(float[] x, float[] y);
  }

  /**
   * The same function for a single row, with a copy of its parameters as they are now; null if
   * there is none.
   */
  default RowFunction forRow() {
    return null;
  }

  /**
   * This function as it works in one pass, with memory for what it keeps from forward for backward;
   * itself when it keeps nothing.
   */
  default Differentiable inPass(PassContext context) {
    return this;
  }

  /** Whether it adds to the loss, as a penalty on outputs does. */
  default boolean penalizes() {
    return false;
  }

  /** What the last forward adds to the loss. */
  default double penalty() {
    return 0;
  }

  /**
   * Called after each update of the weights, when nobody reads them: the moment to bring state
   * along that is not trained, such as moving averages.
   */
  default void updated(Kernels k) {}

  /** Whether backward reads x. */
  default boolean readsInput() {
    return true;
  }

  /** Whether backward reads y. */
  default boolean readsOutput() {
    return true;
  }

  /**
   * Whether y may be written over x, and dx over dy, as far as memory that nobody reads any more
   * allows.
   */
  default boolean worksInPlace() {
    return false;
  }

  /**
   * Whether y is x, number for number, and only something else follows from it. Then y may be the
   * memory of x, and dx that of dy, even where others read them.
   */
  default boolean isIdentity() {
    return false;
  }

  /** Whether there is a ∂y/∂x; without one the function can only be the first. */
  default boolean hasInputGradient() {
    return true;
  }

  /**
   * Looks over what comes into the model, when this is its first function.
   *
   * @param who the method that was called
   * @throws IllegalArgumentException for a value it cannot take, with its row
   */
  default void checkInput(String who, Samples x) {}
}
