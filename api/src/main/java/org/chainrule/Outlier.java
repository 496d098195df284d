package org.chainrule;

import org.chainrule.backend.Samples;

/**
 * A single number far from all others of its column.
 *
 * @param row where it stands
 * @param column where it stands
 * @param value the number
 * @param others the largest absolute value of the others
 */
record Outlier(int row, int column, double value, double others) {
  private static final double FAR = 100; // times the others, or 1 where these are less

  /** The number furthest from the others, or null when none is far. */
  static Outlier of(Samples x) {
    Outlier furthest = null;
    double ratio = FAR;
    for (int j = 0; j < x.columns() && x.rows() > 1; j++) {
      int largest = 0;
      double others = 0;
      for (int i = 1; i < x.rows(); i++) {
        double size = Math.abs(x.get(i, j));
        double before = Math.abs(x.get(largest, j));
        others = Math.max(others, Math.min(size, before));
        largest = size > before ? i : largest;
      }
      double times = Math.abs(x.get(largest, j)) / Math.max(1, others);
      if (times > ratio) {
        ratio = times;
        furthest = new Outlier(largest, j, x.get(largest, j), others);
      }
    }
    return furthest;
  }
}
