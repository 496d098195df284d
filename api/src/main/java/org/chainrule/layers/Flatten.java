package org.chainrule.layers;

/**
 * Makes one row of each sample. As first layer it takes samples of any shape, such as pictures of
 * (28, 28), in an INDArray (n, 28, 28) or a float[n][28][28], and lays their numbers side by side,
 * the last index running fastest; rows it leaves as they are.
 */
public record Flatten() implements Layer {
  @Override
  public void build(Builder builder) {} // a model's data is in rows already, see Inputs

  @Override
  public String toString() {
    return "flatten()";
  }
}
