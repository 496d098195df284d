package org.chainrule.backend;

import org.nd4j.linalg.api.buffer.DataType;

/**
 * The operations that forward, backward and update need. Inputs come first, the result last;
 * nothing is returned but sums. A result is overwritten whatever it held before, and is never one
 * of the inputs unless an operation says so.
 *
 * <p>Two implementations say the same: {@link Nd4jKernels} in ND4J's array operations (any type,
 * the one to read, the oracle of the tests) and {@link CpuKernels} (FLOAT, fast). An instance holds
 * scratch memory, so each pass has its own; it must not be used by two threads at once.
 *
 * <p>Weights {@code s} are one factor per row, shape (n, 1), or null for all ones.
 */
public interface Kernels {
  /**
   * The bounds of a probability in a reported loss, Keras' epsilon: the logarithm of 0 would be
   * infinite.
   */
  double EPSILON = 1e-7;

  /**
   * The kernels for a type: {@link CpuKernels} for FLOAT on a CPU, otherwise {@link Nd4jKernels}.
   */
  static Kernels of(DataType type) {
    return type == DataType.FLOAT && CpuKernels.available()
        ? new CpuKernels()
        : new Nd4jKernels(type);
  }

  /** The type of the matrices these kernels work on. */
  DataType type();

  /**
   * Whether operations are done by the calling thread alone from now on, because other threads do
   * other rows, see {@link Threads#divide}.
   */
  default void stayOnThread(boolean stay) {}

  /** A matrix of zeros. */
  default Matrix zeros(int rows, int columns) {
    return Matrix.zeros(type(), rows, columns);
  }

  /** A slot of an optimizer, filled with {@code value}. */
  Slot slot(int size, double value);

  // ---- moving numbers

  /**
   * Row i of x = row order[from + i] of the samples, or row from + i when order is null; x says how
   * many.
   */
  void gather(Samples samples, int[] order, int from, Matrix x);

  /** The same in order of the samples, and whether none of the numbers is NaN or an infinity. */
  boolean gatherFinite(Samples samples, int from, Matrix x);

  /** Row from + i of y = row i of x, for all rows of x. */
  void copyRows(Matrix x, Matrix y, int from);

  /** w = s. */
  void copy(Slot s, Matrix w);

  /** s = w. */
  void copy(Matrix w, Slot s);

  /** The first row that holds NaN or an infinity, or −1. */
  int firstNonFinite(Matrix x);

  // ---- affine maps

  /** z = x·W + b, with x (n, in), W (in, out), b (1, out) or null, z (n, out). */
  void affine(Matrix x, Matrix W, Matrix b, Matrix z);

  /** a = f(x·W + b) in one go, shapes as above. */
  void affine(Matrix x, Matrix W, Matrix b, Elementwise f, Matrix a);

  /** dW = xᵀ·dz, with x (n, in), dz (n, out), dW (in, out). */
  void matmulTransposedA(Matrix x, Matrix dz, Matrix dW);

  /** dx = dz·Wᵀ, with dz (n, out), W (in, out), dx (n, in). */
  void matmulTransposedB(Matrix dz, Matrix W, Matrix dx);

  /** db = Σᵢ dzᵢ, the sum of the rows, with dz (n, out), db (1, out). */
  void sumRows(Matrix dz, Matrix db);

  // ---- activations

  /** a = f(z), element by element; a may be z. */
  void map(Elementwise f, Matrix z, Matrix a);

  /** dz = da ⊙ f′(z), element by element; dz may be da, and z may be a when f does not read z. */
  void mapBackward(Elementwise f, Matrix z, Matrix a, Matrix da, Matrix dz);

  /** The same, and db = Σᵢ dzᵢ, the sum of the rows. */
  void mapBackward(Elementwise f, Matrix z, Matrix a, Matrix da, Matrix dz, Matrix db);

  /** Each row a = exp(z − max z) / Σ exp(z − max z); a may be z. */
  void softmax(Matrix z, Matrix a);

  /** Each row dz = a ⊙ (da − a·da); dz may be da. */
  void softmaxBackward(Matrix a, Matrix da, Matrix dz);

  /** Each row a = z − max z − log Σ exp(z − max z); a may be z. */
  void logSoftmax(Matrix z, Matrix a);

  /** Each row dz = da − eᵃ·Σ da; dz may be da. */
  void logSoftmaxBackward(Matrix a, Matrix da, Matrix dz);

  /** y = a + b, element by element; y may be a or b. */
  void sum(Matrix a, Matrix b, Matrix y);

