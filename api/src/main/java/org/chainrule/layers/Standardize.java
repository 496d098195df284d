package org.chainrule.layers;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * The function of a {@link Normalization}. Forward y = (x − μ)/σ with σ = max(√variance, ε),
 * backward dx = dy/σ; inverted y = x·σ + μ, dx = dy·σ.
 *
 * @param mean μ, (1, columns)
 * @param variance (1, columns)
 * @param count the number of rows they were taken from, 0 for none yet; null when they were given
 * @param invert whether to go the other way
 */
public record Standardize(Parameter mean, Parameter variance, Parameter count, boolean invert)
    implements Differentiable {
  @Override
  public void forward(Kernels k, Matrix x, Matrix y) {
    k.standardize(x, mean.value(), variance.value(), invert, y); //         y  = (x − μ)/σ
  }

  @Override
  public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
    if (dx != null) {
      k.standardize(dy, null, variance.value(), invert, dx); //             dx = dy/σ
    }
  }

  /** Whether mean and variance are still to be taken from data: nobody has set them. */
  public boolean isWaiting() {
    if (count == null || count.value().get(0, 0) != 0) {
      return false;
    }
    boolean untouched = true;
    for (int j = 0; j < mean.size(); j++) {
      untouched &= mean.value().get(0, j) == 0 && variance.value().get(0, j) == 1;
    }
    return untouched;
  }

  @Override
  public RowFunction forRow() {
    int columns = mean.size();
    float[] m = new float[columns];
    float[] scale = new float[columns];
    for (int j = 0; j < columns; j++) {
      double deviation = Math.max(Math.sqrt(variance.value().get(0, j)), Kernels.EPSILON);
      m[j] = (float) mean.value().get(0, j);
      scale[j] = (float) (invert ? deviation : 1 / deviation);
    }
    return (x, y) -> {
      for (int j = 0; j < columns; j++) {
        y[j] = invert ? x[j] * scale[j] + m[j] : (x[j] - m[j]) * scale[j];
      }
    };
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
}
