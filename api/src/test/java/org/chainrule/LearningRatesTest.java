package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.*;
import static org.chainrule.data.Datasets.*;
import static org.chainrule.layers.Layers.*;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.optimizers.Optimizers.*;
import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.chainrule.data.Dataset;
import org.chainrule.optimizers.Optimizer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class LearningRatesTest {
  private static Sequential model(Dataset data, Optimizer optimizer, long seed) {
    return new Sequential(dense(64, relu), dense(data.classes(), softmax))
        .seed(seed)
        .compile(optimizer, sparseCategoricalCrossentropy);
  }

  /** What is suggested trains well: better than a tenth, and than a thousand times as much. */
  @Test
  void theSuggestionIsAGoodRate() {
    for (Dataset data : List.of(moons(1000, 0.1, 1), blobs(600, 3, 4, 1.0, 1))) {
      for (long seed = 1; seed <= 3; seed++) {
        double rate = model(data, adam(), seed).findLearningRate(data).suggestion();
        assertTrue(rate > 3e-4 && rate < 3e-2, "adam " + rate + " of seed " + seed);
        double loss = trained(data, rate, seed);
        assertTrue(loss < trained(data, rate / 10, seed), "rate " + rate + ", seed " + seed);
        assertTrue(loss < trained(data, rate * 1000, seed), "rate " + rate + ", seed " + seed);
      }
    }
  }

  private static double trained(Dataset data, double rate, long seed) {
    Sequential model = model(data, adam(rate), seed);
    model.fit(data, epochs(2).lint(false).terminateOnNaN(false).verbose(0));
    double loss = model.evaluate(data).loss();
    return Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss;
  }

  @Test
  void theModelStaysAsItIsAndTheCurveFollowsTheSeed() {
    Dataset data = spiral(50, 3, 1);
    Sequential model = model(data, sgd(0.1), 3);
    model.fit(data, epochs(1).verbose(0));
    List<INDArray> before = model.getWeights();
    LearningRates curve = model.findLearningRate(data);
    assertEquals(curve, model.findLearningRate(data.x(), data.labels()));
    assertEquals(before, model.getWeights());
    assertEquals(1, model.history().epochs());
    assertEquals(curve.rates().size(), curve.losses().size());
    assertEquals(1e-7, curve.rates().get(0), 1e-20);
    for (int i = 1; i < curve.rates().size(); i++) {
      assertEquals(Math.pow(1e8, 1 / 119.0), curve.rates().get(i) / curve.rates().get(i - 1), 1e-9);
    }
  }

  /** A model that explodes ends the curve, and the copy's NaN reaches nobody. */
  @Test
  void anExplosionEndsTheCurve() {
    Sequential line = new Sequential(dense(1)).seed(1).compile(sgd(0.1), meanSquaredError);
    double[][] x = IntStream.range(0, 50).mapToObj(i -> new double[] {i}).toArray(double[][]::new);
    LearningRates curve = line.findLearningRate(x, IntStream.range(0, 50).toArray());
    assertTrue(curve.rates().size() < 120, "all steps, up to " + curve.rates());
    assertTrue(curve.losses().stream().allMatch(Double::isFinite));
    assertTrue(curve.suggestion() < 1e-2, "suggestion " + curve.suggestion());
  }

  /**
   * A loss that falls over steps 40 to 60, fastest at 50, then rises and falls once more: the
   * second fall does not count.
   */
  @Test
  void theFirstFallCounts() {
    List<Double> rates = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      rates.add(i + 1.0);
      double fall = 1 / (1 + Math.exp((i - 50) / 3.0)); // logistic: steepest in its middle
      losses.add(i < 80 ? 1 + fall : i < 90 ? 2.5 : 0.1);
    }
    assertEquals(51, new LearningRates(rates, losses).suggestion());
  }

  @Test
  void printsTheCurve() {
    String text = new LearningRates(List.of(0.001, 0.01, 0.1), List.of(2.0, 1.0, 8.0)).toString();
    assertEquals(
        """
           rate    loss
        1.0e-03  2.0000  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
        1.0e-02  1.0000
        1.0e-01  8.0000  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
        suggestion: 1.0e-02""",
        text);
  }

  @Test
  void badCallsAreTold() {
    Dataset data = spiral(5, 3, 1);
    told(
        "findLearningRate expects a data set, but got null: pass one",
        () -> model(data, sgd(1), 1).findLearningRate(null));
    told(
        "findLearningRate expects options such as epochs(1).batchSize(64), but got null: pass one",
        () -> model(data, sgd(1), 1).findLearningRate(data.x(), data.y(), null));
    told(
        "findLearningRate expects x and y with the same number of rows, but x has 15 and y has 2: pass one target for each sample",
        () -> model(data, sgd(1), 1).findLearningRate(data.x(), new int[2]));
    told(
        "LearningRates expects a loss for each of some rates, but got 0 rates and 0 losses: pass as many",
        () -> new LearningRates(List.of(), List.of()));
  }

  private static void told(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}
