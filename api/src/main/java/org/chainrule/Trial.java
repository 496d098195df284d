package org.chainrule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chainrule.backend.Check;
import org.chainrule.backend.Rng;

/**
 * One model of a search: what builds it asks here for each choice, by a name for the table of
 * results.
 *
 * <pre>{@code
 * Tuner.grid(trial -> new Sequential()
 *     .add(dense(trial.choose("units", 8, 16, 32), relu))
 *     .add(dense(3, softmax))
 *     .compile(adam(trial.choose("rate", 0.1, 0.01)), sparseCategoricalCrossentropy, accuracy))
 * }</pre>
 */
public final class Trial {
  /** How a choice is made. */
  interface Chooser {
    /** One of so many, for the choice of that number. */
    int one(int choice, int options);

    /** A number from 0 (inclusive) to 1 (exclusive). */
    double uniform(String who);
  }

  private final Map<String, Object> choices = new LinkedHashMap<>();
  private final Chooser chooser;

  Trial(Chooser chooser) {
    this.chooser = chooser;
  }

  /** Chooses by chance. */
  static Trial random(Rng rng) {
    return new Trial(
        new Chooser() {
          @Override
          public int one(int choice, int options) {
            return rng.below(options);
          }

          @Override
          public double uniform(String who) {
            return rng.uniform();
          }
        });
  }

  /**
   * One of some values: a grid tries each, a random search takes any with equal chance.
   *
   * @param name for the table of results, another one for each choice
   * @throws IllegalArgumentException for a name that was chosen already, or no values
   */
  @SafeVarargs
  public final <T> T choose(String name, T... values) {
    Check.that(values != null, "choose expects values, but got null: pass some");
    List<T> list = new ArrayList<>();
    for (T value : values) {
      list.add(value);
    }
    return choose(name, list);
  }

  /** One of some values, see {@link #choose(String, Object...)}. */
  public <T> T choose(String name, List<T> values) {
    begin("choose", name);
    Check.present(values, "choose", "values");
    Check.that(
        !values.isEmpty(),
        "choose expects at least one value for %s, but got none: pass some, as in choose(\"units\", 8, 16)",
        name);
    T value = values.get(chooser.one(choices.size(), values.size()));
    choices.put(name, Check.present(value, "choose", "values for " + name));
    return value;
  }

  /**
   * A number from a range, with equal chance; for a random search only.
   *
   * @throws IllegalArgumentException for a name that was chosen already, or unless low &lt; high
   * @throws IllegalStateException in a grid, which cannot try all of a range
   */
  public double uniform(String name, double low, double high) {
    begin("uniform", name);
    Check.that(
        low < high && Double.isFinite(high - low),
        "uniform expects a range for %s from less to more, but got %s to %s: turn it round",
        name,
        low,
        high);
    double value = low + (high - low) * chooser.uniform("uniform");
    choices.put(name, value);
    return value;
  }

  /**
   * A number from a range whose logarithm has equal chance, as suits learning rates; for a random
   * search only.
   *
   * @throws IllegalArgumentException for a name that was chosen already, or unless 0 &lt; low &lt;
   *     high
   * @throws IllegalStateException in a grid, which cannot try all of a range
   */
  public double logUniform(String name, double low, double high) {
    begin("logUniform", name);
    Check.that(
        low > 0 && low < high && Double.isFinite(high),
        "logUniform expects a range for %s from more than 0 to more, but got %s to %s: use for example 1e-4 to 1e-1",
        name,
        low,
        high);
    double value = low * Math.pow(high / low, chooser.uniform("logUniform"));
    choices.put(name, value);
    return value;
  }

  private void begin(String who, String name) {
    Check.present(name, who, "a name for the choice");
    Check.that(
        !choices.containsKey(name),
        "%s expects another name for each choice, but got %s twice: rename one",
        who,
        name);
  }

  /** What was chosen so far, by name. */
  public Map<String, Object> choices() {
    return Collections.unmodifiableMap(choices);
  }
}
