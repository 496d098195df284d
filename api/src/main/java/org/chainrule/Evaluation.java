package org.chainrule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
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
        "Evaluation has loss and %s, but was asked for %s: add the metric to compile(...)",
        metrics.keySet(),
        name);
    return value;
  }

  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "loss %.4f", loss));
    metrics.forEach(
        (name, value) -> line.append(String.format(Locale.ROOT, ", %s %.4f", name, value)));
    return line.toString();
  }
}
