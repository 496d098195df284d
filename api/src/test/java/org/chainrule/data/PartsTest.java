package org.chainrule.data;

import static org.chainrule.data.Datasets.*;
import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Splits, folds and batches of a data set. */
class PartsTest {
  private static final int[] SIZES = {17, 40, 3, 0, 5}; // samples of each class

  /** Sorted by class; x is the number of the row. */
  private static Dataset uneven() {
    int[] y =
        IntStream.range(0, 5).flatMap(c -> IntStream.range(0, SIZES[c]).map(i -> c)).toArray();
    double[][] x = new double[y.length][];
    Arrays.setAll(x, i -> new double[] {i});
    return Dataset.classification(x, y, List.of("a", "b", "c", "d", "e"));
  }

  private static int[] counts(Dataset data) {
    int[] counts = new int[data.classes()];
    Arrays.stream(data.labels()).forEach(c -> counts[c]++);
    return counts;
  }

  private static List<Double> rows(Dataset data) {
    return Arrays.stream(data.x()).map(row -> row[0]).toList();
  }

  /** Checks that both parts together are all rows with their labels. */
  private static void whole(Dataset all, Split<Dataset> parts) {
    Set<Double> seen = new HashSet<>();
    for (Dataset part : List.of(parts.train(), parts.test())) {
      for (int i = 0; i < part.size(); i++) {
        double row = part.x()[i][0];
        assertTrue(seen.add(row), "twice: " + row);
        assertEquals(all.labels()[(int) row], part.labels()[i]);
      }
      assertEquals(all.classNames(), part.classNames());
    }
    assertEquals(all.size(), seen.size());
  }

  private static void mixed(Dataset part) {
    List<Double> rows = rows(part);
    long rising =
        IntStream.range(1, rows.size()).filter(i -> rows.get(i) > rows.get(i - 1)).count();
    assertTrue(rising > 0.25 * rows.size() && rising < 0.75 * rows.size(), "random order: " + rows);
  }

  @Test
  void stratifiedSplitKeepsTheShares() {
    Dataset all = uneven();
    for (long seed = 0; seed < 20; seed++) {
      Split<Dataset> parts = all.stratifiedSplit(0.7, seed);
      whole(all, parts);
      mixed(parts.train());
      assertEquals(46, parts.train().size()); // 45.5, rounded
      // 19 of 65 are held: 4.97, 11.69, 0.88, 1.46, of which the largest rests are rounded up
      assertArrayEquals(new int[] {5, 12, 1, 0, 1}, counts(parts.test()));
    }
    assertEquals(
        rows(all.stratifiedSplit(0.7, 3).test()), rows(all.stratifiedSplit(0.7, 3).test()));
    assertNotEquals(
        rows(all.stratifiedSplit(0.7, 3).test()), rows(all.stratifiedSplit(0.7, 4).test()));
    assertEquals(rows(all.stratifiedSplit(0.7).test()), rows(all.stratifiedSplit(0.7, 0).test()));
    assertArrayEquals(new int[] {10, 10, 10}, counts(iris().stratifiedSplit(0.8).test()));
  }

  @Test
  void splitInOrderKeepsTheOrder() {
    Split<Dataset> parts = uneven().splitInOrder(0.6);
    assertEquals(39, parts.train().size());
    assertEquals(IntStream.range(0, 39).mapToObj(i -> (double) i).toList(), rows(parts.train()));
    assertEquals(IntStream.range(39, 65).mapToObj(i -> (double) i).toList(), rows(parts.test()));
    assertEquals(rows(uneven().split(0.6, 0).train()), rows(uneven().split(0.6).train()));
  }

  @Test
  void foldsHoldEachSampleOutOnce() {
    Dataset all = uneven();
    List<Split<Dataset>> folds = all.folds(6, 2);
    assertEquals(6, folds.size());
    Set<Double> held = new HashSet<>();
    for (Split<Dataset> fold : folds) {
      whole(all, fold);
      assertTrue(fold.test().size() == 11 || fold.test().size() == 10); // 65 = 5 · 11 + 10
      held.addAll(rows(fold.test()));
    }
    assertEquals(65, held.size());
    assertEquals(rows(folds.get(3).test()), rows(all.folds(6, 2).get(3).test()));
    assertNotEquals(rows(folds.get(3).test()), rows(all.folds(6, 3).get(3).test()));
    assertNotEquals(List.of(0.0, 1.0), rows(all.folds(33, 2).get(0).test()), "not in order");
    assertEquals(65, all.folds(65, 2).size(), "leave one out");
    assertEquals(8, sine(9).folds(9, 1).get(0).train().size());
  }

