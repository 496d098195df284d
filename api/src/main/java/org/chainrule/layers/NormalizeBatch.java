package org.chainrule.layers;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * Normalization of columns. Forward y = γ ⊙ x̂ + β, x̂ = (x − μ)/√(σ² + ε). Backward dβ = Σᵢ dyᵢ,
 * dγ = Σᵢ dyᵢ ⊙ x̂ᵢ and, where μ and σ² are those of the batch, dx = γ/√(σ² + ε) ⊙ (dy − dβ/n − x̂
 * ⊙ dγ/n); where they are moving averages, dx = γ/√(σ² + ε) ⊙ dy. Derivation: docs/backprop.md.
 *
 * <p>Shapes: x, y (n, columns), all others (1, columns).
 *
 * @param gamma γ, or null for ones
 * @param beta β, or null for zeros
 * @param movingMean the moving average of μ
 * @param movingVariance the moving average of σ²
 * @param momentum the share that a moving average keeps at each step
 * @param epsilon ε
 * @param trainable whether a pass that trains uses the statistics of the batch
 */
record NormalizeBatch(
    Parameter gamma,
    Parameter beta,
    Parameter movingMean,
    Parameter movingVariance,
    double momentum,
    double epsilon,
    boolean trainable)
    implements Differentiable {
  @Override
  public Differentiable inPass(PassContext context) {
    return context.training() && trainable ? new InTraining(context.k(), movingMean.size()) : this;
  }

  @Override
  public void forward(Kernels k, Matrix x, Matrix y) {
    normalize(k, x, movingMean.value(), movingVariance.value(), y);
  }

  private void normalize(Kernels k, Matrix x, Matrix mean, Matrix variance, Matrix y) {
    k.normalizeColumns(x, mean, variance, epsilon, value(gamma), value(beta), y); // y = γ ⊙ x̂ + β
  }

  @Override
  public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
    if (dx != null) {
      k.normalizeColumnsBackward( //                   dx = γ/√(σ² + ε) ⊙ dy
          x, movingMean.value(), movingVariance.value(), epsilon, value(gamma), null, null, dy, dx);
    }
  }

  static Matrix value(Parameter p) {
    return p == null ? null : p.value();
  }

  @Override
  public RowFunction forRow() {
    int n = movingMean.size();
    float[] mean = floats(movingMean, n, 0);
    float[] scale = floats(gamma, n, 1);
    float[] shift = floats(beta, n, 0);
    for (int j = 0; j < n; j++) {
      scale[j] /= (float) Math.sqrt(movingVariance.value().get(0, j) + epsilon);
    }
    return (x, y) -> {
      for (int j = 0; j < n; j++) {
        y[j] = (x[j] - mean[j]) * scale[j] + shift[j];
      }
    };
  }

  /** A copy of a vector, or n times a number in place of one that is null. */
  static float[] floats(Parameter p, int n, float otherwise) {
    float[] copy = new float[n];
    for (int j = 0; j < n; j++) {
      copy[j] = p == null ? otherwise : (float) p.value().get(0, j);
    }
    return copy;
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public boolean readsOutput() {
    return false;
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  /** With the statistics of the pass's batch. */
  private final class InTraining implements Differentiable {
    private final Matrix mean; // μ
    private final Matrix variance; // σ²
    private final Matrix spareGamma; // dγ where γ is not trained, or there is none
    private final Matrix spareBeta;

    InTraining(Kernels k, int columns) {
      mean = k.zeros(1, columns);
      variance = k.zeros(1, columns);
      spareGamma = k.zeros(1, columns);
      spareBeta = k.zeros(1, columns);
    }

    @Override
    public void forward(Kernels k, Matrix x, Matrix y) {
      k.columnMoments(x, mean, variance); //                    μ = Σᵢ xᵢ/n, σ² = Σᵢ (xᵢ − μ)²/n
      normalize(k, x, mean, variance, y);
    }

    @Override
    public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
      Matrix dbeta = gradient(beta, spareBeta);
      Matrix dgamma = gradient(gamma, spareGamma);
      k.sumRows(dy, dbeta); //                                  dβ = Σᵢ dyᵢ
      k.sumNormalized(x, mean, variance, epsilon, dy, dgamma); // dγ = Σᵢ dyᵢ ⊙ x̂ᵢ
      if (dx != null) {
        k.normalizeColumnsBackward( //              dx = γ/√(σ² + ε) ⊙ (dy − dβ/n − x̂ ⊙ dγ/n)
            x, mean, variance, epsilon, value(gamma), dbeta, dgamma, dy, dx);
      }
    }

    private Matrix gradient(Parameter p, Matrix own) {
      return p != null && p.isTrained() ? p.gradient() : own;
    }

    @Override
    public void updated(Kernels k) {
      k.average(mean, momentum, movingMean.value()); //         μ̄ = m·μ̄ + (1 − m)·μ
      k.average(variance, momentum, movingVariance.value()); // σ̄² = m·σ̄² + (1 − m)·σ²
    }

    @Override
    public boolean readsOutput() {
      return false;
    }
  }
}
