package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.callbacks.Callbacks.onEpochEnd;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.chainrule.callbacks.Callback;
import org.junit.jupiter.api.Test;

class FitOptionsTest {
  private static void assertDefaults(FitOptions options) {
    assertEquals(10, options.epochs);
    assertEquals(32, options.batchSize);
    assertTrue(options.shuffle);
    assertEquals(0, options.validationSplit);
    assertNull(options.validationX);
    assertNull(options.sampleWeight);
    assertEquals(1, options.verbose);
    assertEquals(List.of(), options.callbacks);
  }

  @Test
  void eachCallGivesAChangedCopyThatKeepsTheRest() {
    FitOptions start = epochs(10);
    assertDefaults(start);
    double[] weights = {1, 2};
    Callback callback = onEpochEnd((epoch, logs) -> {});
    float[][] x = {{1}};
    int[] y = {2};
    FitOptions all =
        start
            .batchSize(5)
            .shuffle(false)
            .validationSplit(0.25)
            .validationData(x, y)
            .sampleWeight(weights)
            .verbose(2)
            .callbacks(callback)
            .shuffle(false); // the last copy has everything too
    weights[0] = 9;
    assertDefaults(start);
    assertEquals(10, all.epochs);
    assertEquals(5, all.batchSize);
    assertFalse(all.shuffle);
    assertEquals(0.25, all.validationSplit);
    assertSame(x, all.validationX);
    assertSame(y, all.validationY);
    assertArrayEquals(new double[] {1, 2}, all.sampleWeight);
    assertEquals(2, all.verbose);
    assertEquals(List.of(callback), all.callbacks);
    assertEquals(Integer.MAX_VALUE, all.fullBatch().batchSize);
  }
}