  @Test
  void stratifiedFoldsShareOutEachClass() {
    Dataset all = uneven();
    List<Split<Dataset>> folds = all.stratifiedFolds(3, 2);
    Set<Double> held = new HashSet<>();
    for (Split<Dataset> fold : folds) {
      whole(all, fold);
      held.addAll(rows(fold.test()));
      int[] counts = counts(fold.test());
      for (int c = 0; c < SIZES.length; c++) {
        double share = SIZES[c] / 3.0;
        assertTrue(
            counts[c] >= Math.floor(share) && counts[c] <= Math.ceil(share),
            () -> Arrays.toString(counts));
      }
      assertTrue(fold.test().size() == 21 || fold.test().size() == 22);
    }
    assertEquals(65, held.size());
    assertNotEquals(
        rows(folds.get(0).test()),
        rows(all.stratifiedFolds(3, 3).get(0).test()),
        "the seed counts");
  }

  @Test
  void partsAreCopies() {
    Dataset all = uneven();
    all.stratifiedSplit(0.5).train().x()[0][0] = -1;
    all.folds(3, 1).get(0).test().labels()[0] = 4;
    all.splitInOrder(0.5).train().x()[0][0] = -1;
    ((double[][]) all.batches(3).iterator().next().x())[0][0] = -1;
    assertEquals(rows(uneven()), rows(all));
    assertArrayEquals(uneven().labels(), all.labels());
  }

  // ---- batches

  private static List<Double> order(Batches batches, Dataset all) {
    List<Double> order = new ArrayList<>();
    for (Batch batch : batches) {
      double[][] x = (double[][]) batch.x();
      int[] y = (int[]) batch.y();
      assertEquals(x.length, y.length);
      for (int i = 0; i < x.length; i++) {
        assertEquals(all.labels()[(int) x[i][0]], y[i]);
        order.add(x[i][0]);
      }
    }
    return order;
  }

  @Test
  void batchesComeInANewOrderEachTime() {
    Dataset all = uneven();
    Batches batches = all.batches(8, 3);
    assertEquals(9, batches.size());
    assertEquals("9 batches of 8 of 65 samples × 1 in 5 classes", batches.toString());
    List<Double> first = order(batches, all);
    List<Double> second = order(batches, all);
    assertEquals(65, Set.copyOf(first).size());
    assertEquals(Set.copyOf(first), Set.copyOf(second));
    assertNotEquals(first, second);
    Batches again = all.batches(8, 3);
    assertEquals(first, order(again, all));
    assertEquals(second, order(again, all));
    assertNotEquals(first, order(all.batches(8, 4), all));
    assertEquals(order(all.batches(8, 0), all), order(all.batches(8), all));
  }

  @Test
  void batchesInOrder() {
    Dataset all = uneven();
    for (int size : new int[] {1, 8, 65, 1000}) {
      Batches batches = all.batchesInOrder(size);
      assertEquals((65 + size - 1) / size, batches.size());
      assertEquals(rows(all), order(batches, all));
    }
    Batch batch = sine(4).batchesInOrder(3).iterator().next();
    assertArrayEquals(new double[][] {{0}, {1}, {0}}, round((double[][]) batch.y()));
  }

  private static double[][] round(double[][] rows) {
    return Arrays.stream(rows)
        .map(row -> Arrays.stream(row).map(v -> Math.rint(v)).toArray())
        .toArray(double[][]::new);
  }

  // ---- built in

  @Test
  void irisIsThere() {
    Dataset data = iris();
    assertEquals("150 samples × 4 in 3 classes", data.toString());
    assertEquals(List.of("setosa", "versicolor", "virginica"), data.classNames());
    assertEquals(
        List.of("sepal_length", "sepal_width", "petal_length", "petal_width"), data.featureNames());
    assertArrayEquals(new int[] {50, 50, 50}, counts(data));
    assertArrayEquals(new double[] {5.1, 3.5, 1.4, 0.2}, data.x()[0]);
    double[] means = new double[4];
    for (double[] row : data.x()) {
      Arrays.setAll(means, j -> means[j] + row[j] / 150);
    }
    // Fisher's data as scikit-learn has them
    assertArrayEquals(new double[] {5.843333, 3.057333, 3.758, 1.199333}, means, 1e-6);
    data.x()[0][0] = 0;
    assertEquals(5.1, iris().x()[0][0], "each call has its own");
  }

  @Test
  void digitsAreThere() {
    Dataset data = digits();
    assertEquals("1797 samples × 64 in 10 classes", data.toString());
    assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), data.classNames());
    assertArrayEquals(new int[] {178, 182, 177, 183, 181, 182, 181, 179, 174, 180}, counts(data));
    assertArrayEquals(new double[] {0, 0, 5, 13, 9, 1, 0, 0}, Arrays.copyOf(data.x()[0], 8));
    double[] all = Arrays.stream(data.x()).flatMapToDouble(Arrays::stream).toArray();
    assertEquals(0, Arrays.stream(all).min().orElseThrow());
    assertEquals(16, Arrays.stream(all).max().orElseThrow());
    assertEquals(561718, Arrays.stream(all).sum());
  }
}
