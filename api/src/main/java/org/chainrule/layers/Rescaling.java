package org.chainrule.layers;

import org.chainrule.backend.Check;
import org.chainrule.backend.Elementwise;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * Brings numbers to another range: y = x·scale + offset, as 1/255 does with the bytes of a picture.
 *
 * @param scale what each number is multiplied by
 * @param offset what is then added
 */
public record Rescaling(double scale, double offset) implements Layer {
  /** Checks the figures. */
  public Rescaling {
    Check.finite(scale, "rescaling", "scale", "rescaling(1 / 255.0)");
    Check.finite(offset, "rescaling", "offset", "rescaling(2, -1)");
  }

  @Override
  public void build(Builder builder) {
    builder.add(new Rescale(scale, offset), builder.columns());
  }

  @Override
  public String toString() {
    return "rescaling(" + scale + (offset == 0 ? "" : ", " + offset) + ")";
  }

  /** The function: y = x·scale + offset, dx = dy·scale. */
  private record Rescale(double scale, double offset) implements Differentiable, Elementwise {
    @Override
    public void forward(Kernels k, Matrix x, Matrix y) {
      k.map(this, x, y); //                          y  = x·scale + offset
    }

    @Override
    public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
      if (dx != null) {
        k.mapBackward(this, x, y, dy, dx); //        dx = dy·scale
      }
    }

    @Override
    public double f(double x) {
      return x * scale + offset;
    }

    @Override
    public double df(double x, double y) {
      return scale;
    }

    @Override
    public void f(float[] x, float[] y, int n) {
      affine(x, (float) scale, (float) offset, y, n);
    }

    @Override
    public void df(float[] x, float[] y, float[] dy, float[] dx, int n) {
      affine(dy, (float) scale, 0, dx, n);
    }

    private static void affine(float[] x, float scale, float offset, float[] y, int n) {
      for (int i = 0; i < n; i++) {
        y[i] = x[i] * scale + offset;
      }
    }

    @Override
    public RowFunction forRow() {
      return (x, y) -> f(x, y, x.length);
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
}
