package org.chainrule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.chainrule.backend.Check;
import org.chainrule.backend.Samples;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.workspace.ND4JWorkspaceException;
import org.nd4j.linalg.workspace.WorkspaceUtils;

/**
 * Turns what users pass as x and y into samples, or says what is wrong with it. The caller's arrays
 * are only read.
 */
final class Inputs {
  private static final String KINDS_OF_X =
      "an INDArray, float[][], double[][] or int[][] with one row for each sample";
  private static final String KINDS_OF_Y =
      "an INDArray, float[][], double[][] or int[][], or one value for each sample as int[], float[] or double[]";

  private Inputs() {}

  /** The features: a matrix with one row for each sample. */
  static Samples x(String who, Object x, DataType type) {
    Check.that(
        !(x instanceof float[] || x instanceof double[] || x instanceof int[]),
        "%s expects x to be %s, but got a single array of %d numbers: wrap it as new double[][] {x} for one sample,"
            + " or put each number into a row of its own",
        who,
        KINDS_OF_X,
        x == null || !x.getClass().isArray() ? 0 : java.lang.reflect.Array.getLength(x));
    return finite(who, "x", x, matrix(who, "x", KINDS_OF_X, x, type));
  }

  /** The features like {@link #x}, but a caller's floats are looked at where they are. */
  static Samples features(String who, Object x, DataType type) {
    Samples samples = shaped(who, x, type);
    return x instanceof float[][] ? finite(who, samples) : samples;
  }

  /** The same for who looks later whether the caller's floats are finite. */
  static Samples shaped(String who, Object x, DataType type) {
    if (type == DataType.FLOAT && x instanceof float[][] rows) {
      rectangular(who, "x", rows.length, i -> rows[i] == null ? -1 : rows[i].length);
      return Samples.view(rows);
    }
    return x(who, x, type);
  }

  /** Checks that a caller's floats are finite. */
  static Samples finite(String who, Samples x) {
    return finite(who, "x", null, x);
  }

  /**
   * Samples of any shape as rows, in which the last index runs fastest; what is in rows already, or
   * no data at all, as it is.
   */
  static Object flattened(String who, Object x) {
    if (x instanceof INDArray array) {
      boolean deep = !closed(array) && array.rank() > 2 && array.length() > 0 && !array.isEmpty();
      return deep ? array.dup('c').reshape('c', array.size(0), array.length() / array.size(0)) : x;
    }
    if (!(x instanceof Object[] samples)
        || samples.length == 0
        || !(samples[0] instanceof Object[])) {
      return x;
    }
    List<Integer> shape = new ArrayList<>();
    Object leaf = samples[0];
    for (; leaf instanceof Object[] part; leaf = part.length == 0 ? null : part[0]) {
      shape.add(part.length);
    }
    int length = length(leaf);
    if (length < 1) {
      return x; // refused as every other kind
    }
    shape.add(length);
    int size = shape.stream().reduce(1, Math::multiplyExact);
    boolean single = leaf instanceof float[];
    float[][] floats = single ? new float[samples.length][size] : null;
    double[][] doubles = single ? null : new double[samples.length][size];
    for (int i = 0; i < samples.length; i++) {
      int end = copy(samples[i], shape, 0, single ? floats[i] : doubles[i], 0);
      Check.that(
          end == size,
          "%s expects samples of one shape, but row 0 of x has shape %s and row %d differs or has a gap: fill or cut them",
          who,
          shape,
          i);
    }
    return single ? floats : doubles;
  }

  private static int length(Object leaf) {
    return leaf instanceof float[] f
        ? f.length
        : leaf instanceof double[] d ? d.length : leaf instanceof int[] i ? i.length : -1;
  }

  /**
   * Copies nested arrays to {@code row} from {@code at} on; where it ends, −1 for a wrong shape.
   */
  private static int copy(Object nested, List<Integer> shape, int depth, Object row, int at) {
    int expected = shape.get(depth);
    if (depth < shape.size() - 1) {
      int next = nested instanceof Object[] parts && parts.length == expected ? at : -1;
      for (int i = 0; i < expected && next >= 0; i++) {
        next = copy(((Object[]) nested)[i], shape, depth + 1, row, next);
      }
      return next;
    }
    if (length(nested) != expected) {
      return -1;
    }
    if (nested instanceof int[] numbers) {
      for (int j = 0; j < expected; j++) {
        ((double[]) row)[at + j] = numbers[j];
      }
    } else if (nested.getClass() != row.getClass()) {
      return -1;
    } else {
      System.arraycopy(nested, 0, row, at, expected);
    }
    return at + expected;
  }

