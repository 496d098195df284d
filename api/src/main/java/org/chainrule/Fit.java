package org.chainrule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chainrule.backend.Check;
import org.chainrule.callbacks.Callback;
import org.chainrule.callbacks.Training;
import org.chainrule.metrics.Direction;
import org.chainrule.metrics.Metric;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One fit from its first epoch to its last: the training loop. */
final class Fit implements Training {
  private static final Logger log = LoggerFactory.getLogger(Fit.class);

  private final Sequential model;
  private final FitOptions options;
  private final Trainer trainer;
  private final Feed feed;
  private final Feed validation; // or null
  private final List<Metric.Running> running;
  private final Progress progress; // or null
  private List<Callback> callbacks = List.of();
  private final Trace trace = new Trace();
  private int begun; // so many of them
  private Set<String> own; // the names of the callbacks' figures, known after an epoch
  private boolean loaded; // the batch of a constant feed
  private final AtomicBoolean stop;

  /**
   * A fit that is prepared.
   *
   * @param running the metrics, one each
   * @param validation what to evaluate on after each epoch, or null
   * @param stop to be set when somebody wants it to end
   */
  Fit(
      Sequential model,
      Trainer trainer,
      List<Metric.Running> running,
      Feed feed,
      Feed validation,
      FitOptions options,
      AtomicBoolean stop) {
    this.model = model;
    this.trainer = trainer;
    this.running = running;
    this.feed = feed;
    this.validation = validation;
    this.options = options;
    this.stop = stop;
    progress = Progress.of(options.verbose, options.epochs);
  }

