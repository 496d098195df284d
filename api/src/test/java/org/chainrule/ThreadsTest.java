package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.callbacks.Callbacks.onBatchEnd;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.sparseCategoricalCrossentropy;
import static org.chainrule.metrics.Metrics.accuracy;
import static org.chainrule.optimizers.Optimizers.adam;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chainrule.backend.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadsTest {
  private static final long SEED = 23;

  /** Several prediction batches of 256 rows and a short one. */
  private static float[][] features(int rows, int columns) {
    Rng rng = new Rng(SEED);
    float[][] x = new float[rows][columns];
    for (float[] row : x) {
      for (int j = 0; j < columns; j++) {
        row[j] = (float) rng.normal();
      }
    }
    return x;
  }

  private static int[] classes(float[][] x) {
    int[] y = new int[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = x[i][0] > 0 ? 2 : x[i][1] > 0 ? 1 : 0;
    }
    return y;
  }

  /** One thread or all: the same model, up to rounding in another order. */
  @Test
  void theNumberOfThreadsChangesSpeedNotResults() {
    float[][] x = features(512, 64);
    int cores = Runtime.getRuntime().availableProcessors();
    assertEquals(cores, Chainrule.threads());
    float[] all = wide().predict(x).ravel().toFloatVector();
    try {
      Chainrule.threads(1);
      assertEquals(1, Chainrule.threads());
      assertArrayEquals(all, wide().predict(x).ravel().toFloatVector(), 1e-6f);
    } finally {
      Chainrule.threads(cores);
    }
  }

  /** Wide enough for BLAS to use several threads for a batch. */
  private static Sequential wide() {
    return new Sequential(input(64), dense(256, relu), dense(128, relu), dense(10, softmax))
        .seed(SEED);
  }

  private static Sequential small() {
    return new Sequential(input(4), dense(16, relu), dense(3, softmax))
        .seed(SEED)
        .compile(adam(0.01), sparseCategoricalCrossentropy, accuracy);
  }

  @Test
  void sixteenThreadsPredictWhatOneDoes() throws Exception {
    Sequential model = wide();
    float[][] x = features(600, 64);
    float[][] expected = model.predict(x).toFloatMatrix();
    double loss =
        model.compile(adam(), sparseCategoricalCrossentropy).evaluate(x, classes(x)).loss();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    CountDownLatch start = new CountDownLatch(16);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < 16; t++) {
        all.add(
            threads.submit(
                () -> {
                  start.countDown();
                  start.await();
                  for (int repeat = 0; repeat < 3; repeat++) {
                    float[][] actual = model.predict(x).toFloatMatrix();
                    for (int i = 0; i < expected.length; i++) {
                      assertArrayEquals(expected[i], actual[i], "row " + i + ", seed " + SEED);
                    }
                    assertEquals(loss, model.evaluate(x, classes(x)).loss());
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aSecondFitIsRefused() throws Exception {
    Sequential model = small();
    float[][] x = features(90, 4);
    int[] y = classes(x);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch tried = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<History> fit =
          thread.submit(
              () ->
                  model.fit(
                      x,
                      y,
                      epochs(2)
                          .verbose(0)
                          .callbacks(
                              onBatchEnd(
                                  (epoch, batch, loss) -> {
                                    running.countDown();
                                    awaitQuietly(tried);
                                  }))));
      running.await();
      String expected =
          " expects an idle model, but it is being fitted: wait for the fit to end, or use another"
              + " model";
      assertEquals("fit" + expected, refusal(() -> model.fit(x, y, epochs(1).verbose(0))));
      assertEquals("trainOnBatch" + expected, refusal(() -> model.trainOnBatch(x, y)));
      assertEquals("gradients" + expected, refusal(() -> model.gradients(x, y)));
      assertEquals("add" + expected, refusal(() -> model.add(dense(2))));
      assertEquals("reset" + expected, refusal(() -> model.reset(1)));
      assertEquals(
          "compile" + expected,
          refusal(() -> model.compile(adam(), sparseCategoricalCrossentropy)));
      // predicting and evaluating go on meanwhile, between two updates
      assertEquals(90, model.predictClasses(x).length);
      assertTrue(Double.isFinite(model.evaluate(x, y).loss()));
      tried.countDown();
      assertEquals(2, fit.get().epochs());
    } finally {
      tried.countDown();
      thread.shutdownNow();
    }
    assertEquals(3, model.fit(x, y, epochs(1).verbose(0)).epochs(), "afterwards it may");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String refusal(Runnable call) {
    return assertThrows(IllegalStateException.class, call::run).getMessage();
  }

  /** A fit that fails must not leave the model locked. */
  @Test
  void afterAnErrorTheModelIsIdleAgain() {
    Sequential model = small();
    float[][] x = features(90, 4);
    int[] y = classes(x);
    assertThrows(IllegalArgumentException.class, () -> model.fit(x, new int[] {1, 2}, 1));
    assertThrows(
        UnsupportedOperationException.class,
        () ->
            model.fit(
                x,
                y,
                epochs(1)
                    .verbose(0)
                    .callbacks(
                        onBatchEnd(
                            (epoch, batch, loss) -> {
                              throw new UnsupportedOperationException("stop");
                            }))));
    assertEquals(1, model.fit(x, y, epochs(1).verbose(0)).epochs());
  }

  /** Predictions beside a fit see weights before or after an update, never torn ones. */
  @Test
  void predictingWhileFitting() throws Exception {
    Sequential model = small();
    float[][] x = features(300, 4);
    int[] y = classes(x);
    AtomicBoolean fitting = new AtomicBoolean(true);
    CountDownLatch predicted = new CountDownLatch(20);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> predictions = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        predictions.add(
            threads.submit(
                () -> {
                  while (fitting.get()) {
                    for (float[] row : model.predict(x).toFloatMatrix()) {
                      assertEquals(1, row[0] + row[1] + row[2], 1e-5);
                    }
                    predicted.countDown();
                  }
                  return null;
                }));
      }
      // every batch of the first epoch waits for nothing; the last waits until predictions came
      History history =
          model.fit(
              x,
              y,
              epochs(30)
                  .verbose(0)
                  .callbacks(
                      onBatchEnd(
                          (epoch, batch, loss) -> {
                            if (epoch == 30 && batch == 10) {
                              awaitQuietly(predicted);
                            }
                          })));
      fitting.set(false);
      for (Future<?> one : predictions) {
        one.get();
      }
      assertTrue(history.last("loss") < history.loss()[0]);
    } finally {
      fitting.set(false);
      threads.shutdownNow();
    }
    // and training itself is not disturbed: the same as alone
    Sequential alone = small();
    alone.fit(x, y, epochs(30).verbose(0));
    for (int i = 0; i < alone.getWeights().size(); i++) {
      assertEquals(alone.getWeights().get(i), model.getWeights().get(i));
    }
  }
}
