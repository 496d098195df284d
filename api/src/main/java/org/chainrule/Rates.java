package org.chainrule;

import org.chainrule.optimizers.Adadelta;
import org.chainrule.optimizers.Adagrad;
import org.chainrule.optimizers.Adam;
import org.chainrule.optimizers.Adamax;
import org.chainrule.optimizers.Ftrl;
import org.chainrule.optimizers.Lion;
import org.chainrule.optimizers.Nadam;
import org.chainrule.optimizers.Optimizer;
import org.chainrule.optimizers.RmsProp;
import org.chainrule.optimizers.Sgd;

/**
 * The learning rates that make sense with an optimizer, told generously.
 *
 * @param name the optimizer
 * @param least below it nothing is learnt in any reasonable time
 * @param most above it training is bound to jump about or diverge
 * @param usual one to try
 * @param step what a rate means for a weight
 */
record Rates(String name, double least, double most, double usual, String step) {
  /** Rates that are sensible with each of them, so that none need be looked up. */
  private static final double LEAST = 1e-6;

  private static final double MOST = 0.1;
  private static final String ITSELF =
      "moves each weight by about the rate itself, and weights are seldom larger than 1";

  /** Why a rate is out of range, or null. */
  static Rates against(Optimizer optimizer, double rate) {
    if (rate >= LEAST && rate <= MOST) {
      return null;
    }
    Rates rates = of(optimizer);
    return rates != null && (rate < rates.least || rates.isBeyond(rate)) ? rates : null;
  }

  /** Whether a rate is too large, by more than rounding. */
  boolean isBeyond(double rate) {
    return rate > most * (1 + 1e-9);
  }

  /** The rates of an optimizer, or null for one's own and for lbfgs, which needs none. */
  static Rates of(Optimizer optimizer) {
    if (optimizer instanceof Sgd sgd) {
      // Momentum adds up steps of the same direction to 1/(1 − μ) of them. A loss whose second
      // derivative is λ allows 2/λ; that of a sigmoid under a squared error is at most 0.15.
      double gain = 1 - sgd.momentum();
      return new Rates(
          "sgd",
          1e-8,
          10 * gain,
          0.01,
          "goes so far along the slope that it overshoots the valley");
    }
    if (optimizer instanceof Adam adam) {
      boolean decays = adam.options().weightDecay() > 0;
      return new Rates(decays ? "adamW" : "adam", 1e-7, 0.5, 0.001, ITSELF);
    }
    if (optimizer instanceof Adamax) {
      return new Rates("adamax", 1e-7, 0.5, 0.001, ITSELF);
    }
    if (optimizer instanceof Nadam) {
      return new Rates("nadam", 1e-7, 0.5, 0.001, ITSELF);
    }
    if (optimizer instanceof RmsProp) {
      return new Rates("rmsprop", 1e-7, 0.5, 0.001, ITSELF);
    }
    if (optimizer instanceof Lion) { // always by the whole rate, so a third to a tenth of Adam's
      return new Rates("lion", 1e-8, 0.1, 0.0003, "moves each weight by the rate itself");
    }
    if (optimizer instanceof Adagrad) { // its steps shrink from the first on
      return new Rates("adagrad", 1e-6, 5, 0.01, "moves each weight by up to the rate at first");
    }
    if (optimizer instanceof Adadelta) { // it measures its steps itself: the paper has a rate of 1
      return new Rates("adadelta", 1e-6, 10, 1, "multiplies steps that are measured already");
    }
    if (optimizer instanceof Ftrl) { // as Adagrad
      return new Rates("ftrl", 1e-6, 5, 0.01, "moves each weight by up to the rate at first");
    }
    return null;
  }
}
