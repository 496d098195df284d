package org.chainrule.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The fast kernels against ND4J's in FLOAT and in DOUBLE, operation by operation, on the same
 * numbers.
 *
 * <p>Every matrix is tried on memory of its own, and as a short batch in a window in the middle of
 * other memory. Results begin as NaN, so that nothing of them may be read; what surrounds an input
 * is NaN, so that nothing outside may be read either; and what surrounds a result must not change.
 */
class KernelsTest {
  private static final long SEED = 4711;
  private static final double SURROUNDING = 77;

  /** The same with two classes at least: over one, float cannot tell 1 − 1e-7 from 1 − 1.2e-7. */
  static List<Shape> classShapes() {
    return List.of(
        new Shape(1, 2),
        new Shape(1, 7),
        new Shape(11, 2),
        new Shape(13, 17),
        new Shape(67, 71),
        new Shape(4099, 2),
        new Shape(3, 5003),
        new Shape(503, 131));
  }

  record Shape(int n, int columns) {
    @Override
    public String toString() {
      return n + " x " + columns;
    }
  }

  /** One number, rows, columns, primes, more than a tile of 4096, a row longer than a tile. */
  static List<Shape> shapes() {
    return List.of(
        new Shape(1, 1),
        new Shape(1, 7),
        new Shape(11, 1),
        new Shape(3, 5),
        new Shape(13, 17),
        new Shape(2, 2048),
        new Shape(67, 71),
        new Shape(8209, 1),
        new Shape(1, 4099),
        new Shape(3, 5003),
        new Shape(503, 131));
  }

  /** A matrix that an operation gets: its numbers, or null for a result. */
  private static final class Operand {
    final int rows;
    final int columns;
    final double[] values;
    final boolean written;

    Operand(int rows, int columns, double[] values, boolean written) {
      this.rows = rows;
      this.columns = columns;
      this.values = values;
      this.written = written;
    }
  }

  private interface Operation {
    double apply(Kernels k, Matrix[] m);
  }

  private interface Action {
    void apply(Kernels k, Matrix[] m);
  }

  private final Rng rng = new Rng(SEED);
  private final List<Operand> operands = new ArrayList<>();

  // ---- the arguments of an operation, in order

  private static double[] fill(int size, DoubleSupplier numbers) {
    double[] values = new double[size];
    Arrays.setAll(values, i -> (float) numbers.getAsDouble());
    return values;
  }

  private KernelsTest input(int rows, int columns, DoubleSupplier numbers) {
    operands.add(new Operand(rows, columns, fill(rows * columns, numbers), false));
    return this;
  }

  /** An argument that is overwritten, but read before. */
  private KernelsTest inAndOut(int rows, int columns, DoubleSupplier numbers) {
    operands.add(new Operand(rows, columns, fill(rows * columns, numbers), true));
    return this;
  }

  private KernelsTest result(int rows, int columns) {
    operands.add(new Operand(rows, columns, null, true));
    return this;
  }

  /** Multiples of 1/8, whose sums of products are exact in float. */
  private double eighth() {
    return (rng.below(33) - 16) / 8.0;
  }

  private double signed() {
    return 6 * rng.uniform() - 3;
  }

  private double probability() {
    return 0.02 + 0.96 * rng.uniform();
  }

  private double zeroOrOne() {
    return rng.below(2);
  }

  // ---- running it

  private void agrees(double tolerance, Action action) {
    sumAgrees(
        tolerance,
        (k, m) -> {
          action.apply(k, m);
          return 0;
        });
  }

  /** Runs the operation on all kernels and memory layouts, and compares all that comes out. */
  private void sumAgrees(double tolerance, Operation operation) {
    for (boolean window : new boolean[] {false, true}) {
      double[] oracle = run(new Nd4jKernels(DataType.DOUBLE), window, operation);
      double[] plain = run(new Nd4jKernels(DataType.FLOAT), window, operation);
      double[] fast = run(new CpuKernels(), window, operation);
      String where = window ? " in windows" : "";
      compare("ND4J in FLOAT and in DOUBLE" + where, oracle, plain, tolerance);
      compare("fast and ND4J in DOUBLE" + where, oracle, fast, tolerance);
    }
    operands.clear();
  }

  /** The contents of all operands after the operation, and last what it returned. */
  private double[] run(Kernels k, boolean window, Operation operation) {
    int before = window ? 5 : 0;
    int extraRows = window ? 2 : 0;
    Matrix[] wholes = new Matrix[operands.size()];
    Matrix[] arguments = new Matrix[operands.size()];
    int size = 1;
    for (int o = 0; o < arguments.length; o++) {
      Operand operand = operands.get(o);
      int length = operand.rows * operand.columns;
      double[] numbers = new double[before + length + extraRows * operand.columns + before];
      Arrays.fill(numbers, operand.written ? SURROUNDING : Double.NaN);
      if (operand.values == null) {
        Arrays.fill(numbers, before, before + length, Double.NaN);
      } else {
        System.arraycopy(operand.values, 0, numbers, before, length);
      }
      wholes[o] = k.zeros(1, numbers.length);
      wholes[o].array().assign(Nd4j.createFromArray(new double[][] {numbers}).castTo(k.type()));
      arguments[o] = wholes[o].window(before, operand.rows + extraRows, operand.columns);
      arguments[o].resize(operand.rows);
      size += length;
    }
    double[] outcome = new double[size];
    outcome[size - 1] = operation.apply(k, arguments);
    int at = 0;
    for (int o = 0; o < arguments.length; o++) {
      Operand operand = operands.get(o);
      double[] whole = wholes[o].toDoubles();
      int used = operand.rows * operand.columns;
      for (int i = 0; i < whole.length; i++) {
        boolean inside = i >= before && i < before + used;
        double expected = operand.written ? SURROUNDING : Double.NaN;
        if (inside) {
          expected = operand.written ? whole[i] : operand.values[i - before];
        }
        if (Double.compare(expected, whole[i]) != 0) {
          assertEquals(expected, whole[i], "argument " + o + " at " + (i - before) + " must stay");
        }
      }
      System.arraycopy(whole, before, outcome, at, used);
      at += used;
    }
    return outcome;
  }

