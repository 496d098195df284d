package org.chainrule.data;

import static org.chainrule.data.Datasets.iris;
import static org.chainrule.data.Preprocessing.*;
import static org.junit.jupiter.api.Assertions.*;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scalers agree with scikit-learn's, see test/python/data.py. */
class PreprocessingTest {
  private static final Npz GOLDEN = Npz.read(Path.of("src/test/resources/numpy/scalers.npz"));

  private static double[][] golden(String name) {
    return GOLDEN.get(name).toDoubleRows();
  }

  /** Relative to what stands there, and to 1. */
  private static void close(double[][] expected, double[][] actual, double tolerance) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i].length, actual[i].length);
      for (int j = 0; j < expected[i].length; j++) {
        double size = Math.max(1, Math.abs(expected[i][j]));
        assertEquals(expected[i][j], actual[i][j], tolerance * size, "row " + i + ", column " + j);
      }
    }
  }

  private static double[][] column(List<Double> figures) {
    return figures.stream().map(v -> new double[] {v}).toArray(double[][]::new);
  }

  @Test
  void standardScalerIsScikitLearns() {
    StandardScaler scaler = standardScaler(golden("x"));
    close(golden("mean"), column(scaler.mean()), 1e-15);
    close(golden("scale"), column(scaler.scale()), 1e-12);
    assertEquals(1, scaler.scale().get(2), "a constant column");
    assertEquals(1, scaler.scale().get(4), "a constant column whose mean is rounded");
    // the third column has numbers of 1e9 and a deviation of 1: 1e9 · 2⁻⁵² are left
    close(golden("standard"), scaler.transform(golden("held")), 1e-6);
    close(golden("standard_back"), scaler.inverse(golden("held")), 1e-13);
  }

  @Test
  void minMaxScalerIsScikitLearns() {
    MinMaxScaler unit = minMaxScaler(golden("x"));
    close(golden("unit"), unit.transform(golden("held")), 1e-6);
    close(golden("unit_back"), unit.inverse(golden("held")), 1e-13);
    MinMaxScaler wide = minMaxScaler(golden("x"), -2, 3);
    close(golden("wide"), wide.transform(golden("held")), 1e-6);
    close(golden("wide_back"), wide.inverse(golden("held")), 1e-13);
  }

  @Test
  void standardScalerByHand() {
    // mean 3, deviation √((4 + 0 + 4)/3)
    double[][] x = {{1, 7}, {3, 7}, {5, 7}};
    StandardScaler scaler = standardScaler(x);
    double z = 2 / Math.sqrt(8 / 3.0);
    close(new double[][] {{-z, 0}, {0, 0}, {z, 0}}, scaler.transform(x), 1e-15);
    close(x, scaler.inverse(scaler.transform(x)), 1e-15);
    assertArrayEquals(new double[] {1, 7}, x[0], "x is as it was");
    assertEquals(
        "StandardScaler[mean=[3.0, 7.0], scale=[1.632993161855452, 1.0]]", scaler.toString());
    assertEquals(scaler, new StandardScaler(scaler.mean(), scaler.scale()));
  }

  @Test
  void minMaxScalerByHand() {
    double[][] x = {{1, 7}, {3, 7}, {5, 7}};
    MinMaxScaler scaler = minMaxScaler(x, 10, 20);
    close(new double[][] {{10, 10}, {15, 10}, {20, 10}}, scaler.transform(x), 1e-15);
    close(new double[][] {{35, 13}}, scaler.transform(new double[][] {{11, 7.3}}), 1e-13);
    close(x, scaler.inverse(scaler.transform(x)), 1e-15);
    assertEquals(
        "MinMaxScaler[min=[1.0, 7.0], max=[5.0, 7.0], low=10.0, high=20.0]", scaler.toString());
  }

  @Test
  void dataSetsAreScaledByTheFiguresOfTheTrainingPart() {
    Split<Dataset> parts = iris().stratifiedSplit(0.8, 1);
    for (Scaler scaler : List.of(standardScaler(parts.train()), minMaxScaler(parts.train()))) {
      Dataset train = scaler.transform(parts.train());
      Dataset test = scaler.transform(parts.test());
      assertEquals(parts.train().featureNames(), train.featureNames());
      assertEquals(parts.train().classNames(), train.classNames());
      assertArrayEquals(parts.test().labels(), test.labels());
      assertArrayEquals(scaler.transform(parts.test().x()), test.x());
      close(parts.test().x(), scaler.inverse(test).x(), 1e-14);
    }
    double[][] z = standardScaler(parts.train()).transform(parts.train()).x();
    for (int j = 0; j < 4; j++) {
      int column = j;
      assertEquals(0, Arrays.stream(z).mapToDouble(row -> row[column]).sum(), 1e-11);
      assertEquals(
          120, Arrays.stream(z).mapToDouble(row -> row[column] * row[column]).sum(), 1e-10);
    }
    double[][] unit = minMaxScaler(parts.train(), -1, 1).transform(parts.train()).x();
    double[] all = Arrays.stream(unit).flatMapToDouble(Arrays::stream).toArray();
    assertEquals(-1, Arrays.stream(all).min().orElseThrow(), 1e-15);
    assertEquals(1, Arrays.stream(all).max().orElseThrow(), 1e-15);
  }

  @Test
  void oneHotAndBack() {
    double[][] rows = oneHot(new int[] {2, 0, 1, 2}, 4);
    assertArrayEquals(
        new double[][] {{0, 0, 1, 0}, {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}, rows);
    assertArrayEquals(new int[] {2, 0, 1, 2}, fromOneHot(rows));
    assertEquals(0, oneHot(new int[0], 3).length);
  }

  @Test
  void textsToNumbersAndBack() {
    LabelEncoder encoder = labelEncoder("cat", "dog", "ape", "cat");
    assertEquals(List.of("ape", "cat", "dog"), encoder.classes());
    assertArrayEquals(new int[] {2, 2, 0}, encoder.encode("dog", "dog", "ape"));
    assertArrayEquals(new String[] {"ape", "dog"}, encoder.decode(0, 2));
    assertEquals(List.of("9", "10"), labelEncoder("10", "9").classes());
    assertEquals("LabelEncoder[classes=[ape, cat, dog]]", encoder.toString());
    assertArrayEquals(
        new String[] {"setosa"}, new LabelEncoder(iris().classNames()).decode(iris().labels()[7]));
  }
}
