package org.chainrule.backend;

import java.lang.ref.Reference;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Rows of numbers on the Java heap, from which batches are gathered: a private copy of what a user
 * passed in.
 *
 * <p>The heap makes gathering a row a plain array copy of a few nanoseconds, and leaves nothing
 * native to keep alive.
 */
public final class Samples {
  private static final int CHUNK =
      1 << 22; // numbers in one array, at most; also lets rows · columns exceed 2³¹

  private final DataType type;
  private final int rows;
  private final int columns;
  private final int shift; // a chunk has 2^shift rows
  private final float[][] floats;
  private final double[][] doubles;

  private Samples(
      DataType type, int rows, int columns, int shift, float[][] floats, double[][] doubles) {
    this.type = type;
    this.rows = rows;
    this.columns = columns;
    this.shift = shift;
    this.floats = floats;
    this.doubles = doubles;
  }

  /** Memory for so many rows. */
  private static Samples empty(DataType type, int rows, int columns) {
    int shift = 31 - Integer.numberOfLeadingZeros(Math.max(1, CHUNK / columns));
    int perChunk = 1 << shift;
    int chunks = (int) (((long) rows + perChunk - 1) >>> shift);
    boolean single = type != DataType.DOUBLE;
    float[][] floats = single ? new float[chunks][] : null;
    double[][] doubles = single ? null : new double[chunks][];
    for (int c = 0; c < chunks; c++) {
      int length = Math.min(perChunk, rows - (c << shift)) * columns;
      if (single) {
        floats[c] = new float[length];
      } else {
        doubles[c] = new double[length];
      }
    }
    return new Samples(type, rows, columns, shift, floats, doubles);
  }

  /** A copy of the rows, all of the same length. */
  public static Samples of(DataType type, float[][] rows) {
    Samples s = empty(type, rows.length, rows[0].length);
    for (int r = 0; r < rows.length; r++) {
      if (s.floats != null) {
        System.arraycopy(rows[r], 0, s.floats[r >> s.shift], s.offset(r), s.columns);
      } else {
        for (int c = 0; c < s.columns; c++) {
          s.set(r, c, rows[r][c]);
        }
      }
    }
    return s;
  }

  /**
   * The rows themselves, all of the same length, not copied. Putting another array in the place of
   * a row does not reach them.
   */
  public static Samples view(float[][] rows) {
    return new Samples(DataType.FLOAT, rows.length, rows[0].length, 0, rows.clone(), null);
  }

  /** A copy of the rows, all of the same length. */
  public static Samples of(DataType type, double[][] rows) {
    Samples s = empty(type, rows.length, rows[0].length);
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < s.columns; c++) {
        s.set(r, c, rows[r][c]);
      }
    }
    return s;
  }

  /** A copy of the values as one column. */
  public static Samples column(DataType type, double[] values) {
    Samples s = empty(type, values.length, 1);
    for (int r = 0; r < values.length; r++) {
      s.set(r, 0, values[r]);
    }
    return s;
  }

  /** A copy of a matrix in any order, of any type, view or not. */
  public static Samples of(DataType type, INDArray matrix) {
    Samples s = empty(type, matrix.rows(), matrix.columns());
    DataType target = s.floats != null ? DataType.FLOAT : DataType.DOUBLE;
    boolean plain =
        matrix.dataType() == target
            && matrix.ordering() == 'c'
            && !matrix.isView()
            && matrix.offset() == 0
            && matrix.data().length() == matrix.length();
    try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
        INDArray copy = plain ? null : matrix.castTo(target).dup('c')) {
      INDArray flat = plain ? matrix : copy;
      long from = 0;
      if (s.floats != null) {
        FloatPointer p = new FloatPointer(flat.data().pointer());
        for (float[] chunk : s.floats) {
          p.position(from).get(chunk);
          from += chunk.length;
        }
      } else {
        var p = new DoublePointer(flat.data().pointer());
        for (double[] chunk : s.doubles) {
          p.position(from).get(chunk);
          from += chunk.length;
        }
      }
    } finally {
      Reference.reachabilityFence(matrix); // its memory is read behind the garbage collector's back
    }
    return s;
  }

  /** Some of the rows, in the given order. */
  public Samples select(int[] order) {
    Samples s = empty(type, order.length, columns);
    for (int r = 0; r < order.length; r++) {
      Object from = floats != null ? floats[order[r] >> shift] : doubles[order[r] >> shift];
      Object to = floats != null ? s.floats[r >> s.shift] : s.doubles[r >> s.shift];
      System.arraycopy(from, offset(order[r]), to, s.offset(r), columns);
    }
    return s;
  }

  /** The rows from {@code from} up to, not including, {@code to}. */
  public Samples range(int from, int to) {
    int[] order = new int[to - from];
    Arrays.setAll(order, i -> from + i);
    return select(order);
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The number of columns. */
  public int columns() {
    return columns;
  }

  /** One number. */
  public double get(int row, int column) {
    int i = offset(row) + column;
    return floats != null ? floats[row >> shift][i] : doubles[row >> shift][i];
  }

  private void set(int row, int column, double value) {
    int i = offset(row) + column;
    if (floats != null) {
      floats[row >> shift][i] = (float) value;
    } else {
      doubles[row >> shift][i] = value;
    }
  }

  private int offset(int row) {
    return (row & ((1 << shift) - 1)) * columns;
  }

  /** The position row · columns + column of the first number that is NaN or infinite, or −1. */
  public long firstNonFinite() {
    if (floats != null && floats.length > 1 && floats[0].length <= CpuKernels.TILE && allFinite()) {
      return -1;
    }
    for (int c = 0; c < (floats != null ? floats : doubles).length; c++) {
      int i = floats != null ? firstNonFinite(floats[c]) : firstNonFinite(doubles[c]);
      if (i >= 0) {
        return ((long) c << shift) * columns + i;
      }
    }
    return -1;
  }

  /** A look at short rows all at once. */
  private boolean allFinite() {
    float[] sum = new float[floats[0].length];
    for (float[] row : floats) {
      Loops.addNonFinite(row, sum, row.length);
    }
    return Loops.allFinite(sum, sum.length);
  }

  private static int firstNonFinite(float[] values) {
    if (Loops.allFinite(values, values.length)) {
      return -1;
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }

  private static int firstNonFinite(double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Copies rows order[from] … order[from + n − 1] (rows from … when order is null) one after
   * another into {@code to}.
   */
  void gather(int[] order, int from, int n, float[] to) {
    int chunk = from >> shift;
    if (order == null && (from + n - 1) >> shift == chunk) {
      System.arraycopy(floats[chunk], offset(from), to, 0, n * columns);
      return;
    }
    int mask = (1 << shift) - 1;
    if (order != null && columns > 1) {
      float sum = 0; // of first numbers: the processor fetches many rows from memory at once
      for (int i = 0; i < n; i++) {
        int row = order[from + i];
        sum += floats[row >> shift][(row & mask) * columns];
      }
      to[0] = sum; // or the loop would be left out
    }
    for (int i = 0; i < n; i++) {
      int row = order == null ? from + i : order[from + i];
      if (columns == 1) { // labels: a call for each would cost more than the copy
        to[i] = floats[row >> shift][row & mask];
      } else {
        System.arraycopy(floats[row >> shift], (row & mask) * columns, to, i * columns, columns);
      }
    }
  }

  /** Copies a row to position {@code to} of x. */
  void copy(int row, Matrix x, int to) {
    x.write(to, floats[row >> shift], offset(row), columns);
  }
}
