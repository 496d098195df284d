package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.binaryCrossentropy;
import static org.chainrule.metrics.Metrics.accuracy;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What fit prints; Keras' bars come from {@code src/test/python/progress.py}. */
class ProgressTest {
  private static final float[][] X = {{0, 1}, {1, 0}, {1, 1}, {2, 1}, {3, 0}};
  private static final int[] Y = {0, 1, 1, 0, 1};

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Without colours, and with the green part of the bar as =, like the records. */
  private static String plain(String bar) {
    String marked =
        Pattern.compile("\033\\[32m(━*)")
            .matcher(bar)
            .replaceAll(m -> "=".repeat(m.group(1).length()));
    return marked.replaceAll("\033\\[[0-9;]*[mK]", "");
  }

  @TestFactory
  Stream<DynamicTest> barsAsKerasDrawsThem() throws IOException {
    List<String> lines = KerasRecords.lines("/keras/progress.txt");
    assertEquals(32, lines.size());
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < lines.size(); i += 2) {
      String[] given = lines.get(i).split(" ", -1);
      String expected = lines.get(i + 1);
      Map<String, Double> logs = new LinkedHashMap<>();
      for (int j = 3; j < given.length; j++) {
        String[] figure = given[j].split("=", -1);
        logs.put(figure[0], Double.parseDouble(figure[1]));
      }
      String bar =
          Progress.bar(
              Integer.parseInt(given[0]),
              Integer.parseInt(given[1]),
              Double.parseDouble(given[2]),
              logs);
      tests.add(dynamicTest(lines.get(i), () -> assertEquals(expected, plain(bar))));
    }
    return tests.stream();
  }

  @Test
  void figuresAreSortedByNameAsInKeras() {
    Map<String, Double> logs = new LinkedHashMap<>();
    logs.put("val_loss", 4.0);
    logs.put("loss", 2.0);
    logs.put("val_accuracy", 3.0);
    logs.put("accuracy", 1.0);
    assertTrue(
        Progress.line(1, 2, 3, 3, 0.6, logs)
            .endsWith(
                " - accuracy: 1.0000 - loss: 2.0000 - val_accuracy: 3.0000 - val_loss: 4.0000"));
  }

  @Test
  void anEpochOnOneLine() {
    assertEquals(
        "Epoch 7/10 - 32/32 - 2s - 75ms/step - loss: 0.2500",
        Progress.line(7, 10, 32, 32, 2.4, Map.of("loss", 0.25)));
  }

  @Test
  void aBarIsRedrawnInPlaceAndEndsWithALineFeed() {
    Progress progress = Progress.to(out, true, 3);
    progress.epochBegin(2, 4);
    progress.batchEnd(1, Map.of("loss", 0.5));
    progress.batchEnd(2, Map.of("loss", 0.25));
    progress.epochEnd(4, Map.of("loss", 0.125));
    String text = printed();
    assertTrue(text.startsWith("Epoch 2/3\n\r\033[K1/4 "), text);
    assertEquals(3, text.split("\r\033\\[K", -1).length - 1, "two bars on the way, one at the end");
    assertTrue(text.contains("━━━━━\033[0;2m━━━━━━━━━━━━━━━\033[0m "), text);
    assertTrue(text.endsWith(" - loss: 0.1250\n"), text);
    assertEquals(2, text.chars().filter(c -> c == '\n').count());
  }

  @Test
  void aBarIsDueAtMostTwentyTimesASecond() {
    Progress progress = Progress.to(out, true, 1);
    progress.epochBegin(1, 1_000_000_000);
    long began = System.nanoTime();
    int drawn = 0;
    for (int batch = 1; batch < 200_000; batch++) {
      if (progress.due()) {
        progress.batchEnd(batch, Map.of("loss", 1.0));
        drawn++;
      }
    }
    long elapsed = System.nanoTime() - began;
    assertTrue(drawn <= elapsed / 50_000_000, drawn + " bars in " + elapsed + " ns");
  }

  @Test
  void linesAreNeverRedrawn() {
    Progress progress = Progress.to(out, false, 1);
    progress.epochBegin(1, 10);
    assertEquals("", printed());
    assertFalse(progress.due());
    progress.epochEnd(10, Map.of("loss", 0.5));
    assertEquals(1, printed().lines().count());
    assertFalse(printed().contains("\033"));
    assertFalse(printed().contains("\r"));
  }

  @Test
  void anInterruptedBarEndsItsLine() {
    Progress progress = Progress.to(out, true, 1);
    progress.epochBegin(1, 10);
    progress.batchEnd(3, Map.of("loss", 1.0));
    progress.interrupted();
    assertTrue(printed().endsWith("loss: 1.0000\n"));
  }

  @Test
  void anInterruptedLineAddsNothing() {
    Progress progress = Progress.to(out, false, 1);
    progress.epochBegin(1, 10);
    progress.interrupted();
    assertEquals("", printed());
  }

  /** Keras' count and times, without a bar to fill. */
  @Test
  void anUnknownNumberOfBatches() {
    assertEquals(
        "     12/Unknown 3s 250ms/step - loss: 0.5000",
        Progress.bar(12, -1, 3, Map.of("loss", 0.5)));
    Progress progress = Progress.to(out, true, 1);
    progress.epochBegin(1, -1);
    progress.epochEnd(5, Map.of("loss", 0.5));
    assertTrue(printed().startsWith("Epoch 1/1\n\r\033[K5/5 "), printed());
  }

  @Test
  void anEpochThatEndsEarlySaysWhere() {
    assertEquals(
        "Epoch 7/10 -  3/32 - 2s - 800ms/step - loss: 0.2500",
        Progress.line(7, 10, 3, 32, 2.4, Map.of("loss", 0.25)));
  }

  /** The streams of a test are no terminal, so verbose 1 falls back to lines. */
  @Test
  void verboseOnAPipe() {
    assertNull(Progress.of(0, 2));
    assertEquals("", fitted(0));
    String line =
        "Epoch %d/2 - 3/3 - \\d+s - \\d+(us|ms|s)/step - accuracy: [0-9.e+-]+ - loss: [0-9.e+-]+\n";
    String lines = line.formatted(1) + line.formatted(2);
    assertTrue(fitted(2).matches(lines));
    assertTrue(fitted(1).matches(lines));
  }

  private static String fitted(int verbose) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      new Sequential(input(2), dense(1, sigmoid))
          .compile(sgd(0.1), binaryCrossentropy, accuracy)
          .fit(X, Y, epochs(2).batchSize(2).verbose(verbose));
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void numbersDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertEquals(
          "Epoch 1/2 - 10/10 - 20s - 2s/step - loss: 1234.5000",
          Progress.line(1, 2, 10, 10, 20, Map.of("loss", 1234.5)));
      assertEquals("2:46:39", Progress.remaining(9999.9));
      assertEquals("1:40", Progress.remaining(100.5));
      assertEquals("60s", Progress.remaining(60));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void notANumberIsPrintedAsSuch() {
    assertEquals("NaN", Progress.number(Double.NaN));
    assertEquals("Infinity", Progress.number(Double.POSITIVE_INFINITY));
    assertEquals("0.0000e+00", Progress.number(0));
  }
}
