package org.chainrule.layers;

import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.Elementwise;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Rng;

/**
 * What one thread needs to go through a chain of functions, made once for the largest batch: the
 * output of each function, its gradient, and kernels with scratch memory.
 */
public final class Pass {
  private final Kernels k;
  private final Differentiable[] f;
  private final Matrix[] a; // a[0] = x, a[l + 1] = f[l](a[l]), a[last] = ŷ
  private final Elementwise[] fused; // the activation after an affine map when they share memory
  private final Matrix[] da; // ∂L/∂a[l]; null where nobody needs it
  private final int first; // the function at which backward ends
  private final int firstTrained; // and where it ends when nobody wants dx

  /**
   * A chain of functions.
   *
   * @param functions the functions, left to right
   * @param widths the columns of x, then of what each function puts out
   * @param firstTrained the first function whose parameters, or that of one before, are trained; as
   *     many as there are functions when nothing is
   */
  public record Chain(List<Differentiable> functions, List<Integer> widths, int firstTrained) {}

  private Pass(Chain chain, PassContext context, boolean inputGradient, boolean inPlace, Matrix x) {
    k = context.k();
    int length = chain.functions().size();
    f = new Differentiable[length];
    a = new Matrix[length + 1];
    da = new Matrix[length + 1];
    fused = new Elementwise[length];
    firstTrained = chain.firstTrained();
    first = inputGradient ? 0 : firstTrained;
    for (int l = 0; l < length; l++) {
      f[l] = chain.functions().get(l).inPass(context);
    }
    for (int l = 0; l <= length; l++) {
      boolean sharesMemory =
          inPlace
              && l > 1
              && (f[l - 1].isIdentity()
                  || (f[l - 1].worksInPlace()
                      && !(context.backward() && (f[l - 1].readsInput() || isRead(l - 1)))));
      if (sharesMemory && f[l - 2] instanceof Affine && f[l - 1] instanceof Activate activate) {
        fused[l - 2] = activate.f() instanceof Elementwise e ? e : null;
      }
      int width = chain.widths().get(l);
      a[l] = sharesMemory ? a[l - 1] : l == 0 && x != null ? x : k.zeros(context.rows(), width);
      if (context.backward() && (l > first || (inputGradient && x == null))) {
        boolean sharesGradient = sharesMemory && da[l - 1] != null;
        da[l] = sharesGradient ? da[l - 1] : k.zeros(context.rows(), width);
      }
    }
  }

  /** Whether backward reads a[l], as output of the function before it or of one before that. */
  private boolean isRead(int l) {
    return l > 0 && (f[l - 1].readsOutput() || (f[l - 1].isIdentity() && isRead(l - 1)));
  }

  /** A pass that trains: forward, and back to the first function with trained parameters. */
  public static Pass toTrain(Chain chain, Kernels k, int rows, Rng random) {
    return new Pass(chain, new PassContext(k, rows, true, true, random), false, true, null);
  }

  /** A pass that trains, and goes all the way back to x. */
  public static Pass toInput(Chain chain, Kernels k, int rows, Rng random) {
    return new Pass(chain, new PassContext(k, rows, true, true, random), true, true, null);
  }

  /** A pass that goes forward to ŷ. */
  public static Pass toPredict(Chain chain, Kernels k, int rows) {
    return new Pass(chain, new PassContext(k, rows, false, false, null), false, true, null);
  }

  /** A pass that goes forward and keeps what each function puts out. */
  public static Pass toLook(Chain chain, Kernels k, int rows) {
    return new Pass(chain, new PassContext(k, rows, false, false, null), false, false, null);
  }

  /** A pass that trains, goes back to x and keeps every output and gradient for itself. */
  public static Pass toExamine(Chain chain, Kernels k, int rows, Rng random) {
    return new Pass(chain, new PassContext(k, rows, true, true, random), true, false, null);
  }

  /**
   * A pass within another: of a function that is itself a chain. Its x and dx are the outer pass's,
   * see {@link #forward(Matrix)} and {@link #backward(Matrix, Matrix)}.
   */
  public static Pass within(Chain chain, PassContext context) {
    Matrix none = context.k().zeros(1, 1); // until the first forward
    return new Pass(chain, context, context.backward(), true, none);
  }

  /** The kernels of this pass. */
  public Kernels kernels() {
    return k;
  }

  /** The number of rows there is memory for. */
  public int capacity() {
    return a[a.length - 1].capacity();
  }

  /** The input x, to be filled. */
  public Matrix x() {
    return a[0];
  }

  /** ŷ. */
  public Matrix yhat() {
    return a[f.length];
  }

  /** The output of function l − 1, or x for 0. */
  public Matrix output(int l) {
    return a[l];
  }

  /** ∂L/∂ of {@link #output}; null where backward does not come. */
  public Matrix gradient(int l) {
    return da[l];
  }

  /** The number of functions. */
  public int functions() {
    return f.length;
  }

  /** Takes batches of {@code rows} rows from now on. */
  public void resize(int rows) {
    if (rows == yhat().rows()) {
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
  public Matrix forward() {
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
  public void backward(int last) {
    backward(last, first);
  }

  private void backward(int last, int end) {
    int l = last - 1;
    while (l >= end) {
      if (l == end || fused[l - 1] == null) {
        f[l].backward(k, a[l], a[l + 1], da[l + 1], da[l]);
        l -= 1;
      } else { // likewise
        ((Affine) f[l - 1])
            .backward(k, a[l - 1], fused[l - 1], a[l + 1], da[l + 1], da[l], da[l - 1]);
        l -= 2;
      }
    }
  }

  /** Forward from an x of the outer pass. */
  public Matrix forward(Matrix x) {
    a[0] = x;
    resize(x.rows());
    return forward();
  }

  /** Backward from dy to a dx of the outer pass, which may be null. */
  public void backward(Matrix dy, Matrix dx) {
    da[0] = dx;
    Matrix own = da[f.length];
    da[f.length] = dy;
    backward(f.length, dx == null ? firstTrained : 0);
    da[f.length] = own;
  }

  /** Whether some function adds to the loss. */
  public boolean penalizes() {
    return Arrays.stream(f).anyMatch(Differentiable::penalizes);
  }

  /** What the functions add to the loss of the batch that went forward. */
  public double penalty() {
    double sum = 0;
    for (Differentiable function : f) {
      sum += function.penalty();
    }
    return sum;
  }

  /** Tells the functions that the weights were updated from the batch that went through. */
  public void updated() {
    for (Differentiable function : f) {
      function.updated(k);
    }
  }
}
