package org.chainrule.backend;

import java.util.Arrays;
import java.util.Map;
import java.util.WeakHashMap;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The kernels for FLOAT on a CPU: BLAS straight on the arrays' memory, and elementwise work in
 * tiles, which are copied to heap arrays, computed in loops that the JIT compiler vectorises
 * ({@link Loops}), and copied back. No ND4J operation, and no allocation once the scratch memory
 * has grown to a network's size.
 */
public final class CpuKernels implements Kernels {
  /**
   * Floats in a tile: 16 kB, so that the few tiles of an operation stay in the first-level cache.
   */
  static final int TILE = 4096;

  /** Columns from which a row is copied on its own instead of in a tile of several. */
  private static final int WIDE = 256;

  /** Rows of a product from which on transposing a small factor first pays. */
  private static final int MANY_ROWS = 32;

  /** Work on one number, compared to a product's multiplications: mostly reading and writing. */
  private static final int PER_ELEMENT = 8;

  /** What a crew works on. */
  private final Operands operands = new Operands();

  private boolean alone; // other threads do other rows meanwhile
  private final Blas blas;
  private final float[][] tiles = new float[4][TILE];
  private final int[][] bits = new int[2][TILE];

  /** Sums of rows, one for each piece of an operation. */
  private float[][] sums = new float[0][];

  /** A target, a prediction and its gradient, for formulas of a row. */
  private final double[][] rows = new double[3][0];

  /** The chunks of an optimizer's slots that are being updated. */
  private float[][] state = new float[0][];

  private final CpuNormalization normalization = new CpuNormalization();
  private NoiseTile noise; // made when first needed

  private double[] squares = new double[0];
  private final Map<Matrix, Coherence> coherences = new WeakHashMap<>();
  private Matrix transposed;
  private Matrix ones;

  /** Kernels with scratch memory of their own. */
  public CpuKernels() {
    this(new Blas());
  }

  CpuKernels(Blas blas) {
    this.blas = blas;
  }

  /** Whether ND4J's memory is the CPU's and holds floats where BLAS can reach them. */
  static boolean available() {
    return Available.YES;
  }

  private static final class Available {
    static {
      OneDnn.begin(); // while ND4J starts
    }

    static final boolean YES = Matrix.zeros(DataType.FLOAT, 1, 1).pointer() != null;
  }

  @Override
  public DataType type() {
    return DataType.FLOAT;
  }

  @Override
  public void stayOnThread(boolean stay) {
    alone = stay;
  }

  @Override
  public Slot slot(int size, double value) {
    return new Slot(size, (float) value, TILE);
  }

  // ---- moving numbers

  @Override
  public void gather(Samples samples, int[] order, int from, Matrix x) {
    operands.samples = samples;
    operands.order = order;
    operands.from = from;
    operands.c = x;
    rows(x, (o, k, i, n) -> k.gather(o.samples, o.order, o.from, o.c, i, n));
  }

  private void gather(Samples samples, int[] order, int from, Matrix x, int i, int n) {
    int columns = x.columns();
    if (columns < WIDE) {
      float[] t = tiles[0];
      samples.gather(order, from + i, n, t);
      x.write(i * columns, t, n * columns);
      return;
    }
    for (int end = i + n; i < end; i++) {
      samples.copy(order == null ? from + i : order[from + i], x, i * columns);
    }
  }

  @Override
  public boolean gatherFinite(Samples samples, int from, Matrix x) {
    operands.samples = samples;
    operands.from = from;
    operands.c = x;
    operands.finite = true;
    share(x, CpuKernels::gatherPiece);
    return operands.finite;
  }

  /** Looks for a number that is not finite while rows are in the cache. */
  private static void gatherPiece(Operands o, CpuKernels k, int number) {
    int columns = o.columns;
    int step = columns < WIDE ? rowsInTile(columns) : 1;
    float[] t = k.tile(0, columns);
    float[] sum = k.tile(1, columns);
    Arrays.fill(sum, 0, step * columns, 0);
    int end = Crew.bound(o.size, number + 1, o.pieces);
    for (int i = Crew.bound(o.size, number, o.pieces); i < end; i += step) {
      int n = Math.min(step, end - i);
      o.samples.gather(null, o.from + i, n, t);
      o.c.write(i * columns, t, n * columns);
      Loops.addNonFinite(t, sum, n * columns);
    }
    if (!Loops.allFinite(sum, step * columns)) {
      o.finite = false;
    }
  }

  @Override
  public void copyRows(Matrix x, Matrix y, int from) {
    int offset = from * x.columns();
    for (int i = 0; i < x.size(); i += TILE) {
      int n = Math.min(TILE, x.size() - i);
      x.read(i, tiles[0], n);
      y.write(offset + i, tiles[0], n);
    }
  }

  @Override
  public void copy(Slot s, Matrix w) {
    for (int c = 0; c < s.chunks.length; c++) {
      w.write(c * TILE, s.chunks[c], s.chunks[c].length);
    }
  }

  @Override
  public void copy(Matrix w, Slot s) {
    for (int c = 0; c < s.chunks.length; c++) {
      w.read(c * TILE, s.chunks[c], s.chunks[c].length);
    }
  }

