package org.chainrule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chainrule.backend.Check;

/**
 * What training reported, one value an epoch: {@code loss}, the metrics, and their {@code val_}
 * twins. A value that does not change; each {@code fit} returns one over all epochs of the model so
 * far.
 */
public final class History {
  private final Map<String, List<Double>> values;

  History(Map<String, List<Double>> values) {
    Map<String, List<Double>> copy = new LinkedHashMap<>();
    values.forEach((name, list) -> copy.put(name, List.copyOf(list)));
    this.values = copy;
  }

  /** The number of epochs. */
  public int epochs() {
    return values.values().stream().mapToInt(List::size).max().orElse(0);
  }

  /** The names of the figures, {@code loss} first. */
  public Set<String> names() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** The training loss of each epoch: the mean over its batches, each before its update. */
  public double[] loss() {
    return epochs() == 0 ? new double[0] : get("loss");
  }

  /**
   * A figure of each epoch by name.
   *
   * @throws IllegalArgumentException for a name that is not there
   */
  public double[] get(String name) {
    List<Double> list = values.get(name);
    Check.that(
        list != null,
        "History expects one of the figures %s, but was asked for %s: name one of them, or add the metric to compile(...)",
        names(),
        name);
    return list.stream().mapToDouble(v -> v).toArray();
  }

  /**
   * The last epoch's value of a figure.
   *
   * @throws IllegalArgumentException for a name that is not there
   */
  public double last(String name) {
    double[] all = get(name);
    return all[all.length - 1];
  }

  @Override
  public String toString() {
    StringBuilder line =
        new StringBuilder("History of " + epochs() + (epochs() == 1 ? " epoch" : " epochs"));
    values.forEach(
        (name, list) ->
            line.append(", ")
                .append(name)
                .append(' ')
                .append(Progress.number(list.get(0)))
                .append(" → ")
                .append(Progress.number(list.get(list.size() - 1))));
    return line.toString();
  }
}
