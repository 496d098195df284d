package org.chainrule.layers;

import static org.chainrule.initializers.Initializers.constant;
import static org.chainrule.layers.BackwardTest.assertHolds;
import static org.chainrule.layers.BackwardTest.matrix;
import static org.chainrule.layers.Layers.alphaDropout;
import static org.chainrule.layers.Layers.dropout;
import static org.chainrule.layers.Layers.gaussianDropout;
import static org.chainrule.layers.Layers.gaussianNoise;
import static org.chainrule.layers.Layers.prelu;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Rng;
import org.chainrule.layers.BackwardTest.Net;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The backward pass of noisy layers on the noise of the forward pass, and that of prelu. */
class NoiseBackwardTest {
  private static final int ROWS = 7;
  private static final int COLUMNS = 11;

  static List<Kernels> kernels() {
    return BackwardTest.kernels();
  }

  private static Differentiable training(Kernels k, Layer layer) {
    Differentiable described = new Net(k, COLUMNS, layer).function(0);
    return described.inPass(new PassContext(k, ROWS, true, true, new Rng(3)));
  }

  private static Matrix filled(Kernels k, double value) {
    double[] values = new double[ROWS * COLUMNS];
    Arrays.fill(values, value);
    return matrix(k, ROWS, COLUMNS, values);
  }

  /** y of ones, then dx of ones. */
  private static double[][] thereAndBack(Kernels k, Layer layer) {
    Differentiable f = training(k, layer);
    assertTrue(f.worksInPlace(), layer.toString());
    assertFalse(f.readsInput() || f.readsOutput(), layer.toString());
    Matrix y = filled(k, 77);
    f.forward(k, filled(k, 1), y);
    Matrix dy = filled(k, 1);
    f.backward(k, null, null, dy, null); // nobody wants dx
    Matrix dx = filled(k, 77);
    f.backward(k, null, null, dy, dx);
    assertArrayEquals(filled(k, 1).toDoubles(), dy.toDoubles());
    return new double[][] {y.toDoubles(), dx.toDoubles()};
  }

  /** What is kept grows by 1/(1 − ¼) = 4/3, on the way there and back. */
  @ParameterizedTest
  @MethodSource("kernels")
  void dropoutGoesBackByItsMask(Kernels k) {
    double[][] both = thereAndBack(k, dropout(0.25));
    assertArrayEquals(both[0], both[1]);
    assertEquals(4.0 / 3, Arrays.stream(both[1]).max().orElseThrow(), 1e-6);
    assertEquals(0, Arrays.stream(both[1]).min().orElseThrow());
  }

  /** rate ½, α′ = −1.7580993: s = 1/√(½·(1 + ½·α′²)) = 0.8864, and nothing goes back elsewhere. */
  @ParameterizedTest
  @MethodSource("kernels")
  void alphaDropoutGoesBackByItsMask(Kernels k) {
    double[][] both = thereAndBack(k, alphaDropout(0.5));
    double scale = 1 / Math.sqrt(0.5 * (1 + 0.5 * 1.7580993 * 1.7580993));
    double most = Arrays.stream(both[0]).max().orElseThrow();
    int kept = 0;
    for (int i = 0; i < both[0].length; i++) {
      boolean through = both[0][i] == most;
      kept += through ? 1 : 0;
      assertEquals(through ? scale : 0, both[1][i], 1e-6, "number " + i);
    }
    assertTrue(kept > 20 && kept < 57, "kept " + kept);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void gaussianDropoutGoesBackByItsFactors(Kernels k) {
    double[][] both = thereAndBack(k, gaussianDropout(0.25));
    assertArrayEquals(both[0], both[1]);
    assertTrue(Arrays.stream(both[1]).distinct().count() > 70, "as many factors as numbers");
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void gaussianNoiseLetsGradientsPass(Kernels k) {
    double[][] both = thereAndBack(k, gaussianNoise(0.25));
    assertArrayEquals(filled(k, 1).toDoubles(), both[1]);
    assertTrue(Arrays.stream(both[0]).distinct().count() > 70);
  }

  /** In prediction, and at a rate of 0, y = x and dx = dy. */
  @ParameterizedTest
  @MethodSource("kernels")
  void withoutNoiseAllIsTheSame(Kernels k) {
    Differentiable described = new Net(k, 2, dropout(0.5)).function(0);
    Differentiable none = new Net(k, 2, dropout(0)).function(0);
    PassContext predict = new PassContext(k, 1, false, false, null);
    PassContext train = new PassContext(k, 1, true, true, new Rng(1));
    assertSame(described, described.inPass(predict));
    assertSame(none, none.inPass(train));
    assertNotSame(described, described.inPass(train));
    assertTrue(described.worksInPlace());
    assertFalse(described.readsInput() || described.readsOutput());
    Matrix x = matrix(k, 1, 2, 3, -4);
    Matrix y = k.zeros(1, 2);
    described.forward(k, x, y);
    assertHolds(y, 3, -4);
    described.forward(k, x, x);
    assertHolds(x, 3, -4);
    Matrix dx = k.zeros(1, 2);
    described.backward(k, null, null, matrix(k, 1, 2, 5, 6), null);
    described.backward(k, null, null, matrix(k, 1, 2, 5, 6), dx);
    assertHolds(dx, 5, 6);
  }

  /**
   * α = ½, z = [[−2, 3, 1], [4, −1, −6]]: dz = da where z > 0 and ½·da below, dα = Σ da·z where z <
   * 0: 10·(−2), 50·(−1), 60·(−6).
   */
  @ParameterizedTest
  @MethodSource("kernels")
  void preluByHand(Kernels k) {
    Net net = new Net(k, 3, prelu().alphaInitializer(constant(0.5)));
    Differentiable bend = net.function(0);
    Matrix z = matrix(k, 2, 3, -2, 3, 1, 4, -1, -6);
    Matrix da = matrix(k, 2, 3, 10, 20, 30, 40, 50, 60);
    Matrix dz = k.zeros(2, 3);
    bend.backward(k, z, null, da, dz);
    assertHolds(dz, 5, 20, 30, 40, 25, 30);
    assertHolds(net.gradient(0), -20, -50, -360);
    net.gradient(0).set(new double[3]);
    bend.backward(k, z, null, da, null); // nobody wants dz
    assertHolds(net.gradient(0), -20, -50, -360);
    assertTrue(bend.readsInput() && bend.worksInPlace());
    assertFalse(bend.readsOutput());

    Net frozen = new Net(k, 3, prelu().alphaInitializer(constant(0.5)).trainable(false));
    dz.set(new double[6]);
    frozen.function(0).backward(k, z, null, da, dz);
    assertHolds(dz, 5, 20, 30, 40, 25, 30);
    assertNull(frozen.gradient(0));
  }
}
