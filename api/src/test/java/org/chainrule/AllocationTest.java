package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.*;
import static org.chainrule.constraints.Constraints.*;
import static org.chainrule.layers.Layers.*;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.metrics.Metrics.accuracy;
import static org.chainrule.optimizers.Optimizers.*;
import static org.chainrule.optimizers.Schedules.*;
import static org.chainrule.regularizers.Regularizers.*;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.chainrule.backend.Rng;
import org.chainrule.optimizers.Optimizer;
import org.junit.jupiter.api.Test;

/** A training step makes nothing: no native memory, and hardly any garbage on the heap. */
class AllocationTest {
  private static final int ROWS = 96;
  private static final int BATCH = 20; // four full batches and a short one
  private static final int FEW = 4; // rows, for more steps in an epoch
  private static final int STEPS = 5; // in an epoch
  private static final double MOST_BYTES = 1024; // of garbage in a step
  private static final long MOST_GROWTH = 40L << 20; // bytes: an array a step would be far above

  private static final List<Optimizer> OPTIMIZERS =
      List.of(
          sgd(0.01),
          sgd(0.01).momentum(0.9),
          adam(),
          adam(cosineDecay(0.01, 1000)).amsgrad(true).clipNorm(1),
          adamW().excludeFromWeightDecay("bias").globalClipNorm(1),
          adamax().clipValue(0.5),
          nadam().useEma(0.9).emaOverwriteFrequency(7),
          rmsprop().centered(true).momentum(0.5).gradientAccumulationSteps(3),
          adagrad(exponentialDecay(0.01, 1000, 0.9)),
          adadelta(piecewiseConstantDecay(List.of(100, 1000), List.of(1.0, 0.5, 0.1))),
          lion(polynomialDecay(0.001, 1000).cycle(true)),
          ftrl(oneCycle(0.1, 5000)),
          adam(cosineDecayRestarts(0.01, 100)));

  private final float[][] x = new float[ROWS][7];
  private final int[] y = new int[ROWS];

