package org.chainrule.callbacks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.chainrule.backend.Call;
import org.chainrule.backend.Check;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes what TensorBoard shows, as Keras' TensorBoard: the figures of each epoch under {@code
 * epoch_loss}, {@code epoch_accuracy}, … in two runs, {@code train} and {@code validation}, and the
 * learning rate under {@code epoch_learning_rate}; the step is the number of the epoch, from 1.
 *
 * @param logDir the folder, made as needed; each fit adds files of its own
 * @param histogramFreq weights are written as histograms after each so many epochs, such as {@code
 *     dense/kernel/histogram}; 0 for never
 * @param updateFreq the loss of a batch is written under {@code batch_loss} after each so many
 *     batches, which are the step; 0 for never
 */
public record TensorBoard(String logDir, int histogramFreq, int updateFreq) implements Callback {
  static final String WHO = "tensorBoard";

  /** Checks folder and numbers. */
  public TensorBoard {
    Output.path(WHO, Check.present(logDir, WHO, "a folder such as \"logs\""));
    Check.that(
        histogramFreq >= 0,
        "%s expects a histogramFreq of at least 1 epoch, or 0 for never, but got %d: use for example histogramFreq(5)",
        WHO,
        histogramFreq);
    Check.that(
        updateFreq >= 0,
        "%s expects an updateFreq of at least 1 batch, or 0 for never, but got %d: use for example updateFreq(100)",
        WHO,
        updateFreq);
  }

  TensorBoard(String logDir) {
    this(logDir, 0, 0);
  }

  /** The same with histograms of weights after each so many epochs, 0 for never. */
  public TensorBoard histogramFreq(int histogramFreq) {
    return new TensorBoard(logDir, histogramFreq, updateFreq);
  }

  /** The same with the loss of a batch after each so many batches, 0 for never. */
  public TensorBoard updateFreq(int updateFreq) {
    return new TensorBoard(logDir, histogramFreq, updateFreq);
  }

  @Override
  public Callback inFit(Training training) {
    return new Writer(this, training);
  }

  @Override
  public String toString() {
    return new Call(WHO, Call.quoted(logDir))
        .with("histogramFreq", histogramFreq, 0)
        .with("updateFreq", updateFreq, 0)
        .toString();
  }

  /** Writes the events of one fit. */
  private static final class Writer implements Callback {
    private final TensorBoard rule;
    private final Training training;
    private final EventFile train;
    private final EventFile validation;
    private long batches;

    private Writer(TensorBoard rule, Training training) {
      this.rule = rule;
      this.training = training;
      train = new EventFile(Path.of(rule.logDir, "train"));
      validation = new EventFile(Path.of(rule.logDir, "validation"));
    }

    @Override
    public void onTrainBegin() {
      Output.requireFolder(WHO, Path.of(rule.logDir));
    }

    @Override
    public void onBatchEnd(int epoch, int batch, double loss) {
      batches++;
      if (rule.updateFreq > 0 && batches % rule.updateFreq == 0) {
        train.write(EventFile.scalar(EventFile.now(), batches, "batch_loss", loss));
      }
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
      double time = EventFile.now();
      List<byte[]> trained = new ArrayList<>();
      List<byte[]> validated = new ArrayList<>();
      logs.putIfAbsent("learning_rate", training.learningRate());
      logs.forEach(
          (name, value) -> {
            boolean isValidation = name.startsWith("val_");
            String tag = "epoch_" + (isValidation ? name.substring("val_".length()) : name);
            (isValidation ? validated : trained).add(EventFile.scalar(time, epoch, tag, value));
          });
      if (rule.histogramFreq > 0 && epoch % rule.histogramFreq == 0) {
        training.weights().forEach((name, w) -> add(trained, time, epoch, name, w));
      }
      train.write(trained.toArray(byte[][]::new));
      if (!validated.isEmpty()) {
        validation.write(validated.toArray(byte[][]::new));
      }
    }

    private static void add(
        List<byte[]> events, double time, int epoch, String name, INDArray weights) {
      Histogram histogram = Histogram.of(weights.ravel().toDoubleVector());
      if (histogram != null) {
        events.add(EventFile.histogram(time, epoch, name + "/histogram", histogram));
      }
    }
  }
}