  /**
   * Each column y = (x − mean) / max(√variance, ε), or, inverted, y = x·max(√variance, ε) + mean; y
   * may be x.
   *
   * @param mean (1, columns), or null for zeros
   * @param variance (1, columns)
   */
  void standardize(Matrix x, Matrix mean, Matrix variance, boolean invert, Matrix y);

  /** yᵢ = E[xᵢ], rows of a table, with x (n, 1) whole numbers, E (values, columns). */
  void pick(Matrix x, Matrix E, Matrix y);

  /** dE[xᵢ] += dyᵢ, from dE = 0: the sum over all i of the same x. */
  void addPicked(Matrix x, Matrix dy, Matrix dE);

  // ---- penalties and conditions on weights

  /** Σ f(w) over all elements. */
  double sumOf(Elementwise f, Matrix w);

  /** dw += factor·f′(w), element by element. */
  void addDerivative(Elementwise f, Matrix w, double factor, Matrix dw);

  /**
   * How far the rows, or the columns, of w are from orthogonal: the mean over all pairs of |u·v|, u
   * and v being the rows over their lengths; 0 when there is only one.
   */
  double coherence(Matrix w, boolean rows);

  /** dw += factor·∂coherence/∂w. */
  void addCoherenceGradient(Matrix w, boolean rows, double factor, Matrix dw);

  /**
   * Each column (or row) of w times q / (ε + norm), q = rate·min(max(norm, least), most) + (1 −
   * rate)·norm.
   */
  void boundNorms(Matrix w, double least, double most, double rate, boolean rows);

  /** a = max(0, z) + α ⊙ min(0, z), with α (1, columns); a may be z. */
  void prelu(Matrix z, Matrix alpha, Matrix a);

  /**
   * dα = Σᵢ daᵢ ⊙ min(0, zᵢ) and dz = da ⊙ (1 where z &gt; 0, α where z &lt; 0, else 0); either may
   * be null, and dz may be da.
   */
  void preluBackward(Matrix z, Matrix alpha, Matrix da, Matrix dalpha, Matrix dz);

  // ---- noise: each element has its own, which follows from the key and its position

  /**
   * y = scale·x + shift for a random share of 1 − rate of the elements, {@code fallen} for the
   * others; y may be x.
   */
  void drop(Matrix x, double rate, long key, double scale, double shift, double fallen, Matrix y);

  /** y = x ⊙ (1 + stddev·N), with standard normal N; y may be x. */
  void multiplyNormal(Matrix x, double stddev, long key, Matrix y);

  /** y = x + stddev·N, with standard normal N; y may be x. */
  void addNormal(Matrix x, double stddev, long key, Matrix y);

  // ---- normalization: γ and β are (1, columns), or null for ones and zeros

  /**
   * mean = Σᵢ xᵢ/n and variance = Σᵢ (xᵢ − mean)²/n of each column, both (1, columns); in two goes
   * over x, so that a mean far from 0 costs no digits of the variance.
   */
  void columnMoments(Matrix x, Matrix mean, Matrix variance);

  /** y = γ ⊙ x̂ + β with x̂ = (x − mean)/√(variance + ε), column by column; y may be x. */
  void normalizeColumns(
      Matrix x, Matrix mean, Matrix variance, double epsilon, Matrix gamma, Matrix beta, Matrix y);

  /** dγ = Σᵢ dyᵢ ⊙ x̂ᵢ. */
  void sumNormalized(
      Matrix x, Matrix mean, Matrix variance, double epsilon, Matrix dy, Matrix dgamma);

  /**
   * dx = γ/√(variance + ε) ⊙ (dy − dβ/n − x̂ ⊙ dγ/n), with dβ = Σᵢ dyᵢ and dγ as above; both null
   * where mean and variance do not depend on x, which leaves dx = γ/√(variance + ε) ⊙ dy. dx may be
   * dy.
   */
  void normalizeColumnsBackward(
      Matrix x,
      Matrix mean,
      Matrix variance,
      double epsilon,
      Matrix gamma,
      Matrix dbeta,
      Matrix dgamma,
      Matrix dy,
      Matrix dx);

  /**
   * y = γ ⊙ x̂ + β with x̂ = (x − mean)·inverse, row by row, inverse = 1/√(σ² + ε), σ² the mean of
   * (x − mean)². Writes mean and inverse, (n, 1); without a mean (null) it counts as 0. y may be x.
   */
  void normalizeRows(
      Matrix x, double epsilon, Matrix gamma, Matrix beta, Matrix mean, Matrix inverse, Matrix y);

