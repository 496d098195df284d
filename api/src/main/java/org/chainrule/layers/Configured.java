package org.chainrule.layers;

import org.chainrule.backend.Check;

/**
 * A layer with a name of its own, or frozen.
 *
 * @param layer the layer
 * @param name its name, or null
 * @param trainable whether its parameters learn
 */
public record Configured(Layer layer, String name, boolean trainable) implements Layer {
  /** Refuses an input, which has neither weights nor a line in the summary. */
  public Configured {
    Check.that(
        !(layer instanceof Input),
        "%s expects neither a name nor trainable: set them on the layers that follow",
        layer);
  }

  @Override
  public void build(Builder builder) {
    builder.build(layer, trainable);
  }

  @Override
  public String type() {
    return layer.type();
  }

  @Override
  public Layer name(String name) {
    Layer named = layer.name(name); // checks the name
    return new Configured(layer, named.name(), trainable);
  }

  @Override
  public Layer trainable(boolean trainable) {
    return new Configured(layer, name, trainable);
  }

  @Override
  public String toString() {
    return layer
        + (name == null ? "" : ".name(\"" + name + "\")")
        + (trainable ? "" : ".trainable(false)");
  }
}
