package org.chainrule.callbacks;

import java.util.Map;
import org.chainrule.backend.Call;
import org.chainrule.backend.Check;

/**
 * Lowers the learning rate when a figure has not improved for some epochs, as Keras'
 * ReduceLROnPlateau. The rate of each epoch is a figure {@code learning_rate} in History and logs.
 *
 * <p>The lower rate takes the place of the optimizer's own or its schedule's, until the model is
 * compiled again.
 *
 * @param monitor the figure, such as {@code val_loss}
 * @param factor what the rate is multiplied by, from 0 to less than 1
 * @param patience so many epochs without an improvement lower the rate
 * @param mode which way the figure should go
 * @param minDelta an improvement is more than this
 * @param cooldown so many epochs after a reduction do not count
 * @param minLr the rate does not go below this
 */
public record ReduceLROnPlateau(
    String monitor,
    double factor,
    int patience,
    Mode mode,
    double minDelta,
    int cooldown,
    double minLr)
    implements Callback {
  private static final String WHO = "reduceLROnPlateau";

  /** Checks the figures. */
  public ReduceLROnPlateau {
    Monitor.check(WHO, monitor, mode);
    Check.fraction(factor, WHO, "a factor", "factor(0.1)");
    Check.atLeastZero(patience, WHO, "a patience", "patience(5)");
    Check.notNegative(minDelta, WHO, "a minDelta", "minDelta(0.001)");
    Check.atLeastZero(cooldown, WHO, "a cooldown", "cooldown(3)");
    Check.notNegative(minLr, WHO, "a minLr", "minLr(0.00001)");
  }

  ReduceLROnPlateau(String monitor) {
    this(monitor, 0.1, 10, Mode.AUTO, 1e-4, 0, 0);
  }

  /** The same with another factor. */
  public ReduceLROnPlateau factor(double factor) {
    return new ReduceLROnPlateau(monitor, factor, patience, mode, minDelta, cooldown, minLr);
  }

  /** The same with another number of epochs to wait. */
  public ReduceLROnPlateau patience(int patience) {
    return new ReduceLROnPlateau(monitor, factor, patience, mode, minDelta, cooldown, minLr);
  }

  /** The same with the figure going down or up. */
  public ReduceLROnPlateau mode(Mode mode) {
    return new ReduceLROnPlateau(monitor, factor, patience, mode, minDelta, cooldown, minLr);
  }

  /** The same with another least improvement. */
  public ReduceLROnPlateau minDelta(double minDelta) {
    return new ReduceLROnPlateau(monitor, factor, patience, mode, minDelta, cooldown, minLr);
  }

  /** The same with so many epochs after a reduction that do not count. */
  public ReduceLROnPlateau cooldown(int cooldown) {
    return new ReduceLROnPlateau(monitor, factor, patience, mode, minDelta, cooldown, minLr);
  }

  /** The same with another lowest rate. */
  public ReduceLROnPlateau minLr(double minLr) {
    return new ReduceLROnPlateau(monitor, factor, patience, mode, minDelta, cooldown, minLr);
  }

  @Override
  public Callback inFit(Training training) {
    return new Watch(this, training);
  }

  @Override
  public String toString() {
    return new Call(WHO, Call.quoted(monitor))
        .with("factor", factor, 0.1)
        .with("patience", patience, 10)
        .with("mode", "Mode." + mode, "Mode.AUTO")
        .with("minDelta", minDelta, 1e-4)
        .with("cooldown", cooldown, 0)
        .with("minLr", minLr, 0.0)
        .toString();
  }

  /** The watch over one fit. */
  private static final class Watch implements Callback {
    private final ReduceLROnPlateau rule;
    private final Training training;
    private final Monitor monitor;
    private Double best; // none before the first value
    private int wait; // epochs since the last improvement
    private int cooling; // epochs that do not count yet

    private Watch(ReduceLROnPlateau rule, Training training) {
      this.rule = rule;
      this.training = training;
      monitor = new Monitor(WHO, rule.monitor, rule.mode, rule.minDelta, training);
    }

    @Override
    public Map<String, Double> figures(int epoch) {
      return Map.of("learning_rate", training.learningRate());
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
      double value = monitor.of(logs);
      if (cooling > 0) {
        cooling--;
        wait = 0;
      }
      if (monitor.improves(value, best)) {
        best = value;
        wait = 0;
      } else if (cooling == 0 && ++wait >= rule.patience) {
        double rate = training.learningRate();
        if (rate > rule.minLr) {
          training.learningRate(Math.max(rate * rule.factor, rule.minLr));
          cooling = rule.cooldown;
          wait = 0;
        }
      }
    }
  }
}
