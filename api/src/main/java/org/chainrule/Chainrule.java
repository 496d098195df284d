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
   * it is the number of cores. Small work stays on the caller's thread in any case: only products
   * of large matrices, and updates of more than a hundred thousand weights, use others.
   *
   * <p>With 1, each model keeps to the thread that trains it: the best where as many models train
   * side by side as there are cores. The number of threads may change the last bits of results.
   *
   * @throws IllegalArgumentException for less than 1, or more than there are cores
   */
  public static void threads(int threads) {
    Threads.set(threads);
  }
}
