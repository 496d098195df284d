package org.chainrule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static Map<String, List<Double>> recorded() {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    values.put("loss", new ArrayList<>(List.of(1.5, 0.75, 0.00025)));
    values.put("accuracy", new ArrayList<>(List.of(0.5, 0.625, 0.875)));
    return values;
  }

  @Test
  void givesTheFiguresByName() {
    History history = new History(recorded());
    assertEquals(3, history.epochs());
    assertEquals(List.of("loss", "accuracy"), List.copyOf(history.names()));
    assertArrayEquals(new double[] {1.5, 0.75, 0.00025}, history.loss());
    assertArrayEquals(new double[] {0.5, 0.625, 0.875}, history.get("accuracy"));
    assertEquals(0.875, history.last("accuracy"));
  }

  @Test
  void isAValue() {
    Map<String, List<Double>> values = recorded();
    History history = new History(values);
    values.get("loss").add(9.0);
    values.remove("accuracy");
    history.loss()[0] = 7;
    assertThrows(UnsupportedOperationException.class, () -> history.names().clear());
    assertEquals(3, history.epochs());
    assertEquals(1.5, history.loss()[0]);
    assertEquals(0.875, history.last("accuracy"));
  }

  @Test
  void printsOnOneLine() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals(
          "History of 3 epochs, loss 1.5000 → 2.5000e-04, accuracy 0.5000 → 0.8750",
          new History(recorded()).toString());
    } finally {
      Locale.setDefault(before);
    }
    assertEquals(
        "History of 1 epoch, loss 2.0000 → 2.0000",
        new History(Map.of("loss", List.of(2.0))).toString());
    assertEquals("History of 0 epochs", new History(Map.of()).toString());
  }

  @Test
  void namesThatAreNotThereAreRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> new History(recorded()).last("val_loss"));
    assertEquals(
        "History expects one of the figures [loss, accuracy], but was asked for val_loss: name one of them, or add the metric to compile(...)",
        e.getMessage());
    assertArrayEquals(new double[0], new History(Map.of()).loss());
  }
}
