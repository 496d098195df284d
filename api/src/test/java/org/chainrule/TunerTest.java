package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.*;
import static org.chainrule.callbacks.Callbacks.onEpochEnd;
import static org.chainrule.data.Datasets.*;
import static org.chainrule.layers.Layers.*;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.metrics.Metrics.accuracy;
import static org.chainrule.optimizers.Optimizers.*;
import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.chainrule.data.Dataset;
import org.junit.jupiter.api.Test;

class TunerTest {
  private static final FitOptions OPTIONS = epochs(3).validationSplit(0.25).stratified().verbose(0);

  private final Dataset data = blobs(80, 2, 2, 1.0, 3);

  private static Sequential model(int units, double rate) {
    return new Sequential()
        .seed(1)
        .add(dense(units, relu))
        .add(dense(2, softmax))
        .compile(sgd(rate), sparseCategoricalCrossentropy, accuracy);
  }

  @Test
  void aGridTriesEachCombinationOnce() {
    List<Map<String, Object>> asked = new ArrayList<>();
    Tuning result =
        Tuner.grid(
                trial -> {
                  Sequential model =
                      model(trial.choose("units", 2, 3, 5), trial.choose("rate", 0.1, 0.01));
                  asked.add(Map.copyOf(trial.choices()));
                  return model;
                })
            .search(data, OPTIONS);
    assertEquals(
        List.of(
            Map.of("units", 2, "rate", 0.1),
            Map.of("units", 2, "rate", 0.01),
            Map.of("units", 3, "rate", 0.1),
            Map.of("units", 3, "rate", 0.01),
            Map.of("units", 5, "rate", 0.1),
            Map.of("units", 5, "rate", 0.01)),
        asked);
    assertEquals(6, result.results().size());
    assertEquals(6, new HashSet<>(result.results().stream().map(r -> r.choices()).toList()).size());
  }

  /** The second choice is asked for only when there is a second layer. */
  @Test
  void choicesMayDependOnOthers() {
    List<Map<String, Object>> asked = new ArrayList<>();
    Tuner.grid(
            trial -> {
              int depth = trial.choose("depth", 1, 2);
              int units = depth == 2 ? trial.choose("units", 4, 8, 16) : 3;
              asked.add(Map.copyOf(trial.choices()));
              return model(units, 0.1);
            })
        .search(data, OPTIONS);
    assertEquals(
        List.of(
            Map.of("depth", 1),
            Map.of("depth", 2, "units", 4),
            Map.of("depth", 2, "units", 8),
            Map.of("depth", 2, "units", 16)),
        asked);
  }

  /** What trains alone gives the same figures as what trains beside others. */
  @Test
  void ranksByTheFigureAsked() {
    Tuner tuner = Tuner.grid(trial -> model(4, trial.choose("rate", 1e-6, 0.1, 0.01)));
    Tuning least = tuner.search(data, OPTIONS);
    assertEquals("val_loss", least.figure());
    double[] scores = least.results().stream().mapToDouble(Tuning.Result::score).toArray();
    assertTrue(scores[0] <= scores[1] && scores[1] <= scores[2]);
    for (Tuning.Result r : least.results()) {
      double alone = model(4, (double) r.choices().get("rate")).fit(data, OPTIONS).last("val_loss");
      assertEquals(alone, r.score(), "rate " + r.choices());
      assertEquals(r.score(), r.model().history().last("val_loss"));
    }
    Tuning largest = tuner.maximize("loss").search(data.x(), data.labels(), epochs(2).verbose(0));
    assertEquals(1e-6, largest.best().choices().get("rate"));
    assertEquals(
        1e-6, tuner.maximize("val_loss").search(data, OPTIONS).best().choices().get("rate"));
    assertNotEquals(
        1e-6, tuner.minimize("val_loss").search(data, OPTIONS).best().choices().get("rate"));
  }

  @Test
  void aRandomSearchFollowsItsSeed() {
    List<List<Object>> seen = new ArrayList<>();
    for (int repeat = 0; repeat < 2; repeat++) {
      List<Object> values = new ArrayList<>();
      Tuner.random(
              8,
              5,
              trial -> {
                int units = trial.choose("units", List.of(2, 3, 4));
                double rate = trial.logUniform("rate", 1e-4, 1e-1);
                double other = trial.uniform("other", -2, 3);
                assertTrue(rate >= 1e-4 && rate < 1e-1);
                assertTrue(other >= -2 && other < 3);
                values.addAll(List.of(units, rate, other));
                return model(units, rate);
              })
          .search(data, OPTIONS);
      seen.add(values);
    }
    assertEquals(24, seen.get(0).size());
    assertEquals(seen.get(0), seen.get(1));
    assertTrue(new HashSet<>(seen.get(0)).size() > 16, "numbers differ from trial to trial");
  }

