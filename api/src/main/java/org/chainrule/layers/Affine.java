package org.chainrule.layers;

import org.chainrule.backend.Elementwise;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.RowAffine;

/**
 * The affine map of a dense layer. Forward z = x·W + b. Backward dW = xᵀ·dz, db = Σᵢ dzᵢ, dx =
 * dz·Wᵀ.
 *
 * <p>Shapes: x (n, in), W (in, out), b (1, out) or null, z (n, out).
 *
 * @param W the kernel
 * @param b the bias, or null
 */
public record Affine(Parameter W, Parameter b) implements Differentiable {
  @Override
  public void forward(Kernels k, Matrix x, Matrix z) {
    k.affine(x, W.value(), b == null ? null : b.value(), z); // z  = x·W + b
  }

  @Override
  public void backward(Kernels k, Matrix x, Matrix z, Matrix dz, Matrix dx) {
    if (hasBiasGradient()) {
      k.sumRows(dz, b.gradient()); //                           db = Σᵢ dzᵢ
    }
    products(k, x, dz, dx);
  }

  private void products(Kernels k, Matrix x, Matrix dz, Matrix dx) {
    if (W.isTrained()) {
      k.matmulTransposedA(x, dz, W.gradient()); //              dW = xᵀ·dz
    }
    if (dx != null) {
      k.matmulTransposedB(dz, W.value(), dx); //                dx = dz·Wᵀ
    }
  }

  private boolean hasBiasGradient() {
    return b != null && b.isTrained();
  }

  // ---- with the activation that follows, in one go over memory where that is possible

  /** a = f(x·W + b), where a takes the place of z. */
  void forward(Kernels k, Matrix x, Elementwise f, Matrix a) {
    k.affine(x, W.value(), b == null ? null : b.value(), f, a);
  }

  /** The same backward: dz = da ⊙ f′(a), which may take the place of da, then as above. */
  void backward(Kernels k, Matrix x, Elementwise f, Matrix a, Matrix da, Matrix dz, Matrix dx) {
    if (hasBiasGradient()) {
      k.mapBackward(f, a, a, da, dz, b.gradient()); //          and db = Σᵢ dzᵢ
    } else {
      k.mapBackward(f, a, a, da, dz);
    }
    products(k, x, dz, dx);
  }

  @Override
  public RowFunction forRow() {
    return new RowAffine(W.value(), b == null ? null : b.value())::forward;
  }

  @Override
  public boolean readsOutput() {
    return false;
  }
}
