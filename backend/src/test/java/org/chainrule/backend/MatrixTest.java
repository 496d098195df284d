package org.chainrule.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MatrixTest {
  /** Entry 10·row + column. */
  private static Matrix counting(DataType type, int rows, int columns) {
    Matrix matrix = Matrix.zeros(type, rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, 10 * i + j);
      }
    }
    return matrix;
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void startsAtZeroAndIsRowMajor(DataType type) {
    Matrix matrix = Matrix.zeros(type, 2, 3);
    assertEquals(type, matrix.type());
    assertArrayEquals(new double[6], matrix.toDoubles());
    matrix.set(0, 2, 1.5);
    matrix.set(1, 0, -2);
    assertArrayEquals(new double[] {0, 0, 1.5, -2, 0, 0}, matrix.toDoubles());
    matrix.set(new double[] {1, 2, 3, 4, 5, 6});
    assertEquals(3, matrix.get(0, 2));
    assertEquals(4, matrix.get(1, 0));
    assertEquals("Matrix (2, 3) of " + type, matrix.toString());
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void refusesIndicesOutside(DataType type) {
    Matrix matrix = counting(type, 4, 3);
    matrix.resize(2);
    for (int[] at : new int[][] {{-1, 0}, {0, -1}, {2, 0}, {0, 3}, {3, 2}, {4, 0}}) {
      assertThrows(IndexOutOfBoundsException.class, () -> matrix.get(at[0], at[1]));
      Exception e =
          assertThrows(IndexOutOfBoundsException.class, () -> matrix.set(at[0], at[1], 1));
      assertEquals(
          "[%d, %d] in a Matrix (2, 3) of %s".formatted(at[0], at[1], type), e.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void resizeUsesFewerRowsOfTheSameMemory(DataType type) {
    Matrix matrix = counting(type, 5, 2);
    matrix.resize(3);
    assertEquals(3, matrix.rows());
    assertEquals(6, matrix.size());
    assertEquals(5, matrix.capacity());
    assertArrayEquals(new double[] {0, 1, 10, 11, 20, 21}, matrix.toDoubles());
    assertArrayEquals(new long[] {3, 2}, matrix.copy().shape());
    matrix.set(new double[] {7, 7, 7, 7, 7, 7});
    matrix.resize(5);
    assertArrayEquals(new double[] {7, 7, 7, 7, 7, 7, 30, 31, 40, 41}, matrix.toDoubles());
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aResizedWindowIsCopiedFromWhereItLies(DataType type) {
    Matrix flat = Matrix.zeros(type, 1, 20);
    for (int i = 0; i < 20; i++) {
      flat.set(0, i, i);
    }
    for (int offset = 0; offset <= 12; offset++) {
      Matrix window = flat.window(offset, 4, 2);
      window.resize(1);
      INDArray copy = window.copy();
      assertArrayEquals(new long[] {1, 2}, copy.shape());
      assertEquals(offset, copy.getDouble(0, 0));
      assertEquals(offset + 1, copy.getDouble(0, 1));
    }
  }

  /** Rows of whole pages begin 16 bytes further on. */
  @Test
  void floatsBeginOnACacheLine() {
    for (int columns : new int[] {1024, 2048, 3072}) {
      assertEquals(16, Matrix.zeros(DataType.FLOAT, 2, columns).address() % 64);
      assertEquals(16, Matrix.zeros(DataType.FLOAT, 1, 5 * columns + 7, columns).address() % 64);
      assertEquals(0, Matrix.zeros(DataType.FLOAT, 1, 5 * columns, 7).address() % 64);
    }
    for (int columns = 1; columns <= 100; columns++) {
      Matrix matrix = counting(DataType.FLOAT, 2, columns);
      assertEquals(0, matrix.address() % 64);
      // the buffer and the array are at the same address
      assertEquals(columns + 9, matrix.array().getDouble(1, columns - 1));
      assertEquals(matrix.copy(), matrix.array());
    }
  }

  @Test
  void keepsItsMemoryWhenNothingElseDoes() {
    Matrix[] matrices = new Matrix[100];
    for (int i = 0; i < matrices.length; i++) {
      matrices[i] = Matrix.zeros(DataType.FLOAT, 1, 100_000);
      matrices[i].set(0, 99_999, i);
    }
    for (int round = 0; round < 3; round++) { // what was freed would be taken again
      System.gc();
      for (int i = 0; i < matrices.length; i++) {
        Nd4j.valueArrayOf(new long[] {100_000}, -1.0, DataType.FLOAT);
      }
    }
    for (int i = 0; i < matrices.length; i++) {
      assertEquals(i, matrices[i].get(0, 99_999));
      assertEquals(0, matrices[i].get(0, 0));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void handsOverAnArrayOfItsOwn(DataType type) {
    Matrix matrix = Matrix.inOwnArray(type, 2, 3);
    matrix.set(1, 2, 5);
    INDArray array = matrix.handOver();
    assertEquals(5, array.getDouble(1, 2));
    assertFalse(array.isView());
    assertEquals(6, array.data().length());
  }

  @Test
  void refusesMoreRowsThanItHas() {
    Matrix matrix = Matrix.zeros(DataType.FLOAT, 5, 2);
    for (int rows : new int[] {6, 0, -1}) {
      Exception e = assertThrows(IllegalArgumentException.class, () -> matrix.resize(rows));
      assertEquals("A matrix with memory for 5 rows cannot have " + rows, e.getMessage());
    }
    assertEquals(5, matrix.rows());
  }

  @Test
  void refusesMoreNumbersThanTheNativeSideCanAddress() {
    // 65 536 · 8 192 = 2²⁹, one more than fits
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> Matrix.zeros(DataType.FLOAT, 65_536, 8_192));
    assertEquals(
        "A matrix of 65536 rows and 8192 columns has 536870912 numbers, but one matrix holds at most"
            + " 536870911: use smaller batches or fewer units",
        e.getMessage());
    // a product beyond int, which would wrap to a small number
    assertThrows(
        IllegalArgumentException.class, () -> Matrix.zeros(DataType.FLOAT, 65_537, 65_536));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void windowSharesMemory(DataType type) {
    Matrix flat = Matrix.zeros(type, 1, 20);
    Matrix window = flat.window(7, 2, 3);
    window.set(new double[] {1, 2, 3, 4, 5, 6});
    window.set(1, 0, 40);
    flat.set(0, 8, 20);
    assertArrayEquals(new double[] {1, 20, 3, 40, 5, 6}, window.toDoubles());
    assertArrayEquals(
        new double[] {0, 0, 0, 0, 0, 0, 0, 1, 20, 3, 40, 5, 6, 0, 0, 0, 0, 0, 0, 0},
        flat.toDoubles());
    Matrix inner = window.window(2, 1, 3); //            a window on a window: 7 + 2 = position 9
    inner.set(new double[] {-1, -2, -3});
    assertArrayEquals(
        new double[] {0, 0, 0, 0, 0, 0, 0, 1, 20, -1, -2, -3, 6, 0, 0, 0, 0, 0, 0, 0},
        flat.toDoubles());
    assertArrayEquals(new double[] {1, 20, -1, -2, -3, 6}, window.toDoubles());
    window.array().addi(100); //                         the ND4J view is on the same memory too
    assertEquals(120, flat.get(0, 8));
    assertEquals(0, flat.get(0, 6));
    assertEquals(0, flat.get(0, 13));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void refusesWindowsBeyondItsMemory(DataType type) {
    Matrix flat = Matrix.zeros(type, 1, 20);
    assertEquals(6, flat.window(14, 2, 3).size());
    for (int[] w : new int[][] {{15, 2, 3}, {20, 1, 1}, {-1, 1, 2}, {0, 3, 7}}) {
      assertThrows(IndexOutOfBoundsException.class, () -> flat.window(w[0], w[1], w[2]));
    }
  }

  @Test
  void windowReadsAndWritesTilesOfItsOwn() {
    Matrix flat = Matrix.zeros(DataType.FLOAT, 1, 12);
    Matrix window = flat.window(5, 2, 3);
    window.write(1, new float[] {8, 9, 99}, 2);
    assertArrayEquals(new double[] {0, 0, 0, 0, 0, 0, 8, 9, 0, 0, 0, 0}, flat.toDoubles());
    float[] tile = new float[4];
    window.read(0, tile, 3);
    assertArrayEquals(new float[] {0, 8, 9, 0}, tile);
    assertThrows(IndexOutOfBoundsException.class, () -> window.read(4, tile, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> window.write(4, tile, 3));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void copyBelongsToTheCaller(DataType type) {
    Matrix matrix = counting(type, 3, 2);
    INDArray copy = matrix.copy();
    copy.assign(-1);
    assertEquals(21, matrix.get(2, 1));
    matrix.set(0, 0, 5);
    assertEquals(-1, copy.getDouble(0, 0));
    matrix.window(2, 2, 2).copy().assign(-1);
    assertEquals(21, matrix.get(2, 1));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void outlivesTheWorkspaceItWasMadeIn(DataType type) {
    WorkspaceConfiguration configuration =
        WorkspaceConfiguration.builder()
            .initialSize(1 << 20)
            .policyAllocation(AllocationPolicy.STRICT)
            .build();
    Matrix matrix;
    Matrix window;
    INDArray copy;
    try (MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(configuration, "MATRIX_TEST")) {
      matrix = counting(type, 3, 7);
      window = matrix.window(7, 1, 7);
      copy = matrix.copy();
      assertTrue(workspace.isScopeActive());
    }
    // the workspace starts over at the same addresses
    try (MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(configuration, "MATRIX_TEST")) {
      INDArray other = Nd4j.valueArrayOf(new long[] {1000}, -1.0, type);
      assertTrue(other.isAttached() && workspace.isScopeActive());
    }
    assertEquals(26, matrix.get(2, 6));
    assertEquals(13, window.get(0, 3));
    assertEquals(26, copy.getDouble(2, 6));
    assertTrue(!matrix.array().isAttached() && !copy.isAttached());
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
  }
}
