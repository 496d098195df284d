package org.chainrule.callbacks;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chainrule.backend.Check;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Weights that a {@code modelCheckpoint} keeps in memory: the last that it saved.
 *
 * <pre>{@code
 * Checkpoint best = new Checkpoint();
 * model.fit(x, y, epochs(50).validationSplit(0.2).callbacks(modelCheckpoint(best).saveBestOnly(true)));
 * model.setWeights(best.weights());
 * }</pre>
 *
 * <p>It may be read by any thread, also while the fit goes on. Where several fits save into one, it
 * has what the last of them saved.
 */
public final class Checkpoint {
  private record Saved(int epoch, Map<String, Double> logs, List<INDArray> weights) {}

  private volatile Saved saved;

  /** A checkpoint with nothing in it yet. */
  public Checkpoint() {}

  void save(int epoch, Map<String, Double> logs, List<INDArray> weights) {
    saved = new Saved(epoch, Collections.unmodifiableMap(new LinkedHashMap<>(logs)), weights);
  }

  /** Whether nothing was saved yet. */
  public boolean isEmpty() {
    return saved == null;
  }

  /**
   * Copies of the weights, as {@link org.chainrule.Sequential#setWeights} takes them.
   *
   * @throws IllegalStateException when nothing was saved yet
   */
  public List<INDArray> weights() {
    try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return saved().weights.stream().map(INDArray::dup).toList();
    }
  }

  /**
   * The number of the epoch they come from, counted from 1.
   *
   * @throws IllegalStateException when nothing was saved yet
   */
  public int epoch() {
    return saved().epoch;
  }

  /**
   * The figures of that epoch; of the last batch alone, its loss, when batches are counted.
   *
   * @throws IllegalStateException when nothing was saved yet
   */
  public Map<String, Double> logs() {
    return saved().logs;
  }

  private Saved saved() {
    Saved now = saved;
    if (now == null) {
      throw new IllegalStateException(
          "Checkpoint expects weights that a fit saved, but there are none: fit with callbacks(modelCheckpoint(checkpoint)) first");
    }
    return now;
  }

  /**
   * Reads a file that {@code modelCheckpoint} wrote, or {@code numpy.savez} with floats or doubles
   * of one or two dimensions.
   *
   * @return the arrays in the order of the file, as {@link org.chainrule.Sequential#setWeights}
   *     takes them
   * @throws IllegalArgumentException when there is no such file, or it holds something else
   */
  public static List<INDArray> readWeights(String file) {
    String who = "Checkpoint.readWeights";
    Check.present(file, who, "the name of a file");
    try {
      return readWeights(Path.of(file));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          who + " expects the name of a file, but got " + e.getMessage() + ": mend it", e);
    }
  }

  /** Reads a file, see {@link #readWeights(String)}. */
  public static List<INDArray> readWeights(Path file) {
    String who = "Checkpoint.readWeights";
    return WeightFile.read(who, Check.present(file, who, "the path of a file"));
  }

  @Override
  public String toString() {
    Saved now = saved;
    return now == null ? "Checkpoint, empty" : "Checkpoint of epoch " + now.epoch + " " + now.logs;
  }
}
