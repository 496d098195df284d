package org.chainrule.data;

/**
 * Data in two parts.
 *
 * @param train to fit on
 * @param test held out, to evaluate on
 */
public record Split<T>(T train, T test) {
  @Override
  public String toString() {
    return "train " + train + ", test " + test;
  }
}
