package org.chainrule.losses;

import org.chainrule.backend.Kernels;

/**
 * L = −c, the cosine c = u·v of the angle between target and prediction, u = y/‖y‖, v = ŷ/‖ŷ‖: from
 * −1 for the same direction to 1 for opposite ones. dŷ = (c·v − u)/‖ŷ‖. Norms count as 1e-7 where
 * they are less.
 */
public record CosineSimilarity() implements FormulaLoss {
  @Override
  public String name() {
    return "cosine_similarity";
  }

  /** 1/‖x‖, at most 1e7. */
  private static double inverseNorm(double[] x) {
    double squares = 0;
    for (double v : x) {
      squares += v * v;
    }
    return 1 / Math.max(Math.sqrt(squares), Kernels.EPSILON);
  }

  @Override
  public double value(double[] y, double[] yhat) {
    double dot = 0;
    for (int j = 0; j < y.length; j++) {
      dot += y[j] * yhat[j];
    }
    return -dot * inverseNorm(y) * inverseNorm(yhat);
  }

  @Override
  public void gradient(double[] y, double[] yhat, double[] dyhat) {
    double inverse = inverseNorm(yhat);
    double target = inverseNorm(y);
    boolean tiny = inverse == 1 / Kernels.EPSILON; // divided by a constant
    double c = tiny ? 0 : -value(y, yhat);
    for (int j = 0; j < y.length; j++) {
      dyhat[j] = (c * yhat[j] * inverse - y[j] * target) * inverse;
    }
  }

  @Override
  public String toString() {
    return "cosineSimilarity";
  }
}
