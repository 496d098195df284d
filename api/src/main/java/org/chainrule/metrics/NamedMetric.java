package org.chainrule.metrics;

import org.chainrule.backend.Check;

/**
 * A metric under another name.
 *
 * @param name how it is called in History
 * @param metric the metric itself
 */
public record NamedMetric(String name, Metric metric) implements Metric {
  /** Checks the name, which History must be able to tell from others. */
  public NamedMetric {
    Check.present(metric, "named", "a metric such as accuracy");
    Check.that(
        !Check.present(name, "named", "a name").isBlank() && !name.startsWith("val_"),
        "named expects a name that is not empty and does not begin with val_, which History puts before figures of validation data, but got \"%s\": use for example \"auc_pr\"",
        name);
  }

  @Override
  public Direction direction() {
    return metric.direction();
  }

  @Override
  public Running start(int targetColumns, int columns) {
    return metric.start(targetColumns, columns);
  }

  @Override
  public String toString() {
    return metric + ".named(\"" + name + "\")";
  }
}
