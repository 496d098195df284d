package org.chainrule.layers;

import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.chainrule.initializers.Initializers;

/**
 * Divides each row by the root of its mean square, then multiplies the columns by learned factors
 * (Zhang and Sennrich 2019): {@link NormalizeRows}. The same while training and in prediction. Its
 * weight is scale, of as many numbers as there are columns, from 1 on.
 *
 * @param epsilon added to the mean square
 */
public record RmsNormalization(double epsilon) implements Layer {
  /** Checks ε. */
  public RmsNormalization {
    Check.positive(epsilon, "rmsNormalization", "an epsilon", "rmsNormalization().epsilon(1e-6)");
  }

  @Override
  public void build(Builder builder) {
    int columns = builder.columns();
    Parameter scale = builder.parameter("scale", Initializers.ones, columns);
    builder.add(new NormalizeRows(scale, null, false, epsilon), columns);
  }

  /** The same layer with another ε. */
  public RmsNormalization epsilon(double epsilon) {
    return new RmsNormalization(epsilon);
  }

  @Override
  public String type() {
    return "RMSNormalization";
  }

  @Override
  public String toString() {
    return new Call("rmsNormalization").with("epsilon", epsilon, 1e-6).toString();
  }
}