  private static void compare(String what, double[] expected, double[] actual, double tolerance) {
    for (int i = 0; i < expected.length; i++) {
      double allowed = tolerance * (1 + Math.abs(expected[i]));
      if (!(Math.abs(expected[i] - actual[i]) <= allowed) || Double.isNaN(expected[i])) {
        assertEquals(
            expected[i],
            actual[i],
            allowed,
            "%s, number %d of %d, seed %d".formatted(what, i, expected.length, SEED));
        assertTrue(!Double.isNaN(expected[i]), what + ": number " + i + " was never written");
      }
    }
  }

  // ---- moving numbers

  @ParameterizedTest
  @MethodSource("shapes")
  void gather(Shape s) {
    double[][] rows = new double[s.n + 3][];
    Arrays.setAll(rows, i -> fill(s.columns, this::signed));
    int[] order = new int[s.n + 3];
    Arrays.setAll(order, i -> i);
    rng.shuffle(order);
    result(s.n, s.columns)
        .agrees(0, (k, m) -> k.gather(Samples.of(k.type(), rows), order, 3, m[0]));
    result(s.n, s.columns).agrees(0, (k, m) -> k.gather(Samples.of(k.type(), rows), null, 2, m[0]));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void gatherFinite(Shape s) {
    double[][] rows = new double[s.n + 3][];
    Arrays.setAll(rows, i -> fill(s.columns, this::signed));
    rows[1][0] = Double.NaN; // before and after those that are gathered
    rows[s.n + 2][s.columns - 1] = Double.NaN;
    result(s.n, s.columns)
        .agrees(0, (k, m) -> assertTrue(k.gatherFinite(Samples.of(k.type(), rows), 2, m[0])));
    for (double bad :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      double[] row = rows[2 + rng.below(s.n)];
      int column = rng.below(s.columns);
      double was = row[column];
      row[column] = bad;
      for (Kernels k : new Kernels[] {new Nd4jKernels(DataType.FLOAT), new CpuKernels()}) {
        Samples samples = Samples.of(k.type(), rows);
        assertFalse(
            k.gatherFinite(samples, 2, k.zeros(s.n, s.columns)), k.getClass().getSimpleName());
      }
      row[column] = was;
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void copyRows(Shape s) {
    input(s.n, s.columns, this::signed)
        .inAndOut(s.n + 4, s.columns, this::signed)
        .agrees(0, (k, m) -> k.copyRows(m[0], m[1], 3));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void copyToAndFromSlots(Shape s) {
    int size = s.n * s.columns;
    input(1, size, this::signed)
        .result(1, size)
        .result(1, size)
        .agrees(
            0,
            (k, m) -> {
              Slot slot = k.slot(size, 0.1f);
              k.copy(slot, m[1]);
              k.copy(m[0], slot);
              k.copy(slot, m[2]);
            });
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void firstNonFinite(Shape s) {
    for (double bad :
        new double[] {1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      int row = rng.below(s.n);
      int column = rng.below(s.columns);
      input(s.n, s.columns, this::signed)
          .result(1, 1)
          .agrees(
              0,
              (k, m) -> {
                double was = m[0].get(row, column);
                m[0].set(row, column, bad);
                m[1].set(0, 0, k.firstNonFinite(m[0]));
                m[0].set(row, column, was);
                assertEquals(bad == 1 ? -1 : row, m[1].get(0, 0), k.getClass().getSimpleName());
              });
    }
  }

  // ---- residuals, tables, columns brought to a mean and a variance

  @ParameterizedTest
  @MethodSource("shapes")
  void sum(Shape s) {
    input(s.n, s.columns, this::signed)
        .input(s.n, s.columns, this::signed)
        .result(s.n, s.columns)
        .agrees(1e-6, (k, m) -> k.sum(m[0], m[1], m[2]));
    inAndOut(s.n, s.columns, this::signed)
        .input(s.n, s.columns, this::signed)
        .agrees(1e-6, (k, m) -> k.sum(m[0], m[1], m[0]));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void standardize(Shape s) {
    for (boolean invert : new boolean[] {false, true}) {
      input(s.n, s.columns, this::signed)
          .input(1, s.columns, this::signed)
          .input(1, s.columns, this::probability)
          .result(s.n, s.columns)
          .agrees(2e-6, (k, m) -> k.standardize(m[0], m[1], m[2], invert, m[3]));
      inAndOut(s.n, s.columns, this::signed)
          .input(1, s.columns, this::probability)
          .agrees(2e-6, (k, m) -> k.standardize(m[0], null, m[1], invert, m[0]));
    }
    // a column that is constant: its deviation counts as 1e-7
    input(s.n, s.columns, this::eighth)
        .input(1, s.columns, () -> 0)
        .result(s.n, s.columns)
        .agrees(1e-6, (k, m) -> k.standardize(m[0], null, m[1], false, m[2]));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void pickAndAddPicked(Shape s) {
    int values = 3; // fewer than rows, so that most are picked more than once
    input(s.n, 1, () -> rng.below(values))
        .input(values, s.columns, this::eighth)
        .result(s.n, s.columns)
        .agrees(0, (k, m) -> k.pick(m[0], m[1], m[2]));
    input(s.n, 1, () -> rng.below(values))
        .input(s.n, s.columns, this::eighth)
        .result(values, s.columns)
        .agrees(1e-6, (k, m) -> k.addPicked(m[0], m[1], m[2]));
  }

  // ---- penalties and conditions on weights

  /** A formula with a tile method of its own would hide whether the tiles are walked rightly. */
  private static final Elementwise QUARTIC =
      new Elementwise() {
        @Override
        public double f(double w) {
          return w * w * w * w;
        }

        @Override
        public double df(double w, double r) {
          return 4 * w * w * w;
        }
      };

  @ParameterizedTest
  @MethodSource("shapes")
  void sumOf(Shape s) {
    input(s.n, s.columns, this::signed).sumAgrees(1e-6, (k, m) -> k.sumOf(QUARTIC, m[0]));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void addDerivative(Shape s) {
    input(s.n, s.columns, this::signed)
        .inAndOut(s.n, s.columns, this::signed)
        .agrees(2e-6, (k, m) -> k.addDerivative(QUARTIC, m[0], 0.7, m[1]));
  }

  /** Not the longest: a product of all pairs of 8209 rows is no unit test. */
  static List<Shape> kernelShapes() {
    return List.of(
        new Shape(1, 1),
        new Shape(1, 7),
        new Shape(11, 1),
        new Shape(3, 5),
        new Shape(13, 17),
        new Shape(67, 71),
        new Shape(211, 2),
        new Shape(2, 211),
        new Shape(3, 5003),
        new Shape(503, 131));
  }

  @ParameterizedTest
  @MethodSource("kernelShapes")
  void coherence(Shape s) {
    for (boolean rows : new boolean[] {true, false}) {
      if (!rows && s.columns > 1000) {
        continue; // 25 million pairs
      }
      // a tolerance for the sign of cosines near 0, of which a float does not know the last digits
      input(s.n, s.columns, this::signed).sumAgrees(2e-6, (k, m) -> k.coherence(m[0], rows));
      input(s.n, s.columns, this::signed)
          .inAndOut(s.n, s.columns, this::signed)
          .agrees(5e-5, (k, m) -> k.addCoherenceGradient(m[0], rows, 0.3, m[1]));
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void boundNorms(Shape s) {
    for (boolean rows : new boolean[] {true, false}) {
      inAndOut(s.n, s.columns, this::signed)
          .agrees(2e-6, (k, m) -> k.boundNorms(m[0], 0, 1.5, 1, rows));
      inAndOut(s.n, s.columns, this::signed)
          .agrees(2e-6, (k, m) -> k.boundNorms(m[0], 7, 9, 0.3, rows));
      inAndOut(s.n, s.columns, () -> 0).agrees(0, (k, m) -> k.boundNorms(m[0], 1, 1, 1, rows));
    }
  }

  /** [[3, 1], [4, 0]]: the columns have norms 5 and 1. */
  @Test
  void boundNormsByHand() {
    for (Kernels k : List.of(new Nd4jKernels(DataType.DOUBLE), new CpuKernels())) {
      Matrix w = k.zeros(2, 2);
      w.set(new double[] {3, 1, 4, 0});
      k.boundNorms(w, 0, 2, 1, false); // 5 becomes 2: times 0.4; 1 stays
      assertEquals(1.2, w.get(0, 0), 1e-6);
      assertEquals(1.6, w.get(1, 0), 1e-6);
      assertEquals(1, w.get(0, 1), 1e-6);
      w.set(new double[] {3, 1, 4, 0});
      k.boundNorms(w, 2, 3, 0.5, true); // rows √10 → ½·3 + ½·√10, 4 → ½·3 + ½·4
      assertEquals(3 * (1.5 / Math.sqrt(10) + 0.5), w.get(0, 0), 1e-6);
      assertEquals(3.5, w.get(1, 0), 1e-6);
    }
  }

  /** Rows (3, 4) and (0, 2): cos = 8/10; the columns (3, 0) and (4, 2): 12/(3·√20). */
  @Test
  void coherenceByHand() {
    for (Kernels k : List.of(new Nd4jKernels(DataType.DOUBLE), new CpuKernels())) {
      Matrix w = k.zeros(2, 2);
      w.set(new double[] {3, 4, 0, 2});
      assertEquals(0.8, k.coherence(w, true), 1e-6);
      assertEquals(4 / Math.sqrt(20), k.coherence(w, false), 1e-6);
    }
  }

  // ---- affine maps; the widths differ from each other and from n

  @ParameterizedTest
  @MethodSource("shapes")
  void affine(Shape s) {
    int in = s.columns;
    int out = in > 100 ? 3 : in + 6;
    input(s.n, in, this::eighth)
        .input(in, out, this::eighth)
        .input(1, out, this::eighth)
        .result(s.n, out)
        .agrees(1e-6, (k, m) -> k.affine(m[0], m[1], m[2], m[3]));
    input(s.n, in, this::eighth)
        .input(in, out, this::eighth)
        .result(s.n, out)
        .agrees(1e-6, (k, m) -> k.affine(m[0], m[1], null, m[2]));
    input(s.n, in, this::eighth)
        .input(in, out, this::eighth)
        .input(1, out, this::eighth)
        .result(s.n, out)
        .agrees(1e-5, (k, m) -> k.affine(m[0], m[1], m[2], new Cube(), m[3]));
    // and wide results, whose bias is longer than a tile
    input(s.n, 2, this::eighth)
        .input(2, in, this::eighth)
        .input(1, in, this::eighth)
        .result(s.n, in)
        .agrees(1e-6, (k, m) -> k.affine(m[0], m[1], m[2], m[3]));
    input(s.n, 2, this::eighth)
        .input(2, in, this::eighth)
        .input(1, in, this::eighth)
        .result(s.n, in)
        .agrees(1e-6, (k, m) -> k.affine(m[0], m[1], m[2], new Gate(), m[3]));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void matmulTransposedA(Shape s) {
    int out = s.columns > 100 ? 3 : s.columns + 6;
    input(s.n, s.columns, this::eighth)
        .input(s.n, out, this::eighth)
        .result(s.columns, out)
        .agrees(1e-6, (k, m) -> k.matmulTransposedA(m[0], m[1], m[2]));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void matmulTransposedB(Shape s) {
    int in = s.columns > 100 ? 3 : s.columns + 6;
    input(s.n, s.columns, this::eighth)
        .input(in, s.columns, this::eighth)
        .result(s.n, in)
        .agrees(1e-6, (k, m) -> k.matmulTransposedB(m[0], m[1], m[2]));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void sumRows(Shape s) {
    input(s.n, s.columns, this::eighth)
        .result(1, s.columns)
        .agrees(1e-6, (k, m) -> k.sumRows(m[0], m[1]));
  }

  /** What one sum leaves behind is no part of the next. */
  @Test
  void sumRowsOfChangingHeights() {
    CpuKernels k = new CpuKernels();
    for (int n : new int[] {3, 17, 2, 64, 5}) {
      Matrix dz = k.zeros(n, 4);
      dz.set(fill(4 * n, () -> 0.5));
      Matrix db = k.zeros(1, 4);
      k.sumRows(dz, db);
      assertEquals(n * 0.5, db.get(0, 3), "rows " + n);
    }
  }

  // ---- activations

  /** z ↦ z³, with f′ from z. */
  private static final class Cube implements Elementwise {
    @Override
    public double f(double z) {
      return z * z * z;
    }

    @Override
    public double df(double z, double a) {
      return 3 * z * z;
    }
  }

  /** z ↦ e^z, with f′ from a. */
  private static final class Exp implements Elementwise {
    @Override
    public double f(double z) {
      return Math.exp(z);
    }

    @Override
    public double df(double z, double a) {
      return a;
    }

    @Override
    public boolean readsInput() {
      return false;
    }
  }

  /** max(0, z), whose derivative only passes gradients or stops them. */
  private static final class Gate implements Elementwise {
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
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void map(Shape s) {
    for (Elementwise f : List.of(new Cube(), new Exp())) {
      input(s.n, s.columns, this::signed)
          .result(s.n, s.columns)
          .agrees(1e-6, (k, m) -> k.map(f, m[0], m[1]));
      inAndOut(s.n, s.columns, this::signed).agrees(1e-6, (k, m) -> k.map(f, m[0], m[0]));
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void mapBackward(Shape s) {
    for (Elementwise f : List.of(new Cube(), new Exp())) {
      input(s.n, s.columns, this::signed)
          .input(s.n, s.columns, this::signed)
          .input(s.n, s.columns, this::signed)
          .result(s.n, s.columns)
          .agrees(1e-6, (k, m) -> k.mapBackward(f, m[0], m[1], m[2], m[3]));
      input(s.n, s.columns, this::signed)
          .input(s.n, s.columns, this::signed)
          .inAndOut(s.n, s.columns, this::signed)
          .agrees(1e-6, (k, m) -> k.mapBackward(f, m[0], m[1], m[2], m[2]));
      input(s.n, s.columns, this::eighth)
          .input(s.n, s.columns, this::eighth)
          .inAndOut(s.n, s.columns, this::eighth)
          .result(1, s.columns)
          .agrees(2e-6, (k, m) -> k.mapBackward(f, m[0], m[1], m[2], m[2], m[3]));
    }
    input(s.n, s.columns, this::signed)
        .inAndOut(s.n, s.columns, this::signed)
        .agrees(1e-6, (k, m) -> k.mapBackward(new Exp(), m[0], m[0], m[1], m[1]));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void mapBackwardOfAGate(Shape s) {
    input(s.n, s.columns, () -> Math.max(0, signed()))
        .input(s.n, s.columns, this::signed)
        .result(s.n, s.columns)
        .agrees(0, (k, m) -> k.mapBackward(new Gate(), m[0], m[0], m[1], m[2]));
    input(s.n, s.columns, () -> Math.max(0, eighth()))
        .inAndOut(s.n, s.columns, this::eighth)
        .result(1, s.columns)
        .agrees(2e-6, (k, m) -> k.mapBackward(new Gate(), m[0], m[0], m[1], m[1], m[2]));
  }

  /** Also where a product with 0 or 1 would be NaN, −0 or, for the least a, a part of itself. */
  @Test
  void gatesPassGradientsAsTheyAreOrNotAtAll() {
    double[] a = {0, 0, 0, 0, Float.MIN_VALUE, 1e-30, 2, Float.MAX_VALUE, Double.POSITIVE_INFINITY};
    double[] d = {5, -5, Double.NaN, Double.POSITIVE_INFINITY, 3, -4, -0.0, 7, Double.NaN};
    double[] expected = {0, 0, 0, 0, 3, -4, -0.0, 7, Double.NaN};
    CpuKernels k = new CpuKernels();
    Matrix as = k.zeros(3, 3);
    Matrix ds = k.zeros(3, 3);
    as.set(a);
    ds.set(d);
    k.mapBackward(new Gate(), as, as, ds, ds);
    assertArrayEquals(expected, ds.toDoubles());
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void softmax(Shape s) {
    for (double scale : new double[] {1, 100}) { // of differences that exp can and cannot hold
      input(s.n, s.columns, () -> scale * signed())
          .result(s.n, s.columns)
          .agrees(1e-6, (k, m) -> k.softmax(m[0], m[1]));
      inAndOut(s.n, s.columns, () -> scale * signed())
          .agrees(1e-6, (k, m) -> k.softmax(m[0], m[0]));
    }
  }

  @Test
  void softmaxOfInfinities() {
    for (Kernels k : List.of(new CpuKernels(), new Nd4jKernels(DataType.DOUBLE))) {
      Matrix z = k.zeros(2, 3);
      z.set(new double[] {Double.NEGATIVE_INFINITY, 5, 5, 1e30, -1e30, 0});
      Matrix a = k.zeros(2, 3);
      k.softmax(z, a);
      double[] expected = {0, 0.5, 0.5, 1, 0, 0};
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], a.toDoubles()[i], 1e-6, k.getClass().getSimpleName());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void softmaxBackward(Shape s) {
    input(s.n, s.columns, () -> probability() / s.columns)
        .input(s.n, s.columns, this::signed)
        .result(s.n, s.columns)
        .agrees(1e-5, (k, m) -> k.softmaxBackward(m[0], m[1], m[2]));
    input(s.n, s.columns, () -> probability() / s.columns)
        .inAndOut(s.n, s.columns, this::signed)
        .agrees(1e-5, (k, m) -> k.softmaxBackward(m[0], m[1], m[1]));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void logSoftmax(Shape s) {
    for (double scale : new double[] {1, 100}) {
      input(s.n, s.columns, () -> scale * signed())
          .result(s.n, s.columns)
          .agrees(1e-6, (k, m) -> k.logSoftmax(m[0], m[1]));
      inAndOut(s.n, s.columns, () -> scale * signed())
          .agrees(1e-6, (k, m) -> k.logSoftmax(m[0], m[0]));
    }
  }

  @Test
  void logSoftmaxOfExtremes() {
    for (Kernels k : List.of(new CpuKernels(), new Nd4jKernels(DataType.DOUBLE))) {
      Matrix z = k.zeros(3, 3);
      z.set(new double[] {-1e30, 5, 5, 1e30, -1e30, 0, 1e3, 1e3 - 1, 1e3 - 100});
      Matrix a = k.zeros(3, 3);
      k.logSoftmax(z, a);
      double two = Math.log(2);
      double log = Math.log(1 + Math.exp(-1));
      double[] expected = {-1e30, -two, -two, 0, -2e30, -1e30, -log, -1 - log, -100 - log};
      for (int i = 0; i < expected.length; i++) {
        double within = 1e-6 * Math.max(1, Math.abs(expected[i]));
        assertEquals(expected[i], a.toDoubles()[i], within, k.getClass().getSimpleName());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void logSoftmaxBackward(Shape s) {
    input(s.n, s.columns, () -> Math.log(probability() / s.columns))
        .input(s.n, s.columns, this::signed)
        .result(s.n, s.columns)
        .agrees(1e-5, (k, m) -> k.logSoftmaxBackward(m[0], m[1], m[2]));
    input(s.n, s.columns, () -> Math.log(probability() / s.columns))
        .inAndOut(s.n, s.columns, this::signed)
        .agrees(1e-5, (k, m) -> k.logSoftmaxBackward(m[0], m[1], m[1]));
  }

  // ---- losses, without and with weights

  private interface Loss {
    double of(Kernels k, Matrix y, Matrix yhat, Matrix s);
  }

  private interface Gradient {
    void of(Kernels k, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz);
  }

  private void lossAgrees(
      Shape s, int targetColumns, DoubleSupplier y, DoubleSupplier yhat, Loss loss) {
    input(s.n, targetColumns, y)
        .input(s.n, s.columns, yhat)
        .sumAgrees(2e-6, (k, m) -> loss.of(k, m[0], m[1], null));
    input(s.n, targetColumns, y)
        .input(s.n, s.columns, yhat)
        .input(s.n, 1, this::probability)
        .sumAgrees(2e-6, (k, m) -> loss.of(k, m[0], m[1], m[2]));
  }

  private void gradientAgrees(
      Shape s, int targetColumns, DoubleSupplier y, DoubleSupplier yhat, Gradient gradient) {
    input(s.n, targetColumns, y)
        .input(s.n, s.columns, yhat)
        .result(s.n, s.columns)
        .agrees(2e-6, (k, m) -> gradient.of(k, m[0], m[1], null, 0.3, m[2]));
    input(s.n, targetColumns, y)
        .input(s.n, s.columns, yhat)
        .input(s.n, 1, this::probability)
        .result(s.n, s.columns)
        .agrees(2e-6, (k, m) -> gradient.of(k, m[0], m[1], m[2], 0.3, m[3]));
  }

  private DoubleSupplier classes(Shape s) {
    return () -> rng.below(s.columns);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void squaredError(Shape s) {
    lossAgrees(s, s.columns, this::signed, this::signed, Kernels::squaredError);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void binaryCrossEntropy(Shape s) {
    lossAgrees(s, s.columns, this::zeroOrOne, this::probability, Kernels::binaryCrossEntropy);
    lossAgrees(s, s.columns, this::probability, this::probability, Kernels::binaryCrossEntropy);
  }

  @ParameterizedTest
  @MethodSource("classShapes")
  void crossEntropy(Shape s) {
    lossAgrees(s, s.columns, this::zeroOrOne, this::probability, Kernels::crossEntropy);
    lossAgrees(s, s.columns, this::probability, this::probability, Kernels::crossEntropy);
  }

  @ParameterizedTest
  @MethodSource("classShapes")
  void sparseCrossEntropy(Shape s) {
    lossAgrees(s, 1, classes(s), this::probability, Kernels::sparseCrossEntropy);
  }

  /**
   * A wrong probability of 0 counts as 1e-7: −log 1e-7 = 16.1181. A right one of 1 counts as 1 −
   * 1e-7: 1.0000e-7. Of 300 rows 100 are wrong, more than one product of probabilities can hold.
   */
  @Test
  void crossEntropiesClip() {
    for (Kernels k : List.of(new CpuKernels(), new Nd4jKernels(DataType.DOUBLE))) {
      Matrix y = k.zeros(300, 1);
      Matrix yhat = k.zeros(300, 1);
      Matrix classes = k.zeros(300, 1);
      Matrix rows = k.zeros(300, 3);
      Matrix oneHot = k.zeros(300, 3);
      for (int i = 0; i < 300; i++) {
        boolean wrong = i % 3 == 0;
        y.set(i, 0, i % 2);
        yhat.set(i, 0, wrong ? 1 - i % 2 : i % 2);
        classes.set(i, 0, wrong ? 2 : 1);
        oneHot.set(i, wrong ? 2 : 1, 1);
        rows.set(i, 1, 1);
      }
      double expected = -100 * Math.log(1e-7) - 200 * Math.log(1 - 1e-7);
      String message = k.getClass().getSimpleName();
      assertEquals(expected, k.binaryCrossEntropy(y, yhat, null), 1e-9 * expected, message);
      assertEquals(expected, k.sparseCrossEntropy(classes, rows, null), 1e-9 * expected, message);
      assertEquals(expected, k.crossEntropy(oneHot, rows, null), 1e-9 * expected, message);
    }
  }

  @Test
  void lossesOfNotANumberAreSo() {
    for (Kernels k :
        List.of(
            new CpuKernels(), new Nd4jKernels(DataType.FLOAT), new Nd4jKernels(DataType.DOUBLE))) {
      Matrix y = k.zeros(2, 3);
      y.set(new double[] {0, 1, 0, 1, 0, 0});
      Matrix classes = k.zeros(2, 1);
      classes.set(new double[] {1, 0});
      Matrix yhat = k.zeros(2, 3);
      yhat.set(new double[] {0.2, 0.5, 0.3, Double.NaN, 0.1, 0.1});
      String message = k.getClass().getSimpleName() + " in " + k.type();
      assertTrue(Double.isNaN(k.squaredError(y, yhat, null)), message);
      assertTrue(Double.isNaN(k.binaryCrossEntropy(y, yhat, null)), message);
      assertTrue(Double.isNaN(k.crossEntropy(y, yhat, null)), message);
      assertTrue(Double.isNaN(k.sparseCrossEntropy(classes, yhat, null)), message);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void difference(Shape s) {
    gradientAgrees(s, s.columns, this::signed, this::signed, Kernels::difference);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void softmaxDifference(Shape s) {
    double share = 1.0 / s.columns;
    gradientAgrees(
        s,
        s.columns,
        () -> share * probability(),
        () -> share * probability(),
        Kernels::softmaxDifference);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void sparseDifference(Shape s) {
    gradientAgrees(s, 1, classes(s), this::probability, Kernels::sparseDifference);
  }

  /** ℓ = (ŷ − y)⁴, by formulas, or by tiles too. */
  private record FourthPower(boolean tiles) implements ElementLoss {
    @Override
    public double value(double y, double yhat) {
      return Math.pow(yhat - y, 4);
    }

    @Override
    public double gradient(double y, double yhat) {
      return 4 * Math.pow(yhat - y, 3);
    }

    @Override
    public void value(float[] y, float[] yhat, float[] loss, int n) {
      if (!tiles) {
        ElementLoss.super.value(y, yhat, loss, n);
        return;
      }
      for (int i = 0; i < n; i++) {
        float e = yhat[i] - y[i];
        loss[i] = e * e * e * e;
      }
    }

    @Override
    public void gradient(float[] y, float[] yhat, float[] d, int n) {
      if (!tiles) {
        ElementLoss.super.gradient(y, yhat, d, n);
        return;
      }
      for (int i = 0; i < n; i++) {
        float e = yhat[i] - y[i];
        d[i] = 4 * e * e * e;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void elementLoss(Shape s) {
    for (boolean tiles : new boolean[] {false, true}) {
      ElementLoss loss = new FourthPower(tiles);
      lossAgrees(
          s,
          s.columns,
          this::probability,
          this::probability,
          (k, y, yhat, weights) -> k.elementLoss(loss, y, yhat, weights));
      gradientAgrees(
          s,
          s.columns,
          this::probability,
          this::probability,
          (k, y, yhat, weights, factor, dz) ->
              k.elementGradient(loss, y, yhat, weights, factor, dz));
    }
  }

  /** (1e30)⁴ overflows in float only; NaN stays NaN. */
  @Test
  void elementLossBeyondTheRangeOfFloat() {
    Kernels k = new CpuKernels();
    Matrix y = k.zeros(3, 5003);
    Matrix yhat = k.zeros(3, 5003);
    Matrix s = k.zeros(3, 1);
    s.set(1, 0, 0.5);
    yhat.set(1, 4711, 1e30);
    double fourth = Math.pow((float) 1e30, 4);
    assertEquals(fourth, k.elementLoss(new FourthPower(true), y, yhat, null), 1e-12 * fourth);
    assertEquals(fourth / 2, k.elementLoss(new FourthPower(true), y, yhat, s), 1e-12 * fourth);
    yhat.set(2, 0, Double.NaN);
    assertTrue(Double.isNaN(k.elementLoss(new FourthPower(true), y, yhat, null)));
  }

  /** L = Σⱼ y₀·ŷⱼ³, of targets with another number of columns. */
  private static final class CubicLoss implements RowLoss {
    @Override
    public double value(double[] y, double[] yhat) {
      return Arrays.stream(yhat).map(p -> y[0] * p * p * p).sum();
    }

    @Override
    public void gradient(double[] y, double[] yhat, double[] dyhat) {
      for (int j = 0; j < yhat.length; j++) {
        dyhat[j] += 3 * y[0] * yhat[j] * yhat[j]; // dŷ is handed over as zeros
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void rowLoss(Shape s) {
    RowLoss loss = new CubicLoss();
    for (int columns : new int[] {s.columns, 1}) {
      lossAgrees(
          s,
          columns,
          this::signed,
          this::probability,
          (k, y, yhat, weights) -> k.rowLoss(loss, y, yhat, weights));
      gradientAgrees(
          s,
          columns,
          this::signed,
          this::probability,
          (k, y, yhat, weights, factor, dz) -> k.rowGradient(loss, y, yhat, weights, factor, dz));
    }
  }

  // ---- metrics

  @ParameterizedTest
  @MethodSource("shapes")
  void matches(Shape s) {
    input(s.n, 1, classes(s))
        .input(s.n, s.columns, this::signed)
        .sumAgrees(0, (k, m) -> k.sparseMatches(m[0], m[1]));
    input(s.n, s.columns, this::signed)
        .input(s.n, s.columns, this::signed)
        .sumAgrees(0, (k, m) -> k.categoricalMatches(m[0], m[1]));
    input(s.n, s.columns, this::zeroOrOne)
        .input(s.n, s.columns, this::probability)
        .sumAgrees(0, (k, m) -> k.binaryMatches(m[0], m[1], 0.5));
  }

  /** Each row once and in order: a sum in which every number has a weight of its own. */
  @ParameterizedTest
  @MethodSource("shapes")
  void forEachRow(Shape s) {
    for (int columns : new int[] {s.columns, 1, s.columns + 2}) {
      input(s.n, columns, this::eighth)
          .input(s.n, s.columns, this::eighth)
          .sumAgrees(
              0,
              (k, m) -> {
                double[] sum = new double[2];
                k.forEachRow(
                    (y, yhat) -> {
                      assertEquals(columns, y.length);
                      assertEquals(s.columns, yhat.length);
                      for (double v : y) {
                        sum[0] += ++sum[1] * v;
                      }
                      for (double v : yhat) {
                        sum[0] += ++sum[1] * v;
                      }
                    },
                    m[0],
                    m[1]);
                assertEquals(s.n * (columns + s.columns), sum[1], k.getClass().getSimpleName());
                return sum[0];
              });
    }
  }

  /** Of equal outputs the first counts; an output at the threshold is a 0. */
  @Test
  void matchesOfEqualOutputs() {
    for (Kernels k :
        List.of(
            new CpuKernels(), new Nd4jKernels(DataType.FLOAT), new Nd4jKernels(DataType.DOUBLE))) {
      Matrix yhat = k.zeros(2, 3);
      yhat.set(new double[] {0.25, 0.5, 0.5, 0.5, 0.5, 0});
      Matrix classes = k.zeros(2, 1);
      classes.set(new double[] {1, 0});
      String message = k.getClass().getSimpleName() + " in " + k.type();
      assertEquals(2, k.sparseMatches(classes, yhat), message);
      classes.set(new double[] {2, 1});
      assertEquals(0, k.sparseMatches(classes, yhat), message);
      Matrix y = k.zeros(2, 3);
      y.set(new double[] {0, 0, 0, 0, 1, 0});
      // row 0: all three are 0, right; row 1: ½ is 0, ½ is 0 (wrong), 0: 5 of 6
      assertEquals(5, k.binaryMatches(y, yhat, 0.5), message);
    }
  }

  // ---- gradients before an update

  @ParameterizedTest
  @MethodSource("shapes")
  void sumOfSquares(Shape s) {
    input(s.n, s.columns, this::signed).sumAgrees(1e-6, (k, m) -> k.sumOfSquares(m[0]));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void scale(Shape s) {
    inAndOut(s.n, s.columns, this::signed).agrees(1e-6, (k, m) -> k.scale(-0.3, m[0]));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void clip(Shape s) {
    inAndOut(s.n, s.columns, this::signed).agrees(1e-6, (k, m) -> k.clip(1.3, m[0]));
  }

  @Test
  void clippedNaNStaysNaN() {
    for (Kernels k : List.of(new CpuKernels(), new Nd4jKernels(DataType.FLOAT))) {
      Matrix x = k.zeros(1, 3);
      x.set(new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 0.5});
      k.clip(2, x);
      assertEquals(List.of(Double.NaN, -2.0, 0.5), Arrays.stream(x.toDoubles()).boxed().toList());
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void meanOfThreeGradients(Shape s) {
    int size = s.n * s.columns;
    input(1, size, this::signed)
        .input(1, size, this::signed)
        .inAndOut(1, size, this::signed)
        .result(1, size)
        .agrees(
            1e-6,
            (k, m) -> {
              Slot sum = k.slot(size, 0);
              k.accumulate(m[0], sum);
              k.accumulate(m[1], sum);
              k.takeMean(sum, 3, m[2]);
              k.copy(sum, m[3]); // 0 again
            });
  }

  // ---- updates: three steps, then the state as well

  /** One more than a tile beyond the chunks from which on several threads share an update. */
  static List<Shape> updateShapes() {
    List<Shape> shapes = new ArrayList<>(shapes());
    shapes.add(new Shape(33, 4099));
    return shapes;
  }

  /** A rule that mixes everything: a = ½a + g, b = b + a·w, w −= rate·b. */
  private record Mixture(double rate) implements Step {
    @Override
    public double next(double g, double[] s, double w) {
      s[0] = 0.5 * s[0] + g;
      s[1] += s[0] * w;
      return w - rate * s[1];
    }
  }

  private static final class TiledMixture implements Step {
    private final Mixture formula = new Mixture(0.1);

    @Override
    public double next(double g, double[] s, double w) {
      return formula.next(g, s, w);
    }

    @Override
    public void next(float[] g, float[][] s, float[] old, float[] w, int n) {
      for (int i = 0; i < n; i++) {
        s[0][i] = 0.5f * s[0][i] + g[i];
        s[1][i] += s[0][i] * old[i];
        w[i] = old[i] - 0.1f * s[1][i];
      }
    }
  }

  @ParameterizedTest
  @MethodSource("updateShapes")
  void update(Shape s) {
    int size = s.n * s.columns;
    for (double decay : new double[] {0, 0.01}) {
      for (Step step : List.of(new Mixture(0.1), new TiledMixture())) {
        input(1, size, this::signed)
            .input(1, size, this::signed)
            .input(1, size, this::zeroOrOne)
            .inAndOut(1, size, this::signed)
            .result(1, size)
            .result(1, size)
            .result(1, size)
            .agrees(
                5e-6,
                (k, m) -> {
                  Slot a = k.slot(size, 0.1);
                  Slot b = k.slot(size, 0.2);
                  Slot before = k.slot(size, 0);
                  Slot share = k.slot(size, 0);
                  k.copy(m[2], share);
                  k.update(step, m[0], decay, null, before, m[3], a, b);
                  k.update(step, m[1], decay, share, before, m[3], a, b);
                  k.update((g, state, w) -> w - 0.1 * g, m[0], 0.5, share, before, m[3]);
                  k.copy(a, m[4]);
                  k.copy(b, m[5]);
                  k.copy(before, m[6]);
                });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void average(Shape s) {
    int size = s.n * s.columns;
    input(1, size, this::signed)
        .input(1, size, this::signed)
        .result(1, size)
        .agrees(
            1e-6,
            (k, m) -> {
              Slot average = k.slot(size, 0);
              k.average(m[0], 0, average);
              k.average(m[1], 0.75, average);
              k.copy(average, m[2]);
            });
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void copyToAndFromDoubles(Shape s) {
    input(s.n, s.columns, this::signed)
        .result(s.n, s.columns)
        .agrees(
            0,
            (k, m) -> {
              double[] values = new double[m[0].size()];
              k.copy(m[0], values);
              k.copy(values, m[1]);
            });
  }

  // ---- noise

  /** Numbers that are exact in float, so that only the noise can differ. */
  @ParameterizedTest
  @MethodSource("shapes")
  void drop(Shape s) {
    for (double rate : new double[] {0, 0.3, 0.999}) {
      input(s.n, s.columns, this::eighth)
          .result(s.n, s.columns)
          .inAndOut(s.n, s.columns, this::eighth)
          .agrees(
              1e-6,
              (k, m) -> {
                k.drop(m[0], rate, 0x123456789abcdefL, 1.5, 0.25, -2, m[1]);
                k.drop(m[2], rate, -77, 1.5, 0, 0, m[2]);
              });
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void normalNoise(Shape s) {
    input(s.n, s.columns, this::signed)
        .result(s.n, s.columns)
        .result(s.n, s.columns)
        .inAndOut(s.n, s.columns, this::signed)
        .agrees(
            1e-5,
            (k, m) -> {
              k.multiplyNormal(m[0], 0.7, 0x123456789abcdefL, m[1]);
              k.addNormal(m[0], 1.3, -5L << 30, m[2]);
              k.addNormal(m[3], 0.5, 3, m[3]);
              k.multiplyNormal(m[3], 0.5, 4, m[3]);
            });
  }

  // ---- normalization

  @ParameterizedTest
  @MethodSource("shapes")
  void columnMoments(Shape s) {
    input(s.n, s.columns, () -> 100 + signed())
        .result(1, s.columns)
        .result(1, s.columns)
        .agrees(2e-6, (k, m) -> k.columnMoments(m[0], m[1], m[2]));
  }

  /** A mean of a hundred deviations: in one go over x nothing would be left. */
  @Test
  void theVarianceFarFromZero() {
    input(1000, 3, () -> 4096 + eighth() / 32)
        .result(1, 3)
        .result(1, 3)
        .agrees(
            1e-6,
            (k, m) -> {
              k.columnMoments(m[0], m[1], m[2]);
              for (int j = 0; j < 3; j++) { // its relative error counts: it is about 0.0014
                m[2].set(0, j, m[2].get(0, j) * 1024);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void normalizeColumns(Shape s) {
    for (int which = 0; which < 4; which++) {
      boolean gamma = which % 2 == 0;
      boolean beta = which / 2 == 0;
      input(s.n, s.columns, this::signed)
          .input(1, s.columns, this::signed)
          .input(1, s.columns, this::probability)
          .input(1, s.columns, this::signed)
          .input(1, s.columns, this::signed)
          .result(s.n, s.columns)
          .inAndOut(s.n, s.columns, this::signed)
          .agrees(
              5e-6,
              (k, m) -> {
                Matrix g = gamma ? m[3] : null;
                Matrix b = beta ? m[4] : null;
                k.normalizeColumns(m[0], m[1], m[2], 1e-3, g, b, m[5]);
                k.normalizeColumns(m[6], m[1], m[2], 0.1, g, b, m[6]);
              });
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void normalizeColumnsBackward(Shape s) {
    for (boolean scaled : new boolean[] {true, false}) {
      input(s.n, s.columns, this::signed)
          .input(1, s.columns, this::signed)
          .input(1, s.columns, () -> 1 + probability())
          .input(1, s.columns, this::signed)
          .input(s.n, s.columns, this::eighth)
          .result(1, s.columns)
          .result(1, s.columns)
          .result(s.n, s.columns)
          .result(s.n, s.columns)
          .inAndOut(s.n, s.columns, this::signed)
          .agrees(
              2e-5,
              (k, m) -> {
                Matrix gamma = scaled ? m[3] : null;
                k.sumRows(m[4], m[5]);
                k.sumNormalized(m[0], m[1], m[2], 0.01, m[4], m[6]);
                k.normalizeColumnsBackward(m[0], m[1], m[2], 0.01, gamma, m[5], m[6], m[4], m[7]);
                k.normalizeColumnsBackward(m[0], m[1], m[2], 0.01, gamma, null, null, m[4], m[8]);
                k.normalizeColumnsBackward(m[0], m[1], m[2], 0.01, gamma, m[5], m[6], m[9], m[9]);
                for (int j = 0; j < s.columns; j++) { // a mean: sums grow with the rows
                  m[6].set(0, j, m[6].get(0, j) / s.n);
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void normalizeRows(Shape s) {
    for (int which = 0; which < 8; which++) {
      boolean gamma = which % 2 == 0;
      boolean beta = which / 2 % 2 == 0;
      boolean centered = which / 4 == 0;
      input(s.n, s.columns, this::signed)
          .input(1, s.columns, this::signed)
          .input(1, s.columns, this::signed)
          .inAndOut(s.n, 1, this::signed)
          .result(s.n, 1)
          .result(s.n, s.columns)
          .inAndOut(s.n, s.columns, this::signed)
          .agrees(
              2e-5,
              (k, m) -> {
                Matrix mean = centered ? m[3] : null;
                Matrix g = gamma ? m[1] : null;
                Matrix b = beta ? m[2] : null;
                k.normalizeRows(m[0], 0.01, g, b, mean, m[4], m[5]);
                k.normalizeRows(m[6], 0.1, g, b, mean, m[4], m[6]);
              });
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void normalizeRowsBackward(Shape s) {
    for (int which = 0; which < 4; which++) {
      boolean scaled = which % 2 == 0;
      boolean centered = which / 2 == 0;
      input(s.n, s.columns, this::signed)
          .input(s.n, 1, this::signed)
          .input(s.n, 1, this::probability)
          .input(1, s.columns, this::signed)
          .input(s.n, s.columns, this::signed)
          .result(1, s.columns)
          .result(s.n, s.columns)
          .inAndOut(s.n, s.columns, this::signed)
          .result(1, s.columns)
          .agrees(
              3e-5,
              (k, m) -> {
                Matrix mean = centered ? m[1] : null;
                Matrix gamma = scaled ? m[3] : null;
                k.normalizeRowsBackward(m[0], mean, m[2], gamma, m[4], m[5], m[6]);
                k.normalizeRowsBackward(m[0], mean, m[2], gamma, m[4], m[8], null);
                k.normalizeRowsBackward(m[0], mean, m[2], gamma, m[7], null, m[7]);
                for (int j = 0; j < s.columns; j++) { // a mean: sums grow with the rows
                  m[5].set(0, j, m[5].get(0, j) / s.n);
                  m[8].set(0, j, m[8].get(0, j) / s.n);
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void averageOfMatrices(Shape s) {
    input(1, s.n * s.columns, this::signed)
        .inAndOut(1, s.n * s.columns, this::signed)
        .agrees(1e-6, (k, m) -> k.average(m[0], 0.9, m[1]));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void prelu(Shape s) {
    input(s.n, s.columns, this::eighth) // 0 among them
        .input(1, s.columns, this::eighth)
        .input(s.n, s.columns, this::eighth)
        .result(s.n, s.columns)
        .result(1, s.columns)
        .result(s.n, s.columns)
        .result(1, s.columns)
        .inAndOut(s.n, s.columns, this::eighth)
        .inAndOut(s.n, s.columns, this::eighth)
        .agrees(
            2e-6,
            (k, m) -> {
              k.prelu(m[0], m[1], m[3]);
              k.preluBackward(m[0], m[1], m[2], m[4], m[5]);
              k.preluBackward(m[0], m[1], m[2], m[6], null);
              k.preluBackward(m[0], m[1], m[7], null, m[7]);
              k.prelu(m[8], m[1], m[8]);
            });
  }

  @Test
  void floatsOnACpuGetTheFastKernels() {
    assertTrue(Kernels.of(DataType.FLOAT) instanceof CpuKernels);
    assertTrue(Kernels.of(DataType.DOUBLE) instanceof Nd4jKernels);
    assertEquals(DataType.FLOAT, new CpuKernels().type());
    assertEquals(DataType.DOUBLE, Kernels.of(DataType.DOUBLE).type());
  }
}
