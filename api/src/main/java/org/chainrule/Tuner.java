package org.chainrule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.chainrule.backend.Check;
import org.chainrule.backend.Rng;
import org.chainrule.data.Dataset;

/**
 * A search for the best of several models: trains each, side by side on the cores, and ranks them
 * by a figure of their validation.
 *
 * <pre>{@code
 * Tuning result = Tuner.random(20, 1, trial -> new Sequential()
 *         .add(dense(trial.choose("units", 8, 16, 32), relu))
 *         .add(dense(3, softmax))
 *         .compile(adam(trial.logUniform("rate", 1e-3, 1e-1)), sparseCategoricalCrossentropy, accuracy))
 *     .maximize("val_accuracy")
 *     .search(data, epochs(30).validationSplit(0.2).stratified());
 * System.out.println(result);
 * Sequential best = result.best().model();
 * }</pre>
 */
public final class Tuner {
  private static final int MOST = 100_000; // points of a grid

  private final Function<Trial, Sequential> builder;
  private final int trials; // 0 for a grid
  private final long seed;
  private final String figure;
  private final boolean largest;

  private Tuner(
      Function<Trial, Sequential> builder, int trials, long seed, String figure, boolean largest) {
    this.builder = Check.present(builder, "Tuner", "trial -> a model");
    this.trials = trials;
    this.seed = seed;
    this.figure = figure;
    this.largest = largest;
  }

  /**
   * A search through all combinations of what {@link Trial#choose} offers.
   *
   * @param builder makes a compiled model by asking the trial for each choice
   */
  public static Tuner grid(Function<Trial, Sequential> builder) {
    return new Tuner(builder, 0, 0, "val_loss", false);
  }

  /**
   * A search among random choices.
   *
   * @param trials how many models to train
   * @param seed the same seed makes the same choices
   * @param builder makes a compiled model by asking the trial for each choice
   * @throws IllegalArgumentException for less than one trial
   */
  public static Tuner random(int trials, long seed, Function<Trial, Sequential> builder) {
    Check.atLeastOne(trials, "Tuner", "trials", "Tuner.random(20, 1, trial -> ...)");
    return new Tuner(builder, trials, seed, "val_loss", false);
  }

  /** Ranks by a figure of the last epoch, the least first; {@code val_loss} unless said. */
  public Tuner minimize(String figure) {
    return new Tuner(
        builder, trials, seed, Check.present(figure, "minimize", "the name of a figure"), false);
  }

  /** Ranks by a figure of the last epoch, the largest first, such as {@code val_accuracy}. */
  public Tuner maximize(String figure) {
    return new Tuner(
        builder, trials, seed, Check.present(figure, "maximize", "the name of a figure"), true);
  }

  /**
   * Trains all models and ranks them. A model whose training diverges comes last.
   *
   * @param options with a validationSplit or validationData, unless the figure is one of training
   * @throws IllegalArgumentException for data that does not fit a model, or a figure that is not in
   *     its history
   * @throws IllegalStateException when this thread is interrupted
   */
  public Tuning search(Object x, Object y, FitOptions options) {
    Check.present(options, "search", "options such as epochs(30).validationSplit(0.2)");
    return search(options, model -> model.fit(x, y, options.verbose(0)));
  }

  /** Trains all models on a data set, see {@link #search(Object, Object, FitOptions)}. */
  public Tuning search(Dataset data, FitOptions options) {
    Check.present(data, "search", "a data set");
    Check.present(options, "search", "options such as epochs(30).validationSplit(0.2)");
    return search(options, model -> model.fit(data, options.verbose(0)));
  }

  private Tuning search(FitOptions options, Function<Sequential, History> fit) {
    Check.that(
        !figure.startsWith("val_") || options.validates(),
        "search expects options with validation data to rank by %s, but there is none: add for example validationSplit(0.2), or rank by loss",
        figure);
    List<Callable<Tuning.Result>> work = new ArrayList<>();
    for (Built built : trials == 0 ? grid() : random()) {
      work.add(() -> result(built, fit));
    }
    List<Tuning.Result> results =
        SideBySide.run(
            "search",
            work,
            (number, result) -> {
              if (options.verbose > 0) {
                System.out.println("trial " + (number + 1) + "/" + work.size() + " - " + result);
              }
            });
    return Tuning.ranked(figure, largest, results);
  }

  private Tuning.Result result(Built built, Function<Sequential, History> fit) {
    try {
      double score = fit.apply(built.model).last(figure);
      return new Tuning.Result(built.choices, figure, score, built.model);
    } catch (DivergedException e) {
      return new Tuning.Result(built.choices, figure, Double.NaN, built.model);
    }
  }

  private record Built(Map<String, Object> choices, Sequential model) {}

  private Built build(Trial trial) {
    Sequential model = Check.present(builder.apply(trial), "Tuner", "a model from the builder");
    return new Built(trial.choices(), model);
  }

  private List<Built> random() {
    List<Built> all = new ArrayList<>();
    for (int i = 0; i < trials; i++) {
      all.add(build(Trial.random(Rng.of(seed, i))));
    }
    return all;
  }

  /**
   * All combinations. How many options a choice has shows only when it is asked for, and may depend
   * on choices before: so the last choice is turned on each time, like the wheels of a counter.
   */
  private List<Built> grid() {
    List<Built> all = new ArrayList<>();
    List<Integer> taken = new ArrayList<>();
    List<Integer> options = new ArrayList<>();
    do {
      options.clear();
      all.add(build(new Trial(new Counter(taken, options))));
      Check.that(
          all.size() <= MOST,
          "Tuner.grid expects at most %d combinations, but there are more: use Tuner.random",
          MOST);
    } while (turn(taken, options));
    return all;
  }

  /** The choices of a point of the grid, those beyond the ones known being the first. */
  private record Counter(List<Integer> taken, List<Integer> options) implements Trial.Chooser {
    @Override
    public int one(int choice, int count) {
      if (choice == taken.size()) {
        taken.add(0);
      }
      options.add(count);
      return taken.get(choice);
    }

    @Override
    public double uniform(String who) {
      throw new IllegalStateException(
          who
              + " expects a random search, but this is a grid: use choose(...) with some values, or Tuner.random");
    }
  }

  /** Goes on to the next combination; false after the last. */
  private static boolean turn(List<Integer> taken, List<Integer> options) {
    for (int i = options.size() - 1; i >= 0; i--) {
      if (taken.get(i) + 1 < options.get(i)) {
        taken.set(i, taken.get(i) + 1);
        taken.subList(i + 1, taken.size()).clear();
        return true;
      }
    }
    return false;
  }
}
