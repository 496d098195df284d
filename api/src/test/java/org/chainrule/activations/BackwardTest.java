package org.chainrule.activations;

import static org.chainrule.activations.Activations.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.CpuKernels;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Nd4jKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** What the backward pass of an activation promises beside the value of its derivative. */
class BackwardTest {
  /** Activations whose derivative follows from a, so that a takes the place of z in memory. */
  private static final List<Activation> BY_OUTPUT =
      List.of(
          linear,
          relu,
          relu6,
          leakyRelu,
          elu,
          selu,
          celu,
          sigmoid,
          logSigmoid,
          tanh,
          softplus,
          squareplus,
          sparsePlus,
          exponential,
          softsign,
          hardSigmoid,
          hardTanh,
          softShrink,
          softShrink(0.25),
          hardShrink,
          softmax,
          logSoftmax);

  /** And those that must keep z. */
  private static final List<Activation> BY_INPUT =
      List.of(
          gelu,
          gelu(true),
          silu,
          mish,
          hardSilu,
          tanhShrink,
          threshold(0.5, 0),
          elementwise("square", z -> z * z, z -> 2 * z));

  static List<Activation> all() {
    return java.util.stream.Stream.concat(BY_OUTPUT.stream(), BY_INPUT.stream()).toList();
  }

  private static List<Kernels> kernels() {
    return List.of(new CpuKernels(), new Nd4jKernels(DataType.DOUBLE));
  }

  private static Matrix matrix(Kernels k, int rows, int columns, double... values) {
    Matrix m = k.zeros(rows, columns);
    m.set(values);
    return m;
  }

  @Test
  void keepOnlyWhatTheirDerivativesRead() {
    BY_OUTPUT.forEach(f -> assertFalse(f.readsInput(), f.toString()));
    BY_INPUT.forEach(f -> assertTrue(f.readsInput(), f.toString()));
    Activation unsaid =
        new Activation() {
          @Override
          public void forward(Kernels k, Matrix z, Matrix a) {}

          @Override
          public void f(float[] z, float[] a, int n) {}

          @Override
          public void backward(Kernels k, Matrix z, Matrix a, Matrix da, Matrix dz) {}
        };
    assertTrue(unsaid.readsInput(), "to be safe");
  }