  @Override
  public int firstNonFinite(Matrix x) {
    operands.a = x;
    operands.size = (x.size() + TILE - 1) / TILE;
    operands.pieces = pieces(x);
    operands.finite = true;
    Crew.share(
        this, operands, operands.pieces, (long) x.size() * PER_ELEMENT, CpuKernels::checkPiece);
    if (operands.finite) {
      return -1;
    }
    int i = 0;
    while (Double.isFinite(x.get(i / x.columns(), i % x.columns()))) {
      i++;
    }
    return i / x.columns();
  }

  /** Looks for a number that is not finite; leaves it to the caller where. */
  private static void checkPiece(Operands o, CpuKernels k, int number) {
    float[] t = k.tiles[0];
    float[] sum = k.tiles[1];
    int widest = Math.min(TILE, o.a.size());
    Arrays.fill(sum, 0, widest, 0);
    int end = Crew.bound(o.size, number + 1, o.pieces);
    for (int c = Crew.bound(o.size, number, o.pieces); c < end; c++) {
      int n = Math.min(TILE, o.a.size() - c * TILE);
      o.a.read(c * TILE, t, n);
      Loops.addNonFinite(t, sum, n);
    }
    if (!Loops.allFinite(sum, widest)) {
      o.finite = false;
    }
  }

  // ---- affine maps

  @Override
  public void affine(Matrix x, Matrix W, Matrix b, Matrix z) {
    if (b != null) {
      repeat(b, z);
    }
    product(false, false, x, W, b != null ? 1 : 0, z); // z = x·W + z
  }

  @Override
  public void affine(Matrix x, Matrix W, Matrix b, Elementwise f, Matrix a) {
    if (b == null || blas.overwritesSlowly()) {
      affine(x, W, b, a);
      map(f, a, a);
      return;
    }
    product(false, false, x, W, 0, a);
    operands.f = f;
    operands.b = b;
    operands.c = a;
    rows(a, (o, k, i, n) -> k.addAndMap(o.f, o.b, o.c, i, n));
  }

  private void addAndMap(Elementwise f, Matrix b, Matrix a, int i, int n) {
    int columns = a.columns();
    float[] t = tile(0, columns);
    float[] bias = repeat(b, n);
    a.read(i * columns, t, n * columns);
    f.f(t, bias, t, n * columns); //        a = f(z + b)
    a.write(i * columns, t, n * columns);
  }

  /** C = op(A)·op(B) + β·C, with op(X) = Xᵀ where asked, in pieces when it is worth it. */
  private void product(
      boolean transposeA, boolean transposeB, Matrix A, Matrix B, float beta, Matrix C) {
    long multiplications = (long) C.size() * (transposeA ? A.rows() : A.columns());
    int pieces = pieces(multiplications);
    blas.provideBuffers(multiplications);
    if (pieces == 1) {
      blas.gemm(transposeA, transposeB, A, B, beta, C);
      return;
    }
    operands.transposeA = transposeA;
    operands.transposeB = transposeB;
    operands.a = A;
    operands.b = B;
    operands.beta = beta;
    operands.c = C;
    operands.pieces = pieces;
    Crew.share(
        this,
        operands,
        pieces,
        multiplications,
        (o, k, i) -> k.blas.gemm(o.transposeA, o.transposeB, o.a, o.b, o.beta, o.c, i, o.pieces));
  }

  /** Every row of z = b. */
  private void repeat(Matrix b, Matrix z) {
    int columns = z.columns();
    // Two writes of half as much: what was just written to a tile is slow to copy from.
    int step = (Math.min(z.rows(), rowsInTile(columns)) + 1) / 2;
    float[] bias = repeat(b, step);
    for (int i = 0; i < z.rows(); i += step) {
      z.write(i * columns, bias, Math.min(step, z.rows() - i) * columns);
    }
  }

  /** A tile with b in each of so many rows. */
  private float[] repeat(Matrix b, int rows) {
    int columns = b.columns();
    float[] t = tile(1, columns);
    b.read(0, t, columns);
    return repeat(t, columns, rows);
  }

  /** Copies the beginning of a tile so that it stands in each of so many rows. */
  private static float[] repeat(float[] t, int columns, int rows) {
    for (int filled = columns, size = rows * columns; filled < size; filled *= 2) {
      System.arraycopy(t, 0, t, filled, Math.min(filled, size - filled));
    }
    return t;
  }

  @Override
  public void matmulTransposedA(Matrix x, Matrix dz, Matrix dW) {
    product(true, false, x, dz, 0, dW);
  }

  @Override
  public void matmulTransposedB(Matrix dz, Matrix W, Matrix dx) {
    if (W.columns() == 1) {
      blas.gemm(dz, W, dx); //      a column and a row lie alike in memory
    } else if (!Blas.KERNELS_FOR_AVX2 && dz.rows() >= MANY_ROWS && W.size() <= TILE) {
      transpose(W);
      blas.gemm(dz, transposed, dx);
    } else {
      product(false, true, dz, W, 0, dx);
    }
  }

  /** Copies Wᵀ: products with a transposed small matrix take BLAS up to three times as long. */
  private void transpose(Matrix W) {
    if (transposed == null) {
      transposed = zeros(1, TILE);
    }
    W.read(0, tiles[0], W.size());
    Loops.transpose(tiles[0], tiles[1], W.rows(), W.columns());
    transposed.write(0, tiles[1], W.size());
  }

