package org.chainrule;

import org.chainrule.backend.Matrix;
import org.chainrule.layers.Activate;
import org.chainrule.losses.Loss;

/**
 * A loss at the end of a network.
 *
 * @param loss the loss
 * @param canonical whether it and the last activation are a canonical pair, whose joint gradient is
 *     taken
 */
record Objective(Loss loss, boolean canonical) {
  /** The loss with the shortcut of a canonical pair where there is one. */
  static Objective of(Network network, Loss loss) {
    int last = network.functions.length - 1;
    return new Objective(
        loss, network.functions[last] instanceof Activate a && loss.canonicalWith(a.f()));
  }

  /** The loss of the batch that went forward through the pass. */
  double value(Pass pass, Matrix y, Matrix s) {
    double sum =
        canonical
            ? loss.canonicalValue(pass.k, y, pass.yhat(), s)
            : loss.value(pass.k, y, pass.yhat(), s);
    return loss.scale(y.rows()) * sum;
  }

  /**
   * Goes back through the pass, which leaves the gradient of the batch's loss in the parameters.
   */
  void backward(Pass pass, Matrix y, Matrix s) {
    int last = pass.functions();
    double scale = loss.scale(y.rows());
    if (canonical) {
      loss.canonicalGradient(pass.k, y, pass.yhat(), s, scale, pass.gradient(--last)); // dz
    } else {
      loss.gradient(pass.k, y, pass.yhat(), s, scale, pass.gradient(last)); //            dŷ
    }
    pass.backward(last);
  }
}
