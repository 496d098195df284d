package org.chainrule.backend;

/**
 * z = x·W + b for one row on the Java heap, with copies of W and b: for a single sample the way to
 * native memory and back costs more than a small product.
 */
public final class RowAffine {
  private final float[][] W; // one array a row, so that the loops below have one common index
  private final float[] b;

  /** Copies W (in, out) and b (1, out), which may be null. */
  public RowAffine(Matrix W, Matrix b) {
    this.W = new float[W.rows()][W.columns()];
    for (int i = 0; i < W.rows(); i++) {
      for (int j = 0; j < W.columns(); j++) {
        this.W[i][j] = (float) W.get(i, j);
      }
    }
    this.b = new float[W.columns()];
    for (int j = 0; b != null && j < W.columns(); j++) {
      this.b[j] = (float) b.get(0, j);
    }
  }

  /** z = x·W + b, with x of length in, z of length out. */
  public void forward(float[] x, float[] z) {
    System.arraycopy(b, 0, z, 0, b.length);
    int i = 0;
    for (;
        i < W.length - 3;
        i += 4) { // four rows at once: z is read and written a quarter as often
      add(x[i], W[i], x[i + 1], W[i + 1], x[i + 2], W[i + 2], x[i + 3], W[i + 3], z, b.length);
    }
    for (; i < W.length; i++) {
      add(x[i], W[i], z, b.length);
    }
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
