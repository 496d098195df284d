package org.chainrule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  @Test
  void isAValueInTheOrderOfTheMetrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("zeal", 0.5);
    metrics.put("accuracy", 0.25);
    Evaluation scores = new Evaluation(2, metrics);
    metrics.clear();
    assertEquals(2, scores.get("loss"));
    assertEquals(0.5, scores.get("zeal"));
    assertEquals(0.25, scores.get("accuracy"));
    assertThrows(UnsupportedOperationException.class, () -> scores.metrics().clear());
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals("loss 2.0000, zeal 0.5000, accuracy 0.2500", scores.toString());
    } finally {
      Locale.setDefault(before);
    }
    assertEquals("loss 1.0000e-05", new Evaluation(1e-5, Map.of()).toString());
  }

  @Test
  void namesThatAreNotThereAreRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Evaluation(1, Map.of("accuracy", 1.0)).get("acc"));
    assertEquals(
        "Evaluation expects one of the figures [loss, accuracy], but was asked for acc: name one of them, or add the metric to compile(...)",
        e.getMessage());
  }
}
