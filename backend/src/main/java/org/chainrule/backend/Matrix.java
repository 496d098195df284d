package org.chainrule.backend;

import java.lang.ref.Reference;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Objects;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A row-major (rows, columns) matrix whose memory is one ND4J array, with the native address looked
 * up once.
 *
 * <p>A matrix is made for a largest number of rows, its capacity; a short last batch is the same
 * memory with fewer rows. Matrices stay inside the library: what users get are copies ({@link
 * #copy()}), because reading a view after its parent was freed crashes the JVM.
 */
public final class Matrix {
  /**
   * The native side addresses bytes with an int, so one matrix holds at most 2³¹ − 1 bytes of
   * floats.
   */
  static final int LARGEST = Integer.MAX_VALUE / Float.BYTES;

  private static final int LINE = 16; // floats in a cache line
  private static final int PAGE = 1024; // and in a page

  /** Owns the memory: must stay reachable as long as the pointer is used. */
  private final INDArray array;

  private final FloatPointer pointer;
  private final long address;
  private final FloatBuffer buffer; // of floats, where the CPU reaches them
  private final IntBuffer bits; // of the same floats
  private final DoubleBuffer doubles; // of doubles, likewise
  private final int capacity;
  private final int columns;
  private int rows;

  private Matrix(
      INDArray array, FloatPointer pointer, DoubleBuffer doubles, int rows, int columns) {
    this.array = array;
    this.pointer = pointer;
    this.address = pointer == null ? 0 : pointer.address() + pointer.position() * pointer.sizeof();
    this.buffer = pointer == null ? null : pointer.asBuffer();
    this.bits = pointer == null ? null : pointer.asByteBuffer().asIntBuffer();
    this.doubles = doubles;
    this.capacity = rows;
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * A matrix of zeros.
   *
   * @throws IllegalArgumentException when rows · columns exceeds 2²⁹ − 1
   */
  public static Matrix zeros(DataType type, int rows, int columns) {
    return zeros(type, rows, columns, columns);
  }

  /**
   * Memory for matrices, whose rows are mostly of {@code rowLength} numbers.
   *
   * <p>Floats begin on a cache line, which takes products up to 10% less time than 16 bytes further
   * on, where ND4J's memory begins; when rows are whole pages it is the other way round, by 12 to
   * 19% (see docs/decisions/0013-where-matrices-begin.md).
   *
   * @throws IllegalArgumentException when rows · columns exceeds 2²⁹ − 1
   */
  public static Matrix zeros(DataType type, int rows, int columns, int rowLength) {
    long size = (long) rows * columns;
    if (type != DataType.FLOAT || size > LARGEST - (LINE - 1)) {
      return inOwnArray(type, rows, columns);
    }
    Matrix larger = inOwnArray(type, 1, (int) size + LINE - 1);
    int beyondLine = rowLength % PAGE == 0 ? LINE / 4 : 0;
    long start = beyondLine - larger.address / Float.BYTES & LINE - 1;
    return larger.window((int) start, rows, columns);
  }

  /** About how much less time a product takes when a factor of so many columns begins well. */
  public static double gainOfPlace(int columns) {
    return columns % PAGE == 0 ? 0.15 : 0.05;
  }

  /**
   * A matrix of zeros that is to be {@linkplain #handOver() handed over}.
   *
   * @throws IllegalArgumentException when rows · columns exceeds 2²⁹ − 1
   */
  public static Matrix inOwnArray(DataType type, int rows, int columns) {
    long size = (long) rows * columns;
    if (size > LARGEST) {
      throw new IllegalArgumentException(
          "A matrix of %d rows and %d columns has %d numbers, but one matrix holds at most %d: use smaller batches or fewer units"
              .formatted(rows, columns, size, LARGEST));
    }
    // A workspace that the caller has open would free or reuse this memory when it closes.
    try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      INDArray array = Nd4j.create(type, new long[] {rows, columns}, 'c');
      Pointer at = array.data().pointer();
      return new Matrix(
          array,
          at instanceof FloatPointer floats && type == DataType.FLOAT ? floats : null,
          at instanceof DoublePointer numbers ? numbers.asBuffer() : null,
          rows,
          columns);
    }
  }

  /**
   * The (rows, columns) matrix that starts {@code offset} numbers into this one, on the same
   * memory.
   *
   * @throws IndexOutOfBoundsException when it would reach beyond this memory
   */
  public Matrix window(int offset, int rows, int columns) {
    long size = (long) rows * columns;
    Objects.checkFromIndexSize((long) offset, size, (long) capacity * this.columns);
    try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      // The view's own pointer leaves the offset out.
      FloatPointer at = pointer == null ? null : pointer.getPointer(FloatPointer.class, offset);
      return new Matrix(
          part(offset, rows, columns),
          at == null ? null : at.limit(size).capacity(size),
          doubles == null ? null : doubles.slice(offset, (int) size),
          rows,
          columns);
    }
  }

  /** The number of rows in use. */
  public int rows() {
    return rows;
  }

  /** The number of columns. */
  public int columns() {
    return columns;
  }

  /** The number of elements in use: rows · columns. */
  public int size() {
    return rows * columns;
  }

  /** The largest number of rows this matrix has memory for. */
  public int capacity() {
    return capacity;
  }

  /** The type of the elements. */
  public DataType type() {
    return array.dataType();
  }

  /** Uses the first {@code rows} rows from now on; they keep their contents. */
  public void resize(int rows) {
    if (rows < 1 || rows > capacity) {
      throw new IllegalArgumentException(
          "A matrix with memory for %d rows cannot have %d".formatted(capacity, rows));
    }
    this.rows = rows;
  }

  /** One element. Slow: for tests, printing and layers written element by element. */
  public double get(int row, int column) {
    int i = index(row, column);
    return buffer != null
        ? buffer.get(i)
        : doubles != null ? doubles.get(i) : array.getDouble(row, column);
  }

  /** Sets one element. Slow, see {@link #get}. */
  public void set(int row, int column, double value) {
    int i = index(row, column);
    if (buffer != null) {
      buffer.put(i, (float) value);
    } else if (doubles != null) {
      doubles.put(i, value);
    } else {
      array.putScalar(row, column, value);
    }
  }

  private int index(int row, int column) {
    if (row < 0 || row >= rows || column < 0 || column >= columns) {
      throw new IndexOutOfBoundsException("[%d, %d] in a %s".formatted(row, column, this));
    }
    return row * columns + column;
  }

  /** The rows in use as a new ND4J array, which belongs to the caller. */
  public INDArray copy() {
    try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return array().dup('c');
    }
  }

  /**
   * The array itself, whole, of a matrix made by {@link #inOwnArray} that the library does not use
   * any more.
   */
  public INDArray handOver() {
    return array;
  }

  /** The elements in use, row by row. */
  public double[] toDoubles() {
    double[] values = new double[size()];
    if (buffer != null) {
      for (int i = 0; i < values.length; i++) {
        values[i] = buffer.get(i);
      }
    } else if (doubles != null) {
      doubles.get(0, values);
    } else {
      System.arraycopy(array().dup('c').data().asDouble(), 0, values, 0, values.length);
    }
    return values;
  }

  /** Overwrites the elements in use, row by row. */
  public void set(double[] values) {
    if (doubles != null) {
      doubles.put(0, values, 0, size());
      return;
    }
    for (int i = 0, size = size(); i < size; i++) {
      set(i / columns, i % columns, values[i]);
    }
  }

  /** The rows in use as an ND4J array on this memory. Never leaves the package. */
  INDArray array() {
    return rows == capacity ? array : part(0, rows, columns);
  }

  /**
   * A view. ND4J's own {@code get} of a view gives an empty array where the view lies far behind.
   */
  private INDArray part(int offset, int rows, int columns) {
    return Nd4j.create(
        array.data(),
        new long[] {rows, columns},
        new long[] {columns, 1},
        array.offset() + offset,
        'c');
  }

  /** The memory, when it is floats that the CPU reaches. */
  FloatPointer pointer() {
    return pointer;
  }

  /** The address of the first element, for BLAS; call {@link #fence} after the last use. */
  long address() {
    return address;
  }

  /** Keeps the memory alive up to here: the garbage collector does not see native code using it. */
  @SuppressWarnings("ReachabilityFenceUsage") // the callers have the finally block
  void fence() {
    Reference.reachabilityFence(array);
  }

  /** Copies {@code n} floats from position {@code from} into the beginning of {@code tile}. */
  void read(int from, float[] tile, int n) {
    buffer.get(from, tile, 0, n);
  }

  /** Copies {@code n} floats from position {@code from}, as their bits. */
  void readBits(int from, int[] tile, int n) {
    bits.get(from, tile, 0, n);
  }

  /** Copies {@code n} floats, given as their bits, to position {@code from}. */
  void writeBits(int from, int[] tile, int n) {
    bits.put(from, tile, 0, n);
  }

  /** Copies the first {@code n} floats of {@code tile} to position {@code from}. */
  void write(int from, float[] tile, int n) {
    buffer.put(from, tile, 0, n);
  }

  /**
   * Copies {@code n} floats of {@code source}, from {@code offset} on, to position {@code from}.
   */
  void write(int from, float[] source, int offset, int n) {
    buffer.put(from, source, offset, n);
  }

  @Override
  public String toString() {
    return "Matrix (%d, %d) of %s".formatted(rows, columns, type());
  }
}
