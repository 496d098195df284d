package org.chainrule.layers;

import org.chainrule.activations.Activation;
import org.chainrule.activations.Activations;

/**
 * The layers, to be imported statically: {@code new Sequential().add(dense(64, relu)).add(dense(3,
 * softmax))}.
 */
public final class Layers {
  private Layers() {}

  /**
   * Says that the data has so many columns; only as first layer.
   *
   * @throws IllegalArgumentException when columns is less than 1
   */
  public static Input input(int columns) {
    return new Input(columns);
  }

  /**
   * A fully connected layer without activation, x·W + b: (n, in) to (n, units).
   *
   * @throws IllegalArgumentException when units is less than 1
   */
  public static Dense dense(int units) {
    return new Dense(units, Activations.linear);
  }

  /**
   * A fully connected layer, f(x·W + b): (n, in) to (n, units).
   *
   * @throws IllegalArgumentException when units is less than 1
   */
  public static Dense dense(int units, Activation activation) {
    return new Dense(units, activation);
  }

  /** An activation as a layer of its own. */
  public static ActivationLayer activation(Activation activation) {
    return new ActivationLayer(activation);
  }
}
