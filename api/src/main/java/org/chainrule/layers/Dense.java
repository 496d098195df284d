package org.chainrule.layers;

import org.chainrule.activations.Activation;
import org.chainrule.activations.Activations;
import org.chainrule.backend.Check;
import org.chainrule.initializers.Initializer;
import org.chainrule.initializers.Initializers;

/**
 * A fully connected layer, a = f(x·W + b): an {@link Affine} map followed by an {@link Activate
 * activation}. x is (n, in), W (in, units), b (units), a (n, units).
 *
 * @param units the number of neurons, and of columns that come out
 * @param activation f
 * @param useBias whether there is a b
 * @param kernelInitializer where W starts
 * @param biasInitializer where b starts
 */
public record Dense(
    int units,
    Activation activation,
    boolean useBias,
    Initializer kernelInitializer,
    Initializer biasInitializer)
    implements Layer {
  /** Checks the arguments. */
  public Dense {
    Check.atLeastOne(units, "dense", "units", "dense(16)");
    Check.present(activation, "dense(" + units + ")", "an activation");
    activation.checkColumns(units);
    Check.present(kernelInitializer, "dense(" + units + ")", "a kernelInitializer");
    Check.present(biasInitializer, "dense(" + units + ")", "a biasInitializer");
  }

  /** With Keras' defaults: a bias, glorotUniform kernel, zero bias. */
  Dense(int units, Activation activation) {
    this(units, activation, true, Initializers.glorotUniform, Initializers.zeros);
  }

  @Override
  public void build(Builder builder) {
    Parameter W = builder.parameter("kernel", kernelInitializer, builder.columns(), units);
    Parameter b = useBias ? builder.parameter("bias", biasInitializer, units) : null;
    builder.add(new Affine(W, b), units);
    if (!activation.equals(Activations.linear)) {
      builder.add(new Activate(activation), units);
    }
  }

  /** The same layer with or without a bias. */
  public Dense useBias(boolean useBias) {
    return new Dense(units, activation, useBias, kernelInitializer, biasInitializer);
  }

  /** The same layer with its kernel starting from {@code kernelInitializer}. */
  public Dense kernelInitializer(Initializer kernelInitializer) {
    return new Dense(units, activation, useBias, kernelInitializer, biasInitializer);
  }

  /** The same layer with its bias starting from {@code biasInitializer}. */
  public Dense biasInitializer(Initializer biasInitializer) {
    return new Dense(units, activation, useBias, kernelInitializer, biasInitializer);
  }

  @Override
  public String toString() {
    return activation.equals(Activations.linear)
        ? "dense(" + units + ")"
        : "dense(" + units + ", " + activation + ")";
  }
}
