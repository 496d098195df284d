package org.chainrule;

import java.util.List;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Rng;
import org.chainrule.backend.Samples;
import org.chainrule.backend.Slot;
import org.chainrule.layers.Parameter;
import org.chainrule.layers.Parameters;
import org.chainrule.layers.Pass;
import org.chainrule.losses.Loss;
import org.chainrule.optimizers.Optimizer;

/**
 * The training step: the chain rule from a batch to new parameters, with the state of the
 * optimizer.
 */
final class Trainer implements Optimizer.Batch {
  private final Network network;
  private final Parameters parameters;
  private final Objective objective;
  private final Optimizer optimizer;
  private final Optimizer.Update update;
  private final Rng noise;
  private final List<Parameter> constrained;
  private final Slot before; // the parameters before the last update
  private final Slot stateBefore;
  private final Slot start; // and when they were last remembered
  private final Slot stateStart;
  private boolean remembered; // in this fit
  private boolean stepped; // since then
  private boolean updated; // and the parameters were changed
  private final Kernels k;
  private final Trail trail = new Trail();
  private Pass pass;
  private Matrix y;
  private Matrix s;
  private double value; // the loss of the last batch
  private double penalty; // the part of it
  private double given = -1; // learning rate in place of the optimizer's
  private long t; // batches that were learned from

  Trainer(Network network, Loss loss, Optimizer optimizer, Rng noise) {
    this.network = network;
    this.parameters = network.parameters;
    this.objective = Objective.of(network, loss);
    this.optimizer = optimizer;
    this.k = Kernels.of(network.type);
    parameters.gradient();
    this.noise = noise;
    constrained = parameters.trained().stream().filter(p -> p.constraint() != null).toList();
    int size = parameters.value().columns();
    int state = parameters.state().columns();
    update = optimizer.bind(k, parameters, this);
    before = k.slot(size, 0);
    start = k.slot(size, 0);
    stateBefore = k.slot(state, 0);
    stateStart = k.slot(state, 0);
  }

  /** Remembers the parameters as they are, which are finite and new, to come back to them. */
  void remember() {
    begin();
    beginEpoch();
  }

  /** The same where the last update may still be taken back: no loss has been seen after it. */
  void beginEpoch() {
    k.copy(parameters.value(), start);
    k.copy(parameters.state(), stateStart);
    remembered = true;
  }

  /**
   * Begins where no update is to be taken back, since the first remembers the parameters itself.
   */
  void begin() {
    remembered = false;
    stepped = false;
    updated = false;
  }

  /**
   * What a step would compute of the loaded batch, with each output and each gradient kept for
   * itself, and no weight changed; its noise is not that of a step.
   */
  Pass examine() {
    Pass whole = Pass.toExamine(network.chain, k, pass.x().rows(), new Rng(0));
    k.copyRows(pass.x(), whole.x(), 0);
    whole.forward();
    objective.backward(whole, y, s);
    return whole;
  }

  /** The loaded batch by itself. */
  Feed batch() {
    Samples xs = Samples.of(network.type, pass.x().copy());
    Samples ys = Samples.of(network.type, y.copy());
    return new ArrayFeed(xs, ys, null, xs.rows(), 1, null, null);
  }

  /** The losses of the last steps. */
  List<Double> losses() {
    return trail.losses();
  }

  Loss objective() {
    return objective.loss();
  }

  Pass pass() {
    return pass;
  }

  Matrix targets() {
    return y;
  }

  /** Makes memory for batches of up to {@code rows} rows. */
  void prepare(int rows, int targetColumns, boolean weighted) {
    if (pass == null || pass.capacity() < rows) {
      pass = Pass.toTrain(network.chain, k, rows, noise);
    }
    if (y == null || y.capacity() < rows || y.columns() != targetColumns) {
      y = k.zeros(rows, targetColumns);
    }
    if (!weighted) {
      s = null;
    } else if (s == null || s.capacity() < rows) {
      s = k.zeros(rows, 1);
    }
  }

  /** Fills the batch with n samples: order[from] …, or from … when order is null. */
  void load(Samples xs, Samples ys, Samples weights, int[] order, int from, int n) {
    pass.resize(n);
    y.resize(n);
    k.gather(xs, order, from, pass.x());
    k.gather(ys, order, from, y);
    if (s != null) {
      s.resize(n);
      k.gather(weights, order, from, s);
    }
  }

  /**
   * Forward, loss, backward: leaves the gradient of the batch's loss in the parameters, and returns
   * the loss with its penalties.
   */
  double gradients() {
    value = again();
    return value;
  }

  @Override
  public double again() {
    pass.forward();
    double loss = objective.value(pass, y, s);
    penalty = objective.penalty(pass);
    objective.backward(pass, y, s);
    return loss + penalty;
  }

  @Override
  public double loss() {
    return value;
  }

  /** One step down by the gradients, whose loss must be finite. */
  void update() {
    double rate = learningRate();
    long stamp = network.lock.writeLock();
    try {
      if (parameters.hasState()) {
        k.copy(parameters.state(), stateBefore);
      }
      stepped = true;
      trail.add(value);
      updated |= update.step(++t, rate, parameters.gradient(), before, parameters.value());
      for (Parameter p : constrained) {
        p.constrain(k);
      }
      pass.updated();
    } finally {
      network.lock.unlockWrite(stamp);
    }
  }

  /** The learning rate of the next step. */
  double learningRate() {
    double rate = given >= 0 ? given : optimizer.learningRate().at(t);
    if (!(rate >= 0 && rate <= Double.MAX_VALUE)) { // the message's parts cost more than the test
      throw new IllegalArgumentException(
          Check.message(
              "%s expects learning rates of at least 0 and finite, but got %s for step %d: mend the schedule",
              optimizer, rate, t));
    }
    return rate;
  }

  /** The learning rate of the last step. */
  double lastRate() {
    return given >= 0 ? given : optimizer.learningRate().at(Math.max(0, t - 1));
  }

  /** Takes this rate from the next step on, whatever the optimizer says. */
  void setLearningRate(double rate) {
    given = rate;
  }

  /** Ends a fit. */
  void finish() {
    network.write(() -> update.finish(parameters.value()));
  }

  /** Whether the loss has such a part. */
  boolean penalizes() {
    return !objective.penalized().isEmpty() || pass.penalizes();
  }

  /** The part of the last step's loss that is a penalty on weights or outputs. */
  double penalty() {
    return penalty;
  }

  /** Whether all parameters are finite. */
  boolean finite() {
    return k.firstNonFinite(parameters.value()) < 0 && k.firstNonFinite(parameters.state()) < 0;
  }

  /** Whether the parameters were changed since they were last remembered. */
  boolean updated() {
    return updated;
  }

  /**
   * Takes back the last update or, if the parameters are still not finite, all since they were last
   * remembered.
   *
   * @return whether the last update was enough
   */
  boolean undo() {
    if (updated) {
      network.write(() -> k.copy(before, parameters.value()));
    }
    if (stepped) {
      network.write(() -> k.copy(stateBefore, parameters.state()));
    }
    boolean enough = finite();
    if (remembered && !enough) {
      network.write(
          () -> {
            k.copy(start, parameters.value());
            k.copy(stateStart, parameters.state());
          });
    }
    return enough;
  }
}
