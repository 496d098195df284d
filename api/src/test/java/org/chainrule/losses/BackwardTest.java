package org.chainrule.losses;

import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.losses.Losses.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.chainrule.activations.Activation;
import org.chainrule.backend.CpuKernels;
import org.chainrule.backend.ElementGradient;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Nd4jKernels;
import org.chainrule.backend.Scratch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Gradients at the edges of each loss, and those of the canonical pairs. */
class BackwardTest {
  private static final double EPSILON = Kernels.EPSILON;

  /** A loss under its activation, with targets of two samples. */
  private record Pair(Loss loss, Activation f, List<Double> targets) {
    Pair(Loss loss, Activation f, double... y) {
      this(loss, f, Arrays.stream(y).boxed().toList());
    }

    double[] y() {
      return targets.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public String toString() {
      return loss + " under " + f;
    }
  }

  static List<Pair> pairs() {
    return List.of(
        new Pair(binaryCrossentropy, sigmoid, 1, 0, 1, 0, 0, 1),
        new Pair(binaryCrossentropy, sigmoid, 0.3, 0.9, 1, 0, 0.5, 0),
        new Pair(binaryCrossentropy.labelSmoothing(0.3), sigmoid, 1, 0, 1, 0, 0, 1),
        new Pair(binaryFocalCrossentropy, sigmoid, 1, 0, 1, 0, 0, 1),
        new Pair(
            binaryFocalCrossentropy
                .applyClassBalancing(true)
                .alpha(0.3)
                .gamma(1.5)
                .labelSmoothing(0.1),
            sigmoid,
            1,
            0,
            1,
            0,
            0,
            1),
        new Pair(binaryFocalCrossentropy.gamma(0), sigmoid, 1, 0, 1, 0, 0, 1),
        new Pair(categoricalCrossentropy, softmax, 0, 1, 0, 0.2, 0.5, 0.1),
        new Pair(categoricalCrossentropy.labelSmoothing(0.3), softmax, 0, 1, 0, 0.2, 0.5, 0.1),
        new Pair(categoricalCrossentropy.labelSmoothing(0.3), softmax, 2, 0),
        new Pair(sparseCategoricalCrossentropy, softmax, 2, 0),
        new Pair(sparseCategoricalCrossentropy.ignoreClass(0), softmax, 2, 0),
        new Pair(sparseCategoricalCrossentropy.ignoreClass(1), softmax, 2, 0),
        new Pair(categoricalFocalCrossentropy, softmax, 0, 1, 0, 0.2, 0.5, 0.1),
        new Pair(
            categoricalFocalCrossentropy.alpha(0.4).gamma(1.5).labelSmoothing(0.1), softmax, 2, 0),
        new Pair(klDivergence, softmax, 0, 1, 0, 0.2, 0.5, 0.3),
        new Pair(
            categoricalCrossentropy.times(3).reduction(Reduction.SUM), softmax, 0, 1, 0, 1, 0, 0));
  }

  private static Matrix matrix(Kernels k, int rows, double... values) {
    Matrix m = k.zeros(rows, values.length / rows);
    m.set(values);
    return m;
  }

  private static List<Kernels> kernels() {
    return List.of(new Nd4jKernels(DataType.DOUBLE), new CpuKernels());
  }

