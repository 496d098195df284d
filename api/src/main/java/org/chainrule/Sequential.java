package org.chainrule;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.chainrule.activations.Activation;
import org.chainrule.activations.Sigmoid;
import org.chainrule.activations.Softmax;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Rng;
import org.chainrule.backend.Samples;
import org.chainrule.backend.Threads;
import org.chainrule.data.Batch;
import org.chainrule.data.Batches;
import org.chainrule.data.Dataset;
import org.chainrule.data.Partition;
import org.chainrule.layers.Configured;
import org.chainrule.layers.Flatten;
import org.chainrule.layers.Input;
import org.chainrule.layers.Layer;
import org.chainrule.layers.Parameter;
import org.chainrule.layers.Pass;
import org.chainrule.losses.Loss;
import org.chainrule.losses.Losses;
import org.chainrule.metrics.Direction;
import org.chainrule.metrics.Metric;
import org.chainrule.optimizers.Optimizer;
import org.chainrule.optimizers.Optimizers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stack of layers, trained by gradient descent. As in Keras it is one mutable object, whose
 * methods return it so that calls can be chained:
 *
 * <pre>{@code
 * Sequential model = new Sequential()
 *     .add(dense(64, relu))
 *     .add(dense(3, softmax))
 *     .compile(adam(0.01), sparseCategoricalCrossentropy, accuracy);
 * History history = model.fit(x, y, 100);
 * }</pre>
 *
 * <p><b>Data.</b> Features x are an {@link INDArray}, {@code float[][]} or {@code double[][]} with
 * one row for each sample (n, in). Targets y are the same with (n, outputs), or one value for each
 * sample as {@code int[]} (class numbers), {@code float[]} or {@code double[]}. Arrays that are
 * passed in are never changed, nor needed after the call; arrays that come out are the caller's
 * own.
 *
 * <p><b>Errors.</b> Wrong data throws {@link IllegalArgumentException}, a call too early or at the
 * wrong time {@link IllegalStateException}; either says what to do, and leaves the model as it was.
 *
 * <p><b>Threads.</b> Any number of threads may predict and evaluate at once, also while one thread
 * fits; a second fit at the same time is refused. The other methods are for one thread.
 */
public final class Sequential {
  private static final Logger log = LoggerFactory.getLogger(Sequential.class);
  private static final int SHUFFLE = 2; // purposes of random sequences, see Rng.of
  private static final int NOISE = 3;
  private static final int PROBE = 5;

  /** Rows a thread predicts at a time: enough to keep BLAS busy, few enough for the caches. */
  private static final int PREDICTION_BATCH = 256;

  private static final int BATCH = 32; // Keras' batch for evaluate
  private static final int PROBED = 1000; // rows that a learning rate is judged by

  private final List<Layer> specification = new ArrayList<>();
  private final AtomicBoolean fitting = new AtomicBoolean();
  private final Map<String, List<Double>> recorded = new LinkedHashMap<>();
  private DataType type = DataType.FLOAT;
  private long seed = new SplittableRandom().nextLong();
  private Rng shuffling = Rng.of(seed, SHUFFLE);
  private Rng noise = Rng.of(seed, NOISE); // of layers such as dropout
  private Optimizer optimizer;
  private Loss loss;
  private List<Metric> metrics = List.of();
  private volatile Network network;
  private Trainer trainer;
  private List<String> classNames = List.of(); // of the data set last fitted on
  private Lint lint = new Lint();
  private boolean touched; // whether weights are more than what the seed made them

  /**
   * A model of these layers; more can be {@link #add added}.
   *
   * @throws IllegalArgumentException for a layer that is null, or an input that is not the first
   */
  public Sequential(Layer... layers) {
    for (Layer layer : Check.present(layers, "Sequential", "layers, or none")) {
      add(layer);
    }
  }

  // ---- building

  /**
   * Adds a layer on top. Weights that the model has already stay.
   *
   * @throws IllegalArgumentException for null, an input that is not the first layer, or a layer
   *     that cannot follow
   * @throws IllegalStateException while the model is being fitted
   */
  public Sequential add(Layer layer) {
    Check.present(layer, "add", "a layer such as dense(16, relu)");
    Check.that(
        !(layer instanceof Input) || specification.isEmpty(),
        "add expects %s as first layer only, but the model has %d layers already: begin with it",
        layer,
        specification.size());
    requireIdle("add");
    List<Layer> longer = new ArrayList<>(specification);
    longer.add(layer);
    if (longer.get(0) instanceof Input input) {
      Network.check(longer, input.columns());
    }
    if (network != null) {
      network = Network.build(longer, network.inputs, type, seed).withValuesOf(network);
      trainer = null;
    }
    specification.add(layer);
    return this;
  }

  /**
   * Chooses how to train. Weights stay; the optimizer starts afresh.
   *
   * @param optimizer such as {@code adam(0.01)}
   * @param loss such as {@code meanSquaredError}
   * @param metrics figures to report beside the loss, such as {@code accuracy}
   * @throws IllegalArgumentException for null, or two metrics of one name
   * @throws IllegalStateException while the model is being fitted
   */
  public Sequential compile(Optimizer optimizer, Loss loss, Metric... metrics) {
    Check.present(optimizer, "compile", "an optimizer such as adam()");
    Check.present(loss, "compile", "a loss such as meanSquaredError");
    Check.present(metrics, "compile", "metrics, or none");
    List<String> names = new ArrayList<>(List.of("loss"));
    for (Metric metric : metrics) {
      Check.present(metric, "compile", "metrics such as accuracy");
      String name = Check.present(metric.name(), "compile", "a name from each metric");
      Check.that(
          !names.contains(name),
          "compile expects metrics of different names, but got %s twice: leave one out",
          name);
      names.add(name);
    }
    requireIdle("compile");
    this.optimizer = optimizer;
    this.loss = loss;
    this.metrics = List.of(metrics);
    trainer = null;
    lint = new Lint();
    return this;
  }

