package org.chainrule.layers;

import org.chainrule.activations.Activation;
import org.chainrule.backend.Elementwise;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * An activation as a function in the chain: a = f(z), dz = (∂a/∂z)ᵀ·da, all (n, columns).
 *
 * @param f the activation
 */
public record Activate(Activation f) implements Differentiable {
  private static final int FEW = 4; // numbers, for which a loop made for many takes longer

  @Override
  public void forward(Kernels k, Matrix z, Matrix a) {
    f.forward(k, z, a);
  }

  @Override
  public void backward(Kernels k, Matrix z, Matrix a, Matrix da, Matrix dz) {
    if (dz != null) {
      f.backward(k, z, a, da, dz);
    }
  }

  @Override
  public RowFunction forRow() {
    return (z, a) -> {
      if (z.length < FEW && f instanceof Elementwise formula) {
        for (int j = 0; j < z.length; j++) {
          a[j] = (float) formula.f(z[j]);
        }
      } else {
        f.f(z, a, z.length);
      }
    };
  }

  @Override
  public boolean readsInput() {
    return f.readsInput();
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }
}
