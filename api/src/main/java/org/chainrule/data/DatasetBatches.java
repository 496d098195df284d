package org.chainrule.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.chainrule.backend.Rng;

/** The samples of a data set batch by batch, in a new order each time or always in their own. */
final class DatasetBatches implements Batches {
  private static final int ORDER = 6; // purpose of a random sequence, see Rng.of

  private final Dataset data;
  private final int size;
  private final int[] order;
  private final Rng rng; // null: in order

  DatasetBatches(Dataset data, int size) {
    this(data, size, null);
  }

  DatasetBatches(Dataset data, int size, long seed) {
    this(data, size, Rng.of(seed, ORDER));
  }

  private DatasetBatches(Dataset data, int size, Rng rng) {
    this.data = data;
    this.size = size;
    this.rng = rng;
    order = IntStream.range(0, data.size()).toArray();
  }

  @Override
  public int size() {
    return (int) (((long) data.size() + size - 1) / size);
  }

  @Override
  public List<String> classNames() {
    return data.classNames();
  }

  @Override
  public Iterator<Batch> iterator() {
    int[] now = next();
    return IntStream.range(0, size()).mapToObj(i -> batch(now, i * size)).iterator();
  }

  private synchronized int[] next() {
    if (rng != null) {
      rng.shuffle(order);
    }
    return order.clone();
  }

  /** A copy of the rows order[from], …, so that a batch can be changed. */
  private Batch batch(int[] rows, int from) {
    int n = Math.min(size, rows.length - from);
    double[][] x = new double[n][];
    Arrays.setAll(x, i -> data.x()[rows[from + i]].clone());
    if (data.isClassification()) {
      int[] labels = new int[n];
      Arrays.setAll(labels, i -> data.labels()[rows[from + i]]);
      return new Batch(x, labels);
    }
    double[][] targets = new double[n][];
    Arrays.setAll(targets, i -> data.targets()[rows[from + i]].clone());
    return new Batch(x, targets);
  }

  @Override
  public String toString() {
    return "%d batches of %d of %s".formatted(size(), size, data);
  }
}
