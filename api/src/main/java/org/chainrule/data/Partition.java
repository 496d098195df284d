package org.chainrule.data;

import java.util.Arrays;
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
    int[] size = new int[Arrays.stream(labels).max().orElse(0) + 1];
    for (int label : labels) {
      size[label]++;
    }
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
}
