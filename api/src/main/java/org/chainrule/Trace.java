package org.chainrule;

/** Where the batches of the last two steps of an epoch lie in its order. */
final class Trace {
  private int from;
  private int rows;
  private int fromBefore;
  private int rowsBefore;

  /** The trace of a feed of one batch. */
  static Trace of(Feed feed) {
    Trace trace = new Trace();
    feed.begin();
    feed.next();
    trace.next(feed);
    return trace;
  }

  /** Begins an epoch. */
  void begin() {
    rows = 0;
    rowsBefore = 0;
  }

  /** Goes on to the batch that the feed is at. */
  void next(Feed feed) {
    fromBefore = from;
    rowsBefore = rows;
    from = feed.from();
    rows = feed.rows();
  }

  /** The first place of the last batch. */
  int from() {
    return from;
  }

  /** How many rows it has. */
  int rows() {
    return rows;
  }

  /** The first place of the batch before. */
  int fromBefore() {
    return fromBefore;
  }

  /** How many rows that had. */
  int rowsBefore() {
    return rowsBefore;
  }
}
