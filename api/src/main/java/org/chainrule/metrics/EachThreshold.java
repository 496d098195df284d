package org.chainrule.metrics;

import java.util.Arrays;

/** The exact curve: every prediction is a threshold. Memory grows with the predictions. */
final class EachThreshold implements Thresholds {
  private double[] positives = new double[64];
  private double[] negatives = new double[64];
  private int countOfPositives;
  private int countOfNegatives;

  @Override
  public void add(boolean positive, double yhat) {
    double value = yhat + 0.0; // −0 becomes 0, which it equals
    if (positive) {
      if (countOfPositives == positives.length) {
        positives = Arrays.copyOf(positives, 2 * countOfPositives);
      }
      positives[countOfPositives++] = value;
    } else {
      if (countOfNegatives == negatives.length) {
        negatives = Arrays.copyOf(negatives, 2 * countOfNegatives);
      }
      negatives[countOfNegatives++] = value;
    }
  }

  /** The share of pairs in which the positive is higher, ties a half. */
  @Override
  public double roc() {
    double[] area = {0};
    walk((tp, fp, newTp, newFp) -> area[0] += newFp * (tp + newTp / 2));
    return area[0] / ((double) countOfPositives * countOfNegatives);
  }

  /** Average precision: the sum of precision times the increase of recall. */
  @Override
  public double pr() {
    double[] area = {0};
    walk((tp, fp, newTp, newFp) -> area[0] += newTp * (tp + newTp) / (tp + newTp + fp + newFp));
    return area[0] / countOfPositives;
  }

  private interface Step {
    void to(double tp, double fp, double newTp, double newFp);
  }

  /** From the highest prediction down: at each value, how many exceed it and how many equal it. */
  private void walk(Step step) {
    Arrays.sort(positives, 0, countOfPositives); // their order has no other meaning
    Arrays.sort(negatives, 0, countOfNegatives);
    int i = countOfPositives;
    int j = countOfNegatives;
    while (i > 0 || j > 0) {
      int tp = countOfPositives - i;
      int fp = countOfNegatives - j;
      double value =
          j == 0 || (i > 0 && Double.compare(positives[i - 1], negatives[j - 1]) > 0)
              ? positives[i - 1]
              : negatives[j - 1];
      while (i > 0 && Double.compare(positives[i - 1], value) == 0) {
        i--;
      }
      while (j > 0 && Double.compare(negatives[j - 1], value) == 0) {
        j--;
      }
      step.to(tp, fp, countOfPositives - i - tp, countOfNegatives - j - fp);
    }
  }

  @Override
  public void clear() {
    countOfPositives = 0;
    countOfNegatives = 0;
  }
}
