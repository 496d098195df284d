package org.chainrule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chainrule.backend.Check;

/**
 * The loss and the metrics of a model on some data.
 *
 * @param loss the loss
 * @param metrics the other figures by name, in the order they were compiled
 */
public record Evaluation(double loss, Map<String, Double> metrics) {
  /** Copies the map. */
  public Evaluation {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /**
   * A figure by name: {@code loss} or a metric such as {@code accuracy}.
   *
   * @throws IllegalArgumentException for a name that is not there
   */
  public double get(String name) {
    if ("loss".equals(name)) {
      return loss;
    }
    Double value = metrics.get(name);
    Check.that(
        value != null,
        "Evaluation expects one of the figures %s, but was asked for %s: name one of them, or add the metric to compile(...)",
        names(),
        name);
    return value;
  }

  private List<String> names() {
    List<String> names = new ArrayList<>(List.of("loss"));
    names.addAll(metrics.keySet());
    return names;
  }

  @Override
  public String toString() {
    StringBuilder line = new StringBuilder("loss " + Progress.number(loss));
    metrics.forEach(
        (name, value) -> line.append(", ").append(name).append(' ').append(Progress.number(value)));
    return line.toString();
  }
}
