package org.chainrule;

import org.chainrule.backend.Elementwise;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.layers.Activate;
import org.chainrule.layers.Affine;
import org.chainrule.layers.Differentiable;

/**
 * What one thread needs to go through the network, made once for the largest batch: the output of
 * each function, its gradient, and kernels with scratch memory.
 */
final class Pass {
  final Kernels k;
  private final Differentiable[] f;
  private final Matrix[] a; // a[0] = x, a[l + 1] = f[l](a[l]), a[last] = ŷ
  private final Elementwise[] fused; // the activation after an affine map when they share memory
  private final Matrix[] da; // ∂L/∂a[l]; null for a pass that only goes forward

  /** A pass that goes forward only. */
  Pass(Network network, int capacity) {
    this(network, Kernels.of(network.type), capacity, false, false, true);
  }

  /**
   * A pass.
   *
   * @param backward whether it goes back too
   * @param inputGradient whether the gradient by x is wanted
   * @param inPlace whether outputs that nobody reads any more may be overwritten
   */
  Pass(
      Network network,
      Kernels k,
      int capacity,
      boolean backward,
      boolean inputGradient,
      boolean inPlace) {
    this.k = k;
    f = network.functions;
    a = new Matrix[f.length + 1];
    da = new Matrix[f.length + 1];
    fused = new Elementwise[f.length];
    for (int l = 0; l <= f.length; l++) {
      boolean sharesMemory =
          inPlace
              && l > 1
              && f[l - 1].worksInPlace()
              && !f[l - 1].readsInput()
              && !f[l - 2].readsOutput();
      if (sharesMemory && f[l - 2] instanceof Affine && f[l - 1] instanceof Activate activate) {
        fused[l - 2] = activate.f() instanceof Elementwise e ? e : null;
      }
      a[l] = sharesMemory ? a[l - 1] : k.zeros(capacity, network.widths[l]);
      if (backward && (l > 0 || inputGradient)) {
        da[l] = sharesMemory ? da[l - 1] : k.zeros(capacity, network.widths[l]);
      }
    }
  }

  int capacity() {
    return a[0].capacity();
  }

  /** The input x, to be filled. */
  Matrix x() {
    return a[0];
  }

  /** ŷ. */
  Matrix yhat() {
    return a[f.length];
  }

  /** The output of function l, or x for 0. */
  Matrix output(int l) {
    return a[l];
  }

  /** ∂L/∂ of the output of function l, or of x for 0. */
  Matrix gradient(int l) {
    return da[l];
  }

  int functions() {
    return f.length;
  }

  /** Takes batches of {@code rows} rows from now on. */
  void resize(int rows) {
    if (rows == a[0].rows()) {
      return;
    }
    for (int l = 0; l < a.length; l++) {
      a[l].resize(rows);
      if (da[l] != null) {
        da[l].resize(rows);
      }
    }
  }

  /** Left to right: a[l + 1] = f[l](a[l]). */
  Matrix forward() {
    int l = 0;
    while (l < f.length) {
      if (fused[l] == null) {
        f[l].forward(k, a[l], a[l + 1]);
        l += 1;
      } else { // the same two steps in one go over memory
        ((Affine) f[l]).forward(k, a[l], fused[l], a[l + 2]);
        l += 2;
      }
    }
    return yhat();
  }

  /** Right to left, from the gradient by the output of function {@code last}: the chain rule. */
  void backward(int last) {
    for (int l = last - 1; l >= 0; l--) {
      f[l].backward(k, a[l], a[l + 1], da[l + 1], da[l]);
    }
  }
}