  /**
   * dγ = Σᵢ dyᵢ ⊙ x̂ᵢ, and row by row, with g = γ ⊙ dy and means over the columns, dx = inverse·(g
   * − mean(g) − x̂·mean(g ⊙ x̂)), without mean(g) where the mean is null. dγ and dx may be null,
   * and dx may be dy.
   */
  void normalizeRowsBackward(
      Matrix x, Matrix mean, Matrix inverse, Matrix gamma, Matrix dy, Matrix dgamma, Matrix dx);

  /** average = momentum·average + (1 − momentum)·x. */
  void average(Matrix x, double momentum, Matrix average);

  // ---- losses: values are Σᵢ sᵢ·L(yᵢ, ŷᵢ), probabilities clipped to [ε, 1 − ε]

  /** Mean over the columns of (ŷ − y)². */
  double squaredError(Matrix y, Matrix yhat, Matrix s);

  /** Mean over the columns of −y·log ŷ − (1 − y)·log(1 − ŷ). */
  double binaryCrossEntropy(Matrix y, Matrix yhat, Matrix s);

  /** −Σⱼ yⱼ·log ŷⱼ, with y (n, K). */
  double crossEntropy(Matrix y, Matrix yhat, Matrix s);

  /** −log ŷ_c with class c = y, y (n, 1). */
  double sparseCrossEntropy(Matrix y, Matrix yhat, Matrix s);

  /** dz = factor·s·(ŷ − y). */
  void difference(Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz);

  /** dz = factor·s·(ŷ·Σy − y): softmax under cross-entropy, for targets that need not sum to 1. */
  void softmaxDifference(Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz);

  /** dz = factor·s·(ŷ − onehot(y)), with classes y (n, 1). */
  void sparseDifference(Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz);

  /** Σⱼ ℓ(yⱼ, ŷⱼ): any loss that is a sum over the columns. */
  double elementLoss(ElementLoss loss, Matrix y, Matrix yhat, Matrix s);

  /** d = factor·s·gradient(y, ŷ), element by element. */
  void elementGradient(
      ElementGradient gradient, Matrix y, Matrix yhat, Matrix s, double factor, Matrix d);

  /** Any loss that is a formula of a row. */
  double rowLoss(RowLoss loss, Matrix y, Matrix yhat, Matrix s);

  /** d = factor·s·gradient(y, ŷ), row by row. */
  void rowGradient(RowGradient gradient, Matrix y, Matrix yhat, Matrix s, double factor, Matrix d);

  // ---- metrics: the number of rows (of elements, for the binary one) predicted right

  /** Rows whose largest ŷ stands at class y, y (n, 1). */
  double sparseMatches(Matrix y, Matrix yhat);

  /** Rows whose largest ŷ stands where the largest y does. */
  double categoricalMatches(Matrix y, Matrix yhat);

  /** Elements with (ŷ > threshold) = y. */
  double binaryMatches(Matrix y, Matrix yhat, double threshold);

  /** Shows all rows of y and ŷ, which have as many, to a reader that does the counting. */
  void forEachRow(RowReader reader, Matrix y, Matrix yhat);

  // ---- gradients before an update

  /** Σ x², in double. */
  double sumOfSquares(Matrix x);

  /** x = factor·x. */
  void scale(double factor, Matrix x);

  /** x = min(max(x, −bound), bound); NaN stays NaN. */
  void clip(double bound, Matrix x);

  /** sum += g. */
  void accumulate(Matrix g, Slot sum);

  /** g = (g + sum)/steps; sum = 0. */
  void takeMean(Slot sum, int steps, Matrix g);

  // ---- updates

  /**
   * One pass over the parameters w with gradient g: w ← step(g, s, w − decay·share·w), and s
   * changed. The old w is left in {@code before}.
   *
   * @param decay the part of a weight that is taken off first, 0 for none
   * @param share of the decay, for each weight, or null for all 1
   * @param s what the rule remembers of each weight
   */
  void update(Step step, Matrix g, double decay, Slot share, Slot before, Matrix w, Slot... s);

  /** average = momentum·average + (1 − momentum)·w. */
  void average(Matrix w, double momentum, Slot average);

  // ---- for arithmetic in double on few numbers

  /** values = x, row by row. */
  void copy(Matrix x, double[] values);

  /** x = values, row by row. */
  void copy(double[] values, Matrix x);
}
