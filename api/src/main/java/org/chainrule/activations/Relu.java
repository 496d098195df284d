package org.chainrule.activations;

/** f(z) = max(0, z), with f′(0) = 0. */
public record Relu() implements ElementwiseActivation {
  @Override
  public double f(double z) {
    return Math.max(0, z);
  }

  @Override
  public double df(double z, double a) {
    return a > 0 ? 1 : 0;
  }

  @Override
  public boolean readsInput() {
    return false;
  }

  @Override
  public boolean isGate() {
    return true;
  }

  @Override
  public void f(float[] z, float[] a, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = Math.max(0f, z[i]);
    }
  }

  @Override
  public void f(float[] z, float[] b, float[] a, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = Math.max(0f, z[i] + b[i]);
    }
  }

  @Override
  public String toString() {
    return "relu";
  }
}
