package org.chainrule.data;

import java.util.Arrays;
import org.chainrule.backend.Check;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Rows of doubles from arrays of other kinds, copied. */
final class Rows {
  private Rows() {}

  /** From floats; rows that are null stay so. */
  static double[][] doubles(String name, float[][] rows) {
    Check.present(rows, "Dataset", name);
    return Arrays.stream(rows)
        .map(row -> row == null ? null : doubles(name, row))
        .toArray(double[][]::new);
  }

  /** From floats. */
  static double[] doubles(String name, float[] values) {
    Check.present(values, "Dataset", name);
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  /** From a matrix, or a vector as a column, of any type, order and view. */
  static double[][] doubles(String name, INDArray array) {
    NdArrays.require("Dataset", name, array);
    Check.that(
        array.rank() == 1 || array.rank() == 2,
        "Dataset expects %s with 1 or 2 dimensions, but it has shape %s: reshape each sample to one row",
        name,
        Arrays.toString(array.shape()));
    return StoredArray.of("Dataset", array).toDoubleRows();
  }

  /** The classes that a vector or a column holds, or one-hot rows. */
  static int[] classes(INDArray y) {
    double[][] rows = doubles("y", y);
    if (rows.length > 0 && rows[0].length > 1) {
      return Preprocessing.fromOneHot(rows);
    }
    int[] classes = new int[rows.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (int) rows[i][0];
      Check.that(
          classes[i] == rows[i][0],
          "Dataset expects y of whole numbers, classes from 0, but got %s at row %d: use regression for numbers",
          rows[i][0],
          i);
    }
    return classes;
  }
}
