package org.chainrule.layers;

import static org.chainrule.activations.Activations.gelu;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.embedding;
import static org.chainrule.layers.Layers.normalization;
import static org.chainrule.layers.Layers.rescaling;
import static org.chainrule.layers.Layers.residual;
import static org.chainrule.regularizers.Regularizers.l1l2;
import static org.chainrule.regularizers.Regularizers.l2;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.chainrule.activations.Activation;
import org.chainrule.backend.CpuKernels;
import org.chainrule.backend.Elementwise;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Nd4jKernels;
import org.chainrule.backend.Rng;
import org.chainrule.initializers.Initializers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The backward pass of each layer's functions, one by one and in a chain. */
class BackwardTest {
  static List<Kernels> kernels() {
    return List.of(new CpuKernels(), new Nd4jKernels(DataType.DOUBLE));
  }

  static Matrix matrix(Kernels k, int rows, int columns, double... values) {
    Matrix m = k.zeros(rows, columns);
    m.set(values);
    return m;
  }

  static void assertHolds(Matrix m, double... expected) {
    assertArrayEquals(expected, m.toDoubles(), 2e-6);
  }

  /** Layers built for a width of input: their functions and their weights. */
  static final class Net {
    final Parameters parameters = new Parameters();
    final Pass.Chain chain;

    Net(Kernels k, int columns, Layer... layers) {
      Builder builder = new Builder(parameters, columns);
      int firstTrained = -1;
      for (Layer layer : layers) {
        int start = builder.functions().size();
        int before = parameters.trainedSize();
        layer.build(builder);
        firstTrained = firstTrained < 0 && parameters.trainedSize() > before ? start : firstTrained;
      }
      chain = builder.chain(firstTrained < 0 ? builder.functions().size() : firstTrained);
      parameters.allocate(k);
      parameters.set(parameters.draw(new Rng(11)));
      parameters.gradient();
    }

    Differentiable function(int i) {
      return chain.functions().get(i);
    }

    Matrix weights(int i) {
      return parameters.list().get(i).value();
    }

    Matrix gradient(int i) {
      return parameters.list().get(i).gradient();
    }
  }

  // ---- one by one

  /**
   * x = [[1, 2], [3, −1]], W = [[1, 0, 2], [−1, 3, 1]], dz = [[1, 0, 2], [−1, 1, 0]].
   *
   * <p>dW = xᵀ·dz = [[1 − 3, 3, 2], [2 + 1, −1, 4]], db = [0, 1, 2], dx = dz·Wᵀ = [[5, 1], [−1,
   * 4]].
   */
  @ParameterizedTest
  @MethodSource("kernels")
  void affineByHand(Kernels k) {
    Net net = new Net(k, 2, dense(3));
    net.weights(0).set(new double[] {1, 0, 2, -1, 3, 1});
    Differentiable affine = net.function(0);
    Matrix x = matrix(k, 2, 2, 1, 2, 3, -1);
    Matrix dz = matrix(k, 2, 3, 1, 0, 2, -1, 1, 0);
    Matrix dx = k.zeros(2, 2);
    affine.backward(k, x, null, dz, dx);
    assertHolds(net.gradient(0), -2, 3, 2, 3, -1, 4);
    assertHolds(net.gradient(1), 0, 1, 2);
    assertHolds(dx, 5, 1, -1, 4);
    // the first layer needs no dx; a short batch is the first row alone
    net.parameters.gradient().set(new double[9]);
    x.resize(1);
    dz.resize(1);
    affine.backward(k, x, null, dz, null);
    assertHolds(net.gradient(0), 1, 0, 2, 2, 0, 4);
    assertHolds(net.gradient(1), 1, 0, 2);
    assertHolds(dx, 5, 1, -1, 4);
    assertTrue(affine.readsInput());
    assertFalse(affine.readsOutput());
  }

