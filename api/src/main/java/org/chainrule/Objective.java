package org.chainrule;

import java.util.List;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.layers.Activate;
import org.chainrule.layers.Parameter;
import org.chainrule.layers.Pass;
import org.chainrule.losses.Loss;

/**
 * What a network's training brings down: a loss at its end, and penalties on weights and outputs.
 *
 * @param loss the loss
 * @param canonical whether it and the last activation are a canonical pair, whose joint gradient is
 *     taken
 * @param penalized the parameters with a penalty on them; as in Keras, those that are trained
 */
record Objective(Loss loss, boolean canonical, List<Parameter> penalized) {
  /** The loss with the shortcut of a canonical pair where there is one. */
  static Objective of(Network network, Loss loss) {
    return plain(network, loss, network.last() instanceof Activate a && loss.canonicalWith(a.f()));
  }

  /** The loss with or without a shortcut. */
  static Objective plain(Network network, Loss loss, boolean canonical) {
    return new Objective(
        loss,
        canonical,
        network.parameters.trained().stream().filter(p -> p.regularizer() != null).toList());
  }

  /** The loss of the batch that went forward through the pass, without penalties. */
  double value(Pass pass, Matrix y, Matrix s) {
    double sum =
        canonical
            ? loss.canonicalValue(pass.kernels(), y, pass.yhat(), s)
            : loss.value(pass.kernels(), y, pass.yhat(), s);
    return loss.scale(y) * sum;
  }

  /** The penalties on the weights, and on the outputs of the batch that went forward. */
  double penalty(Pass pass) {
    double sum = pass.penalty();
    for (Parameter p : penalized) {
      sum += p.regularizer().value(pass.kernels(), p.value());
    }
    return sum;
  }

  /**
   * Goes back through the pass, which leaves the gradient of the batch's loss and penalties in the
   * parameters.
   */
  void backward(Pass pass, Matrix y, Matrix s) {
    Kernels k = pass.kernels();
    int last = pass.functions();
    if (pass.gradient(last) == null) { // nothing is trained
      return;
    }
    double scale = loss.scale(y);
    if (canonical) {
      loss.canonicalGradient(k, y, pass.yhat(), s, scale, pass.gradient(--last)); // dz
    } else {
      loss.gradient(k, y, pass.yhat(), s, scale, pass.gradient(last)); //            dŷ
    }
    pass.backward(last);
    for (Parameter p : penalized) {
      p.regularizer().addGradient(k, p.value(), 1, p.gradient()); //                  dW += ∂R/∂W
    }
  }
}
