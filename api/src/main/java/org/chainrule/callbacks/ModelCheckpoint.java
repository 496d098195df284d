package org.chainrule.callbacks;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chainrule.backend.Call;
import org.chainrule.backend.Check;

/**
 * Saves the weights of a model during a fit, as Keras' ModelCheckpoint: to a file, from which
 * {@link Checkpoint#readWeights} brings them back, or into a {@link Checkpoint} in memory.
 *
 * <p>The file is what {@code numpy.savez(file, *weights)} writes. It is there as a whole or not at
 * all: a fit that is killed leaves the one before. Folders are made as needed.
 *
 * @param filepath the file, whose name may have places for numbers, such as {@code
 *     weights-{epoch:02d}-{val_loss:.4f}.npz}; without them it is written over each time. Null when
 *     weights are kept in memory
 * @param checkpoint where they are kept in memory, or null
 * @param monitor the figure that tells the best, such as {@code val_loss}
 * @param saveBestOnly whether weights are saved only when the figure is better than at each time
 *     before
 * @param mode which way the figure should go
 * @param everyEpochs weights are saved after each so many epochs; 1 for each
 * @param saveFreq weights are saved after each so many batches instead; 0 for by epochs
 * @param initialValueThreshold what the first figure must be better than; NaN for none
 */
public record ModelCheckpoint(
    String filepath,
    Checkpoint checkpoint,
    String monitor,
    boolean saveBestOnly,
    Mode mode,
    int everyEpochs,
    int saveFreq,
    double initialValueThreshold)
    implements Callback {
  private static final String WHO = "modelCheckpoint";

  /** Checks the figures. */
  public ModelCheckpoint {
    Check.that(
        (filepath == null) != (checkpoint == null),
        "%s expects a file name or a Checkpoint, but got %s: pass one",
        WHO,
        filepath == null ? "null" : "both");
    if (filepath != null) {
      filepath = new FileName(filepath).text();
    }
    Monitor.check(WHO, monitor, mode);
    Check.atLeastOne(everyEpochs, WHO, "everyEpochs", "everyEpochs(5)");
    Check.that(
        saveFreq >= 0,
        "%s expects a saveFreq of at least 1 batch, or 0 for epochs, but got %d: use for example saveFreq(1000)",
        WHO,
        saveFreq);
    Check.that(
        saveFreq == 0 || (!saveBestOnly && everyEpochs == 1),
        "%s expects a saveFreq, of batches, or %s, of epochs, but got both: leave one out",
        WHO,
        saveBestOnly ? "saveBestOnly" : "everyEpochs");
    Check.that(
        !Double.isInfinite(initialValueThreshold),
        "%s expects a finite initialValueThreshold, or NaN for none, but got %s: use for example initialValueThreshold(0.5)",
        WHO,
        initialValueThreshold);
  }

  ModelCheckpoint(String filepath, Checkpoint checkpoint) {
    this(filepath, checkpoint, "val_loss", false, Mode.AUTO, 1, 0, Double.NaN);
  }

  /** The same with the best told by another figure. */
  public ModelCheckpoint monitor(String monitor) {
    return with(monitor, saveBestOnly, mode, everyEpochs, saveFreq, initialValueThreshold);
  }

  /** The same for the best only, or for all. */
  public ModelCheckpoint saveBestOnly(boolean saveBestOnly) {
    return with(monitor, saveBestOnly, mode, everyEpochs, saveFreq, initialValueThreshold);
  }

  /** The same with the figure going down or up. */
  public ModelCheckpoint mode(Mode mode) {
    return with(monitor, saveBestOnly, mode, everyEpochs, saveFreq, initialValueThreshold);
  }

  /** The same after each so many epochs: those whose number they divide. */
  public ModelCheckpoint everyEpochs(int everyEpochs) {
    return with(monitor, saveBestOnly, mode, everyEpochs, saveFreq, initialValueThreshold);
  }

  /** The same after each so many batches of the fit, 0 for by epochs. */
  public ModelCheckpoint saveFreq(int saveFreq) {
    return with(monitor, saveBestOnly, mode, everyEpochs, saveFreq, initialValueThreshold);
  }

  /** The same with a value to beat, NaN for none. */
  public ModelCheckpoint initialValueThreshold(double initialValueThreshold) {
    return with(monitor, saveBestOnly, mode, everyEpochs, saveFreq, initialValueThreshold);
  }

  private ModelCheckpoint with(
      String monitor, boolean bestOnly, Mode mode, int epochs, int batches, double threshold) {
    return new ModelCheckpoint(
        filepath, checkpoint, monitor, bestOnly, mode, epochs, batches, threshold);
  }

  @Override
  public Callback inFit(Training training) {
    return new Watch(this, training);
  }

  @Override
  public String toString() {
    return new Call(WHO, filepath == null ? "checkpoint" : Call.quoted(filepath))
        .with("monitor", Call.quoted(monitor), Call.quoted("val_loss"))
        .with("saveBestOnly", saveBestOnly, false)
        .with("mode", "Mode." + mode, "Mode.AUTO")
        .with("everyEpochs", everyEpochs, 1)
        .with("saveFreq", saveFreq, 0)
        .with("initialValueThreshold", initialValueThreshold, Double.NaN)
        .toString();
  }

  /** The watch over one fit. */
  private static final class Watch implements Callback {
    private final ModelCheckpoint rule;
    private final Training training;
    private final Monitor monitor;
    private final FileName name; // or null
    private Double best; // none before the first value
    private int batches; // since the last time

    private Watch(ModelCheckpoint rule, Training training) {
      this.rule = rule;
      this.training = training;
      monitor = new Monitor(WHO, rule.monitor, rule.mode, 0, training);
      name = rule.filepath == null ? null : new FileName(rule.filepath);
      best = Double.isNaN(rule.initialValueThreshold) ? null : rule.initialValueThreshold;
    }

    /** Looks at the place before an epoch is spent. */
    @Override
    public void onTrainBegin() {
      if (name != null && name.isFixed()) {
        Output.requireFile(WHO, Path.of(rule.filepath));
      } else if (name != null) {
        Output.requireFolder(WHO, name.folder());
      }
    }

    @Override
    public void onBatchEnd(int epoch, int batch, double loss) {
      if (rule.saveFreq > 0 && ++batches == rule.saveFreq) {
        batches = 0;
        save(epoch, batch, Map.of("loss", loss));
      }
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
      if (rule.saveFreq > 0 || epoch % rule.everyEpochs != 0) {
        return;
      }
      if (rule.saveBestOnly) {
        double value = monitor.of(logs);
        if (!monitor.improves(value, best)) {
          return;
        }
        best = value;
      }
      save(epoch, 0, logs);
    }

    private void save(int epoch, int batch, Map<String, Double> logs) {
      if (rule.checkpoint != null) {
        rule.checkpoint.save(epoch, logs, training.model().getWeights());
        return;
      }
      Map<String, Number> numbers = new LinkedHashMap<>();
      numbers.put("epoch", epoch);
      if (batch > 0) {
        numbers.put("batch", batch);
      }
      numbers.putAll(logs);
      Path file = name.of(numbers);
      Output.requireFile(WHO, file);
      WeightFile.write(WHO, file, training.model().getWeights());
    }
  }
}
