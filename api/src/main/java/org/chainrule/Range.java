package org.chainrule;

import org.chainrule.activations.Activation;
import org.chainrule.activations.BoundedRelu;
import org.chainrule.activations.Celu;
import org.chainrule.activations.Elu;
import org.chainrule.activations.Exponential;
import org.chainrule.activations.Gelu;
import org.chainrule.activations.GeluTanh;
import org.chainrule.activations.HardSigmoid;
import org.chainrule.activations.HardSilu;
import org.chainrule.activations.HardTanh;
import org.chainrule.activations.LeakyRelu;
import org.chainrule.activations.Linear;
import org.chainrule.activations.LogSigmoid;
import org.chainrule.activations.LogSoftmax;
import org.chainrule.activations.Mish;
import org.chainrule.activations.Relu;
import org.chainrule.activations.Selu;
import org.chainrule.activations.Sigmoid;
import org.chainrule.activations.Silu;
import org.chainrule.activations.Softmax;
import org.chainrule.activations.Softplus;
import org.chainrule.activations.Softsign;
import org.chainrule.activations.SparsePlus;
import org.chainrule.activations.Squareplus;
import org.chainrule.activations.Tanh;
import org.chainrule.activations.Threshold;

/**
 * The numbers an activation can give.
 *
 * @param least the infimum
 * @param most the supremum
 */
record Range(double least, double most) {
  private static final Range ANY = above(Double.NEGATIVE_INFINITY);

  private static Range above(double least) {
    return new Range(least, Double.POSITIVE_INFINITY);
  }

  /** The range of an activation; everything when it is not known, as of one's own. */
  static Range of(Activation f) {
    if (f == null || f instanceof Linear) {
      return ANY;
    }
    if (f instanceof Sigmoid || f instanceof Softmax || f instanceof HardSigmoid) {
      return new Range(0, 1);
    }
    if (f instanceof Tanh || f instanceof HardTanh || f instanceof Softsign) {
      return new Range(-1, 1);
    }
    if (f instanceof LogSoftmax || f instanceof LogSigmoid) {
      return new Range(Double.NEGATIVE_INFINITY, 0);
    }
    if (f instanceof BoundedRelu relu) {
      return new Range(relu.negativeSlope() == 0 ? 0 : ANY.least, relu.maxValue());
    }
    return above(least(f));
  }

  /** The infimum of an activation that has no upper bound. */
  private static double least(Activation f) {
    if (f instanceof Relu
        || f instanceof Softplus
        || f instanceof Exponential
        || f instanceof Squareplus
        || f instanceof SparsePlus) {
      return 0;
    }
    if (f instanceof LeakyRelu relu) {
      return relu.negativeSlope() == 0 ? 0 : ANY.least;
    }
    if (f instanceof Elu elu) {
      return -elu.alpha();
    }
    if (f instanceof Celu celu) {
      return -celu.alpha();
    }
    if (f instanceof Selu) {
      return -1.7581; // −1.0507·1.6733
    }
    if (f instanceof Gelu || f instanceof GeluTanh) {
      return -0.1701; // at −0.752
    }
    if (f instanceof Silu) {
      return -0.2785; // at −1.278
    }
    if (f instanceof HardSilu) {
      return -0.375; // −3/2·(−1/4 + ½)
    }
    if (f instanceof Mish) {
      return -0.3089; // at −1.192
    }
    if (f instanceof Threshold t) {
      return Math.min(t.threshold(), t.defaultValue());
    }
    return ANY.least;
  }

  /** Whether it is everything. */
  boolean isUnbounded() {
    return least == Double.NEGATIVE_INFINITY && most == Double.POSITIVE_INFINITY;
  }

  /** Whether a number lies outside, by more than rounding. */
  boolean excludes(double value) {
    double slack = 1e-6 * Math.max(1, Math.abs(value));
    return value < least - slack || value > most + slack;
  }

  /** {@code of at least 0.0}, {@code from -1.0 to 1.0}. */
  @Override
  public String toString() {
    return most == Double.POSITIVE_INFINITY
        ? "of at least " + Figure.of(least)
        : least == Double.NEGATIVE_INFINITY
            ? "of at most " + Figure.of(most)
            : "from " + Figure.of(least) + " to " + Figure.of(most);
  }
}