  /** Forward in place when that is allowed, backward in place, against differences of Σ c·a. */
  @ParameterizedTest
  @MethodSource("all")
  void matricesGoBackAsTheyCame(Activation f) {
    int rows = 3;
    int columns = 5;
    double[] z = new double[rows * columns];
    double[] c = new double[z.length];
    Arrays.setAll(z, i -> (i * 7 % 15 - 7.3) / 2.27); // −3.2 to 2.9, away from every kink
    Arrays.setAll(c, i -> (i * 4 % 9 - 3.7) / 2);
    Kernels oracle = new Nd4jKernels(DataType.DOUBLE);
    double[] expected = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      double h = 1e-5;
      double[] up = z.clone();
      double[] down = z.clone();
      up[i] += h;
      down[i] -= h;
      expected[i] =
          (weighted(oracle, f, up, c, rows, columns) - weighted(oracle, f, down, c, rows, columns))
              / (2 * h);
    }
    for (Kernels k : kernels()) {
      Matrix before = matrix(k, rows, columns, z);
      Matrix after = f.readsInput() ? k.zeros(rows, columns) : before;
      f.forward(k, before, after);
      Matrix d = matrix(k, rows, columns, c);
      f.backward(k, before, after, d, d);
      double[] actual = d.toDoubles();
      for (int i = 0; i < z.length; i++) {
        double within = 3e-6 * (1 + Math.abs(expected[i]));
        assertEquals(expected[i], actual[i], within, () -> f + " by " + k.getClass());
      }
    }
  }

  private static double weighted(
      Kernels k, Activation f, double[] z, double[] c, int rows, int columns) {
    Matrix a = k.zeros(rows, columns);
    f.forward(k, matrix(k, rows, columns, z), a);
    double sum = 0;
    double[] values = a.toDoubles();
    for (int i = 0; i < c.length; i++) {
      sum += c[i] * values[i];
    }
    return sum;
  }

  /** a = (¼, ½, ¼), da = (4, 0, 8): a·da = 3, dz = a ⊙ (1, −3, 5) = (¼, −1½, 1¼). */
  @Test
  void softmaxByHand() {
    for (Kernels k : kernels()) {
      Matrix a = matrix(k, 1, 3, 0.25, 0.5, 0.25);
      Matrix dz = k.zeros(1, 3);
      softmax.backward(k, null, a, matrix(k, 1, 3, 4, 0, 8), dz);
      assertArrayEquals(new double[] {0.25, -1.5, 1.25}, dz.toDoubles(), 1e-6);
    }
  }

  /** Tiles of between are shared: each derivative must fill its own, whatever ran before. */
  @ParameterizedTest
  @MethodSource("all")
  void derivativesRelyOnNothingLeftBehind(Activation activation) {
    if (!(activation instanceof ElementwiseActivation f)) {
      return;
    }
    int n = 40;
    float[] z = new float[n];
    float[] a = new float[n];
    float[] da = new float[n];
    float[] dz = new float[n];
    Arrays.fill(da, 2);
    for (int i = 0; i < n; i++) {
      z[i] = (i - 19.3f) / 5;
    }
    f.f(z, a, n);
    float[] elsewhere = new float[n];
    Arrays.fill(elsewhere, -0.7f);
    for (ElementwiseActivation other :
        List.of((ElementwiseActivation) tanhShrink, (ElementwiseActivation) mish)) {
      other.f(elsewhere, elsewhere.clone(), n);
      f.df(z, a, da, dz, n);
      for (int i = 0; i < n; i++) {
        double slope = f.df(z[i], f.f(z[i]));
        assertEquals(2 * slope, dz[i], 4e-6, f + "′ at " + z[i] + " after " + other);
      }
    }
  }

  /** The derivative at a point where left and right differ: as Keras has it. */
  private record Kink(Activation f, double z, double slope) {}

  /** The formula and its tile agree on it, for 0 and −0 alike. */
  @Test
  void kinks() {
    for (Kink kink :
        List.of(
            new Kink(relu, 0, 0),
            new Kink(relu6, 0, 0),
            new Kink(relu6, 6, 0),
            new Kink(relu(2.5, 0.125, 0), 0, 0.125),
            new Kink(relu(2.5, 0.125, 0), 2.5, 0),
            new Kink(leakyRelu(0.3), 0, 0.3),
            new Kink(elu(0.3), 0, 0.3),
            new Kink(selu, 0, 1.7580993408473766),
            new Kink(celu(0.3), 0, 1),
            new Kink(hardTanh, 1, 0),
            new Kink(hardTanh, -1, 0),
            new Kink(hardSigmoid, 3, 0),
            new Kink(hardSigmoid, -3, 0),
            new Kink(hardSilu, 3, 1),
            new Kink(hardSilu, -3, 0),
            new Kink(softShrink, 0.5, 0),
            new Kink(softShrink, -0.5, 0),
            new Kink(hardShrink, 0.5, 0),
            new Kink(hardShrink, -0.5, 0),
            new Kink(threshold(0.5, -2), 0.5, 0),
            new Kink(threshold(0, -2), 0, 0),
            new Kink(sparsePlus, -1, 0),
            new Kink(sparsePlus, 1, 1))) {
      ElementwiseActivation f = (ElementwiseActivation) kink.f;
      String at = f + "′ at " + kink.z;
      assertEquals(kink.slope, f.df(kink.z, f.f(kink.z)), 1e-15, at);
      float z = (float) kink.z;
      float[] zs = {z, z == 0 ? -0f : z, z};
      float[] a = new float[3];
      float[] dz = {77, 77, 77};
      f.f(zs, a, 2);
      f.df(zs, a, new float[] {-4, -4, -4}, dz, 2);
      assertArrayEquals(
          new float[] {(float) (-4 * kink.slope), (float) (-4 * kink.slope), 77}, dz, 1e-6f, at);
    }
  }
}
