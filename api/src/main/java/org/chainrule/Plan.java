package org.chainrule;

import java.util.List;
import org.chainrule.activations.Activation;
import org.chainrule.activations.Linear;
import org.chainrule.backend.Samples;
import org.chainrule.layers.ActivationLayer;
import org.chainrule.layers.Affine;
import org.chainrule.layers.AlphaDropout;
import org.chainrule.layers.Configured;
import org.chainrule.layers.Dense;
import org.chainrule.layers.Differentiable;
import org.chainrule.layers.Dropout;
import org.chainrule.layers.Flatten;
import org.chainrule.layers.GaussianDropout;
import org.chainrule.layers.GaussianNoise;
import org.chainrule.layers.Input;
import org.chainrule.layers.Layer;
import org.chainrule.layers.PRelu;
import org.chainrule.layers.Residual;
import org.chainrule.losses.Loss;
import org.chainrule.optimizers.Optimizer;

/**
 * What a fit is about to do, for {@link Lint} to look over.
 *
 * @param layers the layers as they were added
 * @param network the network they make
 * @param optimizer the optimizer
 * @param loss the loss, for the shapes of y and ŷ
 * @param options the options
 * @param feed where the rows come from; the first batch, when they come in batches
 * @param validation where the rows to validate on come from, or null
 * @param oneHot what the targets look like as classes
 */
record Plan(
    List<Layer> layers,
    Network network,
    Optimizer optimizer,
    Loss loss,
    FitOptions options,
    Feed feed,
    Feed validation,
    OneHot oneHot) {
  Plan(
      List<Layer> layers,
      Network network,
      Optimizer optimizer,
      Loss loss,
      FitOptions options,
      Feed feed,
      Feed validation) {
    this(layers, network, optimizer, loss, options, feed, validation, OneHot.of(feed.y()));
  }

  /** The features to train on. */
  Samples x() {
    return feed.x();
  }

  /** Their targets. */
  Samples y() {
    return feed.y();
  }

  /** Whether these are all there is, not only the first batch. */
  boolean whole() {
    return feed.keeps();
  }

  /** The targets to validate on, if they are at hand, or null. */
  Samples validationTargets() {
    return validation != null && validation.keeps() ? validation.y() : null;
  }

  /** The layer, without its name. */
  private static Layer plain(Layer layer) {
    return layer instanceof Configured c ? c.layer() : layer;
  }

  /**
   * Whether numbers of any size come to the weights of the model as they are, because it begins
   * with a layer that is known to leave their size alone.
   */
  static boolean takesAnySize(List<Layer> layers) {
    for (Layer configured : layers) {
      Layer layer = plain(configured);
      if (layer instanceof Dense
          || layer instanceof ActivationLayer
          || layer instanceof Residual
          || layer instanceof PRelu) {
        return true;
      }
      boolean passesOn =
          layer instanceof Input
              || layer instanceof Flatten
              || layer instanceof Dropout
              || layer instanceof GaussianNoise
              || layer instanceof GaussianDropout
              || layer instanceof AlphaDropout;
      if (!passesOn) {
        return false;
      }
    }
    return false;
  }

  /** Whether the samples have a shape of their own, as pictures do. */
  boolean flattens() {
    int first = layers.get(0) instanceof Input ? 1 : 0;
    return plain(layers.get(first)) instanceof Flatten;
  }

  /** The loss without reduction and factor. */
  Loss plainLoss() {
    return loss.plain();
  }

  /** The activation that makes ŷ; linear where an affine map does; null for anything else. */
  Activation last() {
    List<Differentiable> functions = network.chain.functions();
    int l = functions.size() - 1;
    while (l > 0 && functions.get(l).isIdentity()) {
      l--;
    }
    Activation activation = network.lastActivation();
    return activation == null && functions.get(l) instanceof Affine ? new Linear() : activation;
  }
}