  /**
   * Fixes all that is random: initial weights, shuffling, dropout. Same seed and thread count, same
   * bits. Without it each model is different.
   *
   * @throws IllegalStateException when the model was trained or given weights already
   */
  public Sequential seed(long seed) {
    requireUntouched("seed", "call it on the new model, or reset(" + seed + ") to start over");
    return start(seed);
  }

  /**
   * Chooses the type of weights and arithmetic: FLOAT (the default, fast) or DOUBLE (for checks;
   * slow).
   *
   * @throws IllegalArgumentException for another type
   * @throws IllegalStateException when the model was trained or given weights already
   */
  public Sequential dtype(DataType type) {
    Check.that(
        type == DataType.FLOAT || type == DataType.DOUBLE,
        "dtype expects DataType.FLOAT or DataType.DOUBLE, but got %s: use FLOAT for speed",
        type);
    requireUntouched(
        "dtype", "call it on the new model, as in new Sequential().dtype(DataType.DOUBLE)");
    this.type = type;
    network = null;
    trainer = null;
    return this;
  }

  /**
   * Starts over: new initial weights from the seed, no optimizer state, no history.
   *
   * @throws IllegalStateException while the model is being fitted
   */
  public Sequential reset(long seed) {
    requireIdle("reset");
    recorded.clear();
    touched = false;
    return start(seed);
  }

  private Sequential start(long seed) {
    this.seed = seed;
    shuffling = Rng.of(seed, SHUFFLE);
    noise = Rng.of(seed, NOISE);
    trainer = null;
    if (network != null) {
      network.initialize(seed);
    }
    return this;
  }

  /**
   * Keeps the weights of some layers as they are from now on, as for training new layers on top of
   * old ones. All weights stay; the optimizer starts afresh.
   *
   * @param names names of layers, as {@link #summary()} prints them; none for all layers so far
   * @throws IllegalArgumentException for a name that no layer has
   * @throws IllegalStateException while the model is being fitted
   */
  public Sequential freeze(String... names) {
    return trainable("freeze", names, false);
  }

  /** Lets layers learn again, see {@link #freeze}. */
  public Sequential unfreeze(String... names) {
    return trainable("unfreeze", names, true);
  }

  private Sequential trainable(String who, String[] names, boolean trainable) {
    requireIdle(who);
    requireLayers(who);
    List<String> all = Network.names(specification);
    for (String name : Check.present(names, who, "names of layers, or none")) {
      Check.that(
          name != null && all.contains(name),
          "%s expects names of layers, %s, but got %s: take one of these",
          who,
          all.stream().filter(Objects::nonNull).toList(),
          name);
    }
    List<Layer> changed = new ArrayList<>();
    for (int i = 0; i < specification.size(); i++) {
      Layer layer = specification.get(i);
      boolean meant = names.length == 0 || Arrays.asList(names).contains(all.get(i));
      changed.add(meant && !(layer instanceof Input) ? layer.trainable(trainable) : layer);
    }
    if (network != null) {
      network = Network.build(changed, network.inputs, type, seed).withValuesOf(network);
      trainer = null;
    }
    specification.clear();
    specification.addAll(changed);
    return this;
  }

  /** The layers as they were added; the list cannot be changed. */
  public List<Layer> layers() {
    return List.copyOf(specification);
  }

  // ---- training

  /**
   * Trains for so many epochs, with Keras' other defaults: batches of 32, shuffled, progress
   * printed.
   *
   * @return the figures of all epochs of this model so far
   * @throws IllegalArgumentException for data that does not fit the model or the loss
   * @throws IllegalStateException when the model is being fitted already, or has no layers
   * @throws DivergedException when the loss or a weight becomes NaN or infinite; the last finite
   *     weights are kept
   */
  public History fit(Object x, Object y, int epochs) {
    return fit(x, y, FitOptions.epochs(epochs));
  }

  /**
   * Trains as the options say, see {@link #fit(Object, Object, int)}.
   *
   * @param options such as {@code epochs(100).batchSize(16)}
   */
  public History fit(Object x, Object y, FitOptions options) {
    Check.present(options, "fit", "options such as epochs(100)");
    return fitted(stop -> prepared(x, y, options, stop));
  }

  /**
   * Trains on a data set, see {@link #fit(Object, Object, FitOptions)}.
   *
   * @param options such as {@code epochs(100).batchSize(16)}
   */
  public History fit(Dataset data, FitOptions options) {
    Check.present(data, "fit", "a data set");
    Check.present(options, "fit", "options such as epochs(100)");
    return fitted(
        stop -> {
          Fit fit = prepared(data.x(), data.y(), options, stop);
          classNames = data.classNames();
          return fit;
        });
  }

  /** Trains on a data set for so many epochs, see {@link #fit(Object, Object, int)}. */
  public History fit(Dataset data, int epochs) {
    return fit(data, FitOptions.epochs(epochs));
  }

  /**
   * Trains on data that comes batch by batch, such as rows of a file that is larger than memory.
   * The size of the batches, their order and the weights of samples are up to who makes them.
   *
   * @param batches to be iterated once for each epoch
   * @param options such as {@code epochs(10).stepsPerEpoch(500)}
   * @throws IllegalArgumentException for a batch that does not fit the model, the loss or the first
   *     batch; what was learnt from those before it stays
   * @throws IllegalStateException when the model is being fitted already, or has no layers
   * @throws DivergedException as {@link #fit(Object, Object, int)} does
   */
  public History fit(Batches batches, FitOptions options) {
    Check.present(batches, "fit", "batches");
    Check.present(options, "fit", "options such as epochs(100)");
    return fitted(
        stop -> {
          Fit fit = prepared(batches, options, stop);
          classNames = batches.classNames().isEmpty() ? classNames : batches.classNames();
          return fit;
        });
  }

  // ---- trying out

  /**
   * A model of the same layers, options, seed and weights that learns on its own; without the
   * optimizer's memory and the history.
   */
  public Sequential copy() {
    Sequential copy = untrained();
    if (network != null) {
      copy.network = Network.build(specification, network.inputs, type, seed).withValuesOf(network);
      copy.touched = touched;
    }
    copy.classNames = classNames;
    return copy;
  }