  /** dz in one go = the loss's gradient, then the activation's; with sample weights and without. */
  @ParameterizedTest
  @MethodSource("pairs")
  void canonicalGradientsAreTheChainOfTwo(Pair pair) {
    double[] z = {0.4, -1.1, 2, -0.3, 0.9, 0.1};
    for (Kernels k : kernels()) {
      double within = k.type() == DataType.DOUBLE ? 1e-12 : 1e-6;
      assertEquals(true, pair.loss.canonicalWith(pair.f), pair.toString());
      assertEquals(false, pair.loss.canonicalWith(relu), pair.toString());
      Matrix y = matrix(k, 2, pair.y());
      Matrix yhat = matrix(k, 2, z);
      pair.f.forward(k, yhat, yhat);
      for (Matrix s : new Matrix[] {null, matrix(k, 2, 0.5, 3)}) {
        Matrix expected = k.zeros(2, 3);
        pair.loss.gradient(k, y, yhat, s, 0.7, expected);
        pair.f.backward(k, yhat, yhat, expected, expected);
        Matrix dz = matrix(k, 2, 9, 9, 9, 9, 9, 9);
        pair.loss.canonicalGradient(k, y, yhat, s, 0.7, dz);
        assertArrayEquals(expected.toDoubles(), dz.toDoubles(), within, pair + ", " + k.type());
        assertEquals(
            pair.loss.value(k, y, yhat, s),
            pair.loss.canonicalValue(k, y, yhat, s),
            10 * within,
            pair.toString());
      }
    }
  }

  /** Certain predictions, right and wrong: finite, and what the formula goes to. */
  @Test
  void canonicalGradientsOfCertainPredictions() {
    for (Kernels k : kernels()) {
      Matrix certain = matrix(k, 2, 1, 0, 0, 1);
      Matrix y = matrix(k, 2, 1, 0, 1, 0);
      Matrix dz = k.zeros(2, 2);
      binaryCrossentropy.canonicalGradient(k, y, certain, null, 1, dz);
      assertArrayEquals(new double[] {0, 0, -0.5, 0.5}, dz.toDoubles(), 1e-6);
      // wrong: m = 1, w = 1, ŷ − y, for ŷ(1 − ŷ) = 0
      binaryFocalCrossentropy.canonicalGradient(k, y, certain, null, 1, dz);
      assertArrayEquals(new double[] {0, 0, -0.5, 0.5}, dz.toDoubles(), 1e-6);
      // right: m = 0, so g = 0; wrong: p = 0, g = −α, dz = g − ŷ·Σg
      categoricalFocalCrossentropy.canonicalGradient(k, y, certain, null, 1, dz);
      assertArrayEquals(new double[] {0, 0, -0.25, 0.25}, dz.toDoubles(), 1e-6);
      klDivergence.canonicalGradient(k, y, certain, null, 1, dz);
      assertArrayEquals(new double[] {0, 0, -1, 1}, dz.toDoubles(), 1e-6);
      // γ = 0: −α·y·(1 − 0) either way, and slope −1 at p = 1
      categoricalFocalCrossentropy.gamma(0).canonicalGradient(k, y, certain, null, 1, dz);
      assertArrayEquals(new double[] {0, 0, -0.25, 0.25}, dz.toDoubles(), 1e-6);
    }
  }

  /** The tile function that a loss hands to the kernels for its canonical pair. */
  private static ElementGradient byLogit(Loss loss) {
    AtomicReference<ElementGradient> handed = new AtomicReference<>();
    Kernels kernels =
        (Kernels)
            Proxy.newProxyInstance(
                Kernels.class.getClassLoader(),
                new Class<?>[] {Kernels.class},
                (proxy, method, arguments) -> {
                  handed.set((ElementGradient) arguments[0]);
                  return null;
                });
    Matrix one = matrix(new CpuKernels(), 1, 1);
    loss.canonicalGradient(kernels, one, one, null, 1, one);
    return handed.get();
  }

  /**
   * y = (1, 0), ŷ = (½, ½): both miss m = ½, H = log 2 and ŷ·(1 − ŷ)/m = ½, so with γ = 2 dz =
   * m²·(ŷ − y ± 2·½·H) = ¼·(−½ − log 2), ¼·(½ + log 2). It reads no more than n of each and writes
   * no more, and nothing of what is in the scratch memory.
   */
  @Test
  void tilesOfFocalLogits() {
    float[] d = {9, 9, 77};
    Arrays.fill(Scratch.tile(2), 55);
    Arrays.fill(Scratch.second(2), 66);
    byLogit(binaryFocalCrossentropy).gradient(new float[] {1, 0}, new float[] {0.5f, 0.5f}, d, 2);
    double dz = (0.5 + Math.log(2)) / 4;
    assertEquals(-dz, d[0], 1e-6);
    assertEquals(dz, d[1], 1e-6);
    assertEquals(77, d[2]);
  }