  @Override
  public void sumRows(Matrix dz, Matrix db) {
    if (sumsByVector(dz)) {
      blas.gemm(true, false, ones(dz.rows()), dz, 0, db); // db = 1ᵀ·dz
      return;
    }
    operands.a = dz;
    sumRows(dz, db, (o, k, i, n) -> k.readRows(o.a, i, n));
  }

  /** Whether rows are summed as a product with ones: in order, so not where they are very many. */
  private static boolean sumsByVector(Matrix x) {
    return Blas.KERNELS_FOR_AVX2 && !Crew.divides((long) x.size() * PER_ELEMENT);
  }

  /** A column of so many ones. */
  private Matrix ones(int rows) {
    if (ones == null || ones.capacity() < rows) {
      ones = zeros(rows, 1);
      double[] values = new double[rows];
      Arrays.fill(values, 1);
      ones.set(values);
    }
    ones.resize(rows);
    return ones;
  }

  private float[] readRows(Matrix x, int i, int n) {
    float[] t = tile(2, x.columns());
    x.read(i * x.columns(), t, n * x.columns());
    return t;
  }

  /** Adds up rows that an operation leaves in a tile: first within each piece, then over all. */
  private void sumRows(Matrix x, Matrix sum, RowsInTile op) {
    int columns = x.columns();
    int pieces = pieces(x);
    if (sums.length < pieces) {
      sums = new float[pieces][];
    }
    operands.sums = sums;
    operands.rowsInTile = op;
    share(x, CpuKernels::sumOfPiece);
    float[] total = sums[0];
    for (int i = 1; i < pieces; i++) {
      Loops.add(total, sums[i], columns);
    }
    sum.write(0, total, columns);
  }

  // ---- activations

  @Override
  public void map(Elementwise f, Matrix z, Matrix a) {
    operands.f = f;
    operands.a = z;
    operands.c = a;
    rows(z, (o, k, i, n) -> k.map(o.f, o.a, o.c, i, n));
  }

  private void map(Elementwise f, Matrix z, Matrix a, int i, int n) {
    int columns = z.columns();
    float[] t = tile(0, columns);
    z.read(i * columns, t, n * columns);
    f.f(t, t, n * columns);
    a.write(i * columns, t, n * columns);
  }

  @Override
  public void mapBackward(Elementwise f, Matrix z, Matrix a, Matrix da, Matrix dz) {
    backward(f, z, a, da, dz);
    if (f.isGate()) {
      rows(z, (o, k, i, n) -> k.gate(o.b, o.c, o.d, i, n));
    } else {
      rows(z, (o, k, i, n) -> k.mapBackward(o.f, o.a, o.b, o.c, o.d, i, n));
    }
  }

  @Override
  public void mapBackward(Elementwise f, Matrix z, Matrix a, Matrix da, Matrix dz, Matrix db) {
    if (f.isGate() || sumsByVector(dz)) {
      mapBackward(f, z, a, da, dz);
      sumRows(dz, db);
      return;
    }
    backward(f, z, a, da, dz);
    sumRows(dz, db, (o, k, i, n) -> k.mapBackward(o.f, o.a, o.b, o.c, o.d, i, n));
  }

  private void backward(Elementwise f, Matrix z, Matrix a, Matrix da, Matrix dz) {
    operands.f = f;
    operands.a = z;
    operands.b = a;
    operands.c = da;
    operands.d = dz;
  }

  private float[] mapBackward(
      Elementwise f, Matrix z, Matrix a, Matrix da, Matrix dz, int i, int n) {
    int columns = z.columns();
    int from = i * columns;
    int size = n * columns;
    float[] zs = tile(0, columns);
    float[] as = tile(1, columns);
    float[] d = tile(2, columns);
    if (f.readsInput()) {
      z.read(from, zs, size);
    }
    a.read(from, as, size);
    da.read(from, d, size);
    f.df(zs, as, d, d, size);
    dz.write(from, d, size);
    return d;
  }

  /** dz = a > 0 ? da : 0: bits take half the time of a product with 0 or 1. */
  private void gate(Matrix a, Matrix da, Matrix dz, int i, int n) {
    int end = (i + n) * a.columns();
    for (int from = i * a.columns(); from < end; from += TILE) {
      int size = Math.min(TILE, end - from);
      a.readBits(from, bits[0], size);
      da.readBits(from, bits[1], size);
      Loops.gate(bits[0], bits[1], size);
      dz.writeBits(from, bits[1], size);
    }
  }

  @Override
  public void softmax(Matrix z, Matrix a) {
    operands.a = z;
    operands.c = a;
    rows(z, (o, k, i, n) -> k.softmax(o.a, o.c, i, n));
  }

  private void softmax(Matrix z, Matrix a, int i, int n) {
    int columns = z.columns();
    float[] t = tile(0, columns);
    z.read(i * columns, t, n * columns);
    FloatMath.softmax(t, n, columns);
    a.write(i * columns, t, n * columns);
  }

