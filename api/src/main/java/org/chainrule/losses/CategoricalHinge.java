package org.chainrule.losses;

import org.chainrule.backend.Samples;

/**
 * L = max(0, 1 + maxₖ (1 − yₖ)·ŷₖ − Σⱼ yⱼ·ŷⱼ): the score of the class, by one more than the others.
 * y holds one-hot rows, or one column of class numbers. Where the loss is positive dŷ = −y, and 1 −
 * yₖ more at the largest (1 − yₖ)·ŷₖ, the first of several.
 */
public record CategoricalHinge() implements FormulaLoss {
  @Override
  public String name() {
    return "categorical_hinge";
  }

  /** Where (1 − y)·ŷ is largest; as in Keras the 0 of the class itself takes part. */
  private static int rival(double[] y, double[] yhat) {
    int best = 0;
    for (int j = 1; j < yhat.length; j++) {
      best = other(y, yhat, j) > other(y, yhat, best) ? j : best;
    }
    return best;
  }

  private static double other(double[] y, double[] yhat, int j) {
    return (1 - Targets.at(y, j)) * yhat[j];
  }

  @Override
  public double value(double[] y, double[] yhat) {
    double own = 0;
    for (int j = 0; j < yhat.length; j++) {
      own += Targets.at(y, j) * yhat[j];
    }
    return Math.max(0, 1 + other(y, yhat, rival(y, yhat)) - own);
  }

  @Override
  public void gradient(double[] y, double[] yhat, double[] dyhat) {
    if (value(y, yhat) > 0) {
      for (int j = 0; j < yhat.length; j++) {
        dyhat[j] = -Targets.at(y, j);
      }
      int k = rival(y, yhat);
      dyhat[k] += 1 - Targets.at(y, k);
    }
  }

  @Override
  public Loss forShapes(int targetColumns, int columns) {
    Targets.checkShapes(this, targetColumns, columns);
    return this;
  }

  @Override
  public void checkTargets(Samples y, int columns) {
    Targets.checkOneHotOrClasses(toString(), y, columns);
  }

  @Override
  public String toString() {
    return "categoricalHinge";
  }
}
