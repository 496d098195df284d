package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.callbacks.Callbacks.csvLogger;
import static org.chainrule.callbacks.Callbacks.earlyStopping;
import static org.chainrule.callbacks.Callbacks.modelCheckpoint;
import static org.chainrule.callbacks.Callbacks.onBatchBegin;
import static org.chainrule.callbacks.Callbacks.onBatchEnd;
import static org.chainrule.callbacks.Callbacks.onEpochBegin;
import static org.chainrule.callbacks.Callbacks.onEpochEnd;
import static org.chainrule.callbacks.Callbacks.onTrainBegin;
import static org.chainrule.callbacks.Callbacks.onTrainEnd;
import static org.chainrule.callbacks.Callbacks.onValidationBegin;
import static org.chainrule.callbacks.Callbacks.onValidationEnd;
import static org.chainrule.initializers.Initializers.constant;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.losses.Losses.sparseCategoricalCrossentropy;
import static org.chainrule.metrics.Metrics.accuracy;
import static org.chainrule.metrics.Metrics.rowMean;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.chainrule.optimizers.Schedules.piecewiseConstantDecay;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.chainrule.callbacks.Callback;
import org.chainrule.callbacks.Checkpoint;
import org.chainrule.callbacks.EarlyStopping;
import org.chainrule.callbacks.Mode;
import org.chainrule.callbacks.Training;
import org.chainrule.data.Batch;
import org.chainrule.data.Batches;
import org.chainrule.metrics.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** What fit promises its callbacks, and what is left when one of them fails or asks for the end. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FitContractTest {
  private static final double[][] X = {{1}, {2}, {3}, {-1}, {-2}};
  private static final double[] Y = {2, 4, 6, -2, -4};
  private static final String[] ALL = {
    "trainBegin",
    "epochBegin",
    "batchBegin",
    "batchEnd",
    "validationBegin",
    "validationEnd",
    "figures",
    "epochEnd",
    "trainEnd"
  };

  /** ŷ = w·x from w = 1, in DOUBLE, without a bias. */
  private static Sequential line() {
    return new Sequential(input(1), dense(1).useBias(false).kernelInitializer(constant(1)))
        .dtype(DataType.DOUBLE)
        .compile(sgd(0.01), meanSquaredError);
  }

  /** The same in FLOAT, with a rate that breaks it in a few epochs. */
  private static Sequential breaking() {
    return new Sequential(input(1), dense(1).useBias(false).kernelInitializer(constant(1)))
        .compile(sgd(1e30), meanSquaredError);
  }

  private static double weight(Sequential line) {
    return line.getWeights().get(0).getDouble(0, 0);
  }

  private static void weight(Sequential line, double weight) {
    line.setWeights(List.of(Nd4j.createFromArray(new double[][] {{weight}})));
  }

  /** Three epochs of three batches, and a validation. */
  private static FitOptions options(Callback... callbacks) {
    return epochs(3).batchSize(2).validationData(X, Y).verbose(0).callbacks(callbacks);
  }

  private static History fit(Sequential model, Callback... callbacks) {
    return model.fit(X, Y, options(callbacks));
  }

  /** Writes down what is called, and does something at one place. */
  private static class Hooks implements Callback {
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    Training training;
    Consumer<String> action = hook -> {};

    @Override
    public Callback inFit(Training training) {
      this.training = training;
      return this;
    }

    void call(String hook, Object... details) {
      StringBuilder line = new StringBuilder(hook);
      Arrays.stream(details).forEach(d -> line.append(' ').append(d));
      calls.add(line.toString());
      action.accept(hook);
    }

    /** Does something the first time a hook is called, in epoch 2 if it is one of many. */
    Hooks at(String hook, Consumer<Training> action) {
      this.action =
          called -> {
            String second = hook.startsWith("train") ? ".*" : hook + " 2( .*)?";
            if (called.equals(hook) && calls.get(calls.size() - 1).matches(second)) {
              this.action = other -> {};
              action.accept(training);
            }
          };
      return this;
    }

    long count(String hook) {
      return calls.stream().filter(c -> c.equals(hook) || c.startsWith(hook + " ")).count();
    }

    @Override
    public void onTrainBegin() {
      call("trainBegin");
    }

    @Override
    public void onTrainEnd(Map<String, Double> logs) {
      call("trainEnd", logs.keySet());
      logs.clear();
    }

    @Override
    public void onEpochBegin(int epoch) {
      call("epochBegin", epoch);
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
      call("epochEnd", epoch, logs.keySet());
      logs.clear();
    }

    @Override
    public Map<String, Double> figures(int epoch) {
      call("figures", epoch);
      return Map.of();
    }

    @Override
    public void onBatchBegin(int epoch, int batch) {
      call("batchBegin", epoch, batch);
    }

    @Override
    public void onBatchEnd(int epoch, int batch, double loss) {
      call("batchEnd", epoch, batch);
    }

    @Override
    public void onValidationBegin(int epoch) {
      call("validationBegin", epoch);
    }

    @Override
    public void onValidationEnd(int epoch, Map<String, Double> logs) {
      call("validationEnd", epoch, logs.keySet());
      logs.clear();
    }
  }

  // ---- order

  private static List<String> epoch(int epoch, int batches, String validated, String keys) {
    List<String> calls = new ArrayList<>(List.of("epochBegin " + epoch));
    for (int batch = 1; batch <= batches; batch++) {
      calls.add("batchBegin " + epoch + " " + batch);
      calls.add("batchEnd " + epoch + " " + batch);
    }
    if (validated != null) {
      calls.add("validationBegin " + epoch);
      calls.add("validationEnd " + epoch + " " + validated);
    }
    calls.add("figures " + epoch);
    calls.add("epochEnd " + epoch + " " + keys);
    return calls;
  }

  @Test
  void hooksRunInOrderWithValidation() {
    Hooks first = new Hooks();
    Hooks second = new Hooks();
    fit(line(), first, second);
    List<String> expected = new ArrayList<>(List.of("trainBegin"));
    for (int epoch = 1; epoch <= 3; epoch++) {
      expected.addAll(epoch(epoch, 3, "[val_loss]", "[loss, val_loss]"));
    }
    expected.add("trainEnd [loss, val_loss]");
    assertEquals(expected, first.calls);
    assertEquals(expected, second.calls, "logs are each one's own");
    assertEquals(3, first.training.epochs());
    assertEquals(3, first.training.batches());
  }

  @Test
  void hooksRunInOrderWithoutValidation() {
    Hooks hooks = new Hooks();
    line().fit(X, Y, epochs(2).batchSize(5).verbose(0).callbacks(hooks));
    List<String> expected = new ArrayList<>(List.of("trainBegin"));
    expected.addAll(epoch(1, 1, null, "[loss]"));
    expected.addAll(epoch(2, 1, null, "[loss]"));
    expected.add("trainEnd [loss]");
    assertEquals(expected, hooks.calls);
  }

  /** Each hook runs for the first callback before the second, in one order throughout. */
  @Test
  void callbacksRunInTheOrderOfTheOptions() {
    List<String> calls = new ArrayList<>();
    Hooks one = new Hooks();
    Hooks two = new Hooks();
    one.action = hook -> calls.add("one " + hook);
    two.action = hook -> calls.add("two " + hook);
    fit(line(), one, two);
    assertEquals(2 * one.calls.size(), calls.size());
    for (int i = 0; i < calls.size(); i += 2) {
      assertEquals(calls.get(i).replace("one", "two"), calls.get(i + 1));
    }
  }

  @Test
  void eachHookHasALambda() {
    List<String> calls = new ArrayList<>();
    Hooks all = new Hooks();
    fit(
        line(),
        all,
        onTrainBegin(() -> calls.add("trainBegin")),
        onEpochBegin(epoch -> calls.add("epochBegin " + epoch)),
        onBatchBegin((epoch, batch) -> calls.add("batchBegin " + epoch + " " + batch)),
        onBatchEnd((epoch, batch, loss) -> calls.add("batchEnd " + epoch + " " + batch)),
        onValidationBegin(epoch -> calls.add("validationBegin " + epoch)),
        onValidationEnd((epoch, logs) -> calls.add("validationEnd " + epoch + " " + logs.keySet())),
        onEpochEnd((epoch, logs) -> calls.add("epochEnd " + epoch + " " + logs.keySet())),
        onTrainEnd(logs -> calls.add("trainEnd " + logs.keySet())));
    List<String> expected = new ArrayList<>(all.calls);
    expected.removeIf(call -> call.startsWith("figures"));
    assertEquals(expected, calls);
  }

  @Test
  void anEpochsEndMayStopTheFit() {
    History history =
        fit(
            line(),
            onEpochEnd(
                (training, epoch, logs) -> {
                  training.learningRate(0.02);
                  if (epoch == 2) {
                    training.stop(null);
                  }
                }));
    assertEquals(2, history.epochs());
  }

  // ---- stopping

  /** The batches that are learned from when somebody stops the fit in epoch 2. */
  @ParameterizedTest
  @CsvSource({
    "trainBegin, 0, 0",
    "epochBegin, 4, 2",
    "batchBegin, 4, 2",
    "batchEnd, 4, 2",
    "validationBegin, 6, 2",
    "validationEnd, 6, 2",
    "figures, 6, 2",
    "epochEnd, 6, 2",
    "trainEnd, 9, 3"
  })
  void stopInEachHook(String hook, int batches, int epochs) {
    Sequential model = line();
    Hooks hooks = new Hooks().at(hook, training -> training.stop("enough"));
    Hooks other = new Hooks();
    History history = fit(model, hooks, other);
    assertEquals(batches, hooks.count("batchEnd"));
    assertRectangular(epochs, history);
    assertEquals(
        epochs == 0 ? List.of() : List.of("loss", "val_loss"), List.copyOf(history.names()));
    assertEquals(epochs, hooks.count("epochEnd"), "an epoch that began is ended");
    assertEquals(epochs, hooks.count("validationEnd"));
    assertEquals(1, hooks.count("trainEnd"));
    assertEquals(hooks.calls, other.calls);
    assertUsable(model, epochs);
  }

  private static void assertRectangular(int epochs, History history) {
    assertEquals(epochs, history.epochs());
    history.names().forEach(name -> assertEquals(epochs, history.get(name).length, name));
  }

  /** Idle, and learning goes on where it was. */
  private static void assertUsable(Sequential model, int epochs) {
    double loss = model.evaluate(X, Y).loss();
    assertTrue(Double.isFinite(loss));
    assertEquals(epochs + 1, model.fit(X, Y, epochs(1).verbose(0)).epochs());
    assertTrue(model.evaluate(X, Y).loss() < loss);
  }

  @ParameterizedTest
  @ValueSource(strings = {"trainBegin", "batchEnd", "validationBegin", "validationEnd", "epochEnd"})
  void interruptEndsTheFit(String hook) {
    Sequential model = line();
    Hooks hooks = new Hooks().at(hook, training -> Thread.currentThread().interrupt());
    History history;
    try {
      history = fit(model, hooks);
      assertTrue(Thread.currentThread().isInterrupted(), "the flag stays for the caller");
    } finally {
      Thread.interrupted();
    }
    int epochs = hook.equals("trainBegin") ? 0 : 2;
    assertEquals(epochs == 0 ? 0 : hook.equals("batchEnd") ? 4 : 6, hooks.count("batchEnd"));
    assertRectangular(epochs, history);
    assertEquals(1, hooks.count("trainEnd"));
    assertUsable(model, epochs);
  }

  @Test
  void aThreadThatIsInterruptedAlreadyTrainsNothing() {
    Sequential model = line();
    Thread.currentThread().interrupt();
    try {
      assertEquals(0, fit(model).epochs());
    } finally {
      assertTrue(Thread.interrupted());
    }
    assertEquals(1, weight(model));
  }

  /** Files are written to their end: channels would be closed by the interrupt. */
  @Test
  void anInterruptedThreadStillWritesItsFiles(@TempDir Path folder) throws Exception {
    Sequential model = line();
    Path table = folder.resolve("log.csv");
    Path file = folder.resolve("weights.npz");
    try {
      fit(
          model,
          onBatchEnd((epoch, batch, loss) -> Thread.currentThread().interrupt()),
          csvLogger(table),
          modelCheckpoint(file),
          org.chainrule.callbacks.Callbacks.tensorBoard(folder.resolve("board")));
      assertTrue(Thread.currentThread().isInterrupted());
      assertEquals(
          Weights.of(model), Weights.of(Checkpoint.readWeights(file)), "read while interrupted");
    } finally {
      Thread.interrupted();
    }
    assertEquals(2, Files.readAllLines(table).size());
    assertTrue(Files.isDirectory(folder.resolve("board").resolve("validation")));
  }

  // ---- failures

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trainBegin",
        "epochBegin",
        "batchBegin",
        "batchEnd",
        "validationBegin",
        "validationEnd",
        "figures",
        "epochEnd",
        "trainEnd"
      })
  void anExceptionInEachHook(String hook) {
    for (Throwable own : List.of(new IllegalMonitorStateException("mine"), new AssertionError())) {
      Sequential model = line();
      Hooks before = new Hooks();
      Hooks failing =
          new Hooks()
              .at(
                  hook,
                  training -> {
                    if (own instanceof Error e) {
                      throw e;
                    }
                    throw (RuntimeException) own;
                  });
      Hooks after = new Hooks();
      assertSame(own, assertThrows(Throwable.class, () -> fit(model, before, failing, after)));
      boolean hasBegun = !hook.equals("trainBegin");
      assertEquals(1, before.count("trainEnd"));
      assertEquals(hasBegun ? 1 : 0, failing.count("trainEnd"));
      assertEquals(hasBegun ? 1 : 0, after.count("trainEnd"));
      int epochs = List.of(ALL).indexOf(hook) < List.of(ALL).indexOf("epochEnd") ? 1 : 2;
      epochs = hook.equals("trainBegin") ? 0 : hook.equals("trainEnd") ? 3 : epochs;
      assertRectangular(epochs, model.history());
      assertUsable(model, epochs);
    }
  }

  @Test
  void anExceptionWhileTheCallbacksAreMade() {
    Sequential model = line();
    RuntimeException own = new RuntimeException("mine");
    Hooks hooks = new Hooks();
    Callback failing =
        new Callback() {
          @Override
          public Callback inFit(Training training) {
            throw own;
          }
        };
    assertSame(own, assertThrows(RuntimeException.class, () -> fit(model, hooks, failing)));
    assertEquals(List.of(), hooks.calls);
    assertEquals(
        "fit expects a Callback from each inFit, but got null: pass one",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    fit(
                        model,
                        new Callback() {
                          @Override
                          public Callback inFit(Training training) {
                            return null;
                          }
                        }))
            .getMessage());
    assertEquals(1, weight(model));
    assertUsable(model, 0);
  }

  /** The first failure is thrown; those of onTrainEnd come with it. */
  @Test
  void laterFailuresAreSuppressed() {
    RuntimeException first = new RuntimeException("first");
    AssertionError second = new AssertionError("second");
    RuntimeException third = new RuntimeException("third");
    RuntimeException thrown =
        assertThrows(
            RuntimeException.class,
            () ->
                fit(
                    line(),
                    onTrainEnd(
                        logs -> {
                          throw second;
                        }),
                    onBatchEnd(
                        (epoch, batch, loss) -> {
                          throw first;
                        }),
                    onTrainEnd(
                        logs -> {
                          throw third;
                        })));
    assertSame(first, thrown);
    assertEquals(List.of(second, third), List.of(thrown.getSuppressed()));
  }

  @Test
  void batchesThatFailEndTheFitLikeACallback() {
    Sequential model = line();
    RuntimeException own = new RuntimeException("mine");
    RuntimeException closing = new RuntimeException("closing");
    Hooks hooks = new Hooks();
    class Failing implements Iterator<Batch>, AutoCloseable {
      private int left = 3;

      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Batch next() {
        if (left-- == 0) {
          throw own;
        }
        return new Batch(X, Y);
      }

      @Override
      public void close() {
        throw closing;
      }
    }
    int[] iterators = {0};
    Batches batches =
        () -> iterators[0]++ == 0 ? List.of(new Batch(X, Y)).iterator() : new Failing();
    RuntimeException thrown =
        assertThrows(
            RuntimeException.class,
            () -> model.fit(batches, epochs(2).verbose(0).callbacks(hooks)));
    assertSame(own, thrown);
    assertEquals(List.of(closing), List.of(thrown.getSuppressed()));
    assertEquals(3, hooks.count("batchEnd"));
    assertEquals(1, hooks.count("trainEnd"));
    assertUsable(model, 0);
  }

  @Test
  void aFitWithinAFitIsRefused() {
    Sequential model = line();
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () -> fit(model, onEpochEnd((epoch, logs) -> model.fit(X, Y, 1))));
    assertEquals(
        "fit expects an idle model, but it is being fitted: wait for the fit to end, or use another model",
        refused.getMessage());
    assertUsable(model, 1);
  }

  // ---- using the model within a fit

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trainBegin",
        "epochBegin",
        "batchBegin",
        "batchEnd",
        "validationBegin",
        "validationEnd",
        "figures",
        "epochEnd",
        "trainEnd"
      })
  void theModelCanBeUsedInEachHook(String hook) {
    Sequential model = line();
    Hooks hooks =
        new Hooks()
            .at(
                hook,
                training -> {
                  assertSame(model, training.model());
                  weight(model, 2); // the right one: nothing is left to learn
                  assertEquals(6, training.model().predict(new double[][] {{3}}).getDouble(0));
                  assertEquals(0, training.model().evaluate(X, Y).loss());
                  assertEquals(2, weight(model));
                  assertEquals(List.of("dense/kernel"), List.copyOf(training.weights().keySet()));
                  assertEquals(2, training.weights().get("dense/kernel").getDouble(0, 0));
                  training.weights().get("dense/kernel").putScalar(0, 0, 77); // a copy
                });
    fit(model, hooks);
    assertEquals(2, weight(model));
  }

  @Test
  void weightsInBlocksHaveNamesOfTheirOwn() {
    List<String> names = new ArrayList<>();
    Sequential model =
        new Sequential(
                input(2),
                org.chainrule.layers.Layers.residual(dense(3), dense(2)),
                org.chainrule.layers.Layers.batchNormalization(),
                dense(1))
            .compile(sgd(0.01), meanSquaredError);
    Hooks hooks = new Hooks();
    hooks.at("trainBegin", training -> names.addAll(training.weights().keySet()));
    model.fit(new double[4][2], new double[4], epochs(1).verbose(0).callbacks(hooks));
    assertEquals(
        List.of(
            "residual/kernel",
            "residual/bias",
            "residual/kernel_1",
            "residual/bias_1",
            "batch_normalization/gamma",
            "batch_normalization/beta",
            "batch_normalization/moving_mean",
            "batch_normalization/moving_variance",
            "dense/kernel",
            "dense/bias"),
        names);
    assertEquals(model.getWeights().size(), names.size());
  }

  // ---- learning rate

  /** w −= 2·rate·(w − 2)·mean x² for one batch; here (1 + 4 + 9 + 1 + 4)/5 = 3.8. */
  @Test
  void theLearningRateCanBeReadAndSet() {
    Sequential model = line();
    List<Double> rates = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    Hooks hooks = new Hooks();
    hooks.action =
        hook -> {
          if (hook.equals("epochBegin")) {
            rates.add(hooks.training.learningRate());
          } else if (hook.equals("epochEnd")) {
            weights.add(weight(model));
            hooks.training.learningRate(hooks.training.learningRate() / 2);
          }
        };
    model.fit(X, Y, epochs(3).batchSize(5).verbose(0).callbacks(hooks));
    assertEquals(List.of(0.01, 0.005, 0.0025), rates);
    double w = 1;
    for (int epoch = 0; epoch < 3; epoch++) {
      w -= 2 * rates.get(epoch) * (w - 2) * 3.8;
      assertEquals(w, weights.get(epoch), 1e-12);
    }
    // it lasts until the model is compiled again
    model.fit(X, Y, epochs(1).verbose(0).callbacks(hooks));
    assertEquals(0.00125, rates.get(3));
    model.compile(sgd(0.01), meanSquaredError).fit(X, Y, epochs(1).verbose(0).callbacks(hooks));
    assertEquals(0.01, rates.get(4));
  }

  /** Three batches an epoch: the schedule counts them, until a callback sets a rate of its own. */
  @Test
  void theLearningRateOfASchedule() {
    Sequential model =
        line()
            .compile(
                sgd(piecewiseConstantDecay(List.of(2, 4), List.of(0.03, 0.02, 0.01))),
                meanSquaredError);
    List<Double> rates = new ArrayList<>();
    Hooks hooks = new Hooks();
    hooks.action =
        hook -> {
          if (hook.equals("batchBegin")) {
            rates.add(hooks.training.learningRate());
          }
          if (rates.size() == 7) {
            hooks.training.learningRate(0.5);
          }
        };
    fit(model, hooks);
    assertEquals(List.of(0.03, 0.03, 0.03, 0.02, 0.02, 0.01, 0.01, 0.5, 0.5), rates);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void aRateThatIsNoneIsRefused(double rate) {
    Sequential model = line();
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> fit(model, new Hooks().at("batchEnd", training -> training.learningRate(rate))));
    assertEquals(
        "learningRate expects a rate of at least 0 and finite, but got "
            + rate
            + ": use for example learningRate(0.001)",
        refused.getMessage());
    assertUsable(model, 1);
  }

  // ---- one description, two fits

  @Test
  void oneDescriptionServesTwoFitsAtOnce() throws Exception {
    EarlyStopping stopping =
        earlyStopping("scripted").mode(Mode.MIN).patience(2).restoreBestWeights(true);
    CyclicBarrier together = new CyclicBarrier(2);
    double[][] figures = {{5, 4, 3, 4, 4, 4, 4, 4, 4, 4}, {9, 9, 8, 7, 6, 5, 4, 3, 3, 3}};
    int[] best = {3, 8};
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Sequential>> fits = new ArrayList<>();
      for (double[] script : figures) {
        fits.add(
            threads.submit(
                () -> {
                  Sequential model = line();
                  model.fit(
                      X, Y, epochs(10).verbose(0).callbacks(scripted(script, together), stopping));
                  return model;
                }));
      }
      for (int i = 0; i < 2; i++) {
        Sequential model = fits.get(i).get();
        assertEquals(best[i] + 2, model.history().epochs());
        assertEquals(best[i], weight(model), "the weight of epoch " + best[i]);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Gives a figure of its own, and the model the number of the epoch as weight. */
  private static Callback scripted(double[] script, CyclicBarrier together) {
    return new Callback() {
      @Override
      public Callback inFit(Training training) {
        return new Callback() {
          @Override
          public Map<String, Double> figures(int epoch) {
            if (epoch <= 5) { // both get so far
              await(together);
            }
            weight(training.model(), epoch);
            return Map.of("scripted", script[epoch - 1]);
          }
        };
      }
    };
  }

  private static void await(CyclicBarrier together) {
    try {
      together.await();
    } catch (BrokenBarrierException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- figures of a callback's own

  @Test
  void figuresOfACallbackJoinThoseOfTheModel() {
    Map<String, Double> seen = new LinkedHashMap<>();
    Callback own =
        new Callback() {
          @Override
          public Map<String, Double> figures(int epoch) {
            return Map.of("tenfold", 10.0 * epoch);
          }
        };
    History history = fit(line(), onEpochEnd((epoch, logs) -> seen.putAll(logs)), own);
    assertArrayEquals(new double[] {10, 20, 30}, history.get("tenfold"));
    assertEquals(List.of("loss", "val_loss", "tenfold"), List.copyOf(seen.keySet()));
    assertRectangular(3, history);
  }

  private static String refusedFigures(
      java.util.function.IntFunction<Map<String, Double>> figures) {
    Sequential model = line();
    Callback own =
        new Callback() {
          @Override
          public Map<String, Double> figures(int epoch) {
            return figures.apply(epoch);
          }
        };
    String message =
        assertThrows(IllegalArgumentException.class, () -> fit(model, own)).getMessage();
    assertRectangular(model.history().epochs(), model.history());
    assertUsable(model, model.history().epochs());
    return message;
  }

  @Test
  void figuresThatCannotJoinAreRefused() {
    assertEquals(
        "fit expects from a callback's figures names and numbers, and no name among [loss, val_loss], but got loss=1.0: use a name of its own",
        refusedFigures(epoch -> Map.of("loss", 1.0)));
    assertEquals(
        "fit expects from a callback's figures names and numbers, and no name among [loss, val_loss], but got a=null: use a name of its own",
        refusedFigures(epoch -> Collections.singletonMap("a", null)));
    assertEquals(
        "fit expects figures, or none, from a Callback, but got null: pass one",
        refusedFigures(epoch -> null));
    assertEquals(
        "fit expects the same figures from its callbacks in each epoch, [a], but got [b] in epoch 2: give NaN where there is none",
        refusedFigures(epoch -> Map.of(epoch == 1 ? "a" : "b", 1.0)));
  }

  @Test
  void trainingKnowsWhichWayFiguresGo() {
    Sequential model =
        new Sequential(input(1), dense(2, softmax))
            .compile(
                sgd(0.01),
                sparseCategoricalCrossentropy,
                accuracy,
                accuracy.named("share"),
                rowMean("mine", (y, yhat) -> 0.0));
    Map<String, Direction> directions = new LinkedHashMap<>();
    Hooks hooks = new Hooks();
    hooks.at(
        "trainBegin",
        training -> {
          for (String name :
              List.of("loss", "val_loss", "share", "val_accuracy", "mine", "other")) {
            directions.put(name, training.direction(name));
          }
        });
    model.fit(X, new int[] {0, 1, 0, 1, 0}, epochs(1).verbose(0).callbacks(hooks));
    assertEquals(
        "{loss=DOWN, val_loss=DOWN, share=UP, val_accuracy=UP, mine=UNKNOWN, other=UNKNOWN}",
        directions.toString());
  }

  // ---- options

  @Test
  void initialEpochGoesOnCounting() {
    Sequential model = line();
    Hooks hooks = new Hooks();
    History history =
        model.fit(X, Y, epochs(5).initialEpoch(3).batchSize(5).verbose(0).callbacks(hooks));
    assertEquals(2, history.epochs());
    List<String> expected = new ArrayList<>(List.of("trainBegin"));
    expected.addAll(epoch(4, 1, null, "[loss]"));
    expected.addAll(epoch(5, 1, null, "[loss]"));
    expected.add("trainEnd [loss]");
    assertEquals(expected, hooks.calls);
    assertEquals(5, hooks.training.epochs());
  }

  /** Two batches of two rows an epoch, out of five rows; the next epoch begins anew. */
  @Test
  void stepsPerEpochCutAnEpochShort() {
    Hooks hooks = new Hooks();
    List<Double> losses = new ArrayList<>();
    line()
        .fit(
            new double[][] {{1}, {1}, {2}, {2}, {1000}},
            new double[5],
            epochs(2)
                .batchSize(2)
                .stepsPerEpoch(2)
                .shuffle(false)
                .verbose(0)
                .callbacks(hooks, onBatchEnd((e, b, loss) -> losses.add(loss))));
    assertEquals(4, hooks.count("batchEnd"));
    assertEquals(2, hooks.training.batches());
    // w: 1, −0.02·1·w → 0.98, −0.02·4·w → 0.9016, …; losses w²·x²
    double[] expected = {1, 0.98 * 0.98 * 4, 0.9016 * 0.9016, Math.pow(0.9016 * 0.98, 2) * 4};
    for (int i = 0; i < 4; i++) {
      assertEquals(expected[i], losses.get(i), 1e-12, "batch " + i);
    }
  }

  @Test
  void withoutTerminateOnNaNTheFitGoesOn() {
    Sequential model = breaking();
    Hooks hooks = new Hooks();
    History history = model.fit(X, Y, epochs(4).terminateOnNaN(false).verbose(0).callbacks(hooks));
    assertRectangular(4, history);
    assertFalse(Double.isFinite(history.last("loss")), Arrays.toString(history.loss()));
    assertEquals(1, hooks.count("trainEnd"));
    assertTrue(Double.isNaN(model.predict(X).getDouble(0)), "as it was asked for");
    model.setWeights(List.of(Nd4j.createFromArray(new float[][] {{1}})));
    assertUsable(model.compile(sgd(0.01), meanSquaredError), 4);
  }

  @Test
  void divergenceEndsTheCallbacksToo() {
    Sequential model = line().compile(sgd(1e200), meanSquaredError);
    Hooks hooks = new Hooks();
    assertThrows(DivergedException.class, () -> model.fit(X, Y, options(hooks)));
    assertEquals(1, hooks.count("trainEnd"));
    assertRectangular(0, model.history());
    assertUsable(model.compile(sgd(0.01), meanSquaredError), 0);
  }

  /** Losses of a model that does not learn tell which rows train and which are held back. */
  private static List<List<Long>> parts(FitOptions options, int[] y, int seed) {
    List<Long> trained = new ArrayList<>();
    List<Long> held = new ArrayList<>();
    double[][] x =
        IntStream.range(0, y.length).mapToObj(i -> new double[] {i}).toArray(double[][]::new);
    Sequential model =
        new Sequential(input(1), dense(1).useBias(false).kernelInitializer(constant(1)))
            .dtype(DataType.DOUBLE)
            .seed(seed)
            .compile(
                sgd(1e-300),
                meanSquaredError,
                rowMean(
                    "row",
                    (target, yhat) -> {
                      (trained.size() < y.length - held(y.length, options) ? trained : held)
                          .add(Math.round(yhat[0]));
                      return 0;
                    }));
    model.fit(x, y, options.batchSize(3).verbose(0));
    return List.of(trained.stream().sorted().toList(), held.stream().sorted().toList());
  }

  private static int held(int rows, FitOptions options) {
    return rows - (int) (rows * (1 - options.validationSplit));
  }

  @Test
  void aShuffledSplitTakesRowsByTheSeed() {
    int[] y = new int[20];
    FitOptions options = epochs(1).validationSplit(0.25).shuffled();
    List<List<Long>> parts = parts(options, y, 1);
    assertEquals(15, parts.get(0).size());
    assertEquals(5, parts.get(1).size());
    List<Long> all = new ArrayList<>(parts.get(0));
    all.addAll(parts.get(1));
    assertEquals(
        IntStream.range(0, 20).mapToObj(i -> (long) i).toList(), all.stream().sorted().toList());
    assertEquals(parts, parts(options, y, 1));
    assertNotEquals(parts, parts(options, y, 2));
    assertEquals(
        List.of(15L, 16L, 17L, 18L, 19L), parts(epochs(1).validationSplit(0.25), y, 1).get(1));
  }

  /** 12 of class 0, 8 of class 1, in order: a quarter of each is held back. */
  @Test
  void aStratifiedSplitTakesTheSameShareOfEachClass() {
    int[] y = new int[20];
    Arrays.fill(y, 12, 20, 1);
    FitOptions options = epochs(1).validationSplit(0.25).stratified();
    List<Long> held = parts(options, y, 1).get(1);
    assertEquals(3, held.stream().filter(row -> row < 12).count(), held.toString());
    assertEquals(2, held.stream().filter(row -> row >= 12).count(), held.toString());
    assertEquals(held, parts(options, y, 1).get(1));
  }

  // ---- batches

  private static Batches threeBatches(int size) {
    List<Batch> list =
        List.of(
            new Batch(new double[][] {{1}, {2}}, new double[] {2, 4}),
            new Batch(new double[][] {{3}}, new double[] {6}),
            new Batch(new double[][] {{-1}, {-2}}, new double[] {-2, -4}));
    return new Batches() {
      @Override
      public Iterator<Batch> iterator() {
        return list.iterator();
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {Batches.UNKNOWN, 3})
  void batchesWithCallbacks(int size) {
    Sequential model = line();
    Hooks hooks = new Hooks();
    List<Integer> known = new ArrayList<>();
    hooks.action =
        hook -> {
          if (hook.equals("epochBegin")) {
            known.add(hooks.training.batches());
          }
        };
    History history =
        model.fit(
            threeBatches(size),
            epochs(3).validationData(threeBatches(size)).verbose(0).callbacks(hooks));
    List<String> expected = new ArrayList<>(List.of("trainBegin"));
    for (int epoch = 1; epoch <= 3; epoch++) {
      expected.addAll(epoch(epoch, 3, "[val_loss]", "[loss, val_loss]"));
    }
    expected.add("trainEnd [loss, val_loss]");
    assertEquals(expected, hooks.calls);
    assertEquals(List.of(size, 3, 3), known, "unknown only until an epoch has ended");
    assertRectangular(3, history);
  }

  /** A stop in the first epoch leaves the number of batches unknown. */
  @Test
  void stoppedBatchesStayUnknown() {
    Sequential model = line();
    Hooks hooks = new Hooks();
    hooks.action =
        hook -> {
          if (hook.equals("batchEnd")) {
            hooks.training.stop(null);
          }
        };
    History history =
        model.fit(threeBatches(Batches.UNKNOWN), epochs(3).verbose(0).callbacks(hooks));
    assertRectangular(1, history);
    assertEquals(1, hooks.count("batchEnd"));
    assertEquals(Batches.UNKNOWN, hooks.training.batches());
    assertUsable(model, 1);
  }

  // ---- best weights, whatever ended training

  /** Gives each epoch its number as weight, and a figure that is best in epoch 2. */
  private static Callback bestInTheSecond(Sequential model) {
    return new Callback() {
      @Override
      public Map<String, Double> figures(int epoch) {
        weight(model, epoch);
        return Map.of("scripted", Math.abs(epoch - 2.0));
      }
    };
  }

  private static final EarlyStopping PATIENT =
      earlyStopping("scripted").mode(Mode.MIN).patience(10).restoreBestWeights(true);

  private static double restored(Consumer<Training> end) {
    Sequential model = line();
    Checkpoint best = new Checkpoint();
    Hooks ending = new Hooks();
    ending.action =
        hook -> {
          if (ending.count("epochBegin") == 4 && hook.equals("batchBegin")) {
            end.accept(ending.training);
          }
        };
    FitOptions options =
        epochs(6)
            .batchSize(2)
            .verbose(0)
            .callbacks(
                ending,
                bestInTheSecond(model),
                PATIENT,
                modelCheckpoint(best).monitor("scripted").mode(Mode.MIN).saveBestOnly(true));
    try {
      model.fit(X, Y, options);
    } catch (RuntimeException e) {
      assertTrue(e instanceof DivergedException || e.getMessage().equals("mine"), e.toString());
    } finally {
      Thread.interrupted();
    }
    assertEquals(2, best.epoch());
    assertEquals(0, best.logs().get("scripted"));
    assertEquals(2, best.weights().get(0).getDouble(0, 0));
    return weight(model);
  }

  @Test
  void bestWeightsComeBackWhateverEndedTraining() {
    assertEquals(2, restored(training -> {}), "the last epoch");
    assertEquals(2, restored(training -> training.stop("somebody else")));
    assertEquals(2, restored(training -> Thread.currentThread().interrupt()));
    assertEquals(2, restored(training -> training.learningRate(1e300)), "divergence");
    assertEquals(
        2,
        restored(
            training -> {
              throw new IllegalStateException("mine");
            }));
  }

  @Test
  void withoutAnEpochThereIsNothingToRestore() {
    Sequential model = line();
    RuntimeException own = new RuntimeException("mine");
    assertSame(
        own,
        assertThrows(
            RuntimeException.class,
            () ->
                fit(
                    model,
                    earlyStopping().restoreBestWeights(true),
                    onBatchEnd(
                        (e, b, loss) -> {
                          throw own;
                        }))));
    assertNotEquals(1, weight(model));
  }

  /** With terminateOnNaN(false) the best weights may be broken ones, which the model refuses. */
  @Test
  void brokenWeightsDoNotComeBack() {
    Sequential model = breaking();
    Callback first =
        new Callback() {
          @Override
          public Map<String, Double> figures(int epoch) {
            return Map.of("scripted", (double) -epoch);
          }
        };
    History history =
        model.fit(
            X, Y, epochs(6).terminateOnNaN(false).verbose(0).callbacks(first, PATIENT.patience(5)));
    assertEquals(6, history.epochs());
    assertTrue(Double.isNaN(weight(model)));
    DivergedException e =
        assertThrows(DivergedException.class, () -> model.fit(X, Y, epochs(1).verbose(0)));
    assertEquals(
        "fit stopped at epoch 1, batch 1: the loss became NaN; an update made the kernel of dense infinite or NaN.\nLikely cause: the weights were not finite before, as terminateOnNaN(false) allows. Remedy: begin anew with reset(seed) or setWeights(...); autopsy() tells more.",
        e.getMessage());
    assertTrue(Double.isNaN(weight(model)), "as they were");
    assertUsable(model.reset(1).compile(sgd(0.01), meanSquaredError), 0);
  }
}