  @Override
  public void softmaxBackward(Matrix a, Matrix da, Matrix dz) {
    int columns = a.columns();
    int step = rowsInTile(columns);
    float[] y = tile(0, columns);
    float[] d = tile(1, columns);
    for (int i = 0; i < a.rows(); i += step) {
      int n = Math.min(step, a.rows() - i);
      a.read(i * columns, y, n * columns);
      da.read(i * columns, d, n * columns);
      Loops.softmaxBackward(y, d, n, columns);
      dz.write(i * columns, d, n * columns);
    }
  }

  @Override
  public void logSoftmax(Matrix z, Matrix a) {
    int columns = z.columns();
    int step = rowsInTile(columns);
    float[] t = tile(0, columns);
    for (int i = 0; i < z.rows(); i += step) {
      int n = Math.min(step, z.rows() - i);
      z.read(i * columns, t, n * columns);
      FloatMath.logSoftmax(t, n, columns);
      a.write(i * columns, t, n * columns);
    }
  }

  @Override
  public void logSoftmaxBackward(Matrix a, Matrix da, Matrix dz) {
    int columns = a.columns();
    int step = rowsInTile(columns);
    float[] e = tile(0, columns);
    float[] d = tile(1, columns);
    for (int i = 0; i < a.rows(); i += step) {
      int n = Math.min(step, a.rows() - i);
      a.read(i * columns, e, n * columns);
      FloatMath.exp(e, e, n * columns); // eᵃ
      da.read(i * columns, d, n * columns);
      Loops.logSoftmaxBackward(e, d, n, columns);
      dz.write(i * columns, d, n * columns);
    }
  }

  @Override
  public void sum(Matrix a, Matrix b, Matrix y) {
    for (int from = 0; from < a.size(); from += TILE) {
      int n = Math.min(TILE, a.size() - from);
      a.read(from, tiles[0], n);
      b.read(from, tiles[1], n);
      Loops.add(tiles[0], tiles[1], n);
      y.write(from, tiles[0], n);
    }
  }

  @Override
  public void standardize(Matrix x, Matrix mean, Matrix variance, boolean invert, Matrix y) {
    int columns = x.columns();
    int step = Math.min(x.rows(), rowsInTile(columns));
    float[] t = tile(0, columns);
    float[] m = tile(1, columns);
    float[] scale = tile(2, columns);
    if (mean == null) {
      Arrays.fill(m, 0, columns, 0);
    } else {
      mean.read(0, m, columns);
    }
    variance.read(0, scale, columns);
    Loops.deviation(scale, (float) EPSILON, columns);
    if (!invert) {
      Loops.invert(scale, columns);
    }
    repeat(m, columns, step);
    repeat(scale, columns, step);
    for (int i = 0; i < x.rows(); i += step) {
      int n = Math.min(step, x.rows() - i) * columns;
      x.read(i * columns, t, n);
      if (invert) {
        Loops.multiply(t, scale, n);
        Loops.add(t, m, n); //          y = x·σ + μ
      } else {
        Loops.subtract(t, m, n);
        Loops.multiply(t, scale, n); // y = (x − μ)/σ
      }
      y.write(i * columns, t, n);
    }
  }

  @Override
  public void pick(Matrix x, Matrix E, Matrix y) {
    int columns = E.columns();
    float[] t = tile(0, columns);
    for (int i = 0; i < x.rows(); i++) {
      E.read(((int) x.get(i, 0)) * columns, t, columns);
      y.write(i * columns, t, columns);
    }
  }

  @Override
  public void addPicked(Matrix x, Matrix dy, Matrix dE) {
    int columns = dE.columns();
    Arrays.fill(tiles[0], 0, Math.min(TILE, dE.size()), 0);
    for (int from = 0; from < dE.size(); from += TILE) {
      dE.write(from, tiles[0], Math.min(TILE, dE.size() - from));
    }
    float[] sum = tile(0, columns);
    float[] d = tile(1, columns);
    for (int i = 0; i < x.rows(); i++) {
      int at = ((int) x.get(i, 0)) * columns;
      dE.read(at, sum, columns);
      dy.read(i * columns, d, columns);
      Loops.add(sum, d, columns);
      dE.write(at, sum, columns);
    }
  }

  // ---- penalties and conditions on weights

  @Override
  public double sumOf(Elementwise f, Matrix w) {
    double sum = 0;
    for (int from = 0; from < w.size(); from += TILE) {
      int n = Math.min(TILE, w.size() - from);
      w.read(from, tiles[0], n);
      f.f(tiles[0], tiles[0], n);
      sum += Loops.sum(tiles[0], n);
    }
    return sum;
  }

  @Override
  public void addDerivative(Elementwise f, Matrix w, double factor, Matrix dw) {
    for (int from = 0; from < w.size(); from += TILE) {
      int n = Math.min(TILE, w.size() - from);
      w.read(from, tiles[0], n);
      f.f(tiles[0], tiles[1], n);
      Arrays.fill(tiles[2], 0, n, (float) factor);
      f.df(tiles[0], tiles[1], tiles[2], tiles[2], n);
      dw.read(from, tiles[3], n);
      Loops.add(tiles[3], tiles[2], n);
      dw.write(from, tiles[3], n);
    }
  }

