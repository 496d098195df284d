package org.chainrule.callbacks;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.chainrule.backend.Check;

/**
 * Ends a fit after the batch during which its time runs out.
 *
 * @param limit the time from the beginning of the fit
 */
public record TimeLimit(Duration limit) implements Callback {
  /** Checks the time. */
  public TimeLimit {
    Check.present(limit, "timeLimit", "a duration such as Duration.ofMinutes(10)");
    Check.that(
        !limit.isZero() && !limit.isNegative(),
        "timeLimit expects more than no time, but got %s: use for example Duration.ofMinutes(10)",
        limit);
  }

  @Override
  public Callback inFit(Training training) {
    return inFit(training, System::nanoTime);
  }

  /** The same by another clock, of nanoseconds. */
  Callback inFit(Training training, LongSupplier clock) {
    return new Callback() {
      private long began;

      @Override
      public void onTrainBegin() {
        began = clock.getAsLong();
      }

      @Override
      public void onBatchEnd(int epoch, int batch, double loss) {
        if (Duration.ofNanos(clock.getAsLong() - began).compareTo(limit) >= 0) {
          training.stop(Check.message("the time of %s is over", limit));
        }
      }
    };
  }

  @Override
  public String toString() {
    return "timeLimit(" + limit + ")";
  }
}
