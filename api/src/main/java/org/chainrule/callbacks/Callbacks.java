package org.chainrule.callbacks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.chainrule.backend.Check;

/**
 * The callbacks, to be imported statically: {@code
 * epochs(100).callbacks(earlyStopping().patience(5), csvLogger("log.csv"))}.
 */
public final class Callbacks {
  private Callbacks() {}

  // ---- ready ones

  /** Ends a fit when {@code val_loss} has not improved. */
  public static EarlyStopping earlyStopping() {
    return earlyStopping("val_loss");
  }

  /**
   * Ends a fit when a figure has not improved: {@code earlyStopping("val_loss").patience(5)
   * .restoreBestWeights(true)}.
   *
   * @param monitor a name as in History; another is refused after the first epoch
   */
  public static EarlyStopping earlyStopping(String monitor) {
    return new EarlyStopping(monitor);
  }

  /** Divides the learning rate by 10 when {@code val_loss} has not improved for 10 epochs. */
  public static ReduceLROnPlateau reduceLROnPlateau() {
    return reduceLROnPlateau("val_loss");
  }

  /**
   * Lowers the learning rate when a figure has not improved: {@code reduceLROnPlateau("val_loss")
   * .factor(0.5).patience(3)}.
   *
   * @param monitor a name as in History; another is refused after the first epoch
   */
  public static ReduceLROnPlateau reduceLROnPlateau(String monitor) {
    return new ReduceLROnPlateau(monitor);
  }

  /**
   * Saves the weights after each epoch to a file: {@code modelCheckpoint("best.npz")
   * .saveBestOnly(true)}; {@link Checkpoint#readWeights} brings them back.
   *
   * @param filepath its name may have places for numbers: {@code
   *     weights-{epoch:02d}-{val_loss:.4f}.npz}
   */
  public static ModelCheckpoint modelCheckpoint(String filepath) {
    return new ModelCheckpoint(
        Check.present(filepath, "modelCheckpoint", "a file name such as \"best.npz\""), null);
  }

  /** Saves the weights after each epoch to a file, see {@link #modelCheckpoint(String)}. */
  public static ModelCheckpoint modelCheckpoint(Path filepath) {
    return modelCheckpoint(
        Check.present(filepath, "modelCheckpoint", "a path such as Path.of(\"best.npz\")")
            .toString());
  }

  /**
   * Keeps the weights after each epoch in memory: {@code modelCheckpoint(best).saveBestOnly(true)}.
   */
  public static ModelCheckpoint modelCheckpoint(Checkpoint checkpoint) {
    return new ModelCheckpoint(
        null, Check.present(checkpoint, "modelCheckpoint", "a new Checkpoint()"));
  }

  /**
   * Sets the learning rate at the beginning of each epoch: {@code learningRateSchedule((epoch,
   * rate) -> epoch <= 10 ? rate : rate * 0.9)}. A function of the number of batches is a {@link
   * org.chainrule.optimizers.Schedule} of the optimizer.
   *
   * @param schedule the number of the epoch, from 1, and the rate so far ↦ the rate
   */
  public static LearningRateScheduler learningRateSchedule(
      LearningRateScheduler.EpochRate schedule) {
    return new LearningRateScheduler(schedule);
  }

  /** Writes the figures of each epoch to a file: {@code csvLogger("log.csv").append(true)}. */
  public static CsvLogger csvLogger(String filename) {
    return new CsvLogger(filename);
  }

  /** Writes the figures of each epoch to a file, see {@link #csvLogger(String)}. */
  public static CsvLogger csvLogger(Path filename) {
    return new CsvLogger(
        Check.present(filename, "csvLogger", "a path such as Path.of(\"log.csv\")").toString());
  }

  /** Writes what TensorBoard shows to the folder {@code logs}. */
  public static TensorBoard tensorBoard() {
    return tensorBoard("logs");
  }

  /**
   * Writes what TensorBoard shows to a folder, best one for each fit: {@code
   * tensorBoard("logs/small").histogramFreq(5)}.
   */
  public static TensorBoard tensorBoard(String logDir) {
    return new TensorBoard(logDir);
  }

  /** Writes what TensorBoard shows, see {@link #tensorBoard(String)}. */
  public static TensorBoard tensorBoard(Path logDir) {
    return tensorBoard(
        Check.present(logDir, "tensorBoard", "a path such as Path.of(\"logs\")").toString());
  }

