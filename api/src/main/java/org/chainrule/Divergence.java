package org.chainrule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.layers.Parameter;

/**
 * A training that became NaN or infinite: looks where it is not finite, goes back to the last
 * finite weights, and looks from there at the step that went wrong.
 */
final class Divergence {
  /**
   * Where training was when it was seen.
   *
   * @param stopped who stopped, and where, such as {@code fit stopped at epoch 3, batch 2}
   * @param plan what was trained on what
   * @param trainer the trainer, with the last batch loaded
   * @param trace where the last batches lie in the feed
   * @param epoch the epoch, from 1
   * @param batch the batch, from 1
   * @param loss the loss of the batch
   */
  record Scene(
      String stopped, Plan plan, Trainer trainer, Trace trace, int epoch, int batch, double loss) {}

  private static final Autopsy.Diagnosis BROKEN_WEIGHTS =
      new Autopsy.Diagnosis(
          Autopsy.Cause.BROKEN_WEIGHTS,
          "the weights were not finite before, as terminateOnNaN(false) allows",
          "begin anew with reset(seed) or setWeights(...)",
          -1);

  private final Scene scene;
  private final Trainer trainer;
  private final Network network;
  private final Feed feed;
  private final Kernels k;
  private final boolean inLoss; // whether it was the loss that is not finite
  private int batch; //             to blame; 0 when it is not known
  private boolean loaded; //        whether the trainer has it loaded
  private List<Integer> rows = List.of();

  private Divergence(Scene scene) {
    this.scene = scene;
    trainer = scene.trainer();
    network = scene.plan().network();
    feed = scene.plan().feed();
    k = trainer.pass().kernels();
    inLoss = !Double.isFinite(scene.loss());
  }

  /** Goes back to the last finite weights, and tells what happened. */
  static DivergedException of(Scene scene) {
    return new Divergence(scene).tell();
  }

  private DivergedException tell() {
    Autopsy.Place spoilt = firstWeight();
    Look.Failure failure =
        spoilt == null ? attempt(() -> new Look(scene.plan(), trainer).failure()) : null;
    Matrix after = trainer.updated() ? attempt(() -> copy(network.parameters.value())) : null;
    boolean stepped = trainer.updated();
    double rate = trainer.lastRate();
    boolean known = trainer.undo() || spoilt == null;
    boolean kept = trainer.finite();
    locate(spoilt != null && inLoss, known);
    Look look = loaded ? attempt(() -> new Look(scene.plan(), trainer)) : null;
    Look.Failure backward = look == null || spoilt == null ? null : attempt(look::gradientFailure);

    Autopsy.Place first =
        failure != null
            ? failure.first()
            : backward != null
                ? backward.first()
                : spoilt != null ? spoilt : new Autopsy.Place("", "loss");
    List<Autopsy.Size> sizes = sizes(look != null, known ? after : null);
    Verdict verdict =
        new Verdict(
            scene.plan(),
            failure != null ? failure : backward,
            loaded || feed.keeps(),
            rows,
            rate,
            trainer.losses(),
            sizes,
            stepped);
    Autopsy autopsy =
        new Autopsy(
            scene.epoch(),
            batch,
            rows,
            scene.loss(),
            first,
            rate,
            trainer.losses(),
            sizes,
            look == null ? new Autopsy.Part(-1, 0) : largest(look),
            kept ? verdict.diagnosis() : BROKEN_WEIGHTS);
    return new DivergedException(
        message(spoilt, failure, known, kept, autopsy.diagnosis()),
        scene.epoch(),
        scene.batch(),
        autopsy);
  }

  /**
   * Looks, if that is possible: it takes memory, and calls code of the user's own with numbers that
   * this may not expect. The divergence is to be told of all the same.
   */
  private static <T> T attempt(Supplier<T> look) {
    try {
      return look.get();
    } catch (OutOfMemoryError | RuntimeException e) {
      return null;
    }
  }

  private Matrix copy(Matrix values) {
    Matrix copy = k.zeros(values.rows(), values.columns());
    k.copyRows(values, copy, 0);
    return copy;
  }