  /** Whatever is frozen gets no gradient; dx does not mind. */
  @ParameterizedTest
  @MethodSource("kernels")
  void affineInParts(Kernels k) {
    Matrix x = matrix(k, 2, 2, 1, 2, 3, -1);
    Matrix dz = matrix(k, 2, 3, 1, 0, 2, -1, 1, 0);
    for (boolean trainW : new boolean[] {false, true}) {
      for (boolean trainB : new boolean[] {false, true}) {
        Matrix values = matrix(k, 1, 9, 1, 0, 2, -1, 3, 1, 0, 0, 0);
        Matrix gradients = k.zeros(1, 9);
        Parameter W = new Parameter("kernel", new int[] {2, 3}, Initializers.zeros, trainW, 0);
        Parameter b = new Parameter("bias", new int[] {3}, Initializers.zeros, trainB, 6);
        for (Parameter p : List.of(W, b)) {
          p.placeValue(values);
          p.placeGradient(gradients);
        }
        Matrix dx = k.zeros(2, 2);
        new Affine(W, b).backward(k, x, null, dz, dx);
        assertHolds(W.gradient(), trainW ? new double[] {-2, 3, 2, 3, -1, 4} : new double[6]);
        assertHolds(b.gradient(), trainB ? new double[] {0, 1, 2} : new double[3]);
        assertHolds(dx, 5, 1, -1, 4);
        dx.set(new double[4]);
        new Affine(W, null).backward(k, x, null, dz, dx); // without a bias
        assertHolds(dx, 5, 1, -1, 4);
      }
    }
  }

  /**
   * The same with relu in the same go: a = [[1, 0, 4], [0, 5, 0]], da = [[1, 9, 2], [9, 1, 9]] give
   * dz = [[1, 0, 2], [0, 1, 0]], and then dW = [[1, 3, 2], [2, −1, 4]], db = [1, 1, 2], dx = [[5,
   * 1], [0, 3]].
   */
  @ParameterizedTest
  @MethodSource("kernels")
  void affineWithItsActivation(Kernels k) {
    Elementwise f = (Elementwise) relu;
    Matrix x = matrix(k, 2, 2, 1, 2, 3, -1);
    Matrix a = matrix(k, 2, 3, 1, 0, 4, 0, 5, 0);
    for (boolean trainW : new boolean[] {false, true}) {
      for (String bias : List.of("none", "frozen", "trained")) {
        boolean learns = bias.equals("trained");
        Matrix values = matrix(k, 1, 9, 1, 0, 2, -1, 3, 1, 0, 0, 0);
        Matrix gradients = k.zeros(1, 9);
        Parameter W = new Parameter("kernel", new int[] {2, 3}, Initializers.zeros, trainW, 0);
        Parameter b = new Parameter("bias", new int[] {3}, Initializers.zeros, learns, 6);
        for (Parameter p : List.of(W, b)) {
          p.placeValue(values);
          p.placeGradient(gradients);
        }
        Affine affine = new Affine(W, bias.equals("none") ? null : b);
        Matrix da = matrix(k, 2, 3, 1, 9, 2, 9, 1, 9);
        Matrix dz = k.zeros(2, 3);
        Matrix dx = k.zeros(2, 2);
        affine.backward(k, x, f, a, da, dz, dx);
        assertHolds(dz, 1, 0, 2, 0, 1, 0);
        assertHolds(da, 1, 9, 2, 9, 1, 9);
        assertHolds(dx, 5, 1, 0, 3);
        affine.backward(k, x, f, a, da, da, null); // in place, and nobody wants dx
        assertHolds(da, 1, 0, 2, 0, 1, 0);
        assertHolds(W.gradient(), trainW ? new double[] {1, 3, 2, 2, -1, 4} : new double[6]);
        assertHolds(b.gradient(), learns ? new double[] {1, 1, 2} : new double[3]);
      }
    }
  }

