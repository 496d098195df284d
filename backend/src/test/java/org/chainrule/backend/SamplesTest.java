package org.chainrule.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class SamplesTest {
  private static final int MANY_ROWS = 9001;
  private static final int MANY_COLUMNS = 1021; // 9.2 million numbers: three chunks of 4 million

  private static double entry(long row, long column) {
    return (row * MANY_COLUMNS + column) % 8_388_593; // a prime below 2²³, exact in float
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void keepsNumbersAcrossChunks(DataType type) {
    float[][] rows = new float[MANY_ROWS][MANY_COLUMNS];
    for (int r = 0; r < MANY_ROWS; r++) {
      for (int c = 0; c < MANY_COLUMNS; c++) {
        rows[r][c] = (float) entry(r, c);
      }
    }
    Samples samples = Samples.of(type, rows);
    assertEveryEntry(samples);
    rows[5][3] = -1;
    assertEquals(entry(5, 3), samples.get(5, 3), "a private copy");

    int[] order = {9000, 0, 4096, 4095, 8192, 8191, 17};
    Samples selected = samples.select(order);
    assertEquals(order.length, selected.rows());
    Samples range = samples.range(4090, 8200);
    assertEquals(4110, range.rows());
    for (int c = 0; c < MANY_COLUMNS; c += 13) {
      for (int r = 0; r < order.length; r++) {
        assertEquals(entry(order[r], c), selected.get(r, c));
      }
      for (int r = 0; r < range.rows(); r += 7) {
        assertEquals(entry(4090 + r, c), range.get(r, c));
      }
    }
    assertEquals(-1, samples.firstNonFinite());
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void copiesArraysAcrossChunks(DataType type) {
    INDArray row = Nd4j.arange(MANY_COLUMNS).castTo(DataType.FLOAT);
    INDArray column = Nd4j.arange(MANY_ROWS).castTo(DataType.FLOAT).reshape(MANY_ROWS, 1);
    INDArray array = Nd4j.zeros(DataType.FLOAT, MANY_ROWS, MANY_COLUMNS);
    array.addiRowVector(row).addiColumnVector(column);
    Samples samples = Samples.of(type, array);
    array.assign(-1);
    for (int r = 0; r < MANY_ROWS; r++) {
      for (int c = 0; c < MANY_COLUMNS; c++) {
        if (samples.get(r, c) != r + c) {
          assertEquals(r + c, samples.get(r, c), "row " + r + ", column " + c);
        }
      }
    }
  }

  @Test
  void gathersAcrossChunks() {
    double[][] rows = new double[MANY_ROWS][MANY_COLUMNS];
    for (int r = 0; r < MANY_ROWS; r++) {
      int row = r;
      Arrays.setAll(rows[r], c -> entry(row, c));
    }
    Samples samples = Samples.of(DataType.FLOAT, rows);
    assertEveryEntry(samples);
    int[] order = {3, 9000, 4096, 4095, 8192, 0, 8191};
    float[] to = new float[5 * MANY_COLUMNS + 1];
    to[5 * MANY_COLUMNS] = 77;
    samples.gather(order, 2, 5, to);
    for (int i = 0; i < 5; i++) {
      for (int c = 0; c < MANY_COLUMNS; c++) {
        assertEquals((float) entry(order[2 + i], c), to[i * MANY_COLUMNS + c]);
      }
    }
    assertEquals(77, to[5 * MANY_COLUMNS], "nothing beyond");
    samples.gather(null, 4094, 4, to);
    for (int i = 0; i < 4; i++) {
      assertEquals((float) entry(4094 + i, 11), to[i * MANY_COLUMNS + 11]);
    }
  }

  @Test
  void findsWhatIsNotFiniteInAnyChunk() {
    float[][] floats = new float[MANY_ROWS][MANY_COLUMNS];
    floats[8500][1000] = Float.POSITIVE_INFINITY;
    Samples samples = Samples.of(DataType.FLOAT, floats);
    assertEquals(8500L * MANY_COLUMNS + 1000, samples.firstNonFinite());
    floats[4097][2] = Float.NaN;
    assertEquals(4097L * MANY_COLUMNS + 2, Samples.of(DataType.FLOAT, floats).firstNonFinite());
    double[][] doubles = new double[11][3];
    doubles[7][1] = Double.NEGATIVE_INFINITY;
    assertEquals(22, Samples.of(DataType.DOUBLE, doubles).firstNonFinite());
  }

  /** A finite double that overflows in float is not finite any more, and must be reported. */
  @Test
  void seesOverflowInFloat() {
    double[][] rows = {{1, 2, 3}, {4, 1e300, 6}};
    assertEquals(4, Samples.of(DataType.FLOAT, rows).firstNonFinite());
    assertEquals(-1, Samples.of(DataType.DOUBLE, rows).firstNonFinite());
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void readsArraysOfAnyTypeOrderAndView(DataType type) {
    for (DataType of :
        new DataType[] {DataType.FLOAT, DataType.DOUBLE, DataType.INT32, DataType.INT64}) {
      // 0 1 2 … 34 in 5 rows and 7 columns
      INDArray c = Nd4j.arange(35).castTo(of).reshape('c', 5, 7);
      String message = of + " to " + type;
      assertRows(message, c, Samples.of(type, c), (row, column) -> 7 * row + column);
      INDArray f = c.dup('f');
      assertEquals('f', f.ordering());
      assertRows(message, f, Samples.of(type, f), (row, column) -> 7 * row + column);
      INDArray transposed = c.transpose();
      assertRows(
          message, transposed, Samples.of(type, transposed), (row, column) -> 7 * column + row);
      INDArray rows = c.get(NDArrayIndex.interval(1, 4), NDArrayIndex.all());
      assertRows(message, rows, Samples.of(type, rows), (row, column) -> 7 * (row + 1) + column);
      INDArray columns = c.get(NDArrayIndex.all(), NDArrayIndex.interval(2, 5));
      assertRows(
          message, columns, Samples.of(type, columns), (row, column) -> 7 * row + column + 2);
      INDArray strided = c.get(NDArrayIndex.interval(0, 2, 5), NDArrayIndex.interval(1, 3, 7));
      assertRows(
          message, strided, Samples.of(type, strided), (row, column) -> 14 * row + 3 * column + 1);
      INDArray window = f.get(NDArrayIndex.interval(2, 5), NDArrayIndex.interval(3, 7)).transpose();
      assertRows(
          message, window, Samples.of(type, window), (row, column) -> 7 * (column + 2) + row + 3);
    }
  }

  private interface Entry {
    double at(int row, int column);
  }

  private static void assertRows(String message, INDArray array, Samples samples, Entry expected) {
    assertEquals(array.rows(), samples.rows(), message);
    assertEquals(array.columns(), samples.columns(), message);
    for (int r = 0; r < samples.rows(); r++) {
      for (int c = 0; c < samples.columns(); c++) {
        assertEquals(expected.at(r, c), samples.get(r, c), message);
        assertEquals(expected.at(r, c), array.getDouble(r, c), message + ", left as it was");
      }
    }
  }

  @Test
  void keepsPrecisionOfItsType() {
    double[][] rows = {{0.1, 1.0 / 3}};
    assertEquals(0.1, Samples.of(DataType.DOUBLE, rows).get(0, 0));
    assertEquals(0.1f, Samples.of(DataType.FLOAT, rows).get(0, 0));
    INDArray array = Nd4j.createFromArray(rows);
    assertEquals(1.0 / 3, Samples.of(DataType.DOUBLE, array).get(0, 1));
    assertEquals(1f / 3, Samples.of(DataType.FLOAT, array).get(0, 1));
  }

  @Test
  void makesAColumn() {
    Samples column = Samples.column(DataType.FLOAT, new double[] {4, 5.5, -6});
    assertEquals(3, column.rows());
    assertEquals(1, column.columns());
    float[] to = new float[3];
    column.gather(new int[] {2, 0, 1}, 0, 3, to);
    assertArrayEquals(new float[] {-6, 4, 5.5f}, to);
  }

  private static void assertEveryEntry(Samples samples) {
    assertEquals(MANY_ROWS, samples.rows());
    assertEquals(MANY_COLUMNS, samples.columns());
    boolean right = true;
    for (int r = 0; r < MANY_ROWS && right; r++) {
      for (int c = 0; c < MANY_COLUMNS && right; c++) {
        right = samples.get(r, c) == entry(r, c);
        int row = r;
        int column = c;
        assertTrue(right, () -> "row " + row + ", column " + column);
      }
    }
  }
}
