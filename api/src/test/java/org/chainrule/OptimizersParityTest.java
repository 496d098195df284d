package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.binaryCrossentropy;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.optimizers.Optimizers.*;
import static org.chainrule.optimizers.Schedules.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.chainrule.initializers.Initializers;
import org.chainrule.optimizers.Optimizer;
import org.chainrule.optimizers.Schedule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A hundred steps of training agree with Keras in float64 for each optimizer, option and schedule:
 * the losses of ten epochs and the weights at the end; in FLOAT as far as its rounding allows. The
 * records come from {@code src/test/python/optimizers.py}.
 */
class OptimizersParityTest {
  private static final int INPUTS = 4;
  private static final int HIDDEN = 5;
  private static final int OUTPUTS = 3;
  private static final int BATCH = 4; // 37 rows: the last batch has one
  private static final int EPOCHS = 10;

  static final Map<String, Optimizer> OPTIMIZERS = new LinkedHashMap<>();
  private static final Map<String, Schedule> ONE_CYCLES =
      Map.of(
          "one_cycle", oneCycle(0.125, 100),
          "one_cycle_linear", oneCycle(0.125, 83).linear(true).pctStart(0.25),
          "one_cycle_three_phases",
              oneCycle(0.125, 100).threePhase(true).divFactor(10).finalDivFactor(100));

  static {
    Map<String, Optimizer> o = OPTIMIZERS;
    o.put("sgd", sgd(0.0625));
    o.put("sgd_momentum", sgd(0.015625).momentum(0.875));
    o.put("sgd_nesterov", sgd(0.015625).momentum(0.875).nesterov(true));
    o.put("adam", adam(0.015625));
    o.put("adam_amsgrad", adam(0.03125).beta1(0.75).beta2(0.875).amsgrad(true));
    o.put("adamw", adamW(0.015625));
    o.put("adamw_decay", adamW(0.015625).weightDecay(0.5));
    o.put("adamax", adamax(0.015625).beta1(0.75).beta2(0.9375));
    o.put("nadam", nadam(0.015625).beta1(0.75).beta2(0.9375));
    o.put("nadam_default", nadam());
    o.put("rmsprop", rmsprop(0.0078125).rho(0.875));
    o.put("rmsprop_momentum", rmsprop(0.0078125).rho(0.75).momentum(0.5));
    o.put("rmsprop_centered", rmsprop(0.0078125).rho(0.875).centered(true).epsilon(0x1p-10));
    o.put(
        "rmsprop_both",
        rmsprop(0.0078125).rho(0.875).momentum(0.5).centered(true).epsilon(0x1p-10));
    o.put("adagrad", adagrad(0.0625).initialAccumulatorValue(0.25));
    o.put("adadelta", adadelta(1).rho(0.875).epsilon(0x1p-16));
    o.put("lion", lion(0.00390625).beta1(0.75).beta2(0.9375));
    o.put("ftrl", ftrl(0.0625));
    o.put(
        "ftrl_regularized",
        ftrl(0.125)
            .l1RegularizationStrength(0.125)
            .l2RegularizationStrength(0.0625)
            .l2ShrinkageRegularizationStrength(0.03125)
            .beta(0.5));
    o.put("ftrl_power", ftrl(0.125).learningRatePower(-0.75).initialAccumulatorValue(0.5));
    o.put("sgd_decay", sgd(0.0625).weightDecay(0.25));
    o.put("sgd_decay_kernels", sgd(0.0625).weightDecay(0.25).excludeFromWeightDecay("bias"));
    o.put("adam_decay_kernels", adam(0.015625).excludeFromWeightDecay("bias").weightDecay(0.25));
    o.put("rmsprop_decay", rmsprop(0.0078125).weightDecay(0.25));
    o.put("lion_decay", lion(0.00390625).weightDecay(0.25));
    o.put("sgd_clip_value", sgd(0.25).clipValue(0.03125));
    o.put("sgd_clip_norm", sgd(0.25).clipNorm(0.125));
    o.put("adam_clip_norm", adam(0.015625).clipNorm(0.0625));
    o.put("sgd_global_clip_norm", sgd(0.25).globalClipNorm(0.25));
    o.put("sgd_accumulation", sgd(0.25).momentum(0.5).gradientAccumulationSteps(3));
    o.put("adam_accumulation", adam(0.0625).gradientAccumulationSteps(4).weightDecay(0.25));
    o.put("nadam_accumulation", nadam(0.0625).gradientAccumulationSteps(4));
    o.put("sgd_accumulation_clip", sgd(0.25).gradientAccumulationSteps(3).globalClipNorm(0.125));
    o.put("sgd_ema", sgd(0.0625).useEma(0.75));
    o.put("adam_ema_overwrite", adam(0.0625).useEma(0.75).emaOverwriteFrequency(7));
    o.put(
        "sgd_ema_accumulation",
        sgd(0.25).useEma(0.5).emaOverwriteFrequency(2).gradientAccumulationSteps(3));
    o.put("exponential", sgd(exponentialDecay(0.125, 16, 0.5)));
    o.put("exponential_staircase", sgd(exponentialDecay(0.125, 16, 0.5).staircase(true)));
    o.put(
        "piecewise",
        sgd(piecewiseConstantDecay(List.of(20, 50, 51), List.of(0.125, 0.0625, 0.5, 0.03125))));
    o.put("polynomial", sgd(polynomialDecay(0.125, 64).endLearningRate(0.0078125).power(2)));
    o.put(
        "polynomial_cycle", sgd(polynomialDecay(0.125, 16).endLearningRate(0.0078125).cycle(true)));
    o.put("inverse_time", sgd(inverseTimeDecay(0.125, 16, 0.5)));
    o.put("inverse_time_staircase", sgd(inverseTimeDecay(0.125, 16, 0.5).staircase(true)));
    o.put("cosine", sgd(cosineDecay(0.125, 64).alpha(0.0625)));
    o.put("cosine_warmup", sgd(cosineDecay(0.015625, 64).warmup(0.25, 16)));
    o.put("cosine_restarts", sgd(cosineDecayRestarts(0.125, 16)));
    o.put(
        "cosine_restarts_equal",
        sgd(cosineDecayRestarts(0.125, 10).tMul(1).mMul(0.5).alpha(0.125)));
    o.put("cosine_restarts_longer", sgd(cosineDecayRestarts(0.125, 16).tMul(1.5).mMul(0.75)));
    o.put("adam_schedule", adam(cosineDecay(0.0625, 80)).weightDecay(0.25));
    o.put(
        "schedule_accumulation", sgd(exponentialDecay(0.25, 16, 0.5)).gradientAccumulationSteps(3));
  }

