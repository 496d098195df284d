package org.chainrule.initializers;

import static org.chainrule.initializers.Initializers.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.chainrule.KerasRecords;
import org.chainrule.backend.Rng;
import org.chainrule.initializers.VarianceScaling.Distribution;
import org.chainrule.initializers.VarianceScaling.Mode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Random weights are distributed as those of Keras: as many lie below each percentile of Keras'.
 * The records come from {@code src/test/python/initializers.py}.
 */
class InitializersParityTest {
  private static final Map<String, Initializer> INITIALIZERS =
      Map.ofEntries(
          Map.entry("glorotUniform", glorotUniform),
          Map.entry("glorotNormal", glorotNormal),
          Map.entry("heUniform", heUniform),
          Map.entry("heNormal", heNormal),
          Map.entry("lecunUniform", lecunUniform),
          Map.entry("lecunNormal", lecunNormal),
          Map.entry(
              "varianceScaling(3,FAN_IN,UNIFORM)",
              varianceScaling(3, Mode.FAN_IN, Distribution.UNIFORM)),
          Map.entry(
              "varianceScaling(3,FAN_OUT,TRUNCATED_NORMAL)",
              varianceScaling(3, Mode.FAN_OUT, Distribution.TRUNCATED_NORMAL)),
          Map.entry(
              "varianceScaling(3,FAN_AVG,UNTRUNCATED_NORMAL)",
              varianceScaling(3, Mode.FAN_AVG, Distribution.UNTRUNCATED_NORMAL)),
          Map.entry("randomUniform", randomUniform),
          Map.entry("randomUniform(2,5)", randomUniform(2, 5)),
          Map.entry("randomNormal", randomNormal),
          Map.entry("randomNormal(-3,2)", randomNormal(-3, 2)),
          Map.entry("truncatedNormal", truncatedNormal),
          Map.entry("truncatedNormal(-3,2)", truncatedNormal(-3, 2)),
          Map.entry("orthogonal", orthogonal),
          Map.entry("orthogonal(3)", orthogonal(3)),
          Map.entry("identity", identity),
          Map.entry("identity(-2)", identity(-2)),
          Map.entry("zeros", zeros),
          Map.entry("ones", ones),
          Map.entry("constant(-7)", constant(-7)));

  @TestFactory
  Stream<DynamicTest> distributions() throws IOException {
    List<KerasRecords.Case> cases = KerasRecords.read("/keras/initializers.txt").cases();
    TreeSet<String> recorded = new TreeSet<>();
    cases.forEach(c -> recorded.add(c.words()[0]));
    assertEquals(new TreeSet<>(INITIALIZERS.keySet()), recorded);
    return cases.stream().map(c -> dynamicTest(c.name(), () -> check(c)));
  }

  private static void check(KerasRecords.Case c) {
    Initializer initializer = INITIALIZERS.get(c.words()[0]);
    int[] shape = Arrays.stream(c.words()[1].split("x", -1)).mapToInt(Integer::parseInt).toArray();
    double[] exact = c.figures().get("values");
    if (exact != null) {
      assertArrayEquals(exact, initializer.values(shape, new Rng(1)), 1e-300); // 0 is −0
      return;
    }
    double[] percentiles = c.figures().get("percentiles");
    double draws = c.figures().get("draws")[0];
    int[] below = new int[percentiles.length];
    int n = 0;
    for (long seed = 1; n < draws; seed++) {
      double[] values = initializer.values(shape, new Rng(seed));
      Arrays.sort(values);
      for (int p = 0; p < percentiles.length; p++) {
        int at = Arrays.binarySearch(values, percentiles[p]);
        below[p] += at < 0 ? -at - 1 : at;
      }
      n += values.length;
    }
    for (int p = 0; p < percentiles.length; p++) {
      double expected = (p + 1) / 100.0;
      double within = 5 * Math.sqrt(expected * (1 - expected) * (1 / draws + 1.0 / n));
      double actual = (double) below[p] / n;
      assertTrue(
          Math.abs(actual - expected) <= within,
          "%s of the weights lie below Keras' percentile %d".formatted(actual, p + 1));
    }
  }
}