  @Override
  public double coherence(Matrix w, boolean rows) {
    return coherenceOf(w, rows).value(w);
  }

  @Override
  public void addCoherenceGradient(Matrix w, boolean rows, double factor, Matrix dw) {
    coherenceOf(w, rows).addGradient(w, factor, dw);
  }

  /** The memory for one matrix of weights, kept from step to step. */
  private Coherence coherenceOf(Matrix w, boolean rows) {
    Coherence kept = coherences.get(w);
    if (kept == null || !kept.isFor(w, rows)) {
      kept = new Coherence(w.rows(), w.columns(), rows);
      coherences.put(w, kept);
    }
    return kept;
  }

  @Override
  public void boundNorms(Matrix w, double least, double most, double rate, boolean rows) {
    int columns = w.columns();
    float[] t = tile(0, columns);
    if (squares.length < columns) {
      squares = new double[columns];
    }
    Arrays.fill(squares, 0, columns, 0);
    for (int i = 0; i < w.rows() && !rows; i++) {
      w.read(i * columns, t, columns);
      Loops.addSquares(t, squares, columns);
    }
    float[] factors = tile(1, columns);
    for (int j = 0; j < columns; j++) {
      factors[j] = factor(Math.sqrt(squares[j]), least, most, rate);
    }
    for (int i = 0; i < w.rows(); i++) {
      w.read(i * columns, t, columns);
      if (rows) {
        double norm = Math.sqrt(Loops.dot(t, t, columns));
        Loops.scale(t, factor(norm, least, most, rate), columns);
      } else {
        Loops.multiply(t, factors, columns);
      }
      w.write(i * columns, t, columns);
    }
  }

  private static float factor(double norm, double least, double most, double rate) {
    double desired = rate * Math.min(Math.max(norm, least), most) + (1 - rate) * norm;
    return (float) (desired / (EPSILON + norm));
  }

  @Override
  public void prelu(Matrix z, Matrix alpha, Matrix a) {
    normalization.prelu(z, alpha, a);
  }

  @Override
  public void preluBackward(Matrix z, Matrix alpha, Matrix da, Matrix dalpha, Matrix dz) {
    normalization.preluBackward(z, alpha, da, dalpha, dz);
  }

  // ---- noise

  @Override
  public void drop(
      Matrix x, double rate, long key, double scale, double shift, double fallen, Matrix y) {
    int key1 = Noise.first(key);
    int key2 = Noise.second(key);
    int threshold = Noise.threshold(rate);
    float s = (float) scale;
    float b = (float) shift;
    float f = (float) fallen;
    NoiseTile noise = noise();
    for (int from = 0; from < x.size(); from += TILE) {
      int n = Math.min(TILE, x.size() - from);
      x.read(from, tiles[0], n);
      Noise.mask(noise.index, from, key1, key2, threshold, noise.bits, n);
      noise.asFloats(tiles[1], n);
      Noise.drop(tiles[1], s, b, f, tiles[0], n);
      y.write(from, tiles[0], n);
    }
  }

  @Override
  public void multiplyNormal(Matrix x, double stddev, long key, Matrix y) {
    for (int from = 0; from < x.size(); from += TILE) {
      int n = Math.min(TILE, x.size() - from);
      x.read(from, tiles[0], n);
      Noise.multiply(normal(key, from, n), (float) stddev, tiles[0], n);
      y.write(from, tiles[0], n);
    }
  }

  @Override
  public void addNormal(Matrix x, double stddev, long key, Matrix y) {
    for (int from = 0; from < x.size(); from += TILE) {
      int n = Math.min(TILE, x.size() - from);
      x.read(from, tiles[0], n);
      Noise.add(normal(key, from, n), (float) stddev, tiles[0], n);
      y.write(from, tiles[0], n);
    }
  }

  /** A tile of standard normal numbers, those of the elements from {@code from} on. */
  private float[] normal(long key, int from, int n) {
    uniform(Noise.first(key), Noise.second(key), from, tiles[1], n);
    uniform(Noise.second(key), ~Noise.first(key), from, tiles[2], n);
    Noise.radius(tiles[1], tiles[1], n);
    Noise.timesCosine(tiles[2], tiles[1], n);
    return tiles[1];
  }

  private void uniform(int key1, int key2, int from, float[] u, int n) {
    NoiseTile tile = noise();
    Noise.uniform(tile.index, from, key1, key2, tile.bits, n);
    tile.asFloats(u, n);
    Noise.subtractOne(u, n);
  }

  private NoiseTile noise() {
    if (noise == null) {
      noise = new NoiseTile(TILE);
    }
    return noise;
  }

  // ---- normalization

  @Override
  public void columnMoments(Matrix x, Matrix mean, Matrix variance) {
    sumRows(x, mean);
    normalization.columnMoments(x, mean, variance);
  }

  @Override
  public void normalizeColumns(
      Matrix x, Matrix mean, Matrix variance, double epsilon, Matrix gamma, Matrix beta, Matrix y) {
    normalization.normalizeColumns(x, mean, variance, epsilon, gamma, beta, y);
  }

  @Override
  public void sumNormalized(
      Matrix x, Matrix mean, Matrix variance, double epsilon, Matrix dy, Matrix dgamma) {
    normalization.sumNormalized(x, mean, variance, epsilon, dy, dgamma);
  }

