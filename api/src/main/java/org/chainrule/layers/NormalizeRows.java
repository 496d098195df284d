package org.chainrule.layers;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * Normalization of rows. Forward y = γ ⊙ x̂ + β, x̂ = (x − μ)·r, r = 1/√(σ² + ε), with the mean μ
 * of the row's numbers (or 0 where it is not centered) and σ² the mean of (x − μ)². Backward dβ =
 * Σᵢ dyᵢ, dγ = Σᵢ dyᵢ ⊙ x̂ᵢ and, with g = γ ⊙ dy, dx = r·(g − mean(g) − x̂·mean(g ⊙ x̂)), without
 * mean(g) where it is not centered. Derivation: docs/backprop.md.
 *
 * <p>Shapes: x, y (n, columns), γ, β (1, columns), μ, r (n, 1).
 *
 * @param gamma γ, or null for ones
 * @param beta β, or null for zeros
 * @param centered whether the mean is subtracted
 * @param epsilon ε
 * @param mean μ of a pass; null when not centered
 * @param inverse r of a pass
 */
record NormalizeRows(
    Parameter gamma, Parameter beta, boolean centered, double epsilon, Matrix mean, Matrix inverse)
    implements Differentiable {
  NormalizeRows(Parameter gamma, Parameter beta, boolean centered, double epsilon) {
    this(gamma, beta, centered, epsilon, null, null);
  }

  @Override
  public Differentiable inPass(PassContext context) {
    Kernels k = context.k();
    Matrix mean = centered ? k.zeros(context.rows(), 1) : null;
    return new NormalizeRows(gamma, beta, centered, epsilon, mean, k.zeros(context.rows(), 1));
  }

  @Override
  public void forward(Kernels k, Matrix x, Matrix y) {
    if (centered) {
      mean.resize(x.rows());
    }
    inverse.resize(x.rows());
    k.normalizeRows( //                                    y = γ ⊙ (x − μ)·r + β
        x, epsilon, NormalizeBatch.value(gamma), NormalizeBatch.value(beta), mean, inverse, y);
  }

  @Override
  public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
    if (beta != null && beta.isTrained()) {
      k.sumRows(dy, beta.gradient()); //                   dβ = Σᵢ dyᵢ
    }
    Matrix dgamma = gamma != null && gamma.isTrained() ? gamma.gradient() : null;
    if (dgamma != null || dx != null) {
      k.normalizeRowsBackward( //                          dγ = Σᵢ dyᵢ ⊙ x̂ᵢ
          x, mean, inverse, NormalizeBatch.value(gamma), dy, dgamma, dx);
    } //                                                   dx = r·(g − mean(g) − x̂·mean(g ⊙ x̂))
  }

  @Override
  public RowFunction forRow() {
    float[] scale = gamma == null ? null : NormalizeBatch.floats(gamma, gamma.size(), 1);
    float[] shift = beta == null ? null : NormalizeBatch.floats(beta, beta.size(), 0);
    return (x, y) -> row(x, scale, shift, y);
  }

  @Override
  public boolean readsOutput() {
    return false;
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  /** y = γ ⊙ x̂ + β for one row, with γ and β of its length or null. */
  private void row(float[] x, float[] gamma, float[] beta, float[] y) {
    double sum = 0;
    for (float v : x) {
      sum += v;
    }
    double mean = centered ? sum / x.length : 0;
    double squares = 0;
    for (float v : x) {
      squares += (v - mean) * (v - mean);
    }
    double inverse = 1 / Math.sqrt(squares / x.length + epsilon);
    for (int j = 0; j < x.length; j++) {
      double normalized = (x[j] - mean) * inverse;
      double scaled = gamma == null ? normalized : gamma[j] * normalized;
      y[j] = (float) (beta == null ? scaled : scaled + beta[j]);
    }
  }
}
