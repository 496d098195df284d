package org.chainrule;

import org.chainrule.backend.Threads;

/** Settings of the whole library. */
public final class Chainrule {
  private Chainrule() {}

  /** How many threads one operation may use, see {@link #threads(int)}. */
  public static int threads() {
    return Threads.get();
  }

  /**
   * Sets how many threads one operation of a model may use, for all models of this JVM. Unless set
   * it is the number of cores. Small work stays on the caller's thread in any case.
   *
   * <p>Other threads help only while there are cores on which no other model computes, so models
   * that train side by side need no setting. The number set may change the last bits of results;
   * how many threads really helped does not.
   *
   * @throws IllegalArgumentException for less than 1, or more than there are cores
   */
  public static void threads(int threads) {
    Threads.set(threads);
  }
}
