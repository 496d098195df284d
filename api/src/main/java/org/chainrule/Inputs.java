package org.chainrule;

import java.util.Arrays;
import org.chainrule.backend.Check;
import org.chainrule.backend.Samples;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Turns what users pass as x and y into samples, or says what is wrong with it. The caller's arrays
 * are only read.
 */
final class Inputs {
  private static final String KINDS_OF_X =
      "an INDArray, float[][] or double[][] with one row for each sample";
  private static final String KINDS_OF_Y =
      "an INDArray, float[][], double[][], or one value for each sample as int[], float[] or double[]";

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
    return finite(who, "x", matrix(who, "x", KINDS_OF_X, x, type));
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
    } else if (y instanceof INDArray array
        && !array.wasClosed()
        && array.rank() == 1
        && array.length() > 0) {
      samples = Samples.of(type, array.reshape(array.length(), 1));
    } else {
      samples = matrix(who, "y", KINDS_OF_Y, y, type);
    }
    return finite(who, "y", samples);
  }

  /** One weight for each sample. */
  static Samples weights(double[] weights, int rows, DataType type) {
    Check.that(
        weights.length == rows,
        "sampleWeight expects one number for each row of x, but x has %d rows and there are %d weights: pass as many",
        rows,
        weights.length);
    for (int i = 0; i < weights.length; i++) {
      Check.that(
          weights[i] >= 0 && Double.isFinite(weights[i]),
          "sampleWeight expects finite numbers of at least 0, but got %s at row %d: use 0 to leave a row out",
          weights[i],
          i);
    }
    return Samples.column(type, weights);
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
            .formatted(who, name, kinds, data.getClass().getSimpleName()));
  }

  private static Samples array(String who, String name, INDArray array, DataType type) {
    Check.that(
        !array.wasClosed(),
        "%s expects %s with numbers in it, but the array was closed: pass one that is open",
        who,
        name);
    Check.that(
        array.dataType().isNumerical() || array.dataType() == DataType.BOOL,
        "%s expects %s to hold numbers, but got an INDArray of %s: castTo(DataType.FLOAT) first",
        who,
        name,
        array.dataType());
    Check.that(
        array.rank() == 2,
        "%s expects %s with 2 dimensions, (samples, columns), but it has shape %s: %s",
        who,
        name,
        Arrays.toString(array.shape()),
        array.rank() < 2
            ? "reshape it to one row for each sample"
            : "reshape each sample to one row");
    Check.that(
        array.rows() > 0 && array.columns() > 0,
        "%s expects %s with at least one row and column, but it has shape %s: pass some data",
        who,
        name,
        Arrays.toString(array.shape()));
    return Samples.of(type, array);
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

  private static Samples finite(String who, String name, Samples samples) {
    long at = samples.firstNonFinite();
    if (at >= 0) {
      int row = (int) (at / samples.columns());
      int column = (int) (at % samples.columns());
      throw notFinite(who, name, samples.get(row, column), row, column);
    }
    return samples;
  }

  private static IllegalArgumentException notFinite(
      String who, String name, double value, int row, int column) {
    return new IllegalArgumentException(
        "%s expects finite numbers, but %s has %s at row %d, column %d: fill in or leave out such rows, and scale very large numbers"
            .formatted(who, name, value, row, column));
  }
}