  private KerasRecords records;

  @TestFactory
  Stream<DynamicTest> hundredSteps() throws IOException {
    records = KerasRecords.read("/keras/optimizers.txt");
    TreeSet<String> expected = new TreeSet<>(OPTIMIZERS.keySet());
    expected.addAll(ONE_CYCLES.keySet());
    TreeSet<String> recorded = new TreeSet<>();
    records.cases().forEach(c -> recorded.add(c.name()));
    assertEquals(expected, recorded);
    return records.inBothTypes(this::check);
  }

  private void check(KerasRecords.Case c, DataType type) {
    double within = KerasRecords.tolerance(type);
    if (ONE_CYCLES.containsKey(c.name())) {
      double[] rates = new double[c.figures().get("rates").length];
      Arrays.setAll(rates, ONE_CYCLES.get(c.name())::at);
      for (int i = 0; i < rates.length; i++) { // relative also where they are small
        double expected = c.figures().get("rates")[i];
        assertEquals(expected, rates[i], 1e-11 * expected, "rate of step " + i);
      }
      return;
    }
    Sequential model =
        new Sequential(input(INPUTS), dense(HIDDEN, tanh), dense(OUTPUTS))
            .dtype(type)
            .compile(OPTIMIZERS.get(c.name()), meanSquaredError);
    KerasRecords.setWeights(model, records.data().get("start"));
    History history =
        model.fit(
            records.rows("x", INPUTS),
            records.rows("y", OUTPUTS),
            epochs(EPOCHS).batchSize(BATCH).shuffle(false).verbose(0));
    KerasRecords.assertClose("loss", c.figures().get("loss"), history.loss(), within);
    double[] weights = KerasRecords.flat(model.getWeights());
    KerasRecords.assertClose("weights", c.figures().get("weights"), weights, 10 * within);
  }

  /** Logistic regression has one lowest point, which SciPy knows. */
  @Test
  void lbfgsFindsTheLowestPoint() throws IOException {
    records = KerasRecords.read("/keras/optimizers.txt");
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      Sequential model =
          new Sequential(input(INPUTS), dense(1, sigmoid).kernelInitializer(Initializers.zeros))
              .dtype(type)
              .compile(lbfgs(), binaryCrossentropy);
      History history =
          model.fit(
              records.rows("x", INPUTS),
              records.data().get("bits"),
              epochs(25).fullBatch().verbose(0));
      double[] loss = history.loss();
      for (int epoch = 1; epoch < loss.length; epoch++) {
        assertTrue(loss[epoch] <= loss[epoch - 1] + 1e-7, type + ", epoch " + (epoch + 1));
      }
      boolean exact = type == DataType.DOUBLE;
      double lowest = records.data().get("logisticLoss")[0];
      assertEquals(lowest, loss[loss.length - 1], exact ? 1e-13 : 1e-7);
      double[] w = KerasRecords.flat(model.getWeights());
      double[] best = records.data().get("logisticWeights");
      for (int i = 0; i < best.length; i++) {
        assertEquals(best[i], w[i], exact ? 1e-7 : 2e-3, type + ", weight " + i);
      }
    }
  }
}
