package org.chainrule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chainrule.activations.Activations;
import org.chainrule.callbacks.Callbacks;
import org.chainrule.constraints.Constraints;
import org.chainrule.data.Datasets;
import org.chainrule.data.Preprocessing;
import org.chainrule.initializers.Initializers;
import org.chainrule.layers.Layers;
import org.chainrule.losses.Losses;
import org.chainrule.metrics.Metrics;
import org.chainrule.optimizers.Optimizers;
import org.chainrule.optimizers.Schedules;
import org.chainrule.regularizers.Regularizers;
import org.junit.jupiter.api.Test;

/** The factories are made to be star-imported together: no name stands in two of them. */
class StaticImportsTest {
  private static final List<Class<?>> FACTORIES =
      List.of(
          Layers.class,
          Activations.class,
          Losses.class,
          Optimizers.class,
          Schedules.class,
          Metrics.class,
          Callbacks.class,
          Initializers.class,
          Regularizers.class,
          Constraints.class,
          FitOptions.class,
          Datasets.class,
          Preprocessing.class);

  private static Set<String> names(Class<?> factory) {
    return Stream.of(factory.getMethods(), factory.getFields(), factory.getClasses())
        .flatMap(Stream::of)
        .filter(
            member ->
                Modifier.isStatic(
                    member instanceof Class<?> nested
                        ? nested.getModifiers()
                        : ((Member) member).getModifiers()))
        .map(
            member ->
                member instanceof Class<?> nested
                    ? nested.getSimpleName()
                    : ((Member) member).getName())
        .collect(Collectors.toSet());
  }

  @Test
  void noNameStandsInTwoFactories() {
    Map<String, Class<?>> owner = new HashMap<>();
    Set<String> clashes = new TreeSet<>();
    for (Class<?> factory : FACTORIES) {
      Set<String> names = names(factory);
      assertFalse(names.isEmpty(), factory.getName());
      for (String name : names) {
        Class<?> other = owner.putIfAbsent(name, factory);
        if (other != null) {
          clashes.add(name + " in " + other.getSimpleName() + " and " + factory.getSimpleName());
        }
      }
    }
    assertEquals(Set.of(), clashes);
  }

  @Test
  void theNamesAreFound() {
    Set<String> layers = names(Layers.class);
    assertTrue(
        layers.containsAll(
            Set.of(
                "input",
                "dense",
                "activation",
                "normalization",
                "rescaling",
                "flatten",
                "residual",
                "embedding",
                "dropout",
                "alphaDropout",
                "gaussianDropout",
                "gaussianNoise",
                "batchNormalization",
                "layerNormalization",
                "rmsNormalization",
                "prelu")),
        layers::toString);
    assertEquals(
        Set.of("l1", "l2", "l1l2", "orthogonalRegularizer", "weightwise"),
        names(Regularizers.class));
    assertEquals(
        Set.of("maxNorm", "minMaxNorm", "nonNeg", "unitNorm", "clamped"), names(Constraints.class));
    assertEquals(Set.of("epochs"), names(FitOptions.class));
    assertEquals(
        Set.of(
            "accuracy",
            "binaryAccuracy",
            "categoricalAccuracy",
            "sparseCategoricalAccuracy",
            "topK",
            "precision",
            "recall",
            "f1",
            "fBeta",
            "auc",
            "logLoss",
            "rootMeanSquaredError",
            "r2Score",
            "meanCosineSimilarity",
            "rowMean"),
        names(Metrics.class));
  }
}
