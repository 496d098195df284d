package org.chainrule.callbacks;

import java.util.Map;
import org.chainrule.backend.Check;

/**
 * Sets the learning rate at the beginning of each epoch, as Keras' LearningRateScheduler. The rate
 * of each epoch is a figure {@code learning_rate} in History and logs.
 *
 * <p>It takes the place of the optimizer's own rate or schedule, until the model is compiled again.
 *
 * @param schedule the rate of an epoch
 */
public record LearningRateScheduler(EpochRate schedule) implements Callback {
  private static final String WHO = "learningRateSchedule";

  /** The rate of an epoch. */
  @FunctionalInterface
  public interface EpochRate {
    /**
     * The rate, at least 0 and finite.
     *
     * @param epoch its number, from 1
     * @param rate the rate so far
     */
    double at(int epoch, double rate);
  }

  /** Checks that there is a schedule. */
  public LearningRateScheduler {
    Check.present(schedule, WHO, "a function (epoch, rate) -> rate");
  }

  @Override
  public Callback inFit(Training training) {
    return new Callback() {
      @Override
      public void onEpochBegin(int epoch) {
        double rate = schedule.at(epoch, training.learningRate());
        Check.that(
            rate >= 0 && Double.isFinite(rate),
            "%s expects rates of at least 0 and finite, but got %s for epoch %d: mend the function",
            WHO,
            rate,
            epoch);
        training.learningRate(rate);
      }

      @Override
      public Map<String, Double> figures(int epoch) {
        return Map.of("learning_rate", training.learningRate());
      }
    };
  }

  @Override
  public String toString() {
    return WHO + "(…)";
  }
}
