package org.chainrule.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.chainrule.backend.Rng;

/** Orders of rows, to be cut into parts. */
public final class Partition {
  private Partition() {}

  /** All rows in random order. */
  public static int[] shuffled(int rows, Rng rng) {
    int[] order = IntStream.range(0, rows).toArray();
    rng.shuffle(order);
    return order;
  }

  /**
   * All rows in an order whose every stretch has about the same share of each class, random within
   * the classes: row i of a class of n comes at i + ½ out of n.
   *
   * @param labels the class of each row, from 0
   */
  public static int[] stratified(int[] labels, Rng rng) {
    int[] order = shuffled(labels.length, rng);
    int[] size = sizes(labels);
    int[] seen = new int[size.length];
    double[] place = new double[labels.length];
    for (int row : order) {
      place[row] = (seen[labels[row]]++ + 0.5) / size[labels[row]];
    }
    return Arrays.stream(order)
        .boxed()
        .sorted((a, b) -> Double.compare(place[a], place[b])) // stable: equal places stay random
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * Two parts in random order, each with its share of every class, to the next whole number.
   *
   * @param labels the class of each row, from 0
   * @param held the number of rows in the first part
   */
  public static int[][] stratifiedParts(int[] labels, int held, Rng rng) {
    int[] order = shuffled(labels.length, rng);
    int[] quota = quotas(sizes(labels), held);
    int[][] parts = {new int[held], new int[labels.length - held]};
    int[] filled = new int[2];
    for (int row : order) {
      int part = quota[labels[row]]-- > 0 ? 0 : 1;
      parts[part][filled[part]++] = row;
    }
    return parts;
  }

  /** What each class gives to {@code held} rows: the whole parts first, then the largest rests. */
  private static int[] quotas(int[] sizes, int held) {
    long rows = Arrays.stream(sizes).sum();
    int[] quota = Arrays.stream(sizes).map(size -> (int) (held * (long) size / rows)).toArray();
    IntStream.range(0, sizes.length)
        .boxed()
        .sorted(Comparator.comparingLong(c -> -(held * (long) sizes[c] % rows)))
        .limit(held - Arrays.stream(quota).sum())
        .forEach(c -> quota[c]++);
    return quota;
  }

  /**
   * The fold of each row, 0 … k − 1, at random; the folds are equally large but for one row.
   *
   * @param labels the class of each row, of which every fold gets equally many but for one; or all
   *     0
   */
  public static int[] folds(int[] labels, int k, Rng rng) {
    int[] fold = new int[labels.length];
    int dealt = 0;
    for (int row :
        Arrays.stream(shuffled(labels.length, rng))
            .boxed()
            .sorted(Comparator.comparingInt(i -> labels[i])) // stable: random within a class
            .mapToInt(Integer::intValue)
            .toArray()) {
      fold[row] = dealt++ % k;
    }
    return fold;
  }

  /** The number of rows of each class. */
  static int[] sizes(int[] labels) {
    int[] sizes = new int[Arrays.stream(labels).max().orElse(0) + 1];
    for (int label : labels) {
      sizes[label]++;
    }
    return sizes;
  }
}
