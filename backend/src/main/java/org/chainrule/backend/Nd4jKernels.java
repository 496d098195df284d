package org.chainrule.backend;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Every kernel in ND4J's array operations, as one would write it on paper: for any type and any
 * ND4J backend. Slow (each operation costs microseconds and allocates), and the oracle that {@link
 * CpuKernels} is tested against.
 *
 * <p>Products are taken of copies, because ND4J's are not reliable on views.
 */
public final class Nd4jKernels implements Kernels {
  private final DataType type;

  /** Kernels for matrices of the type. */
  public Nd4jKernels(DataType type) {
    this.type = type;
  }

  @Override
  public DataType type() {
    return type;
  }

  @Override
  public Slot slot(int size, double value) {
    return new Slot(Nd4j.valueArrayOf(new long[] {1, size}, value, type));
  }

  @Override
  public void gather(Samples samples, int[] order, int from, Matrix x) {
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        x.set(i, j, samples.get(order == null ? from + i : order[from + i], j));
      }
    }
  }

  @Override
  public boolean gatherFinite(Samples samples, int from, Matrix x) {
    gather(samples, null, from, x);
    return firstNonFinite(x) < 0;
  }

  @Override
  public void copyRows(Matrix x, Matrix y, int from) {
    y.window(from * x.columns(), x.rows(), x.columns()).array().assign(x.array());
  }

  @Override
  public void copy(Slot s, Matrix w) {
    w.array().assign(s.array);
  }

  @Override
  public void copy(Matrix w, Slot s) {
    s.array.assign(w.array());
  }

  @Override
  public int firstNonFinite(Matrix x) {
    double[] values = x.toDoubles();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        return i / x.columns();
      }
    }
    return -1;
  }

  @Override
  public void affine(Matrix x, Matrix W, Matrix b, Matrix z) {
    INDArray product = x.copy().mmul(W.copy());
    z.array().assign(b == null ? product : product.addRowVector(b.copy()));
  }

  @Override
  public void affine(Matrix x, Matrix W, Matrix b, Elementwise f, Matrix a) {
    affine(x, W, b, a);
    map(f, a, a);
  }

  @Override
  public void matmulTransposedA(Matrix x, Matrix dz, Matrix dW) {
    dW.array().assign(x.copy().transpose().dup().mmul(dz.copy()));
  }

  @Override
  public void matmulTransposedB(Matrix dz, Matrix W, Matrix dx) {
    dx.array().assign(dz.copy().mmul(W.copy().transpose().dup()));
  }

  @Override
  public void sumRows(Matrix dz, Matrix db) {
    db.array().assign(dz.copy().sum(true, 0));
  }

  @Override
  public void map(Elementwise f, Matrix z, Matrix a) {
    double[] values = z.toDoubles();
    for (int i = 0; i < values.length; i++) {
      values[i] = f.f(values[i]);
    }
    a.set(values);
  }

  @Override
  public void mapBackward(Elementwise f, Matrix z, Matrix a, Matrix da, Matrix dz) {
    double[] zs = z.toDoubles();
    double[] as = a.toDoubles();
    double[] ds = da.toDoubles();
    for (int i = 0; i < zs.length; i++) {
      ds[i] *= f.df(zs[i], as[i]);
    }
    dz.set(ds);
  }

  @Override
  public void mapBackward(Elementwise f, Matrix z, Matrix a, Matrix da, Matrix dz, Matrix db) {
    mapBackward(f, z, a, da, dz); // dz = da ⊙ f′(z)
    sumRows(dz, db); //              db = Σᵢ dzᵢ
  }

  @Override
  public void softmax(Matrix z, Matrix a) {
    INDArray e = z.copy();
    e = Transforms.exp(e.subColumnVector(e.max(true, 1)));
    a.array().assign(e.divColumnVector(e.sum(true, 1)));
  }

  @Override
  public void softmaxBackward(Matrix a, Matrix da, Matrix dz) {
    INDArray y = a.copy();
    INDArray d = da.copy();
    dz.array().assign(y.mul(d.subColumnVector(y.mul(d).sum(true, 1))));
  }

  @Override
  public void logSoftmax(Matrix z, Matrix a) {
    INDArray t = z.copy();
    t = t.subColumnVector(t.max(true, 1));
    a.array().assign(t.subColumnVector(Transforms.log(Transforms.exp(t).sum(true, 1))));
  }

  @Override
  public void logSoftmaxBackward(Matrix a, Matrix da, Matrix dz) {
    INDArray d = da.copy();
    dz.array().assign(d.sub(Transforms.exp(a.copy()).mulColumnVector(d.sum(true, 1))));
  }

  @Override
  public void sum(Matrix a, Matrix b, Matrix y) {
    y.array().assign(a.copy().add(b.copy()));
  }

  @Override
  public void standardize(Matrix x, Matrix mean, Matrix variance, boolean invert, Matrix y) {
    INDArray deviation = Transforms.max(Transforms.sqrt(variance.copy()), EPSILON);
    INDArray m = mean == null ? deviation.mul(0) : mean.copy();
    y.array()
        .assign(
            invert
                ? x.copy().mulRowVector(deviation).addRowVector(m)
                : x.copy().subRowVector(m).divRowVector(deviation));
  }

  @Override
  public void pick(Matrix x, Matrix E, Matrix y) {
    y.array().assign(oneHot(x, E.rows()).copy().mmul(E.copy()));
  }

  @Override
  public void addPicked(Matrix x, Matrix dy, Matrix dE) {
    dE.array().assign(oneHot(x, dE.rows()).copy().transpose().dup().mmul(dy.copy()));
  }

  @Override
  public double sumOf(Elementwise f, Matrix w) {
    return Arrays.stream(w.toDoubles()).map(f::f).sum();
  }

  @Override
  public void addDerivative(Elementwise f, Matrix w, double factor, Matrix dw) {
    double[] values = w.toDoubles();
    Arrays.setAll(values, i -> factor * f.df(values[i], f.f(values[i])));
    dw.array().addi(Nd4j.createFromArray(values).castTo(type).reshape('c', w.rows(), w.columns()));
  }

  @Override
  public double coherence(Matrix w, boolean rows) {
    INDArray v = rows ? w.copy() : w.copy().transpose().dup();
    INDArray p = cosines(v.divColumnVector(lengths(v)));
    long pairs = v.rows() * (v.rows() - 1L);
    return pairs == 0
        ? 0
        : Transforms.abs(p).castTo(DataType.DOUBLE).sumNumber().doubleValue() / pairs;
  }

  @Override
  public void addCoherenceGradient(Matrix w, boolean rows, double factor, Matrix dw) {
    INDArray v = rows ? w.copy() : w.copy().transpose().dup();
    if (v.rows() == 1) {
      return;
    }
    INDArray length = lengths(v);
    INDArray u = v.divColumnVector(length);
    INDArray du = Transforms.sign(cosines(u)).mmul(u).mul(2 * factor / (v.rows() * (v.rows() - 1)));
    INDArray along = u.mulColumnVector(u.mul(du).sum(true, 1));
    INDArray dv = du.sub(along.mulColumnVector(length.gt(EPSILON).castTo(type)));
    dv = dv.divColumnVector(length);
    dw.array().addi(rows ? dv : dv.transpose().dup());
  }

  /** The lengths of the rows, ε at least. */
  private static INDArray lengths(INDArray v) {
    return Transforms.max(Transforms.sqrt(v.mul(v).sum(true, 1)), EPSILON);
  }

  /** The dot products of different rows; 0 of a row with itself. */
  private static INDArray cosines(INDArray u) {
    INDArray p = u.mmul(u.transpose().dup());
    for (int i = 0; i < u.rows(); i++) {
      p.putScalar(i, i, 0);
    }
    return p;
  }

  @Override
  public void boundNorms(Matrix w, double least, double most, double rate, boolean rows) {
    INDArray v = rows ? w.copy() : w.copy().transpose().dup();
    INDArray norm = Transforms.sqrt(v.mul(v).sum(true, 1));
    INDArray bounded = Transforms.min(Transforms.max(norm, least), most);
    INDArray desired = bounded.mul(rate).add(norm.mul(1 - rate));
    INDArray scaled = v.mulColumnVector(desired.div(norm.add(EPSILON)));
    w.array().assign(rows ? scaled : scaled.transpose().dup());
  }

  @Override
  public void prelu(Matrix z, Matrix alpha, Matrix a) {
    INDArray t = z.copy();
    a.array().assign(Transforms.max(t, 0).add(Transforms.min(t, 0).mulRowVector(alpha.copy())));
  }

  @Override
  public void preluBackward(Matrix z, Matrix alpha, Matrix da, Matrix dalpha, Matrix dz) {
    INDArray t = z.copy();
    INDArray d = da.copy();
    if (dalpha != null) {
      dalpha.array().assign(sumRows(d.mul(Transforms.min(t, 0))));
    }
    if (dz != null) {
      INDArray above = t.gt(0).castTo(type);
      INDArray below = t.lt(0).castTo(type);
      dz.array().assign(d.mul(above.add(below.mulRowVector(alpha.copy()))));
    }
  }

  @Override
  public void drop(
      Matrix x, double rate, long key, double scale, double shift, double fallen, Matrix y) {
    int threshold = Noise.threshold(rate);
    double[] values = x.toDoubles();
    for (int i = 0; i < values.length; i++) {
      values[i] = Noise.kept(i, key, threshold) == 1 ? scale * values[i] + shift : fallen;
    }
    y.set(values);
  }

  @Override
  public void multiplyNormal(Matrix x, double stddev, long key, Matrix y) {
    double[] values = x.toDoubles();
    for (int i = 0; i < values.length; i++) {
      values[i] *= 1 + stddev * Noise.normal(i, key);
    }
    y.set(values);
  }

  @Override
  public void addNormal(Matrix x, double stddev, long key, Matrix y) {
    double[] values = x.toDoubles();
    for (int i = 0; i < values.length; i++) {
      values[i] += stddev * Noise.normal(i, key);
    }
    y.set(values);
  }

  @Override
  public void columnMoments(Matrix x, Matrix mean, Matrix variance) {
    INDArray t = x.copy().castTo(DataType.DOUBLE); // float sums lose digits
    INDArray m = t.sum(true, 0).div(x.rows());
    INDArray d = t.subRowVector(m);
    mean.array().assign(m.castTo(type));
    variance.array().assign(d.mul(d).sum(true, 0).div(x.rows()).castTo(type));
  }

  @Override
  public void normalizeColumns(
      Matrix x, Matrix mean, Matrix variance, double epsilon, Matrix gamma, Matrix beta, Matrix y) {
    y.array().assign(affine(standardized(x, mean, variance, epsilon), gamma, beta));
  }

  /** x̂ = (x − mean)/√(variance + ε). */
  private static INDArray standardized(Matrix x, Matrix mean, Matrix variance, double epsilon) {
    return x.copy().subRowVector(mean.copy()).divRowVector(deviation(variance, epsilon));
  }

  private static INDArray deviation(Matrix variance, double epsilon) {
    return Transforms.sqrt(variance.copy().add(epsilon));
  }

  /** γ ⊙ x̂ + β. */
  private static INDArray affine(INDArray x, Matrix gamma, Matrix beta) {
    INDArray scaled = gamma == null ? x : x.mulRowVector(gamma.copy());
    return beta == null ? scaled : scaled.addRowVector(beta.copy());
  }

  @Override
  public void sumNormalized(
      Matrix x, Matrix mean, Matrix variance, double epsilon, Matrix dy, Matrix dgamma) {
    dgamma.array().assign(sumRows(dy.copy().mul(standardized(x, mean, variance, epsilon))));
  }

  /** In double: float sums lose digits. */
  private INDArray sumRows(INDArray x) {
    return x.castTo(DataType.DOUBLE).sum(true, 0).castTo(type);
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
    INDArray d = dy.copy();
    if (dgamma != null) {
      INDArray normalized = standardized(x, mean, variance, epsilon);
      d =
          d.subRowVector(dbeta.copy().div(x.rows()))
              .sub(normalized.mulRowVector(dgamma.copy().div(x.rows())));
    }
    dx.array().assign(affine(d.divRowVector(deviation(variance, epsilon)), gamma, null));
  }

  @Override
  public void normalizeRows(
      Matrix x, double epsilon, Matrix gamma, Matrix beta, Matrix mean, Matrix inverse, Matrix y) {
    INDArray d = x.copy();
    if (mean != null) {
      INDArray m = rowMeans(d);
      mean.array().assign(m);
      d = d.subColumnVector(m);
    }
    INDArray inverses = Transforms.sqrt(rowMeans(d.mul(d)).add(epsilon)).rdiv(1);
    inverse.array().assign(inverses);
    y.array().assign(affine(d.mulColumnVector(inverses), gamma, beta));
  }

  private INDArray rowMeans(INDArray x) {
    return x.castTo(DataType.DOUBLE).sum(true, 1).div(x.columns()).castTo(type);
  }

  @Override
  public void normalizeRowsBackward(
      Matrix x, Matrix mean, Matrix inverse, Matrix gamma, Matrix dy, Matrix dgamma, Matrix dx) {
    INDArray d = x.copy();
    INDArray centered = mean == null ? d : d.subColumnVector(mean.copy());
    INDArray normalized = centered.mulColumnVector(inverse.copy());
    if (dgamma != null) {
      dgamma.array().assign(sumRows(dy.copy().mul(normalized)));
    }
    if (dx != null) {
      INDArray g = affine(dy.copy(), gamma, null);
      INDArray byScale = normalized.mulColumnVector(rowMeans(g.mul(normalized)));
      INDArray byShift = mean == null ? g : g.subColumnVector(rowMeans(g));
      dx.array().assign(byShift.sub(byScale).mulColumnVector(inverse.copy()));
    }
  }

  @Override
  public void average(Matrix x, double momentum, Matrix average) {
    average.array().assign(average.copy().mul(momentum).add(x.copy().mul(1 - momentum)));
  }

  @Override
  public double squaredError(Matrix y, Matrix yhat, Matrix s) {
    INDArray e = yhat.copy().sub(y.copy());
    return sum(e.mul(e).div(y.columns()), s);
  }

  @Override
  public double binaryCrossEntropy(Matrix y, Matrix yhat, Matrix s) {
    INDArray p = clip(yhat.copy());
    INDArray t = y.copy();
    INDArray likelihood = t.mul(Transforms.log(p)).add(t.rsub(1).mul(Transforms.log(p.rsub(1))));
    return sum(likelihood.div(-y.columns()), s);
  }

  @Override
  public double crossEntropy(Matrix y, Matrix yhat, Matrix s) {
    return sum(y.copy().mul(Transforms.log(clip(yhat.copy()))).neg(), s);
  }

  @Override
  public double sparseCrossEntropy(Matrix y, Matrix yhat, Matrix s) {
    return crossEntropy(oneHot(y, yhat.columns()), yhat, s);
  }

  @Override
  public void difference(Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    dz.array().assign(weigh(yhat.copy().sub(y.copy()).mul(factor), s));
  }

  @Override
  public void softmaxDifference(Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    INDArray t = y.copy();
    dz.array().assign(weigh(yhat.copy().mulColumnVector(t.sum(true, 1)).sub(t).mul(factor), s));
  }

  @Override
  public void sparseDifference(Matrix y, Matrix yhat, Matrix s, double factor, Matrix dz) {
    difference(oneHot(y, yhat.columns()), yhat, s, factor, dz);
  }

  @Override
  public double elementLoss(ElementLoss loss, Matrix y, Matrix yhat, Matrix s) {
    double[] ys = y.toDoubles();
    double[] ps = yhat.toDoubles();
    double sum = 0;
    for (int i = 0; i < ps.length; i++) {
      sum += (s == null ? 1 : s.get(i / yhat.columns(), 0)) * loss.value(ys[i], ps[i]);
    }
    return sum;
  }

  @Override
  public void elementGradient(
      ElementGradient gradient, Matrix y, Matrix yhat, Matrix s, double factor, Matrix d) {
    double[] ys = y.toDoubles();
    double[] ps = yhat.toDoubles();
    double[] ds = new double[ps.length];
    Arrays.setAll(ds, i -> gradient.gradient(ys[i], ps[i]));
    d.set(ds);
    d.array().assign(weigh(d.copy().mul(factor), s));
  }

  @Override
  public double rowLoss(RowLoss loss, Matrix y, Matrix yhat, Matrix s) {
    double[] ys = y.toDoubles();
    double[] ps = yhat.toDoubles();
    double sum = 0;
    for (int i = 0; i < y.rows(); i++) {
      sum += (s == null ? 1 : s.get(i, 0)) * loss.value(row(ys, y, i), row(ps, yhat, i));
    }
    return sum;
  }

  @Override
  public void rowGradient(
      RowGradient gradient, Matrix y, Matrix yhat, Matrix s, double factor, Matrix d) {
    double[] ys = y.toDoubles();
    double[] ps = yhat.toDoubles();
    double[] ds = new double[ps.length];
    for (int i = 0; i < y.rows(); i++) {
      double[] row = new double[yhat.columns()];
      gradient.gradient(row(ys, y, i), row(ps, yhat, i), row);
      System.arraycopy(row, 0, ds, i * row.length, row.length);
    }
    d.set(ds);
    d.array().assign(weigh(d.copy().mul(factor), s));
  }

  private static double[] row(double[] values, Matrix x, int i) {
    return Arrays.copyOfRange(values, i * x.columns(), (i + 1) * x.columns());
  }

  @Override
  public double sparseMatches(Matrix y, Matrix yhat) {
    return matches(y.copy().reshape(y.rows()).castTo(DataType.INT64), yhat.copy().argMax(1));
  }

  @Override
  public double categoricalMatches(Matrix y, Matrix yhat) {
    return matches(y.copy().argMax(1), yhat.copy().argMax(1));
  }

  @Override
  public double binaryMatches(Matrix y, Matrix yhat, double threshold) {
    return matches(y.copy(), yhat.copy().gt(threshold).castTo(type));
  }

  @Override
  public void forEachRow(RowReader reader, Matrix y, Matrix yhat) {
    double[] ys = y.toDoubles();
    double[] ps = yhat.toDoubles();
    for (int i = 0; i < y.rows(); i++) {
      reader.row(row(ys, y, i), row(ps, yhat, i));
    }
  }

  private static double matches(INDArray a, INDArray b) {
    return a.eq(b).castTo(DataType.INT64).sumNumber().doubleValue();
  }

  @Override
  public double sumOfSquares(Matrix x) {
    INDArray d = x.copy().castTo(DataType.DOUBLE);
    return d.mul(d).sumNumber().doubleValue();
  }

  @Override
  public void scale(double factor, Matrix x) {
    x.array().muli(factor);
  }

  @Override
  public void clip(double bound, Matrix x) {
    double[] values = x.toDoubles(); // ND4J's comparisons would turn NaN into a bound
    Arrays.setAll(values, i -> Math.min(Math.max(values[i], -bound), bound));
    x.set(values);
  }

  @Override
  public void accumulate(Matrix g, Slot sum) {
    sum.array.addi(g.copy());
  }

  @Override
  public void takeMean(Slot sum, int steps, Matrix g) {
    g.array().addi(sum.array).divi(steps);
    sum.array.assign(0);
  }

  @Override
  public void update(
      Step step, Matrix g, double decay, Slot share, Slot before, Matrix w, Slot... s) {
    double[] gradients = g.toDoubles();
    double[] weights = w.toDoubles();
    double[] shares = share == null ? null : doubles(share.array);
    double[][] states = Arrays.stream(s).map(slot -> doubles(slot.array)).toArray(double[][]::new);
    double[] state = new double[s.length];
    before.array.assign(w.array());
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < s.length; j++) {
        state[j] = states[j][i];
      }
      double decayed = weights[i] - decay * (shares == null ? 1 : shares[i]) * weights[i];
      weights[i] = step.next(gradients[i], state, decayed);
      for (int j = 0; j < s.length; j++) {
        states[j][i] = state[j];
      }
    }
    for (int j = 0; j < s.length; j++) {
      s[j].array.assign(Nd4j.createFromArray(states[j]).castTo(type).reshape(1, weights.length));
    }
    w.set(weights);
  }

  private static double[] doubles(INDArray x) {
    return x.dup('c').data().asDouble();
  }

  @Override
  public void average(Matrix w, double momentum, Slot average) {
    average.array.muli(momentum).addi(w.copy().mul(1 - momentum));
  }

  @Override
  public void copy(Matrix x, double[] values) {
    System.arraycopy(x.toDoubles(), 0, values, 0, x.size());
  }

  @Override
  public void copy(double[] values, Matrix x) {
    x.set(values);
  }

  private static INDArray clip(INDArray p) {
    INDArray nan = p.isNaN(); // ND4J's comparisons would turn NaN into a bound
    BooleanIndexing.replaceWhere(p, EPSILON, Conditions.lessThan(EPSILON));
    BooleanIndexing.replaceWhere(p, 1 - EPSILON, Conditions.greaterThan(1 - EPSILON));
    return nan.any() ? p.putWhereWithMask(nan, Double.NaN) : p;
  }

  private static double sum(INDArray losses, Matrix s) {
    return weigh(losses, s).castTo(DataType.DOUBLE).sumNumber().doubleValue();
  }

  private static INDArray weigh(INDArray rows, Matrix s) {
    return s == null ? rows : rows.mulColumnVector(s.copy());
  }

  private Matrix oneHot(Matrix y, int classes) {
    Matrix rows = zeros(y.rows(), classes);
    for (int i = 0; i < y.rows(); i++) {
      rows.set(i, (int) y.get(i, 0), 1);
    }
    return rows;
  }
}