  {
    Rng rng = new Rng(5);
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < 7; j++) {
        x[i][j] = (float) rng.normal();
      }
      y[i] = rng.below(3);
    }
  }

  private Sequential model(Optimizer optimizer) {
    return new Sequential()
        .seed(3)
        .add(dense(11, relu))
        .add(dense(13, tanh))
        .add(dense(5, leakyRelu))
        .add(dense(3, softmax))
        .compile(optimizer, sparseCategoricalCrossentropy, accuracy);
  }

  @Test
  void aStepLeavesHardlyAnyGarbage() {
    for (Optimizer optimizer : OPTIMIZERS) {
      Sequential model = model(optimizer);
      fit(model, 400); // until compiled
      long few = bytesOf(model, 200);
      long many = bytesOf(model, 1200);
      double perStep = (many - few) / (1000.0 * STEPS);
      assertTrue(perStep <= MOST_BYTES, optimizer + ": " + perStep + " bytes a step");
    }
  }

  @Test
  void norDoesOneWithAnyActivation() {
    Vocabulary.ACTIVATIONS.forEach(
        (name, f) -> {
          Sequential model =
              new Sequential(dense(11, f), dense(3, softmax))
                  .seed(3)
                  .compile(sgd(1e-3), sparseCategoricalCrossentropy);
          assertHardlyAnyGarbage(name, x, y, model);
        });
  }

  @Test
  void norDoesOneWithAnyLoss() {
    Vocabulary.LOSSES.forEach(
        (name, goal) -> {
          Object targets = VocabularyTest.targets(goal.y());
          int rows = Array.getLength(targets);
          Sequential model =
              new Sequential(dense(11, tanh), dense(3, goal.output()))
                  .seed(3)
                  .compile(sgd(1e-3), goal.loss());
          assertHardlyAnyGarbage(name, Arrays.copyOf(x, rows), targets, model);
        });
  }

  private static void assertHardlyAnyGarbage(String name, float[][] x, Object y, Sequential model) {
    int steps = (x.length + FEW - 1) / FEW;
    FitOptions options = epochs(200).batchSize(FEW).lint(false).verbose(0);
    model.fit(x, y, epochs(2000 / steps).batchSize(FEW).lint(false).verbose(0)); // until compiled
    double perStep = bytesOf(() -> model.fit(x, y, options)) / (200.0 * steps);
    assertTrue(perStep <= MOST_BYTES, name + ": " + perStep + " bytes a step");
  }

  /** Penalties, conditions, a block within a block, and data that is brought to a range. */
  @Test
  void regularizedAndResidualStepsLeaveHardlyAnyGarbage() {
    Sequential model =
        new Sequential()
            .seed(3)
            .add(normalization())
            .add(dense(11, relu).kernelRegularizer(l1l2(1e-4, 1e-4)).kernelConstraint(maxNorm(2)))
            .add(residual(dense(13, tanh), residual(dense(13)), dense(11)))
            .add(
                dense(5, leakyRelu)
                    .kernelRegularizer(orthogonalRegularizer(1e-3))
                    .activityRegularizer(l2(1e-3))
                    .biasConstraint(nonNeg))
            .add(rescaling(0.5))
            .add(dense(3, softmax).kernelConstraint(unitNorm))
            .compile(adam(), sparseCategoricalCrossentropy);
    fit(model, 400);
    long few = bytesOf(model, 200);
    long many = bytesOf(model, 1200);
    double perStep = (many - few) / (1000.0 * STEPS);
    assertTrue(perStep <= MOST_BYTES, perStep + " bytes a step");
  }

  @Test
  void norDoNoiseAndNormalization() {
    Sequential model =
        new Sequential()
            .seed(3)
            .add(dense(11))
            .add(batchNormalization())
            .add(dropout(0.2))
            .add(prelu())
            .add(gaussianDropout(0.1))
            .add(dense(13))
            .add(layerNormalization())
            .add(alphaDropout(0.1))
            .add(rmsNormalization())
            .add(gaussianNoise(0.1))
            .add(dense(3, softmax))
            .compile(sgd(0.01), sparseCategoricalCrossentropy, accuracy);
    fit(model, 400); // until compiled
    long few = bytesOf(model, 200);
    long many = bytesOf(model, 1200);
    double perStep = (many - few) / (1000.0 * STEPS);
    assertTrue(perStep <= MOST_BYTES, perStep + " bytes a step");
  }

  /** Layers so wide that helpers take part. */
  @Test
  void norDoesSharing() {
    Sequential model =
        new Sequential()
            .seed(3)
            .add(dense(300, relu))
            .add(dense(700, tanh))
            .add(dense(300, relu))
            .add(dense(3, softmax))
            .compile(adam(), sparseCategoricalCrossentropy);
    float[][] x = new float[512][7];
    int[] y = new int[512];
    model.fit(x, y, epochs(60).batchSize(256).verbose(0)); // until compiled
    long few = bytesOf(() -> model.fit(x, y, epochs(5).batchSize(256).verbose(0)));
    long many = bytesOf(() -> model.fit(x, y, epochs(25).batchSize(256).verbose(0)));
    double perStep = (many - few) / 40.0;
    assertTrue(perStep <= MOST_BYTES, perStep + " bytes a step");
  }

  @Test
  void nativeMemoryStaysAsItIs() {
    Sequential model = model(adam());
    fit(model, 2000);
    System.gc();
    long before = Pointer.physicalBytes();
    fit(model, 10_000); // 50 000 steps
    System.gc();
    long growth = Pointer.physicalBytes() - before;
    assertTrue(growth <= MOST_GROWTH, growth + " bytes more than before");
  }

  private void fit(Sequential model, int epochs) {
    model.fit(x, y, epochs(epochs).batchSize(BATCH).verbose(0));
  }

  private long bytesOf(Sequential model, int epochs) {
    return bytesOf(() -> fit(model, epochs));
  }

  private static long bytesOf(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    work.run();
    return threads.getThreadAllocatedBytes(thread) - before;
  }
}
