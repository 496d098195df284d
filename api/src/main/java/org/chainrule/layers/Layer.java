package org.chainrule.layers;

import org.chainrule.backend.Check;

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

  /** The name that the user gave it, or null for one made from its type. */
  default String name() {
    return null;
  }

  /** Whether its parameters learn. */
  default boolean trainable() {
    return true;
  }

  /**
   * The same layer under a name of its own, by which a model's summary and errors call it. Set what
   * is the layer's own first: {@code dense(8).useBias(false).name("code")}.
   *
   * @throws IllegalArgumentException for a name that is null or blank
   */
  default Layer name(String name) {
    Check.that(
        name != null && !name.isBlank(),
        "%s expects a name such as \"features\", but got %s: pass some letters",
        this,
        name == null ? "null" : "a blank one");
    return new Configured(this, name, trainable());
  }

  /** The same layer, frozen or not: with false its parameters stay as they are set. */
  default Layer trainable(boolean trainable) {
    return new Configured(this, name(), trainable);
  }
}