  /** A model of the same layers, options and seed with the weights that the seed makes. */
  Sequential untrained() {
    Sequential copy = new Sequential(specification.toArray(Layer[]::new)).dtype(type).seed(seed);
    copy.optimizer = optimizer;
    copy.loss = loss;
    copy.metrics = metrics;
    return copy;
  }

  /**
   * Measures how the loss goes while the learning rate rises from 1e-7 to 10, in 120 steps of 32
   * rows on a copy of the model, which itself stays as it is. The loss is that on up to 1 000 rows,
   * chosen at random by the model's seed.
   *
   * @return the curve, and a rate to begin with
   * @throws IllegalArgumentException for data that does not fit the model or the loss
   * @throws IllegalStateException when the model has no layers
   */
  public LearningRates findLearningRate(Object x, Object y) {
    return findLearningRate(x, y, FitOptions.epochs(1));
  }

  /**
   * Measures how the loss goes while the learning rate rises, see {@link #findLearningRate(Object,
   * Object)}.
   *
   * @param options of which batchSize, shuffle and weights count
   */
  public LearningRates findLearningRate(Object x, Object y, FitOptions options) {
    Check.present(options, "findLearningRate", "options such as epochs(1).batchSize(64)");
    Samples xs = features("findLearningRate", x);
    Samples ys = Inputs.y("findLearningRate", y, type);
    Inputs.sameRows("findLearningRate", xs, ys);
    int[] some = Partition.shuffled(xs.rows(), Rng.of(seed, PROBE));
    some = Arrays.copyOf(some, Math.min(some.length, PROBED));
    Feed probe = inOrder(xs.select(some), ys.select(some), PREDICTION_BATCH);
    Sequential copy = copy();
    return LearningRates.of(
        quiet -> copy.fit(x, y, quiet),
        () -> copy.measure(probe, copy.trainer.objective(), "").get("loss"),
        options);
  }

  /** Measures on a data set, see {@link #findLearningRate(Object, Object)}. */
  public LearningRates findLearningRate(Dataset data) {
    Check.present(data, "findLearningRate", "a data set");
    return findLearningRate(data.x(), data.y());
  }

  /**
   * Divides the data into k parts and trains as many models, each on all parts but one, on which it
   * is evaluated then. The models are copies of this one with the weights that its seed makes; this
   * one stays as it is. They are trained side by side, as many at a time as {@link
   * Chainrule#threads()}. The parts are random, by the model's seed, and have the same share of
   * each class.
   *
   * <p>What a layer takes from data, such as normalization, it takes from the training parts alone.
   *
   * @param k the number of parts
   * @param options such as {@code epochs(50)}; with verbose, a line for each part
   * @throws IllegalArgumentException unless 2 ≤ k ≤ samples, or for data that does not fit the
   *     model or the loss
   * @throws IllegalStateException when the model has no layers, or this thread is interrupted
   * @throws DivergedException when one of the models does
   */
  public CrossValidation crossValidate(Dataset data, int k, FitOptions options) {
    Check.present(data, "crossValidate", "a data set");
    Check.present(options, "crossValidate", "options such as epochs(50)");
    requireLayers("crossValidate");
    return CrossValidation.of(this, data, k, options, seed);
  }

  /**
   * Prepares a fit and runs it. In JShell all of it, from the loading of ND4J on, is out of the
   * reach of Ctrl-C, which would leave a class half loaded for good.
   */
  private History fitted(Function<AtomicBoolean, Fit> preparation) {
    AtomicBoolean stop = new AtomicBoolean();
    Supplier<History> work = () -> exclusively("fit", () -> preparation.apply(stop).run());
    return ShellThread.isNeeded() ? ShellThread.run(work, () -> stop.set(true)) : work.get();
  }

  /** A fit on arrays, when all is right. */
  private Fit prepared(Object x, Object y, FitOptions options, AtomicBoolean stop) {
    Samples xs = features("fit", x);
    Samples ys = Inputs.y("fit", y, type);
    Inputs.sameRows("fit", xs, ys);
    Samples weights = Inputs.weights(options, options.sampleWeight, ys, type);
    Network built = networkFor("fit", xs);
    Loss resolved = lossFor(built, ys); // before a split, so that it names the caller's rows
    List<Metric.Running> running = start(ys.columns(), built.outputs());
    Parts parts = parts(xs, ys, weights, options, built, resolved);
    ArrayFeed feed = parts.feed();
    int rows = feed.x().rows();
    Check.that(
        !optimizer().needsFullBatch() || options.batchSize >= rows,
        "%s expects all rows in one batch, but fit has batches of %d out of %d rows: use for example epochs(%d).fullBatch()",
        optimizer(),
        options.batchSize,
        rows,
        options.epochs);
    prepare("fit", built, resolved, Math.min(options.batchSize, rows), feed.y(), weights != null);
    Adaption.of("fit", built, feed.x(), false);
    touched = true;
    warn(built, resolved, options, feed, parts.validation());
    return new Fit(this, trainer, running, feed, parts.validation(), options, stop);
  }

  /** Where rows to train on and rows to validate on come from; the latter may be null. */
  private record Parts(ArrayFeed feed, Feed validation) {}

  private Parts parts(
      Samples xs, Samples ys, Samples weights, FitOptions options, Network built, Loss resolved) {
    Rng order = options.shuffle ? shuffling : null;
    Feed given = validation(options, built, resolved, ys.columns());
    if (given != null || options.validationSplit == 0) {
      return new Parts(
          new ArrayFeed(xs, ys, weights, options.batchSize, options.steps, order, null), given);
    }
    int[][] rows = ValidationSplit.of(options, ys, seed);
    return new Parts(
        new ArrayFeed(
            xs.select(rows[0]),
            ys.select(rows[0]),
            weights == null ? null : weights.select(rows[0]),
            options.batchSize,
            options.steps,
            order,
            rows[0]),
        inOrder(xs.select(rows[1]), ys.select(rows[1]), options.batchSize));
  }