  /** Trains, and returns the figures of all epochs of this model so far. */
  History run() {
    Map<String, Double> logs = Map.of();
    Throwable failure = null;
    try {
      List<Callback> all = new ArrayList<>();
      for (Callback callback : options.callbacks) {
        all.add(Check.present(callback.inFit(this), "fit", "a Callback from each inFit"));
      }
      callbacks = List.copyOf(all);
      for (Callback callback : callbacks) {
        callback.onTrainBegin();
        begun++;
      }
      trainer.begin();
      for (int epoch = options.initialEpoch + 1; epoch <= options.epochs && !ends(); epoch++) {
        logs = epoch(epoch);
      }
      trainer.finish();
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    failure = quietly(feed::close, failure);
    if (failure != null && progress != null) {
      progress.interrupted();
    }
    for (Callback callback : callbacks.subList(0, begun)) {
      Map<String, Double> last = new LinkedHashMap<>(logs);
      failure = quietly(() -> callback.onTrainEnd(last), failure);
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    return model.history();
  }

  /** What has failed first: before, or now. What fails later is told with it. */
  private static Throwable quietly(Runnable last, Throwable before) {
    try {
      last.run();
    } catch (RuntimeException | Error e) {
      if (before == null) {
        return e;
      }
      if (before != e) {
        before.addSuppressed(e);
      }
    }
    return before;
  }

  /** One pass over the data, and the figures it had. */
  private Map<String, Double> epoch(int epoch) {
    for (Callback callback : callbacks) {
      callback.onEpochBegin(epoch);
    }
    if (progress != null) {
      progress.epochBegin(epoch, feed.batches());
    }
    feed.begin();
    trace.begin();
    if (feed.batches() != 1) { // a single update remembers the weights itself
      trainer.beginEpoch();
    }
    running.forEach(Metric.Running::reset);
    double total = 0;
    double penalties = 0;
    long rows = 0;
    int batch = 0;
    while (feed.next()) {
      batch++;
      for (Callback callback : callbacks) {
        callback.onBatchBegin(epoch, batch);
      }
      double value = step(epoch, batch);
      rows += feed.rows();
      total += value * feed.rows();
      penalties += trainer.penalty() * feed.rows();
      for (Callback callback : callbacks) {
        callback.onBatchEnd(epoch, batch, value);
      }
      if (progress != null && progress.due(batch)) {
        progress.batchEnd(batch, model.figures("", total / rows, running));
      }
      if (ends()) {
        break;
      }
    }
    feed.close();
    if (options.terminateOnNaN && !trainer.finite()) {
      throw model.diverged(this, epoch, batch, trainer.loss());
    }
    Map<String, Double> logs = model.figures("", total / rows, running);
    if (validation != null) {
      logs.putAll(validate(epoch));
    }
    logs.putAll(figures(epoch, logs.keySet()));
    model.record(logs);
    if (trainer.penalizes()) {
      Map<String, Double> parts = new LinkedHashMap<>();
      parts.put("data_loss", (total - penalties) / rows);
      parts.put("regularization_loss", penalties / rows);
      model.record(parts);
    }
    if (progress != null) {
      progress.epochEnd(batch, logs);
    }
    for (Callback callback : callbacks) {
      callback.onEpochEnd(epoch, new LinkedHashMap<>(logs));
    }
    return logs;
  }

  /** One step down from one batch: forward, loss, backward, update. */
  private double step(int epoch, int batch) {
    trace.next(feed);
    if (!feed.isConstant() || !loaded) {
      feed.load(trainer);
      loaded = true;
    }
    double value = trainer.gradients();
    if (options.terminateOnNaN && !Double.isFinite(value)) {
      throw model.diverged(this, epoch, batch, value);
    }
    for (Metric.Running metric : running) {
      metric.add(trainer.pass().kernels(), trainer.targets(), trainer.pass().yhat());
    }
    trainer.update();
    return value;
  }

  private Map<String, Double> validate(int epoch) {
    for (Callback callback : callbacks) {
      callback.onValidationBegin(epoch);
    }
    Map<String, Double> figures = model.measure(validation, trainer.objective(), "val_");
    for (Callback callback : callbacks) {
      callback.onValidationEnd(epoch, new LinkedHashMap<>(figures));
    }
    return figures;
  }

  /** What the callbacks add to the figures of the model. */
  private Map<String, Double> figures(int epoch, Set<String> taken) {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (Callback callback : callbacks) {
      Check.present(callback.figures(epoch), "fit", "figures, or none, from a Callback")
          .forEach(
              (name, value) -> {
                Check.that(
                    name != null && value != null && !taken.contains(name),
                    "fit expects from a callback's figures names and numbers, and no name among %s, but got %s=%s: use a name of its own",
                    taken,
                    name,
                    value);
                figures.put(name, value);
              });
    }
    own = own == null ? Set.copyOf(figures.keySet()) : own;
    Check.that(
        figures.keySet().equals(own),
        "fit expects the same figures from its callbacks in each epoch, %s, but got %s in epoch %d: give NaN where there is none",
        own,
        figures.keySet(),
        epoch);
    return figures;
  }

  /** Whether somebody asked for the end. An interrupt stays set, for the caller to see. */
  private boolean ends() {
    return stop.get() || Thread.currentThread().isInterrupted();
  }

  /** The batches it learns from. */
  Feed feed() {
    return feed;
  }

  /** Where the last of them lie. */
  Trace trace() {
    return trace;
  }

  // ---- what callbacks see

  @Override
  public Sequential model() {
    return model;
  }

  @Override
  public int epochs() {
    return options.epochs;
  }

  @Override
  public int batches() {
    return feed.batches();
  }

  @Override
  public Direction direction(String figure) {
    return model.direction(figure);
  }

  @Override
  public Map<String, INDArray> weights() {
    return model.namedWeights();
  }

  @Override
  public void stop(String reason) {
    stop.set(true);
    if (reason != null) {
      log.info("fit ends: {}", reason);
    }
  }

  @Override
  public double learningRate() {
    return trainer.learningRate();
  }

  @Override
  public void learningRate(double rate) {
    Check.notNegative(rate, "learningRate", "a rate", "learningRate(0.001)");
    trainer.setLearningRate(rate);
  }
}