  /** σ = ½: t = ½·y + ¼ = ¾, ¼, and dz = ŷ − t = ½ − ¾, 1 − ¼; n = 2 and no more. */
  @Test
  void tilesOfSmoothedLogits() {
    ElementGradient smoothed = byLogit(binaryCrossentropy.labelSmoothing(0.5));
    float[] d = {9, 9, 77};
    smoothed.gradient(new float[] {1, 0}, new float[] {0.5f, 1}, d, 2);
    assertArrayEquals(new float[] {-0.25f, 0.75f, 77}, d);
    assertEquals(-0.25, smoothed.gradient(1, 0.5));
  }

  /** A number on the edge between two pieces of a loss, and the gradient that belongs there. */
  private record Edge(ElementwiseLoss loss, double y, double yhat, double gradient) {}

  private static Edge edge(Loss loss, double y, double yhat, double gradient) {
    return new Edge((ElementwiseLoss) loss, y, yhat, gradient);
  }

  @Test
  void edges() {
    double most = 1 - EPSILON;
    for (Edge e :
        List.of(
            edge(meanAbsoluteError, 2, 2, 0),
            edge(meanAbsolutePercentageError, 2, 2, 0),
            edge(meanAbsolutePercentageError, EPSILON / 2, 1, 100 / EPSILON),
            edge(huber(0.5), 0, 0.5, 0.5),
            edge(huber(0.5), 0, -0.5, -0.5),
            edge(hinge, 1, 1, 0),
            edge(hinge, -1, -1, 0),
            edge(hinge, 0, -1, 0),
            edge(squaredHinge, 1, 1, 0),
            edge(squaredHinge, 0, 1, 4),
            edge(quantile(0.3), 1, 1, 0),
            edge(quantile(0.3), 1, 2, 0.7),
            edge(quantile(0.3), 1, 0, -0.3),
            edge(meanSquaredLogarithmicError, 0, EPSILON, 0),
            edge(meanSquaredLogarithmicError, 3, EPSILON / 2, 0),
            edge(poisson, 3, 0, 1 - 3 / EPSILON))) {
      String where = e.toString();
      double within = 1e-12 * (1 + Math.abs(e.gradient));
      assertEquals(e.gradient, e.loss.gradient(e.y, e.yhat), within, where);
      float[] d = {77, 77};
      e.loss.gradient(new float[] {(float) e.y, 0}, new float[] {(float) e.yhat, 0}, d, 1);
      assertEquals(e.gradient, d[0], 2e-7 * (1 + Math.abs(e.gradient)), where);
      assertEquals(77, d[1], where);
    }
    // clipped strictly beyond the bounds, where the loss is flat
    for (Edge e :
        List.of(
            edge(binaryCrossentropy, 1, EPSILON, -1 / EPSILON),
            edge(binaryCrossentropy, 0, most, 1 / (1 - most)),
            edge(binaryCrossentropy, 1, EPSILON / 2, 0),
            edge(binaryCrossentropy, 0, 1 - EPSILON / 2, 0),
            edge(klDivergence, 1, EPSILON, -1 / EPSILON),
            edge(klDivergence, 1, 1, -1),
            edge(klDivergence, 1, EPSILON / 2, 0),
            edge(klDivergence, 1, 1.5, 0),
            edge(klDivergence, 0, 0.5, -EPSILON / 0.5),
            edge(meanSquaredLogarithmicError, 1, EPSILON, -2 * Math.log(2)))) {
      double within = 1e-6 * Math.abs(e.gradient);
      assertEquals(e.gradient, e.loss.gradient(e.y, e.yhat), within, e.toString());
    }
  }