  /** The targets: a matrix with one row, or a vector with one value, for each sample. */
  static Samples y(String who, Object y, DataType type) {
    Samples samples;
    if (y instanceof int[] labels) {
      samples = column(who, Arrays.stream(labels).asDoubleStream().toArray(), type);
    } else if (y instanceof float[] values) {
      double[] doubles = new double[values.length];
      Arrays.setAll(doubles, i -> values[i]);
      samples = column(who, doubles, type);
    } else if (y instanceof double[] values) {
      samples = column(who, values, type);
    } else if (y instanceof INDArray array && !closed(array) && array.rank() == 1) {
      numbers(who, "y", array);
      samples = Samples.of(type, array.reshape(array.length(), 1));
    } else {
      samples = matrix(who, "y", KINDS_OF_Y, y, type);
    }
    return finite(who, "y", y, samples);
  }

  /** The weight of each sample, that of its class included; null when all are 1. */
  static Samples weights(FitOptions options, double[] sampleWeight, Samples y, DataType type) {
    double[] weights = sampleWeight;
    if (weights != null) {
      checkWeights(weights, y.rows());
    }
    if (!options.classWeight.isEmpty()) {
      double[] weighted = new double[y.rows()];
      for (int i = 0; i < weighted.length; i++) {
        weighted[i] =
            (weights == null ? 1 : weights[i])
                * options.classWeight.getOrDefault(
                    classOf("classWeight", "use sampleWeight", y, i), 1.0);
      }
      weights = weighted;
    }
    return weights == null
        ? null
        : finite("sampleWeight", "it", weights, Samples.column(type, weights));
  }

