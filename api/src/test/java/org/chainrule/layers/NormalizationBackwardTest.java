package org.chainrule.layers;

import static org.chainrule.initializers.Initializers.constant;
import static org.chainrule.layers.BackwardTest.assertHolds;
import static org.chainrule.layers.BackwardTest.matrix;
import static org.chainrule.layers.Layers.batchNormalization;
import static org.chainrule.layers.Layers.layerNormalization;
import static org.chainrule.layers.Layers.rmsNormalization;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.layers.BackwardTest.Net;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The backward pass of normalizing layers, by hand. */
class NormalizationBackwardTest {
  static List<Kernels> kernels() {
    return BackwardTest.kernels();
  }

  private static Differentiable inPass(Net net, Kernels k, int rows, boolean training) {
    return net.function(0).inPass(new PassContext(k, rows, training, training, null));
  }

  // ---- columns

  /**
   * Columns (1, 3, 5, 7) and (−2, 6, 6, 6), both of mean 4: σ² = 20/4 = 5 and 48/4 = 12. With ε =
   * 4, r = 1/√9 and 1/√16, and x̂ = (−1, −⅓, ⅓, 1) and (−1½, ½, ½, ½).
   */
  private static final double[] X = {1, -2, 3, 6, 5, 6, 7, 6};

  /** By columns (1, −1, 2, 4) and (2, 0, 1, 1): dβ = (6, 4). */
  private static final double[] DY = {1, 2, -1, 0, 2, 1, 4, 1};

  private static final BatchNormalization COLUMNS =
      batchNormalization().epsilon(4).momentum(0.75).gammaInitializer(constant(12));

  /**
   * dγ = (−1 + ⅓ + ⅔ + 4, −3 + 0 + ½ + ½) = (4, −2).
   *
   * <p>dx = γ·r·(dy − dβ/4 − x̂·dγ/4): 4·(1 − 1½ + 1) = 2, 4·(−1 − 1½ + ⅓) = −26/3, 4·(2 − 1½ − ⅓)
   * = ⅔, 4·(4 − 1½ − 1) = 6; 3·(2 − 1 − ¾) = ¾, 3·(0 − 1 + ¼) = −2¼, 3·(1 − 1 + ¼) = ¾ twice.
   */
  private static final double[] DX = {2, 0.75, -26.0 / 3, -2.25, 2.0 / 3, 0.75, 6, 0.75};

  @ParameterizedTest
  @MethodSource("kernels")
  void columnsOfABatch(Kernels k) {
    Net net = new Net(k, 2, COLUMNS);
    Differentiable normalize = inPass(net, k, 4, true);
    assertNotSame(net.function(0), normalize);
    Matrix x = matrix(k, 4, 2, X);
    Matrix y = k.zeros(4, 2);
    normalize.forward(k, x, y);
    assertHolds(y, -12, -18, -4, 6, 4, 6, 12, 6);
    Matrix dy = matrix(k, 4, 2, DY);
    Matrix dx = matrix(k, 4, 2, 9, 9, 9, 9, 9, 9, 9, 9);
    normalize.backward(k, x, null, dy, dx);
    assertHolds(net.gradient(0), 4, -2);
    assertHolds(net.gradient(1), 6, 4);
    assertHolds(dx, DX);
    // nobody wants dx
    net.parameters.gradient().set(new double[4]);
    normalize.backward(k, x, null, dy, null);
    assertHolds(net.gradient(0), 4, -2);
    assertHolds(net.gradient(1), 6, 4);
    assertHolds(dy, DY);
    assertFalse(normalize.readsOutput() || normalize.worksInPlace());
    assertTrue(normalize.readsInput());
  }