  /**
   * A pass takes both steps in one: x = (1, 2), W = [[1, −1, 2], [0, 1, −2]], so z = (1, 1, −2), a
   * = (1, 1, 0); then U = (1, 2, 3)ᵀ gives ŷ = 3. dŷ = 1: dU = a, da = U, dz = (1, 2, 0), db = dz,
   * dW = [[1, 2, 0], [2, 4, 0]], dx = W·dz = (−1, 2).
   */
  @ParameterizedTest
  @MethodSource("kernels")
  void aPassThatFuses(Kernels k) {
    for (boolean toInput : new boolean[] {false, true}) {
      Net net = new Net(k, 2, dense(3, relu), dense(1));
      net.weights(0).set(new double[] {1, -1, 2, 0, 1, -2});
      net.weights(2).set(new double[] {1, 2, 3});
      Pass pass =
          toInput ? Pass.toInput(net.chain, k, 1, null) : Pass.toTrain(net.chain, k, 1, null);
      pass.x().set(new double[] {1, 2});
      pass.forward();
      assertHolds(pass.yhat(), 3);
      assertSame(pass.output(1), pass.output(2), "a takes the place of z");
      pass.gradient(3).set(new double[] {1});
      pass.backward(3);
      assertHolds(net.gradient(0), 1, 2, 0, 2, 4, 0);
      assertHolds(net.gradient(1), 1, 2, 0);
      assertHolds(net.gradient(2), 1, 1, 0);
      assertHolds(net.gradient(3), 1);
      if (toInput) {
        assertHolds(pass.gradient(0), -1, 2);
      }
    }
  }

  /** relu lets da pass where a > 0, here at the second and third. */
  @ParameterizedTest
  @MethodSource("kernels")
  void activateByHand(Kernels k) {
    Differentiable relus = new Net(k, 3, activation(relu)).function(0);
    Matrix a = matrix(k, 1, 3, 0, 2, 5);
    Matrix da = matrix(k, 1, 3, 7, -8, 9);
    relus.backward(k, a, a, da, null); // nobody wants dz
    assertHolds(da, 7, -8, 9);
    relus.backward(k, a, a, da, da);
    assertHolds(da, 0, -8, 9);
    for (Activation f : List.of(relu, gelu, softmax)) {
      Activate activate = new Activate(f);
      assertEquals(f.readsInput(), activate.readsInput());
      assertTrue(activate.worksInPlace() && activate.readsOutput(), f.toString());
      assertTrue(activate.hasInputGradient() && !activate.isIdentity(), f.toString());
    }
  }

  /** Codes 2, 0, 2 of 4: dE[2] = dy₀ + dy₂, dE[0] = dy₁, the others 0; it adds to what is there. */
  @ParameterizedTest
  @MethodSource("kernels")
  void lookupByHand(Kernels k) {
    Net net = new Net(k, 1, embedding(4, 2));
    Differentiable lookup = net.function(0);
    Matrix x = matrix(k, 3, 1, 2, 0, 2);
    Matrix dy = matrix(k, 3, 2, 1, 2, 3, 4, 10, 20);
    net.gradient(0).set(new double[8]);
    lookup.backward(k, x, null, dy, null);
    assertHolds(net.gradient(0), 3, 4, 0, 0, 11, 22, 0, 0);
    assertFalse(lookup.hasInputGradient());
    assertFalse(lookup.readsOutput());
    assertTrue(lookup.readsInput());

    Net frozen = new Net(k, 1, embedding(4, 2).trainable(false), dense(3));
    assertNull(frozen.gradient(0));
    frozen.function(0).backward(k, x, null, dy, null);
  }