  /** Ends a fit when its time is over: {@code timeLimit(Duration.ofMinutes(10))}. */
  public static TimeLimit timeLimit(Duration limit) {
    return new TimeLimit(limit);
  }

  // ---- code of one's own

  /** What to do before a batch. */
  @FunctionalInterface
  public interface BatchBeginAction {
    /** Both numbers count from 1. */
    void accept(int epoch, int batch);
  }

  /** What to do after a batch. */
  @FunctionalInterface
  public interface BatchAction {
    /** Both numbers count from 1; the loss is the batch's, before its update. */
    void accept(int epoch, int batch, double loss);
  }

  /** What to do after an epoch, when it may change the fit. */
  @FunctionalInterface
  public interface TrainingAction {
    /** The fit, the number of the epoch, from 1, and its figures. */
    void accept(Training training, int epoch, Map<String, Double> logs);
  }

  /** Runs before the first epoch. */
  public static Callback onTrainBegin(Runnable action) {
    Check.present(action, "onTrainBegin", "an action () -> ...");
    return new Callback() {
      @Override
      public void onTrainBegin() {
        action.run();
      }
    };
  }

  /** Runs after the last epoch, with its figures; also when the fit was stopped or fails. */
  public static Callback onTrainEnd(Consumer<Map<String, Double>> action) {
    Check.present(action, "onTrainEnd", "an action logs -> ...");
    return new Callback() {
      @Override
      public void onTrainEnd(Map<String, Double> logs) {
        action.accept(logs);
      }
    };
  }

  /** Runs before each epoch, with its number from 1. */
  public static Callback onEpochBegin(IntConsumer action) {
    Check.present(action, "onEpochBegin", "an action epoch -> ...");
    return new Callback() {
      @Override
      public void onEpochBegin(int epoch) {
        action.accept(epoch);
      }
    };
  }

  /** Runs after each epoch, with its number from 1 and its figures. */
  public static Callback onEpochEnd(BiConsumer<Integer, Map<String, Double>> action) {
    Check.present(action, "onEpochEnd", "an action (epoch, logs) -> ...");
    return new Callback() {
      @Override
      public void onEpochEnd(int epoch, Map<String, Double> logs) {
        action.accept(epoch, logs);
      }
    };
  }

  /**
   * Runs after each epoch with the fit, which it may stop or give another learning rate: {@code
   * onEpochEnd((training, epoch, logs) -> { if (logs.get("loss") < 0.1) training.stop("done"); })}.
   */
  public static Callback onEpochEnd(TrainingAction action) {
    Check.present(action, "onEpochEnd", "an action (training, epoch, logs) -> ...");
    return new Callback() {
      @Override
      public Callback inFit(Training training) {
        return Callbacks.onEpochEnd((epoch, logs) -> action.accept(training, epoch, logs));
      }
    };
  }

  /** Runs before each batch, with the numbers of epoch and batch from 1. */
  public static Callback onBatchBegin(BatchBeginAction action) {
    Check.present(action, "onBatchBegin", "an action (epoch, batch) -> ...");
    return new Callback() {
      @Override
      public void onBatchBegin(int epoch, int batch) {
        action.accept(epoch, batch);
      }
    };
  }

  /** Runs after each batch, with the numbers of epoch and batch from 1 and the batch's loss. */
  public static Callback onBatchEnd(BatchAction action) {
    Check.present(action, "onBatchEnd", "an action (epoch, batch, loss) -> ...");
    return new Callback() {
      @Override
      public void onBatchEnd(int epoch, int batch, double loss) {
        action.accept(epoch, batch, loss);
      }
    };
  }

  /** Runs before the validation of each epoch, with its number from 1. */
  public static Callback onValidationBegin(IntConsumer action) {
    Check.present(action, "onValidationBegin", "an action epoch -> ...");
    return new Callback() {
      @Override
      public void onValidationBegin(int epoch) {
        action.accept(epoch);
      }
    };
  }

  /** Runs after the validation of each epoch, with its number from 1 and its figures. */
  public static Callback onValidationEnd(BiConsumer<Integer, Map<String, Double>> action) {
    Check.present(action, "onValidationEnd", "an action (epoch, logs) -> ...");
    return new Callback() {
      @Override
      public void onValidationEnd(int epoch, Map<String, Double> logs) {
        action.accept(epoch, logs);
      }
    };
  }
}
