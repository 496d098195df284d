package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chainrule.activations.Activation;
import org.chainrule.activations.Activations;
import org.chainrule.backend.Rng;
import org.chainrule.layers.Embedding;
import org.chainrule.layers.Input;
import org.chainrule.layers.Layer;
import org.chainrule.layers.Layers;
import org.chainrule.layers.Normalization;
import org.chainrule.losses.Loss;
import org.chainrule.losses.Losses;
import org.chainrule.optimizers.Optimizer;
import org.chainrule.optimizers.Optimizers;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Nothing is left out: every activation, layer, loss and optimizer of the factories stands in the
 * table of derivatives and in the records of other frameworks, and computes in FLOAT what it does
 * in DOUBLE, which is checked here.
 */
class VocabularyTest {
  private static final long SEED = 61;
  private static final int ROWS = 13; // in batches of 5: the last has three
  private static final int INPUTS = 4;
  private static final int HIDDEN = 5;
  private static final int OUTPUTS = 3;

  /** What the factories make of a user's own formulas. */
  private static final Set<String> OWN = Set.of("elementwise", "loss");

  // ---- nothing is missing in the lists

  private static Set<String> factory(Class<?> factory) {
    return Stream.<Member>concat(
            Arrays.stream(factory.getMethods()), Arrays.stream(factory.getFields()))
        .filter(member -> Modifier.isStatic(member.getModifiers()))
        .map(Member::getName)
        .filter(name -> !OWN.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(Collection<String> calls) {
    return calls.stream()
        .map(call -> call.replaceFirst("[.(].*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theListsAreComplete() {
    assertEquals(factory(Activations.class), names(Vocabulary.ACTIVATIONS.keySet()));
    assertEquals(factory(Losses.class), names(Vocabulary.LOSSES.keySet()));
    assertEquals(factory(Layers.class), names(Vocabulary.LAYERS.keySet()));
    assertEquals(factory(Optimizers.class), names(Vocabulary.OPTIMIZERS.keySet()));
  }

  // ---- nor in the tables

  /** By the types of things: their figures may differ. */
  private static void assertContains(String table, Collection<?> has, Map<String, ?> wanted) {
    Set<Class<?>> types = has.stream().map(Object::getClass).collect(Collectors.toSet());
    Set<String> missing = new TreeSet<>();
    wanted.forEach(
        (name, thing) -> {
          if (!types.contains(thing.getClass())) {
            missing.add(name);
          }
        });
    assertEquals(Set.of(), missing, table);
  }

  private static Map<String, Loss> losses() {
    return Vocabulary.LOSSES.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().loss()));
  }

  @Test
  void allStandsInTheTableOfDerivatives() {
    assertContains("activations", GradientCheckTest.activations(), Vocabulary.ACTIVATIONS);
    assertContains("losses", GradientCheckTest.losses(), losses());
    List<Layer> layers = new ArrayList<>(GradientCheckTest.layers());
    layers.addAll(LayersGradientTest.all());
    layers.addAll(RegularizationGradientTest.layers());
    assertContains("layers", layers, Vocabulary.LAYERS);
  }

  /** The activations' records are one for one, see {@link ActivationsParityTest}. */
  @Test
  void allStandsInTheRecords() {
    List<Loss> losses = new ArrayList<>(KerasParityTest.LOSSES.values());
    losses.addAll(LossesParityTest.LOSSES.values());
    assertContains("losses", losses, losses());
    List<Layer> layers = new ArrayList<>(List.of(input(1))); // each begins with one
    for (Map<String, List<Layer>> models :
        List.of(
            LayersNormalizationParityTest.CASES,
            RegularizationParityTest.MODELS,
            NoiseParityTest.MODELS)) {
      models.values().forEach(layers::addAll);
    }
    assertContains("layers", layers, Vocabulary.LAYERS);
    List<Optimizer> optimizers = new ArrayList<>(OptimizersParityTest.OPTIMIZERS.values());
    optimizers.add(Optimizers.lbfgs()); // by itself: lbfgsFindsTheLowestPoint
    assertContains("optimizers", optimizers, Vocabulary.OPTIMIZERS);
  }

  // ---- FLOAT against DOUBLE

  private static double[][] uniform(int columns, double least, double most) {
    Rng rng = Rng.of(SEED, columns + (int) (10 * least));
    double[][] values = new double[ROWS][columns];
    for (double[] row : values) {
      Arrays.setAll(row, j -> (float) (least + (most - least) * rng.uniform()));
    }
    return values;
  }

  /** Targets of a kind: 3 columns, or classes. */
  static Object targets(Vocabulary.Targets kind) {
    double[][] values = uniform(OUTPUTS, -1, 1);
    int[] classes = Arrays.stream(values).mapToInt(row -> (int) (1.5 * (row[0] + 1))).toArray();
    for (int i = 0; i < ROWS; i++) {
      int c = classes[i];
      double[] row = values[i];
      double total = Arrays.stream(row).map(v -> v + 1).sum();
      Arrays.setAll(
          row,
          j ->
              switch (kind) {
                case AWAY_FROM_ZERO -> row[j] + 2;
                case COUNTS -> Math.floor(2 * (row[j] + 1));
                case BITS -> row[j] > 0 ? 1 : 0;
                case SIGNS -> row[j] > 0 ? 1 : -1;
                case ONE_HOT -> j == c ? 1 : 0;
                case PROBABILITIES -> (float) ((row[j] + 1) / total);
                default -> row[j];
              });
    }
    return kind == Vocabulary.Targets.CLASSES ? classes : values;
  }

  private static DynamicTest floatsAsDoubles(
      String name, Optimizer optimizer, Loss loss, double[][] x, Object y, Layer... layers) {
    return dynamicTest(
        name,
        () -> {
          Sequential exact = model(DataType.DOUBLE, optimizer, loss, x, layers);
          Sequential fast = model(DataType.FLOAT, optimizer, loss, x, layers);
          fast.setWeights(exact.getWeights());
          exact.setWeights(fast.getWeights()); // as far as FLOAT holds them
          compare("ŷ", List.of(exact.predict(x)), List.of(fast.predict(x)));
          compare("dW", exact.gradients(x, y), fast.gradients(x, y));
          int batch = optimizer.needsFullBatch() ? ROWS : 5;
          History expected = fit(exact, x, y, batch);
          History actual = fit(fast, x, y, batch);
          compare("W", exact.getWeights(), fast.getWeights());
          for (int e = 0; e < expected.loss().length; e++) {
            double loss0 = Math.abs(expected.loss()[0]);
            assertEquals(expected.loss()[e], actual.loss()[e], 1e-5 * loss0, "loss of epoch " + e);
          }
        });
  }

  /** Within 1e-5 of the largest of an array. */
  private static void compare(String what, List<INDArray> expected, List<INDArray> actual) {
    ActivationsParityTest.compare(what, expected, actual);
  }

  private static Sequential model(
      DataType type, Optimizer optimizer, Loss loss, double[][] x, Layer... layers) {
    Sequential model = new Sequential(layers[0] instanceof Input i ? i : input(x[0].length));
    Arrays.stream(layers).filter(layer -> !(layer instanceof Input)).forEach(model::add);
    model.dtype(type).seed(SEED).compile(optimizer, loss);
    boolean adapts = Arrays.stream(layers).anyMatch(layer -> layer instanceof Normalization);
    return adapts ? model.adapt(x) : model;
  }

  /** Twelve steps, or four of all rows. */
  private static History fit(Sequential model, double[][] x, Object y, int batch) {
    return model.fit(x, y, epochs(4).batchSize(batch).shuffle(false).verbose(0));
  }

  @TestFactory
  List<DynamicTest> activationsInFloat() {
    List<DynamicTest> tests = new ArrayList<>();
    Vocabulary.ACTIVATIONS.forEach(
        (name, f) -> {
          double[][] y = uniform(OUTPUTS, -1, 1);
          double[][] x = uniform(INPUTS, -2, 2);
          Layer first = dense(HIDDEN, tanh);
          tests.add(
              floatsAsDoubles(
                  name,
                  sgd(0.0625),
                  meanSquaredError,
                  x,
                  y,
                  first,
                  dense(6, f),
                  dense(OUTPUTS, f)));
        });
    return tests;
  }

  @TestFactory
  List<DynamicTest> lossesInFloat() {
    List<DynamicTest> tests = new ArrayList<>();
    Vocabulary.LOSSES.forEach(
        (name, goal) -> {
          Activation output = goal.output();
          tests.add(
              floatsAsDoubles(
                  name,
                  sgd(0.0625),
                  goal.loss(),
                  uniform(INPUTS, -2, 2),
                  targets(goal.y()),
                  dense(HIDDEN, tanh),
                  dense(OUTPUTS, output)));
        });
    return tests;
  }

  @TestFactory
  List<DynamicTest> layersInFloat() {
    List<DynamicTest> tests = new ArrayList<>();
    Vocabulary.LAYERS.forEach(
        (name, layer) -> {
          boolean first = layer instanceof Embedding || layer instanceof Input;
          double[][] x = uniform(layer instanceof Input ? HIDDEN : INPUTS, -2, 2);
          if (layer instanceof Embedding) {
            x = uniform(1, 0, 4);
            Arrays.stream(x).forEach(row -> row[0] = Math.floor(row[0]));
          }
          Layer[] layers = {layer, dense(6, tanh), dense(OUTPUTS)};
          if (!first) {
            layers = new Layer[] {dense(HIDDEN, tanh), layer, dense(OUTPUTS)};
          }
          double[][] y = uniform(OUTPUTS, -1, 1);
          tests.add(floatsAsDoubles(name, sgd(0.0625), meanSquaredError, x, y, layers));
        });
    return tests;
  }

  @TestFactory
  List<DynamicTest> optimizersInFloat() {
    List<DynamicTest> tests = new ArrayList<>();
    Vocabulary.OPTIMIZERS.forEach(
        (name, optimizer) -> {
          double[][] x = uniform(INPUTS, -2, 2);
          double[][] y = uniform(OUTPUTS, -1, 1);
          Layer[] layers = {dense(HIDDEN, tanh), dense(OUTPUTS)};
          tests.add(floatsAsDoubles(name, optimizer, meanSquaredError, x, y, layers));
        });
    return tests;
  }
}
