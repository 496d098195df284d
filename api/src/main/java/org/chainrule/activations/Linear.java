package org.chainrule.activations;

/** f(z) = z. A layer with this activation leaves it out. */
public record Linear() implements ElementwiseActivation {
  @Override
  public double f(double z) {
    return z;
  }

  @Override
  public double df(double z, double a) {
    return 1;
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public String toString() {
    return "linear";
  }
}