  /** R = 1·|y| + 2·y², n = 2: dx = dy + ½·(sign y + 4·y). */
  @ParameterizedTest
  @MethodSource("kernels")
  void penaltyByHand(Kernels k) {
    Differentiable penalty = new Penalty(l1l2(1, 2));
    Matrix x = matrix(k, 2, 2, 1, -2, 0, 3);
    Matrix y = k.zeros(2, 2);
    penalty.forward(k, x, y);
    assertHolds(y, 1, -2, 0, 3);
    assertEquals((6 + 2 * 14) / 2.0, penalty.penalty(), 1e-5);
    Matrix dy = matrix(k, 2, 2, 10, 20, 30, 40);
    penalty.backward(k, x, y, dy, null); // nobody wants dx
    assertHolds(dy, 10, 20, 30, 40);
    Matrix dx = matrix(k, 2, 2, 5, 5, 5, 5);
    penalty.backward(k, x, y, dy, dx);
    assertHolds(dx, 12.5, 15.5, 30, 46.5);
    assertHolds(dy, 10, 20, 30, 40);
    penalty.backward(k, y, y, dy, dy); // in place
    assertHolds(dy, 12.5, 15.5, 30, 46.5);
    // one row: dx = dy + sign y + 4·y, and in place forward changes nothing
    for (Matrix m : List.of(y, dy, dx)) {
      m.resize(1);
    }
    penalty.forward(k, y, y);
    assertHolds(y, 1, -2);
    assertEquals(3 + 2 * 5, penalty.penalty(), 1e-5);
    dy.set(new double[] {1, 1});
    penalty.backward(k, y, y, dy, dx);
    assertHolds(dx, 6, -8);
    assertTrue(penalty.penalizes() && penalty.isIdentity() && penalty.readsOutput());
    assertFalse(penalty.readsInput() || penalty.worksInPlace());
    Differentiable other = penalty.inPass(new PassContext(k, 2, true, true, null));
    assertNotSame(penalty, other);
    assertEquals(0, other.penalty(), "the last batch is a pass's own");
  }

  /** y = −3·x + 5: dx = −3·dy, in tiles too. */
  @ParameterizedTest
  @MethodSource("kernels")
  void rescalingByHand(Kernels k) {
    Differentiable rescale = new Net(k, 2, rescaling(-3, 5)).function(0);
    Matrix dy = matrix(k, 1, 2, 2, -4);
    Matrix dx = matrix(k, 1, 2, 1, 1);
    rescale.backward(k, null, null, dy, null);
    rescale.backward(k, dx, dx, dy, dx);
    assertHolds(dx, -6, 12);
    assertHolds(dy, 2, -4);
    Elementwise f = (Elementwise) rescale;
    assertEquals(-3, f.df(7, -16));
    float[] tile = {2, -4, 77};
    f.df(null, null, tile, tile, 2);
    assertArrayEquals(new float[] {-6, 12, 77}, tile);
    assertTrue(rescale.worksInPlace());
    assertFalse(rescale.readsInput() || rescale.readsOutput());
  }

  /** σ = (2, 5), μ does not matter: dx = dy/σ, inverted dy·σ. */
  @ParameterizedTest
  @MethodSource("kernels")
  void normalizationByHand(Kernels k) {
    Normalization there = normalization(new double[] {100, 200}, new double[] {4, 25});
    Matrix dy = matrix(k, 2, 2, 2, 10, -4, 1);
    Matrix dx = k.zeros(2, 2);
    Differentiable standardize = new Net(k, 2, there).function(0);
    standardize.backward(k, null, null, dy, null);
    standardize.backward(k, null, null, dy, dx);
    assertHolds(dx, 1, 2, -2, 0.2);
    new Net(k, 2, there.invert(true)).function(0).backward(k, null, null, dy, dx);
    assertHolds(dx, 4, 50, -8, 5);
    assertHolds(dy, 2, 10, -4, 1);
    assertTrue(standardize.worksInPlace());
    assertFalse(standardize.readsInput() || standardize.readsOutput());
  }

  /** A function that says nothing of itself is taken for one that needs everything. */
  @Test
  void defaultsAreSafe() {
    Differentiable plain =
        new Differentiable() {
          @Override
          public void forward(Kernels k, Matrix x, Matrix y) {}

          @Override
          public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {}
        };
    assertTrue(plain.readsInput() && plain.readsOutput() && plain.hasInputGradient());
    assertFalse(plain.worksInPlace() || plain.isIdentity() || plain.penalizes());
    assertEquals(0, plain.penalty());
    assertNull(plain.forRow());
    assertSame(plain, plain.inPass(null));
  }

  // ---- in a chain

  /** Counts how often it is told that the weights changed, and remembers whom dx was for. */
  private static final class Probe implements Layer, Differentiable {
    final List<Matrix> dxs = new ArrayList<>();
    int updates;

