package org.chainrule.layers;

import java.util.Objects;
import org.chainrule.activations.Activation;
import org.chainrule.activations.Activations;
import org.chainrule.backend.Check;
import org.chainrule.constraints.Constraint;
import org.chainrule.initializers.Initializer;
import org.chainrule.initializers.Initializers;
import org.chainrule.regularizers.Regularizer;

/**
 * A fully connected layer, a = f(x·W + b): an {@link Affine} map followed by an {@link Activate
 * activation}. x is (n, in), W (in, units), b (units), a (n, units).
 *
 * @param units the number of neurons, and of columns that come out
 * @param activation f
 * @param useBias whether there is a b
 * @param kernelInitializer where W starts
 * @param biasInitializer where b starts
 * @param kernelRegularizer a penalty on W, or null
 * @param biasRegularizer a penalty on b, or null
 * @param activityRegularizer a penalty on a, divided by n, or null
 * @param kernelConstraint a condition on W, or null
 * @param biasConstraint a condition on b, or null
 */
public record Dense(
    int units,
    Activation activation,
    boolean useBias,
    Initializer kernelInitializer,
    Initializer biasInitializer,
    Regularizer kernelRegularizer,
    Regularizer biasRegularizer,
    Regularizer activityRegularizer,
    Constraint kernelConstraint,
    Constraint biasConstraint)
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
    this(
        units,
        activation,
        true,
        Initializers.glorotUniform,
        Initializers.zeros,
        null,
        null,
        null,
        null,
        null);
  }

  @Override
  public void build(Builder builder) {
    Parameter W =
        builder
            .parameter("kernel", kernelInitializer, builder.columns(), units)
            .regularizer(kernelRegularizer)
            .constraint(kernelConstraint);
    Parameter b =
        !useBias
            ? null
            : builder
                .parameter("bias", biasInitializer, units)
                .regularizer(biasRegularizer)
                .constraint(biasConstraint);
    builder.add(new Affine(W, b), units);
    if (!activation.equals(Activations.linear)) {
      builder.add(new Activate(activation), units);
    }
    if (activityRegularizer != null) {
      builder.add(new Penalty(activityRegularizer), units);
    }
  }

  /** The same layer with or without a bias. */
  public Dense useBias(boolean useBias) {
    return new Dense(
        units,
        activation,
        useBias,
        kernelInitializer,
        biasInitializer,
        kernelRegularizer,
        biasRegularizer,
        activityRegularizer,
        kernelConstraint,
        biasConstraint);
  }

  /** The same layer with its kernel starting from {@code kernelInitializer}. */
  public Dense kernelInitializer(Initializer kernelInitializer) {
    return new Dense(
        units,
        activation,
        useBias,
        kernelInitializer,
        biasInitializer,
        kernelRegularizer,
        biasRegularizer,
        activityRegularizer,
        kernelConstraint,
        biasConstraint);
  }

  /** The same layer with its bias starting from {@code biasInitializer}. */
  public Dense biasInitializer(Initializer biasInitializer) {
    return new Dense(
        units,
        activation,
        useBias,
        kernelInitializer,
        biasInitializer,
        kernelRegularizer,
        biasRegularizer,
        activityRegularizer,
        kernelConstraint,
        biasConstraint);
  }

  /** The same layer with a penalty on its kernel, such as {@code l2(1e-4)}; null for none. */
  public Dense kernelRegularizer(Regularizer kernelRegularizer) {
    return new Dense(
        units,
        activation,
        useBias,
        kernelInitializer,
        biasInitializer,
        kernelRegularizer,
        biasRegularizer,
        activityRegularizer,
        kernelConstraint,
        biasConstraint);
  }

  /** The same layer with a penalty on its bias; null for none. */
  public Dense biasRegularizer(Regularizer biasRegularizer) {
    return new Dense(
        units,
        activation,
        useBias,
        kernelInitializer,
        biasInitializer,
        kernelRegularizer,
        biasRegularizer,
        activityRegularizer,
        kernelConstraint,
        biasConstraint);
  }

  /**
   * The same layer with a penalty on what comes out of it, after the activation; as in Keras
   * divided by the rows of the batch. Null for none.
   */
  public Dense activityRegularizer(Regularizer activityRegularizer) {
    return new Dense(
        units,
        activation,
        useBias,
        kernelInitializer,
        biasInitializer,
        kernelRegularizer,
        biasRegularizer,
        activityRegularizer,
        kernelConstraint,
        biasConstraint);
  }

  /** The same layer with its kernel kept in a condition, such as {@code maxNorm(3)}; null: none. */
  public Dense kernelConstraint(Constraint kernelConstraint) {
    return new Dense(
        units,
        activation,
        useBias,
        kernelInitializer,
        biasInitializer,
        kernelRegularizer,
        biasRegularizer,
        activityRegularizer,
        kernelConstraint,
        biasConstraint);
  }

  /** The same layer with its bias kept in a condition; null for none. */
  public Dense biasConstraint(Constraint biasConstraint) {
    return new Dense(
        units,
        activation,
        useBias,
        kernelInitializer,
        biasInitializer,
        kernelRegularizer,
        biasRegularizer,
        activityRegularizer,
        kernelConstraint,
        biasConstraint);
  }

  @Override
  public String toString() {
    return "dense("
        + units
        + (activation.equals(Activations.linear) ? ")" : ", " + activation + ")")
        + (useBias ? "" : ".useBias(false)")
        + option("kernelInitializer", kernelInitializer, Initializers.glorotUniform)
        + option("biasInitializer", biasInitializer, Initializers.zeros)
        + option("kernelRegularizer", kernelRegularizer, null)
        + option("biasRegularizer", biasRegularizer, null)
        + option("activityRegularizer", activityRegularizer, null)
        + option("kernelConstraint", kernelConstraint, null)
        + option("biasConstraint", biasConstraint, null);
  }

  /** How an option prints that is not what it is by default. */
  static String option(String name, Object value, Object byDefault) {
    return Objects.equals(value, byDefault) ? "" : "." + name + "(" + value + ")";
  }
}
