package org.chainrule;

import java.util.Iterator;
import java.util.function.BiFunction;
import org.chainrule.backend.Check;
import org.chainrule.backend.Samples;
import org.chainrule.data.Batch;
import org.chainrule.data.Batches;

/** Batches from an iterator, each looked over as it comes. */
final class BatchesFeed implements Feed {
  /** A batch as samples, once it was found right. */
  record Checked(Samples x, Samples y, Samples weights) {}

  private final String who;
  private final Batches batches;
  private final int most;
  private final BiFunction<String, Batch, Checked> check;
  private Iterator<Batch> iterator;
  private int count; // of batches in this epoch so far
  private int known;
  private Checked batch;

  /**
   * A feed of the batches that an iterator gives.
   *
   * @param most the largest number of batches in an epoch
   * @param check turns a batch into samples, or says what is wrong with it
   */
  BatchesFeed(String who, Batches batches, int most, BiFunction<String, Batch, Checked> check) {
    this.who = who;
    this.batches = batches;
    this.most = most;
    this.check = check;
    known = batches.size();
    Check.that(
        known == Batches.UNKNOWN || known >= 1,
        "%s expects batches of a size of at least 1, or Batches.UNKNOWN, but got %d: give the number of batches",
        who,
        known);
  }

  @Override
  public int batches() {
    return known == Batches.UNKNOWN ? known : Math.min(most, known);
  }

  @Override
  public void begin() {
    close();
    iterator = Check.present(batches.iterator(), who, "an iterator of batches for each epoch");
    count = 0;
  }

  @Override
  public boolean next() {
    if (count == most || !iterator.hasNext()) {
      Check.that(
          count > 0,
          "%s expects at least one batch in each epoch, but there is none: give batches that can be iterated again",
          who);
      if (known == Batches.UNKNOWN) {
        known = count;
      }
      close();
      return false;
    }
    count++;
    String batchName = Check.message("%s, batch %d", who, count);
    batch = check.apply(batchName, Check.present(iterator.next(), batchName, "a Batch"));
    return true;
  }

  @Override
  public Samples x() {
    return batch.x();
  }

  @Override
  public Samples y() {
    return batch.y();
  }

  @Override
  public Samples weights() {
    return batch.weights();
  }

  @Override
  public int[] order() {
    return null;
  }

  @Override
  public int from() {
    return 0;
  }

  @Override
  public int rows() {
    return batch.x().rows();
  }

  @Override
  public void close() {
    Iterator<Batch> open = iterator;
    iterator = null;
    if (open instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(
            Check.message("%s cannot close its batches: %s", who, e.getMessage()), e);
      }
    }
  }
}