    @Override
    public void build(Builder builder) {
      builder.add(this, builder.columns());
    }

    @Override
    public void forward(Kernels k, Matrix x, Matrix y) {
      k.copyRows(x, y, 0);
    }

    @Override
    public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
      dxs.add(dx);
      if (dx != null) {
        k.copyRows(dy, dx, 0);
      }
    }

    @Override
    public void updated(Kernels k) {
      updates++;
    }
  }

  @Test
  void aBlockWorksInAPassOnly() {
    Differentiable block = new Net(new CpuKernels(), 2, residual(dense(2))).function(0);
    assertThrows(IllegalStateException.class, () -> block.forward(null, null, null));
    assertThrows(IllegalStateException.class, () -> block.backward(null, null, null, null, null));
    assertFalse(block.readsOutput());
    assertTrue(block.readsInput());
  }

  /** News of an update, and penalties, go through blocks to whatever is within. */
  @ParameterizedTest
  @MethodSource("kernels")
  void blocksPassOnWhatIsAsked(Kernels k) {
    Probe outer = new Probe();
    Probe inner = new Probe();
    Net net = new Net(k, 2, outer, residual(inner, dense(2).activityRegularizer(l2(1))));
    net.weights(0).set(new double[] {1, 0, 0, 2});
    Pass pass = Pass.toTrain(net.chain, k, 1, null);
    pass.updated();
    pass.updated();
    assertEquals(2, outer.updates);
    assertEquals(2, inner.updates);
    pass.x().set(new double[] {3, 4});
    pass.forward();
    assertHolds(pass.yhat(), 6, 12);
    assertTrue(pass.penalizes());
    assertEquals(9 + 64, pass.penalty(), 1e-4); // 3² + 8²
    Pass without = Pass.toTrain(new Net(k, 2, outer, residual(dense(2))).chain, k, 1, null);
    assertFalse(without.penalizes());
    assertEquals(0, without.penalty());
    // the penalty's gradient joins on the way back: dz = dy + 2·z, dW = xᵀ·dz
    pass.gradient(pass.functions()).set(new double[] {1, 1});
    pass.backward(pass.functions());
    assertHolds(net.gradient(0), 3 * 7, 3 * 17, 4 * 7, 4 * 17);
    assertEquals(0, outer.dxs.size(), "nothing to learn so far down");
    assertEquals(0, inner.dxs.size(), "nor before the block's first weights");
  }

  private static Layer[] mixed() {
    return new Layer[] {
      rescaling(0.5, 1),
      dense(2, tanh).biasInitializer(Initializers.constant(0.1)),
      residual(dense(4, gelu), dense(2).activityRegularizer(l2(0.3))),
      normalization(0.5, 4),
      activation(tanh), // not relu, which might let nothing through
      dense(3, gelu).activityRegularizer(l1l2(0, 0.2)),
      dense(2, softmax)
    };
  }

  private static double objective(Pass pass, double[] c) {
    pass.forward();
    double sum = pass.penalty();
    double[] yhat = pass.yhat().toDoubles();
    for (int i = 0; i < yhat.length; i++) {
      sum += c[i] * yhat[i];
    }
    return sum;
  }

  /** Along random directions, through all weights or all inputs: by a full batch, and one row. */
  @Test
  void aChainAgainstDifferences() {
    Kernels k = new Nd4jKernels(DataType.DOUBLE);
    Net net = new Net(k, 3, mixed());
    Pass pass = Pass.toInput(net.chain, k, 3, null);
    Rng rng = new Rng(5);
    for (int rows : new int[] {3, 1}) {
      pass.resize(rows);
      double[] c = normals(rng, rows * 2);
      pass.x().set(normals(rng, rows * 3));
      objective(pass, c);
      pass.gradient(pass.functions()).set(c);
      pass.backward(pass.functions());
      double[] dw = net.parameters.gradient().toDoubles();
      double[] dx = pass.gradient(0).toDoubles();
      for (int times = 0; times < 4; times++) {
        double[] d = normals(rng, dx.length);
        assertEquals(slope(pass, pass.x(), d, c), dot(d, dx), 1e-7, "dx of " + rows + " rows");
        d = normals(rng, dw.length);
        double expected = slope(pass, net.parameters.value(), d, c);
        assertEquals(expected, dot(d, dw), 1e-7, "dw of " + rows + " rows");
      }
    }
  }

  private static double[] normals(Rng rng, int n) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> rng.normal());
    return values;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** By five points along d, h = 1e-3. */
  private static double slope(Pass pass, Matrix of, double[] d, double[] c) {
    double[] at = of.toDoubles();
    double[] l = new double[5];
    for (int step = -2; step <= 2; step++) {
      double[] moved = at.clone();
      for (int i = 0; i < d.length; i++) {
        moved[i] += step * 1e-3 * d[i];
      }
      of.set(moved);
      l[step + 2] = objective(pass, c);
    }
    of.set(at);
    return (8 * (l[3] - l[1]) - (l[4] - l[0])) / 12e-3;
  }

  /** The fast kernels and a pass without dx give the same dw. */
  @Test
  void trainingGivesTheSameGradients() {
    double[] x = {0.3, -1.2, 0.8, 1.1, 0.2, -0.4};
    List<double[]> results = new ArrayList<>();
    for (Kernels k : kernels()) {
      Net net = new Net(k, 3, mixed());
      for (Pass pass :
          List.of(Pass.toTrain(net.chain, k, 5, null), Pass.toInput(net.chain, k, 2, null))) {
        pass.resize(2);
        pass.x().set(x);
        pass.forward();
        pass.gradient(pass.functions()).set(new double[] {1, -2, 0.5, 3});
        net.parameters.gradient().set(new double[net.parameters.trainedSize()]);
        pass.backward(pass.functions());
        results.add(net.parameters.gradient().toDoubles());
      }
    }
    for (double[] result : results) {
      assertArrayEquals(results.get(3), result, 2e-5);
    }
  }

  // ---- memory of a pass

  /** Gradients end at the first weights, unless dx is wanted; a prediction has none. */
  @Test
  void gradientsReachAsFarAsNeeded() {
    Kernels k = new CpuKernels();
    Net net = new Net(k, 3, rescaling(2), dense(4, tanh), dense(2));
    Pass train = Pass.toTrain(net.chain, k, 5, null);
    assertEquals(4, train.functions());
    assertEquals(5, train.capacity());
    assertSame(k, train.kernels());
    assertSame(train.x(), train.output(0));
    assertSame(train.yhat(), train.output(4));
    for (int l = 0; l <= 4; l++) {
      assertEquals(l > 1, train.gradient(l) != null, "training, " + l);
      assertNotNull(Pass.toInput(net.chain, k, 5, null).gradient(l), "dx, " + l);
      assertNull(Pass.toPredict(net.chain, k, 5).gradient(l), "predicting, " + l);
      assertNull(Pass.toLook(net.chain, k, 5).gradient(l), "looking, " + l);
    }
    Pass examine = Pass.toExamine(net.chain, k, 5, null); // keeps all of them apart
    assertNotNull(examine.gradient(0));
    for (int l = 1; l <= 4; l++) {
      assertNotSame(examine.output(l - 1), examine.output(l), "examining, " + l);
      assertNotNull(examine.gradient(l), "examining, " + l);
      assertNotSame(examine.gradient(l - 1), examine.gradient(l), "examining, " + l);
    }
    train.resize(3);
    for (int l = 0; l <= 4; l++) {
      assertEquals(3, train.output(l).rows());
      assertEquals(3, train.gradient(l) == null ? 3 : train.gradient(l).rows());
    }
    assertEquals(5, train.capacity());
  }

  private static boolean shares(Pass pass, int l) {
    return pass.output(l) == pass.output(l - 1);
  }

  /** An output takes the place of the input where no derivative reads that. */
  @Test
  void outputsShareMemoryWhereNoDerivativeMinds() {
    Kernels k = new CpuKernels();
    // functions: 1 affine, 2 relu, 3 affine, 4 gelu, 5 rescale, 6 affine, 7 penalty, 8 rescale
    Net net =
        new Net(
            k,
            3,
            dense(4, relu),
            dense(4, gelu),
            rescaling(2),
            dense(2).activityRegularizer(l2(1)),
            rescaling(3));
    Pass train = Pass.toTrain(net.chain, k, 5, null);
    Pass predict = Pass.toPredict(net.chain, k, 5);
    Pass look = Pass.toLook(net.chain, k, 5);
    List<Integer> inTraining = new ArrayList<>();
    List<Integer> inPrediction = new ArrayList<>();
    for (int l = 1; l <= 8; l++) {
      if (shares(train, l)) {
        inTraining.add(l);
        assertSame(train.gradient(l), train.gradient(l - 1), "gradient " + l);
      } else {
        assertNotSame(train.gradient(l), train.gradient(l - 1), "gradient " + l);
      }
      if (shares(predict, l)) {
        inPrediction.add(l);
      }
      assertFalse(shares(look, l), "all are to be looked at");
    }
    // gelu reads its input, rescale would spoil gelu's output, or what the penalty reads
    assertEquals(List.of(2, 7), inTraining);
    assertEquals(List.of(2, 4, 5, 7, 8), inPrediction);
  }

  /** y = x in memory as well, which its backward does not look at. */
  private static final class Same implements Layer, Differentiable {
    @Override
    public void build(Builder builder) {
      builder.add(this, builder.columns());
    }

    @Override
    public void forward(Kernels k, Matrix x, Matrix y) {
      if (x != y) {
        k.copyRows(x, y, 0);
      }
    }

    @Override
    public void backward(Kernels k, Matrix x, Matrix y, Matrix dy, Matrix dx) {
      if (dx != null && dx != dy) {
        k.copyRows(dy, dx, 0);
      }
    }

    @Override
    public boolean readsInput() {
      return false;
    }

    @Override
    public boolean readsOutput() {
      return false;
    }

    @Override
    public boolean isIdentity() {
      return true;
    }
  }

  /** What is read may be the output of a function before, under another name. */
  @Test
  void outputsAreReadThroughIdentities() {
    Kernels k = new CpuKernels();
    // functions: 1 affine, 2 tanh, 3 and 4 same, 5 rescale, 6 affine, 7 same, 8 rescale
    Net net =
        new Net(
            k,
            3,
            dense(4, tanh),
            new Same(),
            new Same(),
            rescaling(2),
            dense(2),
            new Same(),
            rescaling(3));
    Pass train = Pass.toTrain(net.chain, k, 5, null);
    List<Integer> shared = new ArrayList<>();
    for (int l = 1; l <= 8; l++) {
      if (shares(train, l)) {
        shared.add(l);
      }
    }
    // rescale would spoil tanh's output, but not that of an affine map
    assertEquals(List.of(2, 3, 4, 7, 8), shared);
    // nobody before x
    Net first = new Net(k, 3, new Same(), rescaling(2), dense(2));
    assertTrue(shares(Pass.toTrain(first.chain, k, 5, null), 2));
  }

  /** A block's sum is read by nobody in the block. */
  @Test
  void whatFollowsABlockTakesItsPlace() {
    Kernels k = new CpuKernels();
    Net net = new Net(k, 3, residual(dense(3, tanh)), rescaling(2));
    assertTrue(shares(Pass.toTrain(net.chain, k, 5, null), 2));
  }

  /** The user's x stays as it is, though the first function could work in place. */
  @Test
  void theFirstFunctionLeavesXAlone() {
    Kernels k = new CpuKernels();
    Net net = new Net(k, 2, activation(relu), rescaling(2));
    Pass pass = Pass.toPredict(net.chain, k, 1);
    pass.x().set(new double[] {-1, 3});
    pass.forward();
    assertHolds(pass.x(), -1, 3);
    assertHolds(pass.yhat(), 0, 6);
    assertTrue(shares(pass, 2));
  }
}
