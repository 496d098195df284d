package org.chainrule.layers;

import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;

/**
 * A block of layers f with a way around it (He et al. 2016): y = x + f(x), dx = dy + (∂f/∂x)ᵀ·dy. f
 * gives back as many columns as come in.
 *
 * @param layers the block, in order
 */
public record Residual(List<Layer> layers) implements Layer {
  /** Checks that there are layers that can stand in a block. */
  public Residual {
    Check.present(layers, "residual", "layers such as dense(16, relu), dense(8)");
    Check.that(
        !layers.isEmpty(), "residual expects layers, but got none: pass for example dense(8)");
    for (Layer layer : layers) {
      Check.present(layer, "residual", "layers such as dense(16, relu)");
      Check.that(
          !(layer instanceof Input),
          "residual expects no %s, but got one: begin the model with it",
          layer);
    }
    layers = List.copyOf(layers);
  }

  @Override
  public void build(Builder builder) {
    int columns = builder.columns();
    Pass.Chain f = builder.inner(layers);
    int out = f.widths().get(f.functions().size());
    Check.that(
        out == columns,
        "%s expects its layers to give back the %d columns that come in, but they give %d: end with dense(%d)",
        this,
        columns,
        out,
        columns);
    Check.that(
        !f.functions().isEmpty(),
        "%s expects layers that compute something, but none does: add for example dense(%d)",
        this,
        columns);
    builder.add(new Skip(f), columns);
  }

  @Override
  public String toString() {
    return "residual(" + String.join(", ", layers.stream().map(Layer::toString).toList()) + ")";
  }

  /** The function, described; {@link #inPass} makes the one that works. */
  private record Skip(Pass.Chain f) implements Differentiable {
    @Override
    public Differentiable inPass(PassContext context) {
      return new SkipInPass(Pass.within(f, context));
    }

    @Override
    public void forward(Kernels k, Matrix x, Matrix y) {
      throw new IllegalStateException("residual expects to work in a pass: call inPass first");
    }

    @Override
    public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
      throw new IllegalStateException("residual expects to work in a pass: call inPass first");
    }

    @Override
    public RowFunction forRow() {
      List<RowFunction> functions = f.functions().stream().map(Differentiable::forRow).toList();
      float[][] a = new float[functions.size()][];
      Arrays.setAll(a, l -> new float[f.widths().get(l + 1)]);
      return functions.contains(null) ? null : (x, y) -> add(x, functions, a, y);
    }

    /** y = x + f(x) for one row. */
    private static void add(float[] x, List<RowFunction> f, float[][] a, float[] y) {
      float[] in = x;
      for (int l = 0; l < a.length; l++) {
        f.get(l).forward(in, a[l]);
        in = a[l];
      }
      for (int j = 0; j < y.length; j++) {
        y[j] = x[j] + in[j];
      }
    }

    @Override
    public boolean readsOutput() {
      return false;
    }
  }

  /** With memory for a pass. */
  private record SkipInPass(Pass f) implements Differentiable {
    @Override
    public void forward(Kernels k, Matrix x, Matrix y) {
      k.sum(x, f.forward(x), y); //    y  = x + f(x)
    }

    @Override
    public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
      f.backward(dy, dx); //           dx = (∂f/∂x)ᵀ·dy
      if (dx != null) {
        k.sum(dx, dy, dx); //          dx += dy
      }
    }

    @Override
    public boolean penalizes() {
      return f.penalizes();
    }

    @Override
    public double penalty() {
      return f.penalty();
    }

    @Override
    public void updated(Kernels k) {
      f.updated();
    }

    @Override
    public boolean readsOutput() {
      return false;
    }
  }
}