  private static void checkWeights(double[] weights, int rows) {
    Check.that(
        weights.length == rows,
        "sampleWeight expects one number for each row of x, but x has %d rows and there are %d weights: pass as many",
        rows,
        weights.length);
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0 && Double.isFinite(weights[i]))) {
        throw new IllegalArgumentException(
            Check.message(
                "sampleWeight expects finite numbers of at least 0, but got %s at row %d: use 0 to leave a row out",
                weights[i], i));
      }
    }
  }

  /** The class of a row: its number, or the column of its largest target. */
  static int classOf(String who, String otherwise, Samples y, int row) {
    if (y.columns() > 1) {
      int best = 0;
      for (int j = 1; j < y.columns(); j++) {
        best = y.get(row, j) > y.get(row, best) ? j : best;
      }
      return best;
    }
    double value = y.get(row, 0);
    if (!(value >= 0 && value == Math.rint(value) && value <= Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          Check.message(
              "%s expects y of classes, but y has %s at row %d: pass class numbers or one-hot rows, or %s",
              who, value, row, otherwise));
    }
    return (int) value;
  }

  /** New values of a parameter, an array of its shape. */
  static Samples parameter(String who, INDArray array, DataType type) {
    numbers(who, "an array", array);
    INDArray matrix = array.rank() == 1 ? array.reshape(1, array.length()) : array;
    return finite(who, "it", matrix, Samples.of(type, matrix));
  }

  /**
   * Whether the memory of an array is gone: its own, that of the array it is a view of, or that of
   * its workspace.
   */
  static boolean closed(INDArray array) {
    if (array.wasClosed()) {
      return true;
    }
    try {
      WorkspaceUtils.assertValidArray(array, "read");
      return false;
    } catch (ND4JWorkspaceException e) {
      return true;
    }
  }

  /** Checks that there are as many targets as samples. */
  static void sameRows(String who, Samples x, Samples y) {
    Check.that(
        x.rows() == y.rows(),
        "%s expects x and y with the same number of rows, but x has %d and y has %d: pass one target for each sample",
        who,
        x.rows(),
        y.rows());
  }

  private static Samples column(String who, double[] values, DataType type) {
    Check.that(
        values.length > 0,
        "%s expects y with at least one value, but got an empty array: pass some data",
        who);
    return Samples.column(type, values);
  }

  private static Samples matrix(String who, String name, String kinds, Object data, DataType type) {
    Check.that(
        data != null, "%s expects %s to be %s, but got null: pass some data", who, name, kinds);
    if (data instanceof float[][] rows) {
      rectangular(who, name, rows.length, i -> rows[i] == null ? -1 : rows[i].length);
      return Samples.of(type, rows);
    }
    if (data instanceof double[][] rows) {
      rectangular(who, name, rows.length, i -> rows[i] == null ? -1 : rows[i].length);
      return Samples.of(type, rows);
    }
    if (data instanceof int[][] rows) {
      rectangular(who, name, rows.length, i -> rows[i] == null ? -1 : rows[i].length);
      double[][] doubles = new double[rows.length][];
      Arrays.setAll(doubles, i -> Arrays.stream(rows[i]).asDoubleStream().toArray());
      return Samples.of(type, doubles);
    }
    if (data instanceof INDArray array) {
      return array(who, name, array, type);
    }
    throw new IllegalArgumentException(
        "%s expects %s to be %s, but got a %s: convert it first"
            .formatted(
                who,
                name,
                kinds,
                data instanceof Iterable ? "list" : data.getClass().getSimpleName()));
  }

  private static Samples array(String who, String name, INDArray array, DataType type) {
    Check.that(
        !closed(array),
        "%s expects %s with numbers in it, but the INDArray was closed, or the workspace it lives in: pass one that is open",
        who,
        name);
    Check.that(
        array.rank() == 2,
        "%s expects %s with 2 dimensions, (samples, columns), but it has shape %s: %s",
        who,
        name,
        Arrays.toString(array.shape()),
        array.rank() < 2
            ? "reshape it to one row for each sample"
            : "reshape each sample to one row");
    numbers(who, name, array);
    return Samples.of(type, array);
  }

  /** Checks that an open array holds at least one number. */
  private static void numbers(String who, String name, INDArray array) {
    Check.that(
        array.length() > 0 && !array.isEmpty(),
        "%s expects %s with at least one row and column, but it has shape %s: pass some data",
        who,
        name,
        Arrays.toString(array.shape()));
    Check.that(
        array.dataType().isNumerical() || array.dataType() == DataType.BOOL,
        "%s expects %s to hold numbers, but got an INDArray of %s: pass numbers, such as DataType.FLOAT",
        who,
        name,
        array.dataType());
  }

  private interface Length {
    int of(int row);
  }

  private static void rectangular(String who, String name, int rows, Length length) {
    Check.that(
        rows > 0 && length.of(0) != 0,
        "%s expects %s with at least one row and column, but it is empty: pass some data",
        who,
        name);
    for (int i = 0; i < rows; i++) {
      int n = length.of(i);
      if (n >= 0 && n == length.of(0)) {
        continue;
      }
      Check.that(
          n >= 0,
          "%s expects %s without gaps, but row %d is null: leave the row out or fill it",
          who,
          name,
          i);
      Check.that(
          n == length.of(0),
          "%s expects the rows of %s to be equally long, but row 0 has %d columns and row %d has %d: fill or cut them",
          who,
          name,
          length.of(0),
          i,
          n);
    }
  }

  /** Checks that all features of one sample are finite. */
  static void finite(String who, float[] x) {
    for (int j = 0; j < x.length; j++) {
      if (!Float.isFinite(x[j])) {
        throw notFinite(who, "x", x[j], 0, j);
      }
    }
  }

  private static Samples finite(String who, String name, Object data, Samples samples) {
    long at = samples.firstNonFinite();
    if (at >= 0) {
      int row = (int) (at / samples.columns());
      int column = (int) (at % samples.columns());
      double original = original(data, row, column);
      Check.that(
          !Double.isFinite(original),
          "%s expects numbers that fit a FLOAT, up to 3.4E38, but %s has %s at row %d, column %d: scale them, or use dtype(DataType.DOUBLE)",
          who,
          name,
          original,
          row,
          column);
      throw notFinite(who, name, samples.get(row, column), row, column);
    }
    return samples;
  }

  private static IllegalArgumentException notFinite(
      String who, String name, double value, int row, int column) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s expects finite numbers, but %s has %s at row %d, column %d: fill in or leave out such rows",
            who,
            name,
            value,
            row,
            column));
  }

  /** The number as the user passed it, before it became one of the model's type. */
  private static double original(Object data, int row, int column) {
    if (data instanceof double[][] rows) {
      return rows[row][column];
    }
    if (data instanceof double[] values) {
      return values[row];
    }
    if (data instanceof INDArray array) {
      return array.rank() == 1 ? array.getDouble(row) : array.getDouble(row, column);
    }
    return Double.NaN; // floats and ints are never too large for a float
  }
}
