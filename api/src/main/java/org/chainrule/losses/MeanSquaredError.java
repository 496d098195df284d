package org.chainrule.losses;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/** L = 1/K·Σⱼ (ŷⱼ − yⱼ)² over the K outputs; dŷ = 2/K·(ŷ − y). No ½. */
public record MeanSquaredError() implements Loss {
  @Override
  public String name() {
    return "mean_squared_error";
  }

  @Override
  public double value(Kernels k, Matrix y, Matrix yhat, Matrix s) {
    return k.squaredError(y, yhat, s); //                                        1/K·Σⱼ (ŷⱼ − yⱼ)²
  }

  @Override
  public void gradient(Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dyhat) {
    k.difference(y, yhat, s, 2 * factor / yhat.columns(), dyhat); //             2/K·(ŷ − y)
  }

  @Override
  public String toString() {
    return "meanSquaredError";
  }
}