  /** The first parameter that is not finite, or null. */
  private Autopsy.Place firstWeight() {
    for (Network.Built layer : network.layers) {
      for (Parameter p : layer.parameters()) {
        if (k.firstNonFinite(p.value()) >= 0) {
          return new Autopsy.Place(layer.name(), p.name());
        }
      }
    }
    return null;
  }

  /**
   * Finds the batch to blame, and loads it if it is still there.
   *
   * @param before whether it was the one before, whose update shows in the loss of the next
   * @param known whether the last update is the one to blame
   */
  private void locate(boolean before, boolean known) {
    Trace trace = scene.trace();
    int from = before ? trace.fromBefore() : trace.from();
    int n = before ? trace.rowsBefore() : trace.rows();
    if (!known || n == 0) {
      return;
    }
    batch = before ? scene.batch() - 1 : scene.batch();
    loaded = !before || feed.keeps();
    if (before && loaded) {
      trainer.load(feed.x(), feed.y(), feed.weights(), feed.order(), from, n);
    }
    int[] numbers = new int[n];
    for (int i = 0; i < n; i++) {
      int[] order = feed.order();
      numbers[i] = feed.number(order == null ? from + i : order[from + i]);
    }
    rows = new RowNumbers(numbers);
  }

  private Autopsy.Part largest(Look look) {
    Autopsy.Part part = look.largest();
    return part.row() < 0 ? part : new Autopsy.Part(rows.get(part.row()), part.share());
  }

  /**
   * The sizes of each parameter.
   *
   * @param gradients whether the gradients are those of the batch
   * @param after the weights after the last update, or null
   */
  private List<Autopsy.Size> sizes(boolean gradients, Matrix after) {
    List<Autopsy.Size> sizes = new ArrayList<>();
    for (Network.Built layer : network.layers) {
      for (Parameter p : layer.parameters()) {
        boolean hasGradient = gradients && p.isTrained();
        boolean hasStep = after != null && p.isTrained();
        sizes.add(
            new Autopsy.Size(
                layer.name(),
                p.name(),
                largest(p.value()),
                norm(p.value()),
                hasGradient ? largest(p.gradient()) : -1,
                hasGradient ? norm(p.gradient()) : -1,
                hasStep ? distance(p.value(), after, p.offset()) : -1));
      }
    }
    return sizes;
  }

  private static double largest(Matrix x) {
    double largest = 0;
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        largest = Math.max(largest, Math.abs(x.get(i, j))); // NaN stays
      }
    }
    return largest;
  }

  private static double norm(Matrix x) {
    double sum = 0;
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        sum += x.get(i, j) * x.get(i, j);
      }
    }
    return Math.sqrt(sum);
  }

  /** The distance from w to the numbers at {@code offset} of one row of all. */
  private static double distance(Matrix w, Matrix all, int offset) {
    double sum = 0;
    for (int i = 0; i < w.size(); i++) {
      double d = all.get(0, offset + i) - w.get(i / w.columns(), i % w.columns());
      sum += d * d;
    }
    return Math.sqrt(sum);
  }

  private String message(
      Autopsy.Place spoilt,
      Look.Failure failure,
      boolean known,
      boolean kept,
      Autopsy.Diagnosis diagnosis) {
    List<String> found = new ArrayList<>();
    if (inLoss) {
      found.add("the loss became " + scene.loss());
    }
    if (spoilt != null) {
      String update = known ? "the update" + (inLoss ? " of batch " + batch : "") : "an update";
      found.add(Check.message("%s made the %s infinite or NaN", update, spoilt));
    } else if (failure != null) {
      String layer = failure.first().layer();
      found.add(
          failure.kind() == Look.Kind.INPUT
              ? "x is not finite"
              : layer.isEmpty()
                  ? "the outputs of all layers are finite"
                  : "the first layer whose output is not finite is " + layer);
    }
    return Check.message(
        "%s: %s.%s\nLikely cause: %s. Remedy: %s; autopsy() tells more.",
        scene.stopped(),
        String.join("; ", found),
        kept ? " The model keeps its last finite weights." : "",
        diagnosis.reason(),
        diagnosis.remedy());
  }
}
