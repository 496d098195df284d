package org.chainrule.initializers;

import org.chainrule.backend.Check;
import org.chainrule.backend.Rng;

/**
 * A multiple of a random orthogonal matrix: its columns, or its rows where there are fewer, are
 * orthogonal and of length gain; for kernels only (Saxe, McClelland, Ganguli 2014).
 *
 * <p>They are standard normal vectors made orthogonal one after the other, which is the Q of a QR
 * decomposition whose R has a positive diagonal, as Keras has it: every orthogonal matrix is then
 * equally likely (Mezzadri 2007).
 *
 * @param gain the factor
 */
public record Orthogonal(double gain) implements Initializer {
  /** Checks the gain. */
  public Orthogonal {
    Check.finite(gain, "orthogonal", "gain", "orthogonal(1)");
  }

  @Override
  public double[] values(int[] shape, Rng rng) {
    Initializers.checkMatrix(shape, "orthogonal");
    int rows = shape[0];
    int columns = shape[1];
    double[][] q = new double[Math.min(rows, columns)][Math.max(rows, columns)];
    for (int k = 0; k < q.length; k++) {
      for (int i = 0; i < q[k].length; i++) {
        q[k][i] = rng.normal();
      }
      for (int twice = 0; twice < 2; twice++) { // a second time takes away what rounding left
        for (int j = 0; j < k; j++) {
          add(-dot(q[j], q[k]), q[j], q[k]); //        qₖ = qₖ − (qⱼ·qₖ)·qⱼ
        }
        add(1 / Math.sqrt(dot(q[k], q[k])) - 1, q[k], q[k]); // qₖ = qₖ/|qₖ|
      }
    }
    double[] values = new double[Initializers.size(shape)];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        values[i * columns + j] = gain * (rows < columns ? q[i][j] : q[j][i]);
      }
    }
    return values;
  }

  private static double dot(double[] x, double[] y) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0; // four sums, because each waits for its own last addition only
    int i = 0;
    for (; i < x.length - 3; i += 4) {
      a += x[i] * y[i];
      b += x[i + 1] * y[i + 1];
      c += x[i + 2] * y[i + 2];
      d += x[i + 3] * y[i + 3];
    }
    for (; i < x.length; i++) {
      a += x[i] * y[i];
    }
    return a + b + (c + d);
  }

  /** y = y + factor·x. */
  private static void add(double factor, double[] x, double[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] += factor * x[i];
    }
  }

  @Override
  public String toString() {
    return "orthogonal(" + gain + ")";
  }
}