  @Override
  public void normalizeColumnsBackward(
      Matrix x,
      Matrix mean,
      Matrix variance,
      double epsilon,
      Matrix gamma,
      Matrix dbeta,
      Matrix dgamma,
      Matrix dy,
      Matrix dx) {
    normalization.normalizeColumnsBackward(
        x, mean, variance, epsilon, gamma, dbeta, dgamma, dy, dx);
  }

  @Override
  public void normalizeRows(
      Matrix x, double epsilon, Matrix gamma, Matrix beta, Matrix mean, Matrix inverse, Matrix y) {
    normalization.normalizeRows(x, epsilon, gamma, beta, mean, inverse, y);
  }

  @Override
  public void normalizeRowsBackward(
      Matrix x, Matrix mean, Matrix inverse, Matrix gamma, Matrix dy, Matrix dgamma, Matrix dx) {
    normalization.normalizeRowsBackward(x, mean, inverse, gamma, dy, dgamma, dx);
  }

  @Override
  public void average(Matrix x, double momentum, Matrix average) {
    float keep = (float) momentum;
    float take = (float) (1 - momentum);
    for (int from = 0; from < x.size(); from += TILE) {
      int n = Math.min(TILE, x.size() - from);
      x.read(from, tiles[0], n);
      average.read(from, tiles[1], n);
      Loops.average(tiles[0], keep, take, tiles[1], n);
      average.write(from, tiles[1], n);
    }
  }

  // ---- losses

  @Override
  public double squaredError(Matrix y, Matrix yhat, Matrix s) {
    return sum(Loops::squaredError, y, yhat, s);
  }

  @Override
  public double binaryCrossEntropy(Matrix y, Matrix yhat, Matrix s) {
    return sum(Loops::binaryCrossEntropy, y, yhat, s);
  }

  @Override
  public double crossEntropy(Matrix y, Matrix yhat, Matrix s) {
    return sum(Loops::crossEntropy, y, yhat, s);
  }

  @Override
  public double sparseCrossEntropy(Matrix y, Matrix yhat, Matrix s) {
    return sum(Loops::sparseCrossEntropy, y, yhat, s);
  }

  @Override
  public double sparseMatches(Matrix y, Matrix yhat) {
    return sum(Loops::sparseMatches, y, yhat, null);
  }

  @Override
  public double categoricalMatches(Matrix y, Matrix yhat) {
    return sum(Loops::categoricalMatches, y, yhat, null);
  }

  @Override
  public double binaryMatches(Matrix y, Matrix yhat, double threshold) {
    float t = (float) threshold;
    return sum(
        (ys, ps, s, n, columns) -> Loops.binaryMatches(ys, ps, t, n * columns), y, yhat, null);
  }

  @Override
  public void forEachRow(RowReader reader, Matrix y, Matrix yhat) {
    int step = Math.min(rowsInTile(y.columns()), rowsInTile(yhat.columns()));
    float[] ys = tile(0, y.columns());
    float[] ps = tile(1, yhat.columns());
    double[] target = row(0, y.columns());
    double[] prediction = row(1, yhat.columns());
    for (int i = 0; i < y.rows(); i += step) {
      int n = Math.min(step, y.rows() - i);
      readRows(y, i, n, ys);
      readRows(yhat, i, n, ps);
      for (int r = 0; r < n; r++) {
        widen(ys, r, target);
        widen(ps, r, prediction);
        reader.row(target, prediction);
      }
    }
  }

  /** Row r of a tile in double. */
  private static void widen(float[] tile, int r, double[] row) {
    int at = r * row.length;
    for (int j = 0; j < row.length; j++) {
      row[j] = tile[at + j];
    }
  }

  /** Adds up a figure over tiles of whole rows. */
  private double sum(Loops.Sum f, Matrix y, Matrix yhat, Matrix s) {
    int columns = yhat.columns();
    int step = rowsInTile(columns);
    float[] ys = tile(0, y.columns());
    float[] ps = tile(1, columns);
    float[] weights = s == null ? null : tiles[2];
    double sum = 0;
    for (int i = 0; i < y.rows(); i += step) {
      int n = Math.min(step, y.rows() - i);
      readRows(y, i, n, ys);
      readRows(yhat, i, n, ps);
      if (s != null) {
        s.read(i, weights, n);
      }
      sum += f.over(ys, ps, weights, n, columns);
    }
    return sum;
  }

  @Override
  public void difference(Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    gradient(Loops::difference, y, yhat, s, factor, dz);
  }

  @Override
  public void softmaxDifference(Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    gradient(Loops::softmaxDifference, y, yhat, s, factor, dz);
  }

  @Override
  public void sparseDifference(Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    gradient(Loops::sparseDifference, y, yhat, s, factor, dz);
  }