  /** A fit on batches, when the first one is right. */
  private Fit prepared(Batches batches, FitOptions options, AtomicBoolean stop) {
    FitOptions.refuseForBatches(options);
    BatchesFeed peek =
        new BatchesFeed("fit", batches, 1, (who, batch) -> checked(who, batch, options));
    try (peek) {
      peek.begin();
      peek.next();
    }
    Samples xs = peek.x();
    Samples ys = peek.y();
    Network built = networkFor("fit", xs);
    Loss resolved = lossFor(built, ys);
    List<Metric.Running> running = start(ys.columns(), built.outputs());
    Feed validation = validation(options, built, resolved, ys.columns());
    Check.that(
        !optimizer().needsFullBatch() || batches.size() == 1,
        "%s expects all rows in one batch, but fit gets them in several: use another optimizer",
        optimizer());
    prepare("fit", built, resolved, xs.rows(), ys, peek.weights() != null);
    Adaption.of("fit", built, xs, false);
    touched = true;
    warn(built, resolved, options, peek, validation);
    Feed feed =
        new BatchesFeed(
            "fit",
            batches,
            options.steps,
            (who, batch) ->
                checked(who, checked(who, batch, options), built, resolved, ys.columns()));
    return new Fit(this, trainer, running, feed, validation, options, stop);
  }

  /** A batch as samples. */
  private BatchesFeed.Checked checked(String who, Batch batch, FitOptions options) {
    Samples x = features(who, batch.x());
    Samples y = Inputs.y(who, batch.y(), type);
    Inputs.sameRows(who, x, y);
    return new BatchesFeed.Checked(x, y, Inputs.weights(options, batch.sampleWeight(), y, type));
  }

  /** The batch, if it fits the model and has so many target columns. */
  private BatchesFeed.Checked checked(
      String who, BatchesFeed.Checked batch, Network built, Loss loss, int targetColumns) {
    requireWidth(built, batch.x());
    built.checkInput(who, batch.x());
    Check.that(
        batch.y().columns() == targetColumns,
        "%s expects y with %d columns, as in the first batch, but it has %d: prepare all alike",
        who,
        targetColumns,
        batch.y().columns());
    checkTargets(who, loss, batch.y(), built.outputs());
    return batch;
  }

  /** What the options say to validate on, or null. */
  private Feed validation(FitOptions options, Network built, Loss loss, int targetColumns) {
    String who = "fit's validationData";
    if (options.validationBatches != null) {
      FitOptions plain = FitOptions.epochs(1);
      return new BatchesFeed(
          who,
          options.validationBatches,
          Integer.MAX_VALUE,
          (name, batch) -> checked(name, checked(name, batch, plain), built, loss, targetColumns));
    }
    if (options.validationX == null) {
      return null;
    }
    Samples x = features(who, options.validationX);
    Samples y = Inputs.y(who, options.validationY, type);
    Inputs.sameRows(who, x, y);
    Check.that(
        x.columns() == built.inputs && y.columns() == targetColumns,
        "fit expects validation data with the columns of x and y, %d and %d, but got %d and %d: prepare both alike",
        built.inputs,
        targetColumns,
        x.columns(),
        y.columns());
    built.checkInput(who, x);
    checkTargets(who, loss, y, built.outputs());
    return inOrder(x, y, options.batchSize);
  }

  private static Feed inOrder(Samples x, Samples y, int batchSize) {
    return new ArrayFeed(x, y, null, batchSize, Integer.MAX_VALUE, null, null);
  }

  /** Warns of likely mistakes, if that is wanted. */
  private void warn(Network built, Loss loss, FitOptions options, Feed feed, Feed validation) {
    if (options.lint) {
      lint.warn(plan(built, loss, options, feed, validation));
    }
  }

  private Plan plan(Network built, Loss loss, FitOptions options, Feed feed, Feed validation) {
    return new Plan(specification, built, optimizer(), loss, options, feed, validation);
  }

  /**
   * Looks model and data over for likely mistakes, as {@code fit} does with its defaults before it
   * trains, see {@link #lint(Object, Object, FitOptions)}.
   */
  public List<Finding> lint(Object x, Object y) {
    return lint(x, y, FitOptions.epochs(1));
  }

  /**
   * Looks model and data over for likely mistakes: columns that are not scaled, a last activation
   * that does not go with loss or targets, classes that are missing, and others, see {@link
   * Finding.Rule}. A {@code fit} with the same arguments would warn of them. Nothing is trained,
   * and the model stays as it is.
   *
   * @param options as for {@code fit}: a validation part, weights
   * @return what was found, empty when all seems well; the list cannot be changed
   * @throws IllegalArgumentException for data that does not fit the model or the loss
   * @throws IllegalStateException when the model has no layers
   */
  public List<Finding> lint(Object x, Object y, FitOptions options) {
    Check.present(options, "lint", "options such as epochs(100)");
    Samples xs = features("lint", x);
    Samples ys = Inputs.y("lint", y, type);
    Inputs.sameRows("lint", xs, ys);
    Samples weights = Inputs.weights(options, options.sampleWeight, ys, type);
    Network built = networkFor("lint", xs);
    Loss resolved = lossFor(built, ys);
    Parts parts = parts(xs, ys, weights, options, built, resolved);
    return Lint.of(plan(built, resolved, options, parts.feed(), parts.validation()));
  }

  /** Looks a data set over, see {@link #lint(Object, Object, FitOptions)}. */
  public List<Finding> lint(Dataset data, FitOptions options) {
    Check.present(data, "lint", "a data set");
    return lint(data.x(), data.y(), options);
  }

  /** The figures of all epochs so far, in all fits since the model was new or reset. */
  public History history() {
    return new History(recorded);
  }

  void record(Map<String, Double> figures) {
    figures.forEach(
        (name, value) -> recorded.computeIfAbsent(name, key -> new ArrayList<>()).add(value));
  }

  /** Says why training stopped, and goes back to the last weights that did well. */
  DivergedException diverged(Fit fit, int epoch, int batch, double loss) {
    String stopped =
        Double.isFinite(loss)
            ? Check.message("fit stopped after epoch %d", epoch)
            : Check.message("fit stopped at epoch %d, batch %d", epoch, batch);
    return diverged(stopped, fit.feed(), fit.trace(), epoch, batch, loss);
  }

