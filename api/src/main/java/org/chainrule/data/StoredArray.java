package org.chainrule.data;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.chainrule.backend.Check;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An array as files hold it: numbers of one type in any shape, from {@link Npy}, {@link Npz} and
 * {@link Idx}, or to be written. It is on the Java heap and never changes.
 */
public final class StoredArray {
  private static final String KINDS =
      "an INDArray, a StoredArray, or a Java array of numbers, such as double[], int[][] or float[][][]";

  private final ElementType type;
  private final int[] shape;
  private final int size;
  private final Object values; // a primitive array, see Elements; the last index runs fastest

  /** Takes the values without copying them. */
  StoredArray(ElementType type, int[] shape, Object values) {
    this.type = type;
    this.shape = shape;
    this.values = values;
    size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /**
   * A copy of an array.
   *
   * @param array an INDArray of any shape, order and type; or an array of {@code boolean}, {@code
   *     byte}, {@code short}, {@code int}, {@code long}, {@code float} or {@code double}, or of
   *     such arrays of one shape to any depth, of the same signed type; or a StoredArray
   * @throws IllegalArgumentException for anything else, for rows of different lengths, and for
   *     bfloat16, which files do not have
   */
  public static StoredArray of(Object array) {
    return of("StoredArray.of", array);
  }

  static StoredArray of(String who, Object array) {
    Check.present(array, who, KINDS);
    if (array instanceof StoredArray stored) {
      return stored;
    }
    if (array instanceof INDArray nd) {
      return NdArrays.stored(who, nd);
    }
    StoredArray stored = NestedArrays.stored(who, array);
    Check.that(
        stored != null,
        "%s expects %s, but got a %s: convert it first",
        who,
        KINDS,
        array.getClass().getSimpleName());
    return stored;
  }

  /** The type of the numbers. */
  public ElementType type() {
    return type;
  }

  /** The length of each dimension; none for a single number. */
  public int[] shape() {
    return shape.clone();
  }

  /** The number of dimensions, 0 for a single number. */
  public int rank() {
    return shape.length;
  }

  /** How many numbers there are. */
  public int size() {
    return size;
  }

  /** Not to be changed. */
  Object values() {
    return values;
  }

  /** All numbers, the last index running fastest; int64 beyond 2⁵³ are rounded. */
  public double[] toDoubles() {
    double[] doubles = new double[size];
    fill(doubles, 0);
    return doubles;
  }

  private void fill(double[] to, int from) {
    for (int i = 0; i < to.length; i++) {
      to[i] = Elements.get(type, values, from + i);
    }
  }

  /**
   * All numbers, the last index running fastest; rounded to the nearest float, infinite beyond
   * 3.4E38.
   */
  public float[] toFloats() {
    float[] floats = new float[size];
    fill(floats, 0);
    return floats;
  }

  private void fill(float[] to, int from) {
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) Elements.get(type, values, from + i);
    }
  }

  /**
   * All numbers, the last index running fastest.
   *
   * @throws IllegalArgumentException for one that is not whole or does not fit an int
   */
  public int[] toInts() {
    int[] ints = new int[size];
    for (int i = 0; i < size; i++) {
      long value = whole("toInts", "an int", i);
      ints[i] = (int) value;
      require("toInts", "an int", ints[i] == value, i);
    }
    return ints;
  }

  /**
   * All numbers, the last index running fastest.
   *
   * @throws IllegalArgumentException for one that is not whole or does not fit a long
   */
  public long[] toLongs() {
    long[] longs = new long[size];
    Arrays.setAll(longs, i -> whole("toLongs", "a long", i));
    return longs;
  }

  private long whole(String who, String what, int i) {
    if (type.isFloat()) {
      double value = Elements.get(type, values, i);
      long whole = (long) value;
      require(who, what, whole == value && whole != Long.MAX_VALUE, i);
      return whole;
    }
    long whole = Elements.whole(type, values, i);
    require(who, what, type != ElementType.UINT64 || whole >= 0, i);
    return whole;
  }

  private void require(String who, String what, boolean fits, int i) {
    if (!fits) {
      throw new IllegalArgumentException(
          Check.message(
              "%s expects whole numbers that fit %s, but number %d of %s is %s: take toDoubles()",
              who, what, i, this, Elements.get(type, values, i)));
    }
  }

  /**
   * One row for each index of the first dimension, with the numbers of the others one after
   * another: (n, k) as it is, (n, h, w) as n rows of h·w, a vector as n rows of one.
   *
   * @throws IllegalArgumentException for a single number
   */
  public double[][] toDoubleRows() {
    double[][] rows = new double[rows("toDoubleRows")][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[size / rows.length];
      fill(rows[i], i * rows[i].length);
    }
    return rows;
  }

  /**
   * Rows as {@link #toDoubleRows()}, of floats.
   *
   * @throws IllegalArgumentException for a single number
   */
  public float[][] toFloatRows() {
    float[][] rows = new float[rows("toFloatRows")][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[size / rows.length];
      fill(rows[i], i * rows[i].length);
    }
    return rows;
  }

  private int rows(String who) {
    Check.that(
        shape.length > 0,
        "%s expects an array of at least one dimension, but this is a single number: take toDoubles()[0]",
        who);
    return shape[0];
  }

  /**
   * A new INDArray of the same shape, in 'c' order: float16, float32 and float64 as HALF, FLOAT and
   * DOUBLE, whole numbers as the type of their name, bool as BOOL.
   *
   * @throws IllegalArgumentException for more than 32 dimensions
   */
  public INDArray toINDArray() {
    return NdArrays.of(this);
  }

  /** Type and shape, as in {@code float32 (3, 4)}. */
  @Override
  public String toString() {
    return type
        + Arrays.stream(shape)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", ", " (", shape.length == 1 ? ",)" : ")"));
  }
}
