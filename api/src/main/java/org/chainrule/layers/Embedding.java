package org.chainrule.layers;

import org.chainrule.backend.Check;
import org.chainrule.constraints.Constraint;
import org.chainrule.initializers.Initializer;
import org.chainrule.initializers.Initializers;
import org.chainrule.regularizers.Regularizer;

/**
 * A row of learned numbers for each of some whole numbers, such as the codes of a category: (n, 1)
 * to (n, outputDim), y = E[x]. Only as first layer.
 *
 * @param inputDim how many different numbers there are: x is 0 … inputDim − 1
 * @param outputDim the columns that come out
 * @param embeddingsInitializer where E starts
 * @param embeddingsRegularizer a penalty on E, or null
 * @param embeddingsConstraint a condition on E, or null
 */
public record Embedding(
    int inputDim,
    int outputDim,
    Initializer embeddingsInitializer,
    Regularizer embeddingsRegularizer,
    Constraint embeddingsConstraint)
    implements Layer {
  private static final int MOST = 1 << 24; // beyond, a float does not tell whole numbers apart

  /** Checks the arguments. */
  public Embedding {
    Check.atLeastOne(inputDim, "embedding", "an inputDim", "embedding(1000, 8)");
    Check.atLeastOne(outputDim, "embedding", "an outputDim", "embedding(1000, 8)");
    Check.that(
        inputDim <= MOST,
        "embedding expects an inputDim of at most %d, the whole numbers that a float tells apart, but got %d: number the values that occur",
        MOST,
        inputDim);
    Check.present(embeddingsInitializer, "embedding", "an embeddingsInitializer");
  }

  /** With Keras' default: uniform within ±0.05. */
  Embedding(int inputDim, int outputDim) {
    this(inputDim, outputDim, Initializers.randomUniform, null, null);
  }

  @Override
  public void build(Builder builder) {
    Check.that(
        builder.functions().isEmpty() && !builder.isInner(),
        "%s expects to be the first layer, where whole numbers come in, but stands after others: begin the model with it",
        this);
    Check.that(
        builder.columns() == 1,
        "%s expects one column of whole numbers, but gets %d columns: pass the one with the codes",
        this,
        builder.columns());
    Parameter E =
        builder
            .parameter("embeddings", embeddingsInitializer, inputDim, outputDim)
            .regularizer(embeddingsRegularizer)
            .constraint(embeddingsConstraint);
    builder.add(new Lookup(E), outputDim);
  }

  /** The same layer with E starting from {@code embeddingsInitializer}. */
  public Embedding embeddingsInitializer(Initializer embeddingsInitializer) {
    return new Embedding(
        inputDim, outputDim, embeddingsInitializer, embeddingsRegularizer, embeddingsConstraint);
  }

  /** The same layer with a penalty on E; null for none. */
  public Embedding embeddingsRegularizer(Regularizer embeddingsRegularizer) {
    return new Embedding(
        inputDim, outputDim, embeddingsInitializer, embeddingsRegularizer, embeddingsConstraint);
  }

  /** The same layer with E kept in a condition; null for none. */
  public Embedding embeddingsConstraint(Constraint embeddingsConstraint) {
    return new Embedding(
        inputDim, outputDim, embeddingsInitializer, embeddingsRegularizer, embeddingsConstraint);
  }

  @Override
  public String toString() {
    return "embedding("
        + inputDim
        + ", "
        + outputDim
        + ")"
        + Dense.option("embeddingsInitializer", embeddingsInitializer, Initializers.randomUniform)
        + Dense.option("embeddingsRegularizer", embeddingsRegularizer, null)
        + Dense.option("embeddingsConstraint", embeddingsConstraint, null);
  }
}