  private DivergedException diverged(
      String stopped, Feed feed, Trace trace, int epoch, int batch, double loss) {
    Plan plan = plan(network, trainer.objective(), FitOptions.epochs(1), feed, null);
    Trainer spoilt = trainer;
    trainer = null; // the optimizer's memory is spoilt as well
    return Divergence.of(new Divergence.Scene(stopped, plan, spoilt, trace, epoch, batch, loss));
  }

  /**
   * Gives each normalization layer the mean and variance of what comes into it for this data, as
   * the first {@link #fit} does with its training data. The other weights stay.
   *
   * @throws IllegalArgumentException for data that does not fit the model
   * @throws IllegalStateException when the model is being fitted, or has no normalization layer to
   *     adapt
   */
  public Sequential adapt(Object x) {
    return exclusively("adapt", () -> adaptNow(x));
  }

  private Sequential adaptNow(Object x) {
    Samples xs = features("adapt", x);
    Network built = networkFor("adapt", xs);
    if (Adaption.of("adapt", built, xs, true) == 0) {
      throw new IllegalStateException(
          "adapt expects a model with a layer that adapts, but it has none: add normalization()");
    }
    network = built;
    if (trainer != null) {
      trainer.remember(); // a divergence comes back to these
    }
    touched = true;
    return this;
  }

  /**
   * Takes one step on one batch.
   *
   * @return loss and metrics of the batch before the step
   * @throws IllegalArgumentException for data that does not fit the model or the loss
   * @throws IllegalStateException when the model is being fitted, or has no layers
   * @throws DivergedException when the loss becomes NaN or infinite; the weights stay
   */
  public Evaluation trainOnBatch(Object x, Object y) {
    return exclusively("trainOnBatch", () -> step(x, y));
  }

  private Evaluation step(Object x, Object y) {
    List<Metric.Running> running = load("trainOnBatch", x, y);
    touched = true;
    trainer.begin();
    double value = trainer.gradients();
    if (Double.isFinite(value)) {
      running.forEach(
          m -> m.add(trainer.pass().kernels(), trainer.targets(), trainer.pass().yhat()));
      trainer.update();
    }
    if (!Double.isFinite(value) || !trainer.finite()) {
      Feed batch = trainer.batch();
      throw diverged("trainOnBatch stopped", batch, Trace.of(batch), 1, 1, value);
    }
    return evaluation(figures("", value, running));
  }

  /**
   * The gradient of the loss on this batch by each weight, at the current weights, which stay.
   *
   * @return in the order and shapes of {@link #getWeights()}, without weights that are not trained
   * @throws IllegalArgumentException for data that does not fit the model or the loss
   * @throws IllegalStateException when the model is being fitted, or has no layers
   */
  public List<INDArray> gradients(Object x, Object y) {
    return exclusively("gradients", () -> gradientsNow(x, y));
  }

  private List<INDArray> gradientsNow(Object x, Object y) {
    load("gradients", x, y);
    trainer.gradients();
    return network.parameters.trained().stream().map(p -> copy(p, p.gradient())).toList();
  }

  /** Checks a batch and puts it where the trainer takes it from. */
  private List<Metric.Running> load(String who, Object x, Object y) {
    Samples xs = features(who, x);
    Samples ys = Inputs.y(who, y, type);
    Inputs.sameRows(who, xs, ys);
    Network built = networkFor(who, xs);
    Loss resolved = lossFor(built, ys);
    List<Metric.Running> running = start(ys.columns(), built.outputs());
    prepare(who, built, resolved, xs.rows(), ys, false);
    trainer.load(xs, ys, null, null, 0, xs.rows());
    return running;
  }

  /** The features; samples of any shape when the first layer flattens them. */
  private Samples features(String who, Object x) {
    return Inputs.features(who, flattened(who, x), type);
  }

  /** The same before anybody looked whether a caller's floats are finite. */
  private Samples shaped(String who, Object x) {
    return Inputs.shaped(who, flattened(who, x), type);
  }

  /** What the first layer is to flatten, as rows. */
  private Object flattened(String who, Object x) {
    int first = !specification.isEmpty() && specification.get(0) instanceof Input ? 1 : 0;
    Layer layer = first < specification.size() ? specification.get(first) : null;
    boolean flattens = (layer instanceof Configured c ? c.layer() : layer) instanceof Flatten;
    return flattens ? Inputs.flattened(who, x) : x;
  }

  /** The network for such samples, built if there is none yet; nothing of the model changes. */
  private Network networkFor(String who, Samples x) {
    requireLayers(who);
    Network built = declared();
    if (built == null) {
      built = Network.build(specification, x.columns(), type, seed);
    }
    requireWidth(built, x);
    built.checkInput(who, x);
    return built;
  }

  private void requireWidth(Network built, Samples x) {
    if (x.columns() != built.inputs) {
      throw wrongWidth(built, Check.message("shape [%d, %d]", x.rows(), x.columns()), x.columns());
    }
  }

  private IllegalArgumentException wrongWidth(Network built, String got, int columns) {
    boolean declared = specification.get(0) instanceof Input;
    return new IllegalArgumentException(
        Check.message(
            "%s, layer 1, expects %d columns (from %s), but x has %s: %s or use %s",
            specification.get(declared ? 1 : 0),
            built.inputs,
            declared ? specification.get(0) : "the data it first saw",
            got,
            columns == built.inputs + 1
                ? "drop a column"
                : columns > built.inputs
                    ? Check.message("drop %d columns", columns - built.inputs)
                    : "add the missing columns",
            declared ? "input(" + columns + ")" : "a new model for such data"));
  }

  /**
   * The loss for such targets; when none was compiled the one that the last activation and the
   * targets suggest.
   */
  private Loss lossFor(Network built, Samples y) {
    Loss chosen = loss != null ? loss : defaultLoss(built);
    Loss resolved = chosen.forShapes(y.columns(), built.outputs());
    resolved.checkTargets(y, built.outputs());
    return resolved;
  }

  private static void checkTargets(String who, Loss loss, Samples y, int outputs) {
    try {
      loss.checkTargets(y, outputs);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(who + ": " + e.getMessage(), e);
    }
  }