  /** μ̄ = ¼·4, σ̄² = ¾·1 + ¼·(5, 12). */
  @ParameterizedTest
  @MethodSource("kernels")
  void movingAveragesFollowTheBatch(Kernels k) {
    Net net = new Net(k, 2, COLUMNS);
    Differentiable normalize = inPass(net, k, 4, true);
    normalize.forward(k, matrix(k, 4, 2, X), k.zeros(4, 2));
    assertHolds(net.weights(2), 0, 0);
    normalize.updated(k);
    assertHolds(net.weights(2), 1, 1);
    assertHolds(net.weights(3), 2, 3.75);
  }

  /** Without γ and β, dx is a twelfth, as γ is 1; with one of them, only that one learns. */
  @ParameterizedTest
  @MethodSource("kernels")
  void columnsInParts(Kernels k) {
    Matrix x = matrix(k, 4, 2, X);
    Matrix dy = matrix(k, 4, 2, DY);
    double[] twelfth = new double[8];
    for (int i = 0; i < 8; i++) {
      twelfth[i] = DX[i] / 12;
    }
    for (BatchNormalization layer :
        List.of(COLUMNS.scale(false).center(false), COLUMNS.scale(false), COLUMNS.center(false))) {
      Net net = new Net(k, 2, layer);
      Differentiable normalize = inPass(net, k, 4, true);
      normalize.forward(k, x, k.zeros(4, 2));
      Matrix dx = k.zeros(4, 2);
      normalize.backward(k, x, null, dy, dx);
      assertHolds(dx, layer.scale() ? DX : twelfth);
      if (layer.scale()) {
        assertHolds(net.gradient(0), 4, -2);
      } else if (layer.center()) {
        assertHolds(net.gradient(0), 6, 4);
      }
    }
  }

  /** γ and β that are frozen by themselves still have a part in dx. */
  @ParameterizedTest
  @MethodSource("kernels")
  void columnsOfFrozenFigures(Kernels k) {
    Matrix values = matrix(k, 1, 4, 12, 12, 0, 0);
    Matrix gradients = k.zeros(1, 4);
    Parameter gamma = new Parameter("gamma", new int[] {2}, constant(12), false, 0);
    Parameter beta = new Parameter("beta", new int[] {2}, constant(0), false, 2);
    for (Parameter p : List.of(gamma, beta)) {
      p.placeValue(values);
      p.placeGradient(gradients);
    }
    Differentiable normalize =
        new NormalizeBatch(gamma, beta, gamma, gamma, 0.5, 4, true)
            .inPass(new PassContext(k, 4, true, true, null));
    Matrix x = matrix(k, 4, 2, X);
    normalize.forward(k, x, k.zeros(4, 2));
    Matrix dx = k.zeros(4, 2);
    normalize.backward(k, x, null, matrix(k, 4, 2, DY), dx);
    assertHolds(dx, DX);
    assertHolds(gradients, 0, 0, 0, 0);
  }

  /** By moving averages, in prediction or frozen: dx = γ·dy/√(σ̄² + ε) = 12·dy/√(12 + 4). */
  @ParameterizedTest
  @MethodSource("kernels")
  void columnsByMovingAverages(Kernels k) {
    BatchNormalization layer = COLUMNS.movingVarianceInitializer(constant(12));
    Matrix x = matrix(k, 4, 2, X);
    Matrix dy = matrix(k, 4, 2, DY);
    for (boolean training : new boolean[] {false, true}) {
      Net net = new Net(k, 2, training ? layer.trainable(false) : layer);
      Differentiable normalize = inPass(net, k, 4, training);
      assertSame(net.function(0), normalize);
      normalize.backward(k, x, null, dy, null);
      assertHolds(dy, DY);
      Matrix dx = k.zeros(4, 2);
      normalize.backward(k, x, null, dy, dx);
      assertHolds(dx, 3, 6, -3, 0, 6, 3, 12, 3);
      if (training) {
        assertNull(net.gradient(0));
      }
      assertTrue(normalize.worksInPlace());
      assertFalse(normalize.readsInput() || normalize.readsOutput());
    }
  }

  // ---- rows

