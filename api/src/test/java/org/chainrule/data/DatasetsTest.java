package org.chainrule.data;

import static org.chainrule.data.Datasets.*;
import static org.junit.jupiter.api.Assertions.*;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.chainrule.backend.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class DatasetsTest {
  private static final double EXACT = 1e-12;

  private static int[] counts(Dataset data) {
    int[] counts = new int[data.classes()];
    Arrays.stream(data.labels()).forEach(c -> counts[c]++);
    return counts;
  }

  private static double radius(double[] point) {
    return Math.hypot(point[0], point[1]);
  }

  @Test
  void spiralFollowsItsFormula() {
    Dataset data = spiral(7, 3, 5);
    assertEquals(21, data.size());
    assertArrayEquals(new int[] {7, 7, 7}, counts(data));
    Rng rng = new Rng(5);
    for (int c = 0, row = 0; c < 3; c++) {
      for (int i = 0; i < 7; i++, row++) {
        double r = i / 6.0;
        double t = 4 * c + 4 * (i / 6.0) + 0.2 * rng.normal();
        assertEquals(c, data.labels()[row]);
        assertArrayEquals(
            new double[] {r * Math.sin(2.5 * t), r * Math.cos(2.5 * t)}, data.x()[row], EXACT);
      }
    }
  }

  @Test
  void spiralReachesFromTheOriginToTheUnitCircle() {
    Dataset data = spiral(100, 5, 1);
    for (int c = 0; c < 5; c++) {
      assertEquals(0, radius(data.x()[100 * c]), EXACT);
      assertEquals(1, radius(data.x()[100 * c + 99]), EXACT);
    }
    assertEquals(0, radius(spiral(1, 2, 1).x()[1]), EXACT, "a single sample has r = 0, not 0/0");
  }

  @Test
  void verticalCloudsStandAThirdApart() {
    Dataset data = vertical(2000, 3, 4);
    for (int c = 0; c < 3; c++) {
      double[][] cloud = Arrays.copyOfRange(data.x(), 2000 * c, 2000 * (c + 1));
      assertArrayEquals(new double[] {c / 3.0, 0.5}, mean(cloud), 0.01); // 4 deviations of the mean
      assertEquals(0.1, deviation(cloud, 0), 0.008);
      assertEquals(0.1, deviation(cloud, 1), 0.008);
    }
    assertArrayEquals(new int[] {2000, 2000, 2000}, counts(data));
  }

  @Test
  void sineIsASine() {
    Dataset data = sine(8);
    assertEquals(8, data.size());
    assertEquals(0.25, data.x()[2][0], EXACT);
    assertEquals(1, data.targets()[2][0], EXACT);
    assertEquals(-1, data.targets()[6][0], EXACT);
    assertEquals(Math.sqrt(0.5), data.targets()[1][0], EXACT);
  }

  @Test
  void blobsSpreadAroundTheirCentres() {
    Dataset data = blobs(4000, 2, 3, 0.5, 9);
    assertEquals(3, data.x()[0].length);
    assertArrayEquals(new int[] {2000, 2000}, counts(data));
    for (int c = 0; c < 2; c++) {
      double[][] cloud = Arrays.copyOfRange(data.x(), 2000 * c, 2000 * (c + 1));
      for (int j = 0; j < 3; j++) {
        assertEquals(0.5, deviation(cloud, j), 0.04);
        assertTrue(Math.abs(mean(cloud)[j]) < 10.1);
      }
    }
  }

  @Test
  void blobCentresFillTheirRange() {
    double low = 0;
    double high = 0;
    for (double[] point : blobs(500, 500, 1, 0, 3).x()) {
      low = Math.min(low, point[0]);
      high = Math.max(high, point[0]);
    }
    assertTrue(low >= -10 && low < -9.5, "lowest centre " + low);
    assertTrue(high < 10 && high > 9.5, "highest centre " + high);
  }

  @Test
  void blobsTakeCentresAndShareOutTheRest() {
    Dataset data = blobs(8, new double[][] {{1, 2}, {3, 4}, {5, 6}}, 0, 1);
    assertArrayEquals(new int[] {3, 3, 2}, counts(data));
    assertArrayEquals(new double[] {1, 2}, data.x()[0]);
    assertArrayEquals(new double[] {5, 6}, data.x()[7]);
  }

  @Test
  void moonsAreHalfCircles() {
    Dataset data = moons(11, 0, 1);
    assertArrayEquals(new int[] {5, 6}, counts(data));
    assertArrayEquals(new double[] {1, 0}, data.x()[0], EXACT);
    assertArrayEquals(new double[] {0, 1}, data.x()[2], EXACT); // halfway
    assertArrayEquals(new double[] {-1, 0}, data.x()[4], EXACT);
    assertArrayEquals(new double[] {0, 0.5}, data.x()[5], EXACT);
    assertArrayEquals(new double[] {2, 0.5}, data.x()[10], EXACT);
    for (int i = 5; i < 11; i++) {
      assertEquals(1, Math.hypot(data.x()[i][0] - 1, data.x()[i][1] - 0.5), EXACT);
      assertTrue(data.x()[i][1] <= 0.5 + EXACT);
    }
  }

  @Test
  void circlesLieWithinEachOther() {
    Dataset data = circles(9, 0, 1);
    assertArrayEquals(new int[] {4, 5}, counts(data));
    assertArrayEquals(new double[] {0, 1}, data.x()[1], EXACT); // a quarter turn
    for (int i = 0; i < 9; i++) {
      assertEquals(i < 4 ? 1 : 0.8, radius(data.x()[i]), EXACT);
    }
    assertEquals(0.5, radius(circles(9, 0, 0.5, 1).x()[8]), EXACT);
  }

  @Test
  void xorMarksTheCornersThatDiffer() {
    Dataset data = xor(6, 0, 1);
    assertArrayEquals(new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}, {0, 0}, {0, 1}}, data.x());
    assertArrayEquals(new int[] {0, 1, 1, 0, 0, 1}, data.labels());
  }

  @Test
  void noiseHasTheDeviationAskedFor() {
    noisy(moons(4000, 0, 2), moons(4000, 0.3, 2));
    noisy(circles(4000, 0, 2), circles(4000, 0.3, 2));
    noisy(xor(4000, 0, 2), xor(4000, 0.3, 2));
  }

  private static void noisy(Dataset clean, Dataset noisy) {
    double[][] difference = new double[clean.size()][2];
    for (int i = 0; i < difference.length; i++) {
      difference[i][0] = noisy.x()[i][0] - clean.x()[i][0];
      difference[i][1] = noisy.x()[i][1] - clean.x()[i][1];
    }
    assertEquals(0.3, deviation(difference, 0), 0.02);
    assertEquals(0.3, deviation(difference, 1), 0.02);
  }

  @Test
  void theSeedDecides() {
    assertArrayEquals(spiral(20, 3, 7).x(), spiral(20, 3, 7).x());
    assertFalse(Arrays.deepEquals(spiral(20, 3, 7).x(), spiral(20, 3, 8).x()));
    assertArrayEquals(blobs(20, 3, 2, 1, 7).x(), blobs(20, 3, 2, 1, 7).x());
    assertFalse(Arrays.deepEquals(blobs(20, 3, 2, 1, 7).x(), blobs(20, 3, 2, 1, 8).x()));
    assertFalse(Arrays.deepEquals(moons(20, 0.1, 7).x(), moons(20, 0.1, 8).x()));
    assertFalse(Arrays.deepEquals(vertical(20, 2, 7).x(), vertical(20, 2, 8).x()));
  }

  @Test
  void splitTakesEachSampleOnce() {
    double[][] x = new double[50][];
    int[] y = new int[50];
    for (int i = 0; i < 50; i++) {
      x[i] = new double[] {i};
      y[i] = i % 7;
    }
    Split<Dataset> parts = Dataset.classification(x, y, 7).split(0.7, 4);
    assertEquals(35, parts.train().size());
    assertEquals(15, parts.test().size());
    Set<Double> seen = new HashSet<>();
    for (Dataset part : List.of(parts.train(), parts.test())) {
      assertEquals(7, part.classes());
      for (int i = 0; i < part.size(); i++) {
        assertTrue(seen.add(part.x()[i][0]), "twice: " + part.x()[i][0]);
        assertEquals((int) part.x()[i][0] % 7, part.labels()[i], "x and y stay together");
      }
    }
    assertEquals(50, seen.size());
    int rising = 0;
    for (int i = 1; i < 35; i++) {
      rising += parts.train().x()[i][0] > parts.train().x()[i - 1][0] ? 1 : 0;
    }
    assertTrue(rising > 5 && rising < 29, "random order, but " + rising + " of 34 steps rise");
    parts.train().x()[0][0] = -1;
    assertTrue(Arrays.stream(x).noneMatch(row -> row[0] < 0), "the parts are copies");
  }

  @Test
  void splitFollowsItsSeed() {
    Dataset data = sine(40);
    assertArrayEquals(data.split(0.75, 3).test().x(), data.split(0.75, 3).test().x());
    assertFalse(Arrays.deepEquals(data.split(0.75, 3).test().x(), data.split(0.75, 4).test().x()));
    Dataset test = data.split(0.75, 3).test();
    assertEquals(10, test.size());
    assertEquals(Math.sin(2 * Math.PI * test.x()[3][0]), test.targets()[3][0], EXACT);
  }

  @Test
  void valuesPrintOnOneLine() {
    assertEquals("15 samples × 2 in 3 classes", spiral(5, 3, 1).toString());
    assertEquals("9 samples × 1", sine(9).toString());
    assertEquals(
        "train 12 samples × 2 in 3 classes, test 3 samples × 2 in 3 classes",
        spiral(5, 3, 1).split(0.8, 1).toString());
  }

  @Test
  void badArgumentsAreNamed() {
    refused(
        "spiral expects samples for each class of at least 1, but got 0", () -> spiral(0, 3, 1));
    refused("spiral expects classes of at least 1, but got -2", () -> spiral(5, -2, 1));
    refused("vertical expects samples", () -> vertical(0, 3, 1));
    refused("sine expects samples of at least 1, but got 0", () -> sine(0));
    refused("blobs expects centers of at least 1", () -> blobs(10, 0, 2, 1, 1));
    refused("blobs expects features of at least 1", () -> blobs(10, 2, 0, 1, 1));
    refused("but got 3 samples and 4 centers", () -> blobs(3, 4, 2, 1, 1));
    refused("blobs expects a std of at least 0", () -> blobs(10, 2, 2, -1, 1));
    refused("blobs expects a std of at least 0", () -> blobs(10, 2, 2, Double.NaN, 1));
    refused("but center 0 has 1 numbers and center 1 has 2", () -> blobs(9, ragged(), 1, 1));
    refused("blobs expects at least one center", () -> blobs(9, new double[0][], 1, 1));
    refused("moons expects at least 2 samples", () -> moons(1, 0, 1));
    refused("moons expects a noise of at least 0", () -> moons(9, -0.1, 1));
    refused("circles expects a factor", () -> circles(9, 0, 1.5, 1));
    refused("xor expects at least 2 samples", () -> xor(0, 0, 1));
    refused("split expects a share", () -> sine(9).split(1, 1));
    refused("split expects a share", () -> sine(9).split(Double.NaN, 1));
    refused("a share of 0.01 of 9 samples is 0", () -> sine(9).split(0.01, 1));
    refused(
        "x has 2 rows and y has 1", () -> Dataset.classification(new double[2][2], new int[1], 1));
    refused(
        "classes 0 to 1, but got 2 at row 1",
        () -> Dataset.classification(new double[2][2], new int[] {0, 2}, 2));
    refused(
        "x has 2 rows and y has 1", () -> Dataset.regression(new double[2][2], new double[] {0}));
  }

  private static double[][] ragged() {
    return new double[][] {{1}, {1, 2}};
  }

  private static void refused(String part, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
    assertTrue(message.contains(": "), "says how to mend it: " + message);
  }

  private static double[] mean(double[][] x) {
    double[] mean = new double[x[0].length];
    for (int j = 0; j < mean.length; j++) {
      int column = j;
      mean[j] = Arrays.stream(x).mapToDouble(row -> row[column]).average().orElseThrow();
    }
    return mean;
  }

  private static double deviation(double[][] x, int column) {
    double mean = mean(x)[column];
    return Math.sqrt(
        Arrays.stream(x)
            .mapToDouble(row -> (row[column] - mean) * (row[column] - mean))
            .average()
            .orElseThrow());
  }
}
