package org.chainrule.layers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.constraints.Constraint;
import org.chainrule.initializers.Initializer;
import org.chainrule.initializers.Initializers;
import org.chainrule.regularizers.Regularizer;

/**
 * Relu with a learned slope below 0 (He et al. 2015, eq. 1). Forward a = max(0, z) + α ⊙ min(0, z).
 * Backward dα = Σᵢ daᵢ ⊙ min(0, zᵢ), dz = da ⊙ (1 where z &gt; 0, α where z &lt; 0, else 0). z and
 * a are (n, columns); the weight alpha is (columns).
 *
 * @param alphaInitializer where α starts
 * @param alphaRegularizer the penalty on α, or null
 * @param alphaConstraint the condition that α is kept in, or null
 */
public record PRelu(
    Initializer alphaInitializer, Regularizer alphaRegularizer, Constraint alphaConstraint)
    implements Layer {
  /** Checks the arguments. */
  public PRelu {
    Check.present(alphaInitializer, "prelu", "an alphaInitializer");
  }

  /** With Keras' defaults. */
  PRelu() {
    this(Initializers.zeros, null, null);
  }

  @Override
  public void build(Builder builder) {
    Parameter alpha =
        builder
            .parameter("alpha", alphaInitializer, builder.columns())
            .regularizer(alphaRegularizer)
            .constraint(alphaConstraint);
    builder.add(new Bend(alpha), builder.columns());
  }

  private record Bend(Parameter alpha) implements Differentiable {
    @Override
    public void forward(Kernels k, Matrix z, Matrix a) {
      k.prelu(z, alpha.value(), a); //                          a = max(0, z) + α ⊙ min(0, z)
    }

    @Override
    public void backward(Kernels k, Matrix z, Matrix a, Matrix da, Matrix dz) {
      Matrix dalpha = alpha.isTrained() ? alpha.gradient() : null;
      k.preluBackward(z, alpha.value(), da, dalpha, dz); //     dα = Σᵢ daᵢ ⊙ min(0, zᵢ), dz above
    }

    @Override
    public RowFunction forRow() {
      float[] slope = NormalizeBatch.floats(alpha, alpha.size(), 0);
      return (z, a) -> {
        for (int j = 0; j < slope.length; j++) {
          a[j] = Math.max(0f, z[j]) + slope[j] * Math.min(0f, z[j]);
        }
      };
    }

    @Override
    public boolean readsOutput() {
      return false;
    }

    @Override
    public boolean worksInPlace() {
      return true;
    }
  }

  /** The same layer with its α starting from {@code alphaInitializer}. */
  public PRelu alphaInitializer(Initializer alphaInitializer) {
    return new PRelu(alphaInitializer, alphaRegularizer, alphaConstraint);
  }

  /** The same layer with a penalty on α; null for none. */
  public PRelu alphaRegularizer(Regularizer alphaRegularizer) {
    return new PRelu(alphaInitializer, alphaRegularizer, alphaConstraint);
  }

  /** The same layer with a condition that α is kept in; null for none. */
  public PRelu alphaConstraint(Constraint alphaConstraint) {
    return new PRelu(alphaInitializer, alphaRegularizer, alphaConstraint);
  }

  @Override
  public String type() {
    return "PReLU";
  }

  @Override
  public String toString() {
    return new Call("prelu")
        .with("alphaInitializer", alphaInitializer, Initializers.zeros)
        .with("alphaRegularizer", alphaRegularizer, null)
        .with("alphaConstraint", alphaConstraint, null)
        .toString();
  }
}
