package org.chainrule.layers;

/**
 * The description of a layer: an immutable value that says what to build. A model builds it for the
 * width of its input; the same description may be added twice, or to two models, and gives
 * independent layers.
 *
 * <p>A layer of your own implements {@link #build}: it asks the builder for parameters, and adds
 * the {@link Differentiable} functions that the layer is made of.
 */
public interface Layer {
  /**
   * Adds the layer's parameters and functions.
   *
   * @throws IllegalArgumentException when the layer cannot take {@code builder.columns()} columns
   */
  void build(Builder builder);

  /**
   * The kind of layer, such as {@code Dense}: printed by {@code summary()}, and the source of the
   * layer's name.
   */
  default String type() {
    return getClass().getSimpleName();
  }
}
