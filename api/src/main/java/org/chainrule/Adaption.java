package org.chainrule;

import java.util.List;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Samples;
import org.chainrule.layers.Differentiable;
import org.chainrule.layers.Pass;
import org.chainrule.layers.Standardize;
import org.nd4j.linalg.api.buffer.DataType;

/** Gives normalization layers the mean and the variance of what comes into them. */
final class Adaption {
  private static final int BATCH = 256;

  private Adaption() {}

  /**
   * Adapts the normalizations of a network to data, left to right.
   *
   * @param all whether to adapt those again that have a mean and a variance already
   * @return how many there were to adapt
   * @throws IllegalArgumentException when a variance is too large for the network's type; then
   *     nothing has changed
   */
  static int of(String who, Network network, Samples x, boolean all) {
    List<Differentiable> functions = network.chain.functions();
    double[] before = null;
    int adapted = 0;
    for (int l = 0; l < functions.size(); l++) {
      if (functions.get(l) instanceof Standardize s
          && s.count() != null
          && (all || s.isWaiting())) {
        before = before == null ? network.parameters.state().toDoubles() : before;
        try {
          adapt(who, network, l, s, x);
        } catch (IllegalArgumentException e) {
          double[] values = before;
          network.write(() -> network.parameters.state().set(values));
          throw e;
        }
        adapted++;
      }
    }
    return adapted;
  }

  /** Adapts function l to what the functions before it make of x. */
  private static void adapt(String who, Network network, int l, Standardize s, Samples x) {
    Pass.Chain before =
        new Pass.Chain(
            network.chain.functions().subList(0, l), network.chain.widths().subList(0, l + 1), l);
    int largest = Math.min(BATCH, x.rows());
    Pass pass = Pass.toPredict(before, Kernels.of(network.type), largest);
    int columns = s.mean().size();
    double[] mean = new double[columns];
    double[] variance = new double[columns]; // first the sum of (x − mean)²
    for (int from = 0; from < x.rows(); from += largest) {
      pass.resize(Math.min(largest, x.rows() - from));
      pass.kernels().gather(x, null, from, pass.x());
      double[] values = pass.forward().toDoubles();
      for (int i = 0; i < values.length; i++) { // one by one (Welford 1962)
        int j = i % columns;
        double difference = values[i] - mean[j];
        mean[j] += difference / (from + i / columns + 1);
        variance[j] += difference * (values[i] - mean[j]);
      }
    }
    double largestValue = network.type == DataType.DOUBLE ? Double.MAX_VALUE : Float.MAX_VALUE;
    for (int j = 0; j < columns; j++) {
      variance[j] /= x.rows();
      Check.that(
          variance[j] <= largestValue,
          "%s expects columns whose variance fits a %s, but that of column %d is %s: scale x, or use dtype(DataType.DOUBLE)",
          who,
          network.type,
          j,
          variance[j]);
    }
    network.write(
        () -> {
          s.mean().value().set(mean);
          s.variance().value().set(variance);
          s.count().value().set(0, 0, x.rows());
        });
  }
}
