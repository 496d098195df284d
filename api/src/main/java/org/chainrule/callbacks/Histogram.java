package org.chainrule.callbacks;

import java.util.Arrays;
import java.util.List;

/**
 * How some numbers are spread: over 30 ranges of one width from the smallest to the largest. Those
 * that are not finite do not count.
 *
 * @param limits the upper end of each range, which belongs to the next
 * @param counts how many numbers are in each
 */
record Histogram(
    double min,
    double max,
    long count,
    double sum,
    double sumOfSquares,
    List<Double> limits,
    List<Double> counts) {
  private static final int RANGES = 30;

  /** The histogram of some numbers, or null when none is finite. */
  static Histogram of(double[] numbers) {
    double[] finite = Arrays.stream(numbers).filter(Double::isFinite).toArray();
    if (finite.length == 0) {
      return null;
    }
    double min = Arrays.stream(finite).min().getAsDouble();
    double max = Arrays.stream(finite).max().getAsDouble();
    int ranges = max > min ? RANGES : 1;
    double width = (max - min) / ranges;
    double[] limits = new double[ranges];
    Arrays.setAll(limits, i -> i == ranges - 1 ? max : min + (i + 1) * width);
    double[] counts = new double[ranges];
    double sum = 0;
    double squares = 0;
    for (double v : finite) {
      counts[width > 0 ? (int) Math.min(ranges - 1, (v - min) / width) : 0]++;
      sum += v;
      squares += v * v;
    }
    return new Histogram(min, max, finite.length, sum, squares, boxed(limits), boxed(counts));
  }

  private static List<Double> boxed(double[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }
}
