package org.chainrule.activations;

import org.chainrule.backend.Elementwise;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/** An activation that works on each element alone: a = f(z), dz = da ⊙ f′(z). */
public interface ElementwiseActivation extends Activation, Elementwise {
  @Override
  default void forward(Kernels k, Matrix z, Matrix a) {
    k.map(this, z, a); //                        a  = f(z)
  }

  @Override
  default void f(float[] z, float[] a, int n) {
    Elementwise.super.f(z, a, n);
  }

  @Override
  default void backward(Kernels k, Matrix z, Matrix a, Matrix da, Matrix dz) {
    k.mapBackward(this, z, a, da, dz); //        dz = da ⊙ f′(z)
  }

  @Override
  default boolean readsInput() {
    return true;
  }
}