  /**
   * Computes a gradient over tiles of whole rows: the unweighted one into the tile of ŷ, then times
   * factor·s.
   */
  private void gradient(
      Loops.Gradient f, Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    int columns = yhat.columns();
    int step = rowsInTile(columns);
    float[] ys = tile(0, y.columns());
    float[] ps = tile(1, columns);
    for (int i = 0; i < y.rows(); i += step) {
      int n = Math.min(step, y.rows() - i);
      readRows(y, i, n, ys);
      readRows(yhat, i, n, ps);
      f.over(ys, ps, n, columns);
      if (s != null) {
        s.read(i, tiles[2], n);
        Loops.scaleRows(ps, tiles[2], n, columns);
      }
      Loops.scale(ps, (float) factor, n * columns);
      dz.write(i * columns, ps, n * columns);
    }
  }

  // ---- losses that are given as formulas

  @Override
  public double elementLoss(ElementLoss loss, Matrix y, Matrix yhat, Matrix s) {
    double sum =
        sum(
            (ys, ps, weights, n, columns) -> {
              loss.value(ys, ps, ps, n * columns);
              return Loops.weighedSum(ps, weights, n, columns);
            },
            y,
            yhat,
            s);
    return Double.isFinite(sum)
        ? sum
        : sum((ys, ps, weights, n, c) -> formulaSum(loss, ys, ps, weights, n, c), y, yhat, s);
  }

  /** The sum in double, for losses beyond the range of float. */
  private static double formulaSum(
      ElementLoss loss, float[] y, float[] yhat, float[] s, int n, int columns) {
    double sum = 0;
    for (int i = 0, at = 0; i < n; i++) {
      double row = 0;
      for (int j = 0; j < columns; j++, at++) {
        row += loss.value((double) y[at], (double) yhat[at]);
      }
      sum += s == null ? row : s[i] * row;
    }
    return sum;
  }

  @Override
  public void elementGradient(
      ElementGradient gradient, Matrix y, Matrix yhat, Matrix s, double factor, Matrix d) {
    gradient(
        (ys, ps, n, columns) -> gradient.gradient(ys, ps, ps, n * columns), y, yhat, s, factor, d);
  }

  @Override
  public double rowLoss(RowLoss loss, Matrix y, Matrix yhat, Matrix s) {
    int targets = y.columns();
    return sum(
        (ys, ps, weights, n, columns) -> {
          double sum = 0;
          for (int i = 0; i < n; i++) {
            double value = loss.value(row(0, ys, i, targets), row(1, ps, i, columns));
            sum += weights == null ? value : weights[i] * value;
          }
          return sum;
        },
        y,
        yhat,
        s);
  }

  @Override
  public void rowGradient(
      RowGradient gradient, Matrix y, Matrix yhat, Matrix s, double factor, Matrix d) {
    int targets = y.columns();
    gradient(
        (ys, ps, n, columns) -> {
          double[] row = row(2, columns);
          for (int i = 0; i < n; i++) {
            Arrays.fill(row, 0);
            gradient.gradient(row(0, ys, i, targets), row(1, ps, i, columns), row);
            Loops.narrow(row, ps, i * columns, columns);
          }
        },
        y,
        yhat,
        s,
        factor,
        d);
  }

  // ---- updates

  @Override
  public double sumOfSquares(Matrix x) {
    double sum = 0;
    for (int from = 0; from < x.size(); from += TILE) {
      int n = Math.min(TILE, x.size() - from);
      x.read(from, tiles[0], n);
      sum += Loops.sumOfSquares(tiles[0], n);
    }
    return sum;
  }

  @Override
  public void scale(double factor, Matrix x) {
    for (int from = 0; from < x.size(); from += TILE) {
      int n = Math.min(TILE, x.size() - from);
      x.read(from, tiles[0], n);
      Loops.scale(tiles[0], (float) factor, n);
      x.write(from, tiles[0], n);
    }
  }

  @Override
  public void clip(double bound, Matrix x) {
    for (int from = 0; from < x.size(); from += TILE) {
      int n = Math.min(TILE, x.size() - from);
      x.read(from, tiles[0], n);
      Loops.clip(tiles[0], (float) bound, n);
      x.write(from, tiles[0], n);
    }
  }

  @Override
  public void accumulate(Matrix g, Slot sum) {
    for (int c = 0; c < sum.chunks.length; c++) {
      int n = sum.chunks[c].length;
      g.read(c * TILE, tiles[0], n);
      Loops.add(sum.chunks[c], tiles[0], n);
    }
  }

  @Override
  public void takeMean(Slot sum, int steps, Matrix g) {
    for (int c = 0; c < sum.chunks.length; c++) {
      int n = sum.chunks[c].length;
      g.read(c * TILE, tiles[0], n);
      Loops.add(tiles[0], sum.chunks[c], n);
      Loops.scale(tiles[0], 1f / steps, n);
      g.write(c * TILE, tiles[0], n);
      Arrays.fill(sum.chunks[c], 0);
    }
  }

  @Override
  public void update(
      Step step, Matrix g, double decay, Slot share, Slot before, Matrix w, Slot... s) {
    operands.step = step;
    operands.a = g;
    operands.decay = (float) decay;
    operands.share = share;
    operands.before = before;
    operands.c = w;
    operands.slots = s;
    operands.size = before.chunks.length;
    operands.pieces = pieces((long) g.size() * PER_ELEMENT);
    Crew.share(
        this, operands, operands.pieces, (long) g.size() * PER_ELEMENT, CpuKernels::updateOfPiece);
  }