  private static Loss defaultLoss(Network built) {
    Activation last = built.lastActivation();
    return last instanceof Softmax
        ? Losses.categoricalCrossentropy
        : last instanceof Sigmoid ? Losses.binaryCrossentropy : Losses.meanSquaredError;
  }

  private Optimizer optimizer() {
    return optimizer != null ? optimizer : Optimizers.sgd(0.01);
  }

  /**
   * Takes on the network, makes a trainer for the loss unless there is one, and memory for batches
   * of so many rows.
   */
  private void prepare(
      String who, Network built, Loss resolved, int rows, Samples y, boolean weighted) {
    boolean fresh = trainer == null || network != built || !trainer.objective().equals(resolved);
    Trainer next = trainer;
    try {
      next = fresh ? new Trainer(built, resolved, optimizer(), noise) : trainer;
      next.prepare(rows, y.columns(), weighted);
    } catch (OutOfMemoryError e) {
      throw noRoom(who, rows, e);
    }
    if (loss == null && trainer == null) {
      log.info(
          "Not compiled: training with {} and {}; compile(optimizer, loss, metrics) chooses others",
          resolved,
          optimizer());
    }
    trainer = next;
    network = built;
  }

  private List<Metric.Running> start(int targetColumns, int columns) {
    return metrics.stream()
        .map(m -> Check.present(m.start(targetColumns, columns), m.name(), "a Running from start"))
        .toList();
  }

  /** Which way a figure goes when the model gets better. */
  Direction direction(String figure) {
    String name = figure.startsWith("val_") ? figure.substring("val_".length()) : figure;
    return name.equals("loss")
        ? Direction.DOWN
        : metrics.stream()
            .filter(metric -> metric.name().equals(name))
            .findFirst()
            .map(Metric::direction)
            .orElse(Direction.UNKNOWN);
  }

