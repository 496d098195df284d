package org.chainrule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.chainrule.backend.Check;
import org.chainrule.callbacks.Callback;
import org.chainrule.callbacks.Training;

/**
 * How the loss went while the learning rate grew from step to step (Smith, Cyclical Learning Rates
 * for Training Neural Networks, 2017, section 3.3): see {@link Sequential#findLearningRate}.
 *
 * @param rates the learning rate of each step, each a little larger than the one before
 * @param losses the loss after each step
 */
public record LearningRates(List<Double> rates, List<Double> losses) {
  private static final double LOWEST = 1e-7;
  private static final double HIGHEST = 10;
  private static final int STEPS = 120; // 15 for each power of ten
  private static final double EXPLODED = 4; // times the least loss
  private static final double RISE = 0.25; // of the fall, that ends it
  private static final double FLAT = 0.02; // of the first loss: not worth calling a rise
  private static final int AROUND = 5; // steps on either side
  private static final int LINES = 16;
  private static final int WIDTH = 40;

  /** Copies the lists, which must be equally long and not empty. */
  public LearningRates {
    rates = List.copyOf(rates);
    losses = List.copyOf(losses);
    Check.that(
        rates.size() == losses.size() && !rates.isEmpty(),
        "LearningRates expects a loss for each of some rates, but got %d rates and %d losses: pass as many",
        rates.size(),
        losses.size());
  }

  /**
   * Trains with a rate that grows, until the loss explodes.
   *
   * @param fit fits a copy of the model
   * @param loss the loss of that copy on some rows, always the same: batches differ too much
   */
  static LearningRates of(Consumer<FitOptions> fit, DoubleSupplier loss, FitOptions options) {
    Rising rising = new Rising(loss);
    fit.accept(options.quietly(STEPS, rising)); // an epoch has at least one step
    return new LearningRates(rising.rates, rising.losses);
  }

  /** Raises the rate before each batch. */
  private static final class Rising implements Callback {
    final List<Double> rates = new ArrayList<>();
    final List<Double> losses = new ArrayList<>();
    private final DoubleSupplier loss;
    private Training training;
    private double least = Double.POSITIVE_INFINITY;

    Rising(DoubleSupplier loss) {
      this.loss = loss;
    }

    @Override
    public Callback inFit(Training training) {
      this.training = training;
      return this;
    }

    @Override
    public void onBatchBegin(int epoch, int batch) {
      training.learningRate(LOWEST * Math.pow(HIGHEST / LOWEST, rates.size() / (STEPS - 1.0)));
    }

    @Override
    public void onBatchEnd(int epoch, int batch, double ofBatch) {
      double value = loss.getAsDouble();
      boolean finite = Double.isFinite(value);
      if (finite) {
        rates.add(training.learningRate());
        losses.add(value);
        least = Math.min(least, value);
      }
      if (!finite || rates.size() == STEPS || value - least > (EXPLODED - 1) * Math.abs(least)) {
        training.stop(null);
      }
    }
  }

  /**
   * A rate to begin with: the one at which the loss falls fastest before it rises again, by the
   * slope of a line through the losses of the steps around it (two thirds of a power of ten), over
   * the logarithm of the rate.
   */
  public double suggestion() {
    int end = fallEnds();
    int best = end - 1;
    double steepest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < end; i++) {
      double slope = slope(Math.max(0, i - AROUND), Math.min(end, i + AROUND + 1));
      if (slope < steepest) {
        steepest = slope;
        best = i;
      }
    }
    return rates.get(best);
  }

  /** The number of steps until the loss was least, before it rose by much of what it had fallen. */
  private int fallEnds() {
    double first = losses.get(0);
    int least = 0;
    for (int i = 1; i < losses.size(); i++) {
      double fallen = first - losses.get(least);
      if (losses.get(i) - losses.get(least) > Math.max(RISE * fallen, FLAT * Math.abs(first))) {
        break;
      }
      least = losses.get(i) < losses.get(least) ? i : least;
    }
    return least + 1;
  }

  /** The slope by least squares: Σ(i − ī)·loss / Σ(i − ī)²; too few steps have none. */
  private double slope(int from, int to) {
    if (to - from <= AROUND) {
      return Double.POSITIVE_INFINITY;
    }
    double middle = (from + to - 1) / 2.0;
    double sum = 0;
    double squares = 0;
    for (int i = from; i < to; i++) {
      sum += (i - middle) * losses.get(i);
      squares += (i - middle) * (i - middle);
    }
    return sum / squares;
  }

  /** The curve, a line for every few rates, and the suggestion. */
  @Override
  public String toString() {
    double low = losses.stream().mapToDouble(v -> v).min().orElseThrow();
    double high = Math.max(losses.get(0), low + Math.ulp(low)); // an explosion fills the line
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {"rate", "loss", ""});
    int every = Math.max(1, (rates.size() + LINES - 1) / LINES);
    for (int i = 0; i < rates.size(); i += every) {
      double share = Math.min(1, (losses.get(i) - low) / (high - low));
      String bar = "━".repeat((int) Math.round(share * WIDTH));
      lines.add(
          new String[] {
            rate(rates.get(i)), Table.number(losses.get(i)), bar + " ".repeat(WIDTH - bar.length())
          });
    }
    return Table.of(lines).replaceAll(" +\n", "\n") + "suggestion: " + rate(suggestion());
  }

  private static String rate(double rate) {
    return String.format(Locale.ROOT, "%.1e", rate);
  }
}
