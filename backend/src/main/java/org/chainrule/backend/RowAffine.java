package org.chainrule.backend;

/**
 * z = x·W + b for one row on the Java heap, with copies of W and b: for a single sample the way to
 * native memory and back costs more than a small product.
 */
public final class RowAffine {
  /** Outputs, for which a product each is faster than adding rows of W. */
  private static final int FEW = 8;

  private final boolean few;

  /** One array a row, or a column for few outputs: loops vectorise over one common index. */
  private final float[][] W;

  private final float[] b;

  /** Copies W (in, out) and b (1, out), which may be null. */
  public RowAffine(Matrix W, Matrix b) {
    int in = W.rows();
    int out = W.columns();
    few = out < FEW;
    this.W = few ? new float[out][in] : new float[in][out];
    this.b = new float[out];
    for (int j = 0; j < out; j++) {
      for (int i = 0; i < in; i++) {
        this.W[few ? j : i][few ? i : j] = (float) W.get(i, j);
      }
      this.b[j] = b == null ? 0 : (float) b.get(0, j);
    }
  }

  /** z = x·W + b, with x of length in, z of length out. */
  public void forward(float[] x, float[] z) {
    if (few) {
      products(x, W, b, z);
    } else {
      addRows(x, W, b, z, b.length);
    }
  }

  private static void products(float[] x, float[][] W, float[] b, float[] z) {
    for (int j = 0; j < b.length; j++) {
      z[j] = b[j] + dot(x, W[j], x.length);
    }
  }

  private static void addRows(float[] x, float[][] W, float[] b, float[] z, int n) {
    System.arraycopy(b, 0, z, 0, n);
    int i = 0;
    for (;
        i < W.length - 3;
        i += 4) { // four rows at once: z is read and written a quarter as often
      add(x[i], W[i], x[i + 1], W[i + 1], x[i + 2], W[i + 2], x[i + 3], W[i + 3], z, n);
    }
    for (; i < W.length; i++) {
      add(x[i], W[i], z, n);
    }
  }

  private static float dot(float[] x, float[] y, int n) {
    float s = 0;
    float t = 0; // two sums, because each waits for its own last addition only
    int i = 0;
    for (; i < n - 1; i += 2) {
      s += x[i] * y[i];
      t += x[i + 1] * y[i + 1];
    }
    return s + t + (i < n ? x[i] * y[i] : 0);
  }

  private static void add(
      float s,
      float[] p,
      float t,
      float[] q,
      float u,
      float[] r,
      float v,
      float[] o,
      float[] z,
      int n) {
    for (int j = 0; j < n; j++) {
      z[j] += s * p[j] + t * q[j] + u * r[j] + v * o[j];
    }
  }

  private static void add(float s, float[] p, float[] z, int n) {
    for (int j = 0; j < n; j++) {
      z[j] += s * p[j];
    }
  }
}
