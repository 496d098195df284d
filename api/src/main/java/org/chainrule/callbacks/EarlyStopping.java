package org.chainrule.callbacks;

import java.util.List;
import java.util.Map;
import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Ends a fit when a figure has not improved for some epochs, as Keras' EarlyStopping.
 *
 * <p>When the best weights are to be restored, they are at the end of every fit: also of one that
 * ran to its last epoch, was stopped by somebody else, or failed.
 *
 * @param monitor the figure, such as {@code val_loss}
 * @param minDelta an improvement is more than this
 * @param patience so many epochs without an improvement end the fit; 0 means the same as 1
 * @param mode which way the figure should go
 * @param baseline only a value better than this counts as an improvement; NaN for none
 * @param restoreBestWeights whether the model gets the weights of its best epoch at the end; a
 *     baseline does not matter for that
 * @param startFromEpoch so many epochs at the beginning do not count
 */
public record EarlyStopping(
    String monitor,
    double minDelta,
    int patience,
    Mode mode,
    double baseline,
    boolean restoreBestWeights,
    int startFromEpoch)
    implements Callback {
  private static final String WHO = "earlyStopping";

  /** Checks the figures. */
  public EarlyStopping {
    Monitor.check(WHO, monitor, mode);
    Check.notNegative(minDelta, WHO, "a minDelta", "minDelta(0.001)");
    Check.atLeastZero(patience, WHO, "a patience", "patience(5)");
    Check.that(
        !Double.isInfinite(baseline),
        "%s expects a finite baseline, or NaN for none, but got %s: use for example baseline(0.5)",
        WHO,
        baseline);
    Check.atLeastZero(startFromEpoch, WHO, "a startFromEpoch", "startFromEpoch(10)");
  }

  EarlyStopping(String monitor) {
    this(monitor, 0, 0, Mode.AUTO, Double.NaN, false, 0);
  }

  /** The same with another least improvement. */
  public EarlyStopping minDelta(double minDelta) {
    return new EarlyStopping(
        monitor, minDelta, patience, mode, baseline, restoreBestWeights, startFromEpoch);
  }

  /** The same with another number of epochs to wait. */
  public EarlyStopping patience(int patience) {
    return new EarlyStopping(
        monitor, minDelta, patience, mode, baseline, restoreBestWeights, startFromEpoch);
  }

  /** The same with the figure going down or up. */
  public EarlyStopping mode(Mode mode) {
    return new EarlyStopping(
        monitor, minDelta, patience, mode, baseline, restoreBestWeights, startFromEpoch);
  }

  /** The same with a value to beat, NaN for none. */
  public EarlyStopping baseline(double baseline) {
    return new EarlyStopping(
        monitor, minDelta, patience, mode, baseline, restoreBestWeights, startFromEpoch);
  }

  /** The same with or without the best weights at the end. */
  public EarlyStopping restoreBestWeights(boolean restoreBestWeights) {
    return new EarlyStopping(
        monitor, minDelta, patience, mode, baseline, restoreBestWeights, startFromEpoch);
  }

  /** The same with so many epochs that do not count. */
  public EarlyStopping startFromEpoch(int startFromEpoch) {
    return new EarlyStopping(
        monitor, minDelta, patience, mode, baseline, restoreBestWeights, startFromEpoch);
  }

  @Override
  public Callback inFit(Training training) {
    return new Watch(this, training);
  }

  @Override
  public String toString() {
    return new Call(WHO, Call.quoted(monitor))
        .with("minDelta", minDelta, 0.0)
        .with("patience", patience, 0)
        .with("mode", "Mode." + mode, "Mode.AUTO")
        .with("baseline", baseline, Double.NaN)
        .with("restoreBestWeights", restoreBestWeights, false)
        .with("startFromEpoch", startFromEpoch, 0)
        .toString();
  }

  /** The watch over one fit. */
  static final class Watch implements Callback {
    private final EarlyStopping rule;
    private final Training training;
    private final Monitor monitor;
    private Double best; // none before the first value
    private int bestEpoch;
    private int stoppedEpoch; // 0 unless this ended the fit
    private int wait; // epochs since the last improvement
    private List<INDArray> bestWeights;

    private Watch(EarlyStopping rule, Training training) {
      this.rule = rule;
      this.training = training;
      monitor = new Monitor(WHO, rule.monitor, rule.mode, rule.minDelta, training);
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
      double value = monitor.of(logs);
      if (epoch <= rule.startFromEpoch) {
        return;
      }
      wait++;
      if (monitor.improves(value, best)) {
        best = value;
        bestEpoch = epoch;
        bestWeights = rule.restoreBestWeights ? training.model().getWeights() : null;
        if (Double.isNaN(rule.baseline) || monitor.improves(value, rule.baseline)) {
          wait = 0;
        }
      } else if (wait >= rule.patience && epoch > 1) {
        stoppedEpoch = epoch;
        training.stop(
            Check.message(
                "%s was best in epoch %d, %s, and has not improved since",
                rule.monitor, bestEpoch, best));
      }
    }

    @Override
    public void onTrainEnd(Map<String, Double> logs) {
      if (bestWeights != null && finite(bestWeights)) {
        training.model().setWeights(bestWeights);
      }
      bestWeights = null;
    }

    /** A model without terminateOnNaN may have been at its best when it was broken already. */
    private static boolean finite(List<INDArray> weights) {
      for (INDArray array : weights) {
        for (double w : array.ravel().toDoubleVector()) {
          if (!Double.isFinite(w)) {
            return false;
          }
        }
      }
      return true;
    }

    int bestEpoch() {
      return bestEpoch;
    }

    int stoppedEpoch() {
      return stoppedEpoch;
    }
  }
}