  @Test
  void whatDivergesComesLast() {
    Dataset wild =
        Dataset.regression(new double[][] {{1}, {2}, {3}, {4}}, new double[] {1, 2, 3, 4});
    Tuning result =
        Tuner.grid(
                trial ->
                    new Sequential(dense(1))
                        .seed(1)
                        .compile(sgd(trial.choose("rate", 1e30, 0.01)), meanSquaredError))
            .minimize("loss")
            .search(wild, epochs(20).lint(false).verbose(0));
    assertEquals(0.01, result.best().choices().get("rate"));
    assertTrue(Double.isNaN(result.results().get(1).score()));
    assertTrue(result.toString().endsWith("diverged\n"), result.toString());
  }

  @Test
  void printsATable() {
    Tuning.Result first = new Tuning.Result(Map.of("units", 16), "val_loss", 0.25, model(16, 1));
    Tuning.Result second = new Tuning.Result(Map.of("units", 8), "val_loss", 0.5, model(8, 1));
    assertEquals(
        """
        rank  units  val_loss
           1     16    0.2500
           2      8    0.5000
        """,
        Tuning.ranked("val_loss", false, List.of(second, first)).toString());
    assertEquals("units 16, val_loss 0.2500", first.toString());
  }

  /** Each trial waits until another runs beside it. */
  @Test
  void trialsRunSideBySide() {
    assumeTrue(Chainrule.threads() > 1);
    CountDownLatch two = new CountDownLatch(2);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Tuner.grid(trial -> model(trial.choose("units", 1, 2), 0.1))
        .search(
            data,
            OPTIONS.callbacks(
                onEpochEnd(
                    (e, logs) -> {
                      threads.add(Thread.currentThread());
                      two.countDown();
                      assertDoesNotThrow(() -> two.await(1, TimeUnit.MINUTES));
                    })));
    assertEquals(2, threads.size());
  }

  @Test
  void anErrorInOneTrialReachesTheCaller() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Tuner.grid(trial -> model(4, 0.1)).maximize("val_f1").search(data, OPTIONS));
    assertTrue(e.getMessage().contains("asked for val_f1"), e.getMessage());
  }

  @Test
  void anInterruptEndsTheSearch() {
    Thread.currentThread().interrupt();
    try {
      IllegalStateException e =
          assertThrows(
              IllegalStateException.class,
              () -> Tuner.grid(trial -> model(4, 0.1)).search(data, OPTIONS));
      assertEquals("search was interrupted before it was done", e.getMessage());
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void badCallsAreTold() {
    told("Tuner expects trial -> a model, but got null: pass one", () -> Tuner.grid(null));
    told(
        "Tuner expects trials of at least 1, but got 0: use for example Tuner.random(20, 1, trial -> ...)",
        () -> Tuner.random(0, 1, trial -> model(1, 1)));
    told(
        "Tuner expects a model from the builder, but got null: pass one",
        () -> Tuner.grid(trial -> null).search(data, OPTIONS));
    told(
        "search expects options with validation data to rank by val_loss, but there is none: add for example validationSplit(0.2), or rank by loss",
        () -> Tuner.grid(trial -> model(1, 1)).search(data, epochs(1)));
    told(
        "search expects a data set, but got null: pass one",
        () -> Tuner.grid(trial -> model(1, 1)).search(null, epochs(1)));
    told(
        "maximize expects the name of a figure, but got null: pass one",
        () -> Tuner.grid(trial -> model(1, 1)).maximize(null));
    trial(
        "choose expects another name for each choice, but got units twice: rename one",
        trial -> trial.choose("units", 1, 2) + trial.choose("units", 1, 2));
    trial(
        "choose expects at least one value for units, but got none: pass some, as in choose(\"units\", 8, 16)",
        trial -> trial.choose("units", List.of()));
    trial(
        "choose expects a name for the choice, but got null: pass one",
        trial -> trial.choose(null, 1));
    trial(
        "choose expects values, but got null: pass some",
        trial -> trial.choose("units", (Integer[]) null));
    trial(
        "choose expects values for units, but got null: pass one",
        trial -> trial.choose("units", (Integer) null));
    trial(
        "uniform expects a range for rate from less to more, but got 2.0 to 1.0: turn it round",
        trial -> trial.uniform("rate", 2, 1));
    trial(
        "logUniform expects a range for rate from more than 0 to more, but got 0.0 to 1.0: use for example 1e-4 to 1e-1",
        trial -> trial.logUniform("rate", 0, 1));
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> Tuner.grid(trial -> model(1, trial.uniform("rate", 0, 1))).search(data, OPTIONS));
    assertEquals(
        "uniform expects a random search, but this is a grid: use choose(...) with some values, or Tuner.random",
        e.getMessage());
  }

  private interface Choice {
    Object by(Trial trial);
  }

  private void trial(String message, Choice choice) {
    told(
        message,
        () ->
            Tuner.random(
                    1,
                    1,
                    trial -> {
                      choice.by(trial);
                      return model(1, 1);
                    })
                .search(data, OPTIONS));
  }

  private static void told(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}
