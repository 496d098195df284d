package org.chainrule.losses;

import org.chainrule.backend.ElementLoss;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/** A loss that is the mean over the K outputs of ℓ(y, ŷ): L = 1/K·Σⱼ ℓ(yⱼ, ŷⱼ), dŷ = 1/K·∂ℓ/∂ŷ. */
public interface ElementwiseLoss extends Loss, ElementLoss {
  @Override
  default double value(Kernels k, Matrix y, Matrix yhat, Matrix s) {
    return k.elementLoss(this, y, yhat, s) / yhat.columns(); //                  1/K·Σⱼ ℓ
  }

  @Override
  default void gradient(Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dyhat) {
    k.elementGradient(this, y, yhat, s, factor / yhat.columns(), dyhat); //      1/K·∂ℓ/∂ŷ
  }
}
