package org.chainrule.callbacks;

import java.util.Map;
import org.chainrule.backend.Check;
import org.chainrule.metrics.Direction;

/** A figure that a callback watches in a fit, and what counts as better. */
final class Monitor {
  private final String who;
  private final String name;
  private final Training training;
  private final double minDelta;
  private Mode mode;

  /**
   * Watches a figure in a fit.
   *
   * @param who the callback, for messages
   * @param minDelta how much better than another a value must at least be
   */
  Monitor(String who, String name, Mode mode, double minDelta, Training training) {
    this.who = who;
    this.name = name;
    this.mode = mode;
    this.minDelta = minDelta;
    this.training = training;
  }

  /** Checks a monitor and a mode at the door. */
  static void check(String who, String monitor, Mode mode) {
    Check.present(monitor, who, "a monitor such as \"val_loss\"");
    Check.that(
        !monitor.isBlank(),
        "%s expects the name of a figure as monitor, but got \"%s\": use for example \"val_loss\"",
        who,
        monitor);
    Check.present(mode, who, "a mode such as Mode.MAX");
  }

  /**
   * The figure.
   *
   * @throws IllegalArgumentException when it is not among the logs, or nobody told which way it
   *     should go
   */
  double of(Map<String, Double> logs) {
    Double value = logs.get(name);
    Check.that(
        value != null,
        "%s expects a monitor among %s, but got \"%s\": %s",
        who,
        logs.keySet(),
        name,
        lacksValidation(logs)
            ? "add validationSplit(0.2) or validationData(x, y) to the options of fit"
            : "name one of these, or add the metric to compile(...)");
    if (mode == Mode.AUTO) {
      Direction direction = training.direction(name);
      Check.that(
          direction != Direction.UNKNOWN,
          "%s expects to know whether \"%s\" should go down or up, but no metric tells: add mode(Mode.MIN) or mode(Mode.MAX)",
          who,
          name);
      mode = direction == Direction.UP ? Mode.MAX : Mode.MIN;
    }
    return value;
  }

  private boolean lacksValidation(Map<String, Double> logs) {
    return name.startsWith("val_")
        && logs.containsKey(name.substring("val_".length()))
        && logs.keySet().stream().noneMatch(key -> key.startsWith("val_"));
  }

  /**
   * Whether a value is better than another; anything is better than none. NaN is better than no
   * value only, and nothing is better than NaN, as in Keras.
   *
   * @param reference null for none
   */
  boolean improves(double value, Double reference) {
    return reference == null
        || (mode == Mode.MAX ? value - minDelta > reference : value + minDelta < reference);
  }

  String name() {
    return name;
  }
}
