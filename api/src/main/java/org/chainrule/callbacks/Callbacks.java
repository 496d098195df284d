package org.chainrule.callbacks;

import java.util.Map;
import java.util.function.BiConsumer;
import org.chainrule.backend.Check;

/**
 * The callbacks, to be imported statically: {@code epochs(100).callbacks(onEpochEnd((epoch, logs)
 * -> …))}.
 */
public final class Callbacks {
  private Callbacks() {}

  /** What to do after a batch. */
  public interface BatchAction {
    /** Both numbers count from 1; the loss is the batch's, before its update. */
    void accept(int epoch, int batch, double loss);
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
}