  Map<String, Double> figures(String prefix, double value, List<Metric.Running> running) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put(prefix + "loss", value);
    for (int i = 0; i < running.size(); i++) {
      figures.put(prefix + metrics.get(i).name(), running.get(i).result());
    }
    return figures;
  }

  private static Evaluation evaluation(Map<String, Double> figures) {
    double value = figures.remove("loss");
    return new Evaluation(value, figures);
  }

  // ---- using

  /**
   * Loss and metrics on some data, in batches of 32.
   *
   * @throws IllegalArgumentException for data that does not fit the model or the loss
   * @throws IllegalStateException when the model has no weights yet
   */
  public Evaluation evaluate(Object x, Object y) {
    Network built = weights("evaluate");
    Samples xs = features("evaluate", x);
    Samples ys = Inputs.y("evaluate", y, type);
    Inputs.sameRows("evaluate", xs, ys);
    networkFor("evaluate", xs);
    Loss resolved = lossFor(built, ys);
    return evaluation(measure(built, inOrder(xs, ys, BATCH), () -> resolved, ""));
  }

  /** Loss and metrics on a data set, see {@link #evaluate(Object, Object)}. */
  public Evaluation evaluate(Dataset data) {
    Check.present(data, "evaluate", "a data set");
    return evaluate(data.x(), data.y());
  }

  /**
   * Loss and metrics on data that comes batch by batch, without the weights of samples.
   *
   * @throws IllegalArgumentException for a batch that does not fit the model, the loss or the first
   *     batch, or when there is none
   * @throws IllegalStateException when the model has no weights yet
   */
  public Evaluation evaluate(Batches batches) {
    Network built = weights("evaluate");
    Check.present(batches, "evaluate", "batches");
    FitOptions plain = FitOptions.epochs(1);
    Loss[] resolved = new Loss[1]; // by the first batch
    int[] columns = new int[1];
    return evaluation(
        measure(
            built,
            new BatchesFeed(
                "evaluate",
                batches,
                Integer.MAX_VALUE,
                (who, batch) -> {
                  BatchesFeed.Checked samples = checked(who, batch, plain);
                  if (resolved[0] == null) {
                    columns[0] = samples.y().columns();
                    resolved[0] = lossFor(built, samples.y());
                  }
                  return checked(who, samples, built, resolved[0], columns[0]);
                }),
            () -> resolved[0],
            ""));
  }

  /** The figures of the validation after an epoch. */
  Map<String, Double> measure(Feed feed, Loss loss, String prefix) {
    return measure(network, feed, () -> loss, prefix);
  }

  /**
   * Loss and metrics on some data.
   *
   * @param loss asked once the first batch has come
   */
  private Map<String, Double> measure(
      Network built, Feed feed, Supplier<Loss> loss, String prefix) {
    Objective objective = null;
    List<Metric.Running> running = List.of();
    Matrix targets = null;
    Pass pass = null;
    double total = 0;
    long rows = 0;
    Threads.enter();
    try (feed) {
      for (feed.begin(); feed.next(); rows += feed.rows()) {
        int n = feed.rows();
        if (objective == null) {
          objective = Objective.of(built, loss.get());
          running = start(feed.y().columns(), built.outputs());
        }
        if (pass == null || pass.capacity() < n) {
          pass = built.borrow(n);
          targets = Matrix.zeros(type, n, feed.y().columns());
        }
        pass.resize(n);
        targets.resize(n);
        Kernels k = pass.kernels();
        k.gather(feed.x(), feed.order(), feed.from(), pass.x());
        k.gather(feed.y(), feed.order(), feed.from(), targets);
        total += n * value(built, objective, pass, targets);
        for (Metric.Running metric : running) {
          metric.add(k, targets, pass.yhat());
        }
      }
      built.giveBack(pass);
    } finally {
      Threads.leave();
    }
    return figures(prefix, total / rows, running);
  }

  /** The loss with its penalties, after going forward. */
  private static double value(Network built, Objective objective, Pass pass, Matrix targets) {
    double[] penalty = new double[1];
    built.read(
        () -> {
          pass.forward();
          penalty[0] = objective.penalty(pass);
        });
    return objective.value(pass, targets, null) + penalty[0];
  }

  private interface Predicted {
    void batch(Pass pass, int from);
  }

  /** Goes forward through all rows, batch by batch, of which each thread takes some rows. */
  private static void forward(String who, Network built, Samples x, Predicted predicted) {
    int n = x.rows();
    long work = (long) n * built.parameters.size();
    int parts = Threads.parts(built.type, n, work);
    int batches = 1 + (n - 1) / (PREDICTION_BATCH * parts);
    int batchSize = 1 + (n - 1) / batches;
    Threads.enter();
    try {
      Pass[] passes = built.borrow(parts, 1 + (batchSize - 1) / parts);
      for (int from = 0; from < n; from += batchSize) {
        int first = from;
        int rows = Math.min(batchSize, n - from);
        IntConsumer part =
            i -> {
              int start = first + rows * i / parts;
              int end = first + rows * (i + 1) / parts;
              forward(who, passes[i], x, start, end, predicted);
            };
        built.read(() -> Threads.divide(parts, work / batches, part));
      }
      built.giveBack(passes);
    } finally {
      Threads.leave();
    }
  }

  /** The same for rows start … end − 1, in one pass. */
  private static void forward(
      String who, Pass pass, Samples x, int start, int end, Predicted predicted) {
    pass.resize(end - start);
    if (!pass.kernels().gatherFinite(x, start, pass.x())) {
      Inputs.finite(who, x);
    }
    pass.forward();
    predicted.batch(pass, start);
  }

  /**
   * The outputs for each row of x.
   *
   * @return (n, outputs), of the model's type; the caller's own
   * @throws IllegalArgumentException for x that does not fit the model
   * @throws IllegalStateException when the model has no weights yet
   */
  public INDArray predict(Object x) {
    Network built = weights("predict");
    Samples xs = shaped("predict", x);
    networkFor("predict", xs);
    try {
      Matrix result = Matrix.inOwnArray(type, xs.rows(), built.outputs());
      forward(
          "predict", built, xs, (pass, from) -> pass.kernels().copyRows(pass.yhat(), result, from));
      return result.handOver();
    } catch (OutOfMemoryError e) {
      throw noRoom("predict", xs.rows(), e);
    }
  }

  /**
   * The outputs for one sample.
   *
   * @param x one number for each input
   * @return one number for each output
   * @throws IllegalArgumentException for x that does not fit the model
   * @throws IllegalStateException when the model has no weights yet
   */
  public float[] predict(float[] x) {
    Network built = weights("predict");
    Check.present(x, "predict", "x");
    if (x.length != built.inputs) {
      throw wrongWidth(built, "length " + x.length, x.length);
    }
    Inputs.finite("predict", x);
    if (built.checksInput) {
      built.checkInput("predict", Samples.view(new float[][] {x}));
    }
    float[] yhat = type == DataType.FLOAT ? built.predictRow(x) : null;
    return yhat != null ? yhat : predict(new float[][] {x}).ravel().toFloatVector();
  }

  /**
   * The outputs for one sample, see {@link #predict(float[])}.
   *
   * @param x one number for each input
   * @return one number for each output
   */
  public double[] predict(double[] x) {
    INDArray yhat = predict(new double[][] {Check.present(x, "predict", "x")});
    return yhat.ravel().toDoubleVector();
  }

  /**
   * The class of each row of x: the number of the largest output, or, for a model of one output,
   * whether it exceeds ½.
   *
   * @throws IllegalArgumentException for x that does not fit the model
   * @throws IllegalStateException when the model has no weights yet
   */
  public int[] predictClasses(Object x) {
    Network built = weights("predictClasses");
    Samples xs = shaped("predictClasses", x);
    networkFor("predictClasses", xs);
    int[] classes = new int[xs.rows()];
    int outputs = built.outputs();
    forward(
        "predictClasses",
        built,
        xs,
        (pass, from) -> {
          double[] yhat = pass.yhat().toDoubles();
          for (int i = 0; i < pass.yhat().rows(); i++) {
            classes[from + i] =
                outputs == 1 ? (yhat[i] > 0.5 ? 1 : 0) : argMax(yhat, i * outputs, outputs);
          }
        });
    return classes;
  }

  /** The column of the largest of so many values from {@code at}, the first of equals. */
  private static int argMax(double[] values, int at, int columns) {
    int best = 0;
    for (int j = 1; j < columns; j++) {
      best = values[at + j] > values[at + best] ? j : best;
    }
    return best;
  }

  /**
   * The name of the class of each row of x, as the data set, or the batches with names, that the
   * model was last fitted on has them.
   *
   * @throws IllegalArgumentException for x that does not fit the model
   * @throws IllegalStateException when the model has no weights yet, or was not fitted on a {@link
   *     Dataset} of classes, or on {@link Batches} that know their names
   */
  public List<String> predictLabels(Object x) {
    int[] classes = predictClasses(x);
    List<String> names = classNames;
    int outputs = network.outputs();
    if (names.size() != Math.max(2, outputs)) {
      throw new IllegalStateException(
          Check.message(
              "predictLabels expects a model that was fitted on a Dataset with the names of its %d classes, but %s: use fit(dataset, options), or predictClasses",
              Math.max(2, outputs),
              names.isEmpty() ? "there are none" : "there are " + names.size()));
    }
    return Arrays.stream(classes).mapToObj(names::get).toList();
  }

  /**
   * What each layer puts out for each row of x, in the order of {@link #layers()} without the
   * input; the last is {@link #predict}. To see weighted sums and activations apart, add them
   * apart: {@code dense(3)}, {@code activation(relu)}.
   *
   * @return for each layer (n, its columns)
   * @throws IllegalArgumentException for x that does not fit the model
   * @throws IllegalStateException when the model has no weights yet
   */
  public List<INDArray> outputs(Object x) {
    Network built = weights("outputs");
    Samples xs = features("outputs", x);
    networkFor("outputs", xs);
    try {
      Pass pass = Pass.toLook(built.chain, Kernels.of(type), xs.rows());
      pass.kernels().gather(xs, null, 0, pass.x());
      built.read(pass::forward);
      return built.layers.stream().map(layer -> pass.output(layer.functionsEnd()).copy()).toList();
    } catch (OutOfMemoryError e) {
      throw noRoom("outputs", xs.rows(), e);
    }
  }

  /**
   * Copies of the weights in Keras' order: for each layer the kernel (in, out), then the bias
   * (out).
   *
   * @throws IllegalStateException when the model has no weights yet
   */
  public List<INDArray> getWeights() {
    return weights("getWeights").parameters.list().stream().map(p -> copy(p, p.value())).toList();
  }

  /**
   * The same by the names of layer and parameter; the second of a name, within a block, has a
   * number.
   */
  Map<String, INDArray> namedWeights() {
    Map<String, INDArray> named = new LinkedHashMap<>();
    for (Network.Built layer : weights("weights").layers) {
      for (Parameter p : layer.parameters()) {
        String name = layer.name() + "/" + p.name();
        String unique = name;
        for (int number = 1; named.containsKey(unique); number++) {
          unique = name + "_" + number;
        }
        named.put(unique, copy(p, p.value()));
      }
    }
    return named;
  }

  private static INDArray copy(Parameter p, Matrix values) {
    INDArray copy = values.copy();
    return p.shape().length == 1 ? copy.reshape(copy.length()) : copy;
  }

  /**
   * Replaces all weights; the arrays are copied.
   *
   * @param weights in the order and shapes of {@link #getWeights()}
   * @throws IllegalArgumentException for another number of arrays, another shape, or values that
   *     are not finite
   * @throws IllegalStateException when the model has no weights yet
   */
  public Sequential setWeights(List<INDArray> weights) {
    Network built = weights("setWeights");
    List<Parameter> parameters = built.parameters.list();
    Check.present(weights, "setWeights", "a list of arrays");
    Check.that(
        weights.size() == parameters.size(),
        "setWeights expects %d arrays, as getWeights() gives, but got %d: pass kernel and bias of each layer",
        parameters.size(),
        weights.size());
    List<Samples> values = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      values.add(checked(parameters.get(i), i, weights.get(i)));
    }
    built.write(
        () -> {
          for (int i = 0; i < values.size(); i++) {
            Kernels.of(type).gather(values.get(i), null, 0, parameters.get(i).value());
          }
        });
    if (trainer != null) {
      trainer.remember(); // a divergence comes back to these, not to what they replace
    }
    touched = true;
    return this;
  }

  private Samples checked(Parameter p, int i, INDArray array) {
    String who = "setWeights, array " + i + " (" + p.name() + "),";
    Check.that(
        array != null && !Inputs.closed(array),
        "%s expects an array, but got %s: pass one that is open",
        who,
        array == null ? "null" : "a closed one");
    long[] expected = Arrays.stream(p.shape()).asLongStream().toArray();
    Check.that(
        Arrays.equals(array.shape(), expected),
        "%s expects shape %s, but got %s: reshape or transpose it",
        who,
        Arrays.toString(expected),
        Arrays.toString(array.shape()));
    return Inputs.parameter(who, array, type);
  }

  // ---- looking

  /**
   * Prints Keras' table of the layers, their output shapes and parameters.
   *
   * @throws IllegalStateException when the model has no weights yet, so that shapes are unknown
   */
  public void summary() {
    summary(System.out);
  }

  /** Prints the table, see {@link #summary()}. */
  public void summary(PrintStream out) {
    Network built = weights("summary");
    List<String[]> rows = new ArrayList<>();
    for (Network.Built layer : built.layers) {
      rows.add(
          new String[] {
            Check.message("%s (%s)", layer.name(), layer.layer().type()),
            "(None, " + layer.columns() + ")",
            String.format(java.util.Locale.ROOT, "%,d", layer.size())
          });
    }
    out.print(
        Summary.of(
            rows,
            built.parameters.trainedSize(),
            built.parameters.size() - built.parameters.trainedSize(),
            type.width()));
    out.flush();
  }

  /** The layers on one line, such as {@code Sequential(dense(64, relu), dense(3, softmax))}. */
  @Override
  public String toString() {
    return "Sequential("
        + String.join(", ", specification.stream().map(Layer::toString).toList())
        + ")";
  }

  // ---- guards

  /** The network, built now if the first layer says for how many columns; null if there is none. */
  private synchronized Network declared() {
    if (network == null
        && specification.size() > 1
        && specification.get(0) instanceof Input input) {
      network = Network.build(specification, input.columns(), type, seed);
    }
    return network;
  }

  /** The network, which {@code who} cannot do without. */
  private Network weights(String who) {
    requireLayers(who);
    Network built = network != null ? network : declared();
    if (built == null) {
      throw new IllegalStateException(
          who
              + " expects a model with weights, but it has none yet: fit it, or begin it with an input such as input(4)");
    }
    return built;
  }

  private static IllegalArgumentException noRoom(String who, int rows, OutOfMemoryError e) {
    return new IllegalArgumentException(
        Check.message(
            "%s expects data that fits in memory, but has no room for %d rows at once: pass fewer rows, use fewer units, or start Java with a larger -Xmx",
            who, rows),
        e);
  }

  private void requireLayers(String who) {
    if (specification.isEmpty() || specification.get(specification.size() - 1) instanceof Input) {
      throw new IllegalStateException(
          Check.message(
              "%s expects a model with layers, but it has %s: add for example dense(16, relu)",
              who, specification.isEmpty() ? "none" : "only " + specification.get(0)));
    }
  }

  private void requireUntouched(String who, String fix) {
    requireIdle(who);
    if (touched) {
      throw new IllegalStateException(
          Check.message(
              "%s expects an untrained model, but this one has been trained or given weights: %s",
              who, fix));
    }
  }

  /** Does what only one thread at a time may do with the model. */
  private <T> T exclusively(String who, Supplier<T> work) {
    if (!fitting.compareAndSet(false, true)) {
      throw busy(who);
    }
    Threads.enter();
    try {
      return work.get();
    } finally {
      Threads.leave();
      fitting.set(false);
    }
  }

  private void requireIdle(String who) {
    if (fitting.get()) {
      throw busy(who);
    }
  }

  private static IllegalStateException busy(String who) {
    return new IllegalStateException(
        who
            + " expects an idle model, but it is being fitted: wait for the fit to end, or use another model");
  }
}
