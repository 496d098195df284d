package org.chainrule.optimizers;

import java.util.List;
import org.chainrule.backend.Call;
import org.chainrule.backend.Check;

/**
 * lr = values[i] for the steps after boundaries[i − 1] up to and with boundaries[i]; the last value
 * after the last boundary.
 *
 * @param boundaries step numbers, each larger than the one before
 * @param values learning rates, one more than boundaries
 */
public record PiecewiseConstantDecay(List<Integer> boundaries, List<Double> values)
    implements Schedule {
  private static final String EXAMPLE =
      "piecewiseConstantDecay(List.of(1000, 2000), List.of(0.1, 0.01, 0.001))";

  /** Checks the figures. */
  public PiecewiseConstantDecay {
    String who = "piecewiseConstantDecay";
    boundaries = List.copyOf(Check.present(boundaries, who, "boundaries"));
    values = List.copyOf(Check.present(values, who, "values"));
    Check.that(
        !boundaries.isEmpty() && values.size() == boundaries.size() + 1,
        "%s expects one or more boundaries and one more values, but got %d and %d: use for example %s",
        who,
        boundaries.size(),
        values.size(),
        EXAMPLE);
    for (int i = 0; i < boundaries.size(); i++) {
      Check.that(
          boundaries.get(i) > (i == 0 ? -1 : boundaries.get(i - 1)),
          "%s expects boundaries of at least 0, each larger than the one before, but got %s: use for example %s",
          who,
          boundaries,
          EXAMPLE);
    }
    values.forEach(value -> Check.notNegative(value, who, "values", EXAMPLE));
  }

  @Override
  public double at(long step) {
    int i = 0;
    while (i < boundaries.size() && step > boundaries.get(i)) {
      i++;
    }
    return values.get(i);
  }

  @Override
  public String toString() {
    return new Call("piecewiseConstantDecay", list(boundaries), list(values)).toString();
  }

  private static String list(List<?> numbers) {
    String text = numbers.toString();
    return "List.of(" + text.substring(1, text.length() - 1) + ")";
  }
}
