package org.chainrule;

import org.chainrule.backend.Samples;

/**
 * What rows of several targets look like as classes, from all of them or from many.
 *
 * @param rows how many were looked at
 * @param all whether each is a single 1 among zeros; false for a single column
 * @param several whether these 1s stand in different columns
 * @param crowded the first row of numbers from 0 to 1 that sum to more than 1, or −1
 * @param sum its sum
 */
record OneHot(int rows, boolean all, boolean several, int crowded, double sum) {
  private static final double SLACK = 0.01; // in a sum of probabilities

  static OneHot of(Samples y) {
    if (y.columns() == 1) {
      return new OneHot(0, false, false, -1, 0);
    }
    int[] sample = Columns.sample(y.rows(), y.columns());
    int rows = sample == null ? y.rows() : sample.length;
    boolean all = true;
    boolean several = false;
    int first = -1;
    int crowded = -1;
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      int row = sample == null ? i : sample[i];
      int hot = hot(y, row);
      all &= hot >= 0;
      first = first < 0 ? hot : first;
      several |= hot >= 0 && hot != first;
      if (hot < 0 && crowded < 0) {
        sum = sum(y, row);
        crowded = sum > 1 + SLACK ? row : -1;
      }
    }
    return new OneHot(rows, all, several, crowded, sum);
  }

  /** The column of the 1 in a row of otherwise zeros, or −1. */
  static int hot(Samples y, int row) {
    int hot = -1;
    for (int j = 0; j < y.columns(); j++) {
      double v = y.get(row, j);
      if (v != 0 && (v != 1 || hot >= 0)) {
        return -1;
      }
      hot = v == 1 ? j : hot;
    }
    return hot;
  }

  /** The sum of a row of numbers from 0 to 1; 0 for others. */
  private static double sum(Samples y, int row) {
    double sum = 0;
    for (int j = 0; j < y.columns(); j++) {
      double v = y.get(row, j);
      if (v < 0 || v > 1) {
        return 0;
      }
      sum += v;
    }
    return sum;
  }
}
