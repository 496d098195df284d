package org.chainrule.layers;

import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.Check;
import org.chainrule.initializers.Initializers;

/**
 * Brings each column to mean 0 and variance 1: y = (x − mean) / max(√variance, ε), with Keras' ε of
 * 1e-7. Mean and variance are given, or those of the data of the first {@code fit} or of {@code
 * adapt}; training does not change them.
 *
 * @param mean one for each column, or one for all; null to take them from data
 * @param variance likewise
 * @param invert whether to go the other way: y = x·max(√variance, ε) + mean
 */
public record Normalization(List<Double> mean, List<Double> variance, boolean invert)
    implements Layer {
  /** Checks the figures. */
  public Normalization {
    Check.that(
        (mean == null) == (variance == null),
        "normalization expects both mean and variance, or neither, but got one: pass the other too");
    if (mean != null) {
      mean = List.copyOf(mean);
      variance = List.copyOf(variance);
      Check.that(
          !mean.isEmpty() && mean.size() == variance.size(),
          "normalization expects as many means as variances, one for each column, but got %d and %d: count the columns",
          mean.size(),
          variance.size());
      mean.forEach(m -> Check.finite(m, "normalization", "mean", "0"));
      variance.forEach(v -> Check.notNegative(v, "normalization", "a variance", "1"));
    }
  }

  static Normalization of(double[] mean, double[] variance) {
    Check.present(mean, "normalization", "a mean for each column");
    Check.present(variance, "normalization", "a variance for each column");
    return new Normalization(
        Arrays.stream(mean).boxed().toList(), Arrays.stream(variance).boxed().toList(), false);
  }

  @Override
  public void build(Builder builder) {
    int columns = builder.columns();
    if (mean != null) {
      Check.that(
          mean.size() == 1 || mean.size() == columns,
          "%s expects %d columns, one for each mean, but gets %d: pass as many means and variances",
          this,
          mean.size(),
          columns);
      Parameter m = builder.constant(spread(mean, columns));
      Parameter v = builder.constant(spread(variance, columns));
      builder.add(new Standardize(m, v, null, invert), columns);
      return;
    }
    Check.that(
        !builder.isInner(),
        "%s expects to be a layer of the model itself, to see its data, but stands in a block: put it before the block, or pass mean and variance",
        this);
    Parameter m = builder.state("mean", Initializers.zeros, columns);
    Parameter v = builder.state("variance", Initializers.ones, columns);
    Parameter count = builder.state("count", Initializers.zeros, 1); // as Keras; rows adapted to
    builder.add(new Standardize(m, v, count, invert), columns);
  }

  private static double[] spread(List<Double> values, int columns) {
    double[] spread = new double[columns];
    Arrays.setAll(spread, j -> values.get(values.size() == 1 ? 0 : j));
    return spread;
  }

  /** The same layer, or the one that undoes it: y = x·max(√variance, ε) + mean. */
  public Normalization invert(boolean invert) {
    return new Normalization(mean, variance, invert);
  }

  @Override
  public String toString() {
    return "normalization("
        + (mean == null ? "" : numbers(mean) + ", " + numbers(variance))
        + ")"
        + (invert ? ".invert(true)" : "");
  }

  private static String numbers(List<Double> values) {
    return values.size() == 1
        ? values.get(0).toString()
        : "new double[] {"
            + String.join(", ", values.stream().map(v -> v.toString()).toList())
            + "}";
  }
}