  /** p at a bound still has a gradient, beyond it none. */
  @Test
  void edgesOfProbabilities() {
    for (Loss loss :
        List.of(
            categoricalCrossentropy,
            sparseCategoricalCrossentropy,
            categoricalFocalCrossentropy.alpha(1).gamma(0))) {
      FormulaLoss formula = (FormulaLoss) loss;
      double[] d = new double[2];
      formula.gradient(new double[] {0}, new double[] {EPSILON, 1 - EPSILON}, d);
      assertArrayEquals(new double[] {1 - 1 / EPSILON, 1}, d, 1e-6, loss.toString());
      d = new double[2];
      formula.gradient(new double[] {0}, new double[] {EPSILON / 2, 1 - EPSILON / 2}, d);
      assertArrayEquals(new double[] {0, 0}, d, loss.toString());
      d = new double[2];
      formula.gradient(new double[] {0}, new double[] {1, 3}, d); // p = ¼, S = 4
      assertArrayEquals(new double[] {(1 - 4) / 4.0, 1 / 4.0}, d, 1e-15, loss.toString());
    }
  }

  /** Equal rivals: the first of them bears the gradient. 1 + 0.5 − 1.5 = 0 is no loss any more. */
  @Test
  void categoricalHingeOnItsEdges() {
    FormulaLoss loss = (FormulaLoss) categoricalHinge;
    double[] d = new double[3];
    loss.gradient(new double[] {1, 0, 0}, new double[] {0.1, 0.5, 0.5}, d);
    assertArrayEquals(new double[] {-1, 1, 0}, d, 1e-15);
    d = new double[3];
    loss.gradient(new double[] {1, 0, 0}, new double[] {1.5, 0.5, -1}, d);
    assertArrayEquals(new double[] {0, 0, 0}, d, 1e-15);
    d = new double[3];
    loss.gradient(new double[] {0.5, 0.25, 0.25}, new double[] {1, 2, -1}, d);
    assertArrayEquals(
        new double[] {-0.5, 0.5, -0.25}, d, 1e-15); // −y, and 1 − ¼ more for the second
  }

  /** The mean over rows, the sum, and a factor: by the loss or by what wraps it. */
  @Test
  void scales() {
    Kernels k = new CpuKernels();
    Matrix y = matrix(k, 4, 0, 1, 2, 1);
    assertEquals(0.25, meanSquaredError.scale(y));
    assertEquals(0.75, meanSquaredError.times(3).scale(y));
    assertEquals(1, meanSquaredError.reduction(Reduction.SUM).scale(y));
    assertEquals(3, meanSquaredError.reduction(Reduction.SUM).times(3).scale(y));
    assertSame(meanSquaredError, meanSquaredError.plain());
    assertSame(meanSquaredError, meanSquaredError.reduction(Reduction.SUM).times(3).plain());
    assertEquals(0.25, sparseCategoricalCrossentropy.scale(y));
    assertEquals(0.5, sparseCategoricalCrossentropy.ignoreClass(1).scale(y));
    assertEquals(1.0 / 3, sparseCategoricalCrossentropy.ignoreClass(2).scale(y));
    Matrix d = k.zeros(4, 1);
    Matrix yhat = matrix(k, 4, 1, 1, 1, 1);
    meanSquaredError.times(3).gradient(k, y, yhat, null, 0.5, d);
    assertArrayEquals(new double[] {1, 0, -1, 0}, d.toDoubles());
    assertEquals(false, meanSquaredError.canonicalWith(softmax));
    assertEquals(false, meanSquaredError.times(3).canonicalWith(softmax));
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> meanSquaredError.canonicalGradient(k, y, yhat, null, 1, d));
    assertEquals(
        "mean_squared_error forms no canonical pair: override canonicalGradient", e.getMessage());
  }
}
