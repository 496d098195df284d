package org.chainrule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.StampedLock;
import org.chainrule.activations.Activation;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Rng;
import org.chainrule.backend.Samples;
import org.chainrule.layers.Activate;
import org.chainrule.layers.Builder;
import org.chainrule.layers.Differentiable;
import org.chainrule.layers.Input;
import org.chainrule.layers.Layer;
import org.chainrule.layers.Parameter;
import org.chainrule.layers.Parameters;
import org.chainrule.layers.Pass;
import org.nd4j.linalg.api.buffer.DataType;

/** The layers of a model built for one input width: a chain of functions and their parameters. */
final class Network {
  /**
   * A layer as it was built: what it is, and which part of the chain and of the parameters belongs
   * to it.
   */
  record Built(
      Layer layer, String name, int columns, int functionsEnd, List<Parameter> parameters) {
    int size() {
      return parameters.stream().mapToInt(Parameter::size).sum();
    }
  }

  private static final int WEIGHTS = 1; // purpose of a random sequence, see Rng.of

  /** Passes kept for predictions: enough for many threads, not the memory of a rare crowd. */
  private static final int IDLE_PASSES = 32;

  final DataType type;
  final int inputs;
  final List<Built> layers;
  final Pass.Chain chain;
  final Parameters parameters = new Parameters();

  /** Whether the first function takes only some numbers. */
  final boolean checksInput;

  /** Over the parameters: predictions read while a fit writes. */
  final StampedLock lock = new StampedLock();

  private volatile boolean hasRowPass = true; // until shown otherwise
  private final AtomicReference<RowPass> idleRow = new AtomicReference<>();
  private final ConcurrentLinkedQueue<Pass> idle = new ConcurrentLinkedQueue<>();

  private Network(List<Layer> specification, int inputs, DataType type) {
    this.type = type;
    this.inputs = inputs;
    Builder builder = new Builder(parameters, inputs);
    List<Built> built = new ArrayList<>();
    int firstTrained = -1;
    List<String> names = names(specification);
    for (int l = 0; l < specification.size(); l++) {
      Layer layer = specification.get(l);
      int before = parameters.list().size();
      int start = builder.functions().size();
      layer.build(builder);
      if (!(layer instanceof Input)) {
        List<Parameter> own =
            List.copyOf(parameters.list().subList(before, parameters.list().size()));
        if (firstTrained < 0 && own.stream().anyMatch(Parameter::isTrained)) {
          firstTrained = start;
        }
        built.add(
            new Built(layer, names.get(l), builder.columns(), builder.functions().size(), own));
      }
    }
    layers = List.copyOf(built);
    chain = builder.chain(firstTrained < 0 ? builder.functions().size() : firstTrained);
    checksInput = !chain.functions().isEmpty() && !chain.functions().get(0).hasInputGradient();
  }

  /** Checks that the layers can follow one another, without making memory for them. */
  static void check(List<Layer> specification, int inputs) {
    new Network(specification, inputs, null);
  }

  /** Builds the layers with parameters that their initializers draw from the seed. */
  static Network build(List<Layer> specification, int inputs, DataType type, long seed) {
    Network network = new Network(specification, inputs, type);
    Check.that(
        !network.chain.functions().isEmpty(),
        "Sequential expects layers that compute something, but none of %s adds a function: add for example dense(16, relu)",
        specification);
    try {
      network.parameters.allocate(Kernels.of(type));
      network.initialize(seed);
    } catch (OutOfMemoryError e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Sequential expects a model that fits in memory, but has no room for %,d weights: use fewer units, or start Java with a larger -Xmx",
              network.parameters.size()),
          e);
    }
    return network;
  }

  /** This network with the weights of one whose layers it has, or begins with. */
  Network withValuesOf(Network shorter) {
    List<Parameter> own = parameters.list();
    for (int i = 0; i < shorter.parameters.list().size(); i++) {
      own.get(i).value().set(shorter.parameters.list().get(i).value().toDoubles());
    }
    return this;
  }

  /** Draws the parameters from the seed. */
  void initialize(long seed) {
    List<double[]> values = parameters.draw(Rng.of(seed, WEIGHTS));
    write(() -> parameters.set(values));
  }

  /** Changes parameters while nobody reads them. */
  void write(Runnable change) {
    long stamp = lock.writeLock();
    try {
      change.run();
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /** Reads parameters, again if somebody wrote meanwhile. */
  void read(Runnable reading) {
    long stamp = lock.tryOptimisticRead();
    reading.run();
    if (!lock.validate(stamp)) {
      stamp = lock.readLock();
      try {
        reading.run();
      } finally {
        lock.unlockRead(stamp);
      }
    }
  }

  /**
   * The names of layers: their own, or Keras': dense, dense_1, …; null for an input, which has
   * none.
   */
  static List<String> names(List<Layer> specification) {
    List<String> names = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    for (Layer layer : specification) {
      String name = layer.name();
      if (name == null && !(layer instanceof Input)) {
        String base =
            layer
                .type()
                .replaceAll("(.)([A-Z][a-z0-9]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
        int count = counts.merge(base, 1, Integer::sum) - 1;
        name = count == 0 ? base : base + "_" + count;
      }
      Check.that(
          name == null || !names.contains(name),
          "Sequential expects layers of different names, but two are called %s: rename one",
          name);
      names.add(name);
    }
    return names;
  }

  int outputs() {
    return chain.widths().get(chain.functions().size());
  }

  /** The last function of the chain. */
  Differentiable last() {
    return chain.functions().get(chain.functions().size() - 1);
  }

  /** The activation that makes ŷ, or null; a penalty on outputs leaves them as they are. */
  Activation lastActivation() {
    int l = chain.functions().size() - 1;
    while (l > 0 && chain.functions().get(l).isIdentity()) {
      l--;
    }
    return chain.functions().get(l) instanceof Activate a ? a.f() : null;
  }

  /**
   * Lets the first function look the data over.
   *
   * @throws IllegalArgumentException for a value it cannot take
   */
  void checkInput(String who, Samples x) {
    chain.functions().get(0).checkInput(who, x);
  }

  /** ŷ for one sample by the short way, or null when the network has none. */
  float[] predictRow(float[] x) {
    if (!hasRowPass) {
      return null;
    }
    RowPass pass = idleRow.getAndSet(null);
    if (pass == null || !pass.isValid()) {
      pass = RowPass.of(this);
      hasRowPass = pass != null;
    }
    if (pass == null) {
      return null;
    }
    float[] yhat = pass.predict(x);
    idleRow.setRelease(pass);
    return yhat;
  }

  /**
   * A pass for prediction with memory for {@code rows} rows, used by one thread until it is given
   * back.
   */
  Pass borrow(int rows) {
    return borrow(1, rows)[0];
  }

  /** Passes for threads that predict different rows of a batch, each at most {@code rows}. */
  Pass[] borrow(int parts, int rows) {
    Pass[] passes = new Pass[parts];
    for (int part = 0; part < parts; part++) {
      Pass pass = idle.poll();
      passes[part] =
          pass != null && pass.capacity() >= rows
              ? pass
              : Pass.toPredict(chain, Kernels.of(type), rows);
      passes[part].kernels().stayOnThread(parts > 1);
    }
    return passes;
  }

  /** Gives borrowed passes back. */
  void giveBack(Pass... passes) {
    for (Pass pass : passes) {
      if (idle.size() < IDLE_PASSES) {
        idle.add(pass);
      }
    }
  }
}
