package org.chainrule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The models of a search, the best first: see {@link Tuner}.
 *
 * @param figure what they are ranked by
 * @param results one for each trial; those that diverged come last
 */
public record Tuning(String figure, List<Result> results) {
  /**
   * One trial.
   *
   * @param choices what was chosen, by name, in the order it was asked for
   * @param figure the name of the score
   * @param score the figure of the last epoch; NaN when the training diverged
   * @param model the model as it was trained
   */
  public record Result(Map<String, Object> choices, String figure, double score, Sequential model) {
    /** Copies the map. */
    public Result {
      choices = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(choices));
    }

    /** The choices and the score on one line. */
    @Override
    public String toString() {
      StringBuilder line = new StringBuilder();
      choices.forEach(
          (name, value) -> line.append(name).append(' ').append(cell(value)).append(", "));
      return line + figure + " " + shown(score);
    }
  }

  /** Copies the list. */
  public Tuning {
    results = List.copyOf(results);
  }

  static Tuning ranked(String figure, boolean largest, List<Result> results) {
    List<Result> ranked = new ArrayList<>(results);
    ranked.sort( // stable: equals stay in the order of the trials
        Comparator.comparingDouble(
            r ->
                Double.isNaN(r.score())
                    ? Double.POSITIVE_INFINITY
                    : largest ? -r.score() : r.score()));
    return new Tuning(figure, ranked);
  }

  /** The best trial. */
  public Result best() {
    return results.get(0);
  }

  /** A table with a line for each trial. */
  @Override
  public String toString() {
    Set<String> names = new LinkedHashSet<>();
    results.forEach(result -> names.addAll(result.choices().keySet()));
    List<String[]> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("rank"));
    head.addAll(names);
    head.add(figure);
    lines.add(head.toArray(String[]::new));
    for (int i = 0; i < results.size(); i++) {
      Result result = results.get(i);
      List<String> line = new ArrayList<>(List.of(Integer.toString(i + 1)));
      names.forEach(name -> line.add(cell(result.choices().getOrDefault(name, ""))));
      line.add(shown(result.score()));
      lines.add(line.toArray(String[]::new));
    }
    return Table.of(lines);
  }

  private static String shown(double score) {
    return Double.isNaN(score) ? "diverged" : Table.number(score);
  }

  private static String cell(Object value) {
    return value instanceof Double d ? Table.number(d) : String.valueOf(value);
  }
}