  /** Rows of mean 2, 6, 1 and σ² = 1: with ε = 3, r = ½ and x̂ = (−½, ½), (½, −½), (−½, ½). */
  private static final double[] ROWS = {1, 3, 7, 5, 0, 2};

  private static final double[] DROWS = {1, -1, 2, 0, 0, 4};

  /**
   * γ = 4: g = (4, −4), (8, 0), (0, 16), of mean 0, 4, 8; mean(g ⊙ x̂) = −2, 2, 4.
   *
   * <p>dx = ½·(g − mean(g) − x̂·mean(g ⊙ x̂)) = ½·(4 − 1, −4 + 1), ½·(4 − 1, −4 + 1), ½·(−8 + 2, 8
   * − 2); dβ = (3, 3), dγ = (−½ + 1 + 0, −½ + 0 + 2).
   */
  @ParameterizedTest
  @MethodSource("kernels")
  void rowsByHand(Kernels k) {
    LayerNormalization layer = layerNormalization().epsilon(3).gammaInitializer(constant(4));
    Matrix x = matrix(k, 3, 2, ROWS);
    Matrix dy = matrix(k, 3, 2, DROWS);
    double[] expected = {1.5, -1.5, 1.5, -1.5, -3, 3};
    Net net = new Net(k, 2, layer);
    Differentiable normalize = inPass(net, k, 5, true);
    normalize.forward(k, x, k.zeros(3, 2));
    Matrix dx = matrix(k, 3, 2, 9, 9, 9, 9, 9, 9);
    normalize.backward(k, x, null, dy, dx);
    assertHolds(dx, expected);
    assertHolds(net.gradient(0), 0.5, 1.5);
    assertHolds(net.gradient(1), 3, 3);
    net.parameters.gradient().set(new double[4]);
    normalize.backward(k, x, null, dy, null); // nobody wants dx
    assertHolds(net.gradient(0), 0.5, 1.5);
    assertHolds(net.gradient(1), 3, 3);
    assertTrue(normalize.readsInput() && normalize.worksInPlace());
    assertFalse(normalize.readsOutput());

    Net frozen = new Net(k, 2, layer.trainable(false));
    normalize = inPass(frozen, k, 5, true);
    normalize.forward(k, x, k.zeros(3, 2));
    dx.set(new double[6]);
    normalize.backward(k, x, null, dy, dx);
    assertHolds(dx, expected);
    normalize.backward(k, x, null, dy, null); // nothing to do at all
    assertNull(frozen.gradient(0));

    // γ is 1: a quarter
    normalize = inPass(new Net(k, 2, layer.scale(false).center(false)), k, 5, true);
    normalize.forward(k, x, k.zeros(3, 2));
    normalize.backward(k, x, null, dy, dx);
    assertHolds(dx, 0.375, -0.375, 0.375, -0.375, -0.75, 0.75);
    normalize.backward(k, x, null, dy, null);
  }

  /**
   * Not centered: x = (1, 3), mean of x² 5, ε = 4, r = ⅓, x̂ = (⅓, 1). γ = 1, dy = (9, −9): mean(dy
   * ⊙ x̂) = (3 − 9)/2 = −3, dx = ⅓·(9 + 1, −9 + 3); dγ = (3, −9).
   */
  @ParameterizedTest
  @MethodSource("kernels")
  void rowsAroundZero(Kernels k) {
    Net net = new Net(k, 2, rmsNormalization().epsilon(4));
    Differentiable normalize = inPass(net, k, 3, true);
    Matrix x = matrix(k, 1, 2, 1, 3);
    normalize.forward(k, x, k.zeros(1, 2));
    Matrix dx = k.zeros(1, 2);
    normalize.backward(k, x, null, matrix(k, 1, 2, 9, -9), dx);
    assertHolds(dx, 10.0 / 3, -2);
    assertHolds(net.gradient(0), 3, -9);
  }
}
