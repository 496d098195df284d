package org.chainrule.data;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.chainrule.backend.Check;
import org.chainrule.backend.Rng;

/** Batches of a CSV file that is read anew for each epoch. */
final class CsvBatches implements Batches {
  private static final int WINDOW = 8; // purpose of a random sequence, see Rng.of

  private final CsvTable table;
  private final int size;
  private final int window;
  private final Rng seeds;

  CsvBatches(CsvTable table, int size, int window, long seed) {
    this.table = table;
    this.size = size;
    this.window = Math.min(window, table.rows());
    seeds = Rng.of(seed, WINDOW);
  }

  @Override
  public int size() {
    return (int) (((long) table.rows() + size - 1) / size);
  }

  @Override
  public List<String> classNames() {
    return table.isClassification() ? table.classNames() : List.of();
  }

  @Override
  public Iterator<Batch> iterator() {
    synchronized (seeds) {
      return new Epoch(new Rng(seeds.nextLong()));
    }
  }

  @Override
  public String toString() {
    return "%d batches of %d rows of %s".formatted(size(), size, table.file());
  }

  /** One reading of the file. */
  private final class Epoch implements Iterator<Batch>, AutoCloseable {
    private final Rng rng;
    private final double[][] waiting = new double[window][]; // rows to draw from
    private CsvTable.Rows rows; // null once closed
    private int filled;
    private int left = table.rows(); // rows that the caller did not get

    private Epoch(Rng rng) {
      this.rng = rng;
      rows = table.open();
    }

    @Override
    public boolean hasNext() {
      return left > 0 && rows != null;
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no more batches of " + table.file());
      }
      int n = Math.min(size, left);
      double[][] x = new double[n][];
      int[] labels = table.isClassification() ? new int[n] : null;
      double[][] targets = labels == null ? new double[n][] : null;
      for (int i = 0; i < n; i++) {
        double[] values = draw();
        x[i] = table.x(values);
        if (labels != null) {
          labels[i] = table.label(values);
        } else {
          targets[i] = table.targets(values);
        }
      }
      left -= n;
      if (left == 0) {
        requireNoRow(rows.next() == null);
        close();
      }
      return new Batch(x, labels != null ? labels : targets);
    }

    /** A random one of the waiting rows, whose place the next of the file takes. */
    private double[] draw() {
      for (double[] next; filled < window && (next = rows.next()) != null; ) {
        waiting[filled++] = next;
      }
      requireNoRow(filled > 0);
      int i = rng.below(filled);
      double[] drawn = waiting[i];
      waiting[i] = waiting[--filled];
      return drawn;
    }

    private void requireNoRow(boolean holds) {
      Check.that(
          holds,
          "%s expects the %d rows it had when batches was called, but has %s: call batches again",
          table.file(),
          table.rows(),
          filled > 0 || left == 0 ? "more" : "fewer");
    }

    @Override
    public void close() {
      if (rows != null) {
        rows.close();
        rows = null;
      }
    }
  }
}
