package org.chainrule.data;

import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.chainrule.backend.Check;

/**
 * Data that comes batch by batch, once for each epoch: rows of a file that is larger than memory,
 * or whatever else an iterator makes. An iterator that is {@link AutoCloseable} is closed after its
 * epoch, however that ends.
 */
public interface Batches extends Iterable<Batch> {
  /** Of a size that nobody knows before the end. */
  int UNKNOWN = -1;

  /** How many batches an iterator gives, or {@link #UNKNOWN}. */
  default int size() {
    return UNKNOWN;
  }

  /** The names of the classes in the order of their numbers, if there are and they are known. */
  default List<String> classNames() {
    return List.of();
  }

  /**
   * Batches from anything that can be iterated again for each epoch.
   *
   * @throws IllegalArgumentException for null
   */
  static Batches of(Iterable<Batch> batches) {
    Check.present(batches, "Batches.of", "an Iterable of batches");
    return batches::iterator;
  }

  /**
   * Batches from a stream that is made anew for each epoch, and closed after it.
   *
   * @throws IllegalArgumentException for null
   */
  static Batches of(Supplier<Stream<Batch>> streams) {
    Check.present(streams, "Batches.of", "a supplier of streams of batches");
    return () -> new StreamIterator(streams.get());
  }

  /** A stream's iterator that closes it. */
  final class StreamIterator implements Iterator<Batch>, AutoCloseable {
    private final Stream<Batch> stream;
    private final Iterator<Batch> iterator;

    private StreamIterator(Stream<Batch> stream) {
      this.stream = Check.present(stream, "Batches.of", "a stream from the supplier");
      iterator = stream.iterator();
    }

    @Override
    public boolean hasNext() {
      return iterator.hasNext();
    }

    @Override
    public Batch next() {
      return iterator.next();
    }

    @Override
    public void close() {
      stream.close();
    }
  }
}
