package org.chainrule.metrics;

import java.util.Arrays;

/**
 * Keras' approximation: predictions fall into bins between T thresholds i/(T − 1), the first a
 * little below 0 and the last a little above 1. A prediction is positive at the thresholds it
 * exceeds.
 */
final class EvenThresholds implements Thresholds {
  private final double[] positives; // by bin: bin i lies above threshold i
  private final double[] negatives;

  EvenThresholds(int numThresholds) {
    positives = new double[numThresholds];
    negatives = new double[numThresholds];
  }

  @Override
  public void add(boolean positive, double yhat) {
    double p = Math.max(0, Math.min(1, yhat));
    int bin = Math.max(0, (int) Math.ceil(p * (positives.length - 1)) - 1);
    (positive ? positives : negatives)[bin]++;
  }

  @Override
  public double roc() {
    double allPositives = Arrays.stream(positives).sum();
    double allNegatives = Arrays.stream(negatives).sum();
    double area = 0;
    double tp = 0; // walking from the highest threshold down
    for (int i = positives.length - 1; i >= 0; i--) {
      double before = tp;
      tp += positives[i];
      area += negatives[i] * (before + tp) / 2; // a trapezoid
    }
    return Counts.ratio(area, allPositives * allNegatives);
  }

  /**
   * Between two thresholds A and B, tp is linear in p = tp + fp, with slope s = Δtp/Δp; the
   * integral of precision over recall is s·(Δtp + (tp_B − s·p_B)·ln(p_A/p_B))/P there.
   */
  @Override
  public double pr() {
    double allPositives = Arrays.stream(positives).sum();
    double area = 0;
    double tp = 0;
    double p = 0;
    for (int i = positives.length - 1; i >= 0; i--) {
      double slope = Counts.ratio(positives[i], positives[i] + negatives[i]);
      double intercept = tp - slope * p;
      double more = p + positives[i] + negatives[i];
      area += slope * (positives[i] + (p > 0 ? intercept * Math.log(more / p) : 0));
      tp += positives[i];
      p = more;
    }
    return Counts.ratio(area, allPositives);
  }

  @Override
  public void clear() {
    Arrays.fill(positives, 0);
    Arrays.fill(negatives, 0);
  }
}