  private static void updateOfPiece(Operands o, CpuKernels k, int number) {
    int end = Crew.bound(o.size, number + 1, o.pieces);
    for (int c = Crew.bound(o.size, number, o.pieces); c < end; c++) {
      updateChunk(o, k, c);
    }
  }

  private static void updateChunk(Operands o, CpuKernels k, int c) {
    float[] old = o.before.chunks[c];
    float[] next = k.tiles[1];
    int n = old.length;
    o.a.read(c * TILE, k.tiles[0], n);
    o.c.read(c * TILE, old, n);
    if (o.decay != 0) {
      old = next; // in place: one tile less in the cache
      k.decay(o.before.chunks[c], o.decay, o.share == null ? null : o.share.chunks[c], old);
    }
    o.step.next(k.tiles[0], k.chunks(o.slots, c), old, next, n);
    o.c.write(c * TILE, next, n);
  }

  private void decay(float[] old, float decay, float[] share, float[] w) {
    if (share == null) {
      Loops.decay(old, decay, w, old.length);
    } else {
      Loops.decay(old, decay, share, w, old.length);
    }
  }

  /** Chunk c of each slot. */
  private float[][] chunks(Slot[] s, int c) {
    if (state.length != s.length) {
      state = new float[s.length][];
    }
    for (int j = 0; j < s.length; j++) {
      state[j] = s[j].chunks[c];
    }
    return state;
  }

  @Override
  public void average(Matrix w, double momentum, Slot average) {
    for (int c = 0; c < average.chunks.length; c++) {
      int n = average.chunks[c].length;
      w.read(c * TILE, tiles[0], n);
      Loops.average(tiles[0], (float) momentum, (float) (1 - momentum), average.chunks[c], n);
    }
  }

  @Override
  public void copy(Matrix x, double[] values) {
    for (int from = 0; from < x.size(); from += TILE) {
      int n = Math.min(TILE, x.size() - from);
      x.read(from, tiles[0], n);
      Loops.toDoubles(tiles[0], values, from, n);
    }
  }

  @Override
  public void copy(double[] values, Matrix x) {
    for (int from = 0; from < x.size(); from += TILE) {
      int n = Math.min(TILE, x.size() - from);
      Loops.toFloats(values, from, tiles[0], n);
      x.write(from, tiles[0], n);
    }
  }

  // ---- pieces

  /** What an operation does with n rows from row i on, at most a tile, in the memory of k. */
  interface Rows {
    void of(Operands o, CpuKernels k, int i, int n);
  }

  /** The same where its result stays in a tile. */
  interface RowsInTile {
    float[] of(Operands o, CpuKernels k, int i, int n);
  }

  /** Does an operation on the rows of x. */
  private void rows(Matrix x, Rows op) {
    operands.rows = op;
    share(x, CpuKernels::rowsOfPiece);
  }

  private void share(Matrix x, Crew.Piece piece) {
    operands.size = x.rows();
    operands.columns = x.columns();
    operands.pieces = pieces(x);
    Crew.share(this, operands, operands.pieces, (long) x.size() * PER_ELEMENT, piece);
  }

  private int pieces(Matrix x) {
    return pieces((long) x.size() * PER_ELEMENT);
  }

  private int pieces(long work) {
    return alone ? 1 : Crew.pieces(work);
  }

  private static void rowsOfPiece(Operands o, CpuKernels k, int number) {
    int step = rowsInTile(o.columns);
    int end = Crew.bound(o.size, number + 1, o.pieces);
    for (int i = Crew.bound(o.size, number, o.pieces); i < end; i += step) {
      o.rows.of(o, k, i, Math.min(step, end - i));
    }
  }

  private static void sumOfPiece(Operands o, CpuKernels k, int number) {
    int columns = o.columns;
    int step = rowsInTile(columns);
    if (o.sums[number] == null || o.sums[number].length < columns) {
      o.sums[number] = new float[columns];
    }
    float[] sum = o.sums[number];
    Arrays.fill(sum, 0, columns, 0);
    int end = Crew.bound(o.size, number + 1, o.pieces);
    for (int i = Crew.bound(o.size, number, o.pieces); i < end; i += step) {
      int n = Math.min(step, end - i);
      float[] t = o.rowsInTile.of(o, k, i, n);
      Loops.fold(t, n, columns, k.tile(3, columns));
      Loops.add(sum, t, columns);
    }
  }

  // ---- scratch memory

  private static int rowsInTile(int columns) {
    return Math.max(1, TILE / columns);
  }

  /** A scratch tile for whole rows of so many columns. */
  private float[] tile(int which, int columns) {
    if (tiles[which].length < columns) {
      tiles[which] = new float[columns];
    }
    return tiles[which];
  }

  private static void readRows(Matrix x, int from, int n, float[] tile) {
    x.read(from * x.columns(), tile, n * x.columns());
  }

  private double[] row(int which, int columns) {
    if (rows[which].length != columns) {
      rows[which] = new double[columns];
    }
    return rows[which];
  }

  /** Row i of a tile, in double. */
  private double[] row(int which, float[] tile, int i, int columns) {
    double[] row = row(which, columns);
    Loops.widen(tile, i * columns, row, columns);
    return row;
  }
}
