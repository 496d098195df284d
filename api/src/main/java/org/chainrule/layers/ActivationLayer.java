package org.chainrule.layers;

import org.chainrule.activations.Activation;
import org.chainrule.backend.Check;

/**
 * An activation as a layer of its own.
 *
 * @param activation the function applied to each row
 */
public record ActivationLayer(Activation activation) implements Layer {
  /** Checks that there is an activation. */
  public ActivationLayer {
    Check.present(activation, "activation", "an activation such as relu");
  }

  @Override
  public void build(Builder builder) {
    activation.checkColumns(builder.columns());
    builder.add(new Activate(activation), builder.columns());
  }

  @Override
  public String type() {
    return "Activation";
  }

  @Override
  public String toString() {
    return "activation(" + activation + ")";
  }
}
