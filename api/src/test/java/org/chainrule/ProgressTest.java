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
    return marked.replaceAll("\033\\[[?0-9;]*[mKhl]", "");
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
      int batch = Integer.parseInt(given[0]);
      int batches = Integer.parseInt(given[1]);
      double seconds = Double.parseDouble(given[2]);
      String bar = Progress.bar(batch, batches, seconds, seconds / batch, batch == batches, logs);
      tests.add(dynamicTest(lines.get(i), () -> assertEquals(expected, plain(bar))));
    }
    return tests.stream();
  }

  /** All that is drawn in a fit, by a clock that is set by hand. */
  @TestFactory
  Stream<DynamicTest> fitsAsKerasDrawsThem() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (String line : KerasRecords.lines("/keras/progress_fits.txt")) {
      if (line.startsWith("fit ")) {
        List<String> drawings = new ArrayList<>();
        tests.add(dynamicTest(line, () -> assertEquals(drawings, drawn(line))));
        expected = drawings;
      } else {
        expected.add(line);
      }
    }
    assertEquals(7, tests.size());
    return tests.stream();
  }

  private static List<String> drawn(String fit) {
    String[] parts = fit.split(" ", 4);
    int epochs = Integer.parseInt(parts[1]);
    int batches = Integer.parseInt(parts[2]);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long[] clock = {1_000_000_000};
    Progress progress =
        Progress.to(
            new PrintStream(bytes, true, StandardCharsets.UTF_8), true, epochs, () -> clock[0]);
    int known = batches == 0 ? -1 : batches;
    String[] times = parts[3].split(" \\| ", -1);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      String[] steps = times[epoch - 1].split(" ", -1);
      progress.epochBegin(epoch, known);
      for (int batch = 1; batch < steps.length; batch++) {
        clock[0] += 1_000_000L * Integer.parseInt(steps[batch - 1]);
        if (progress.due(batch)) {
          Map<String, Double> logs = new LinkedHashMap<>();
          logs.put("loss", 2.0 / (batch + epoch - 1));
          logs.put("accuracy", 0.5 + (batch - 1) / 100.0);
          progress.batchEnd(batch, logs);
        }
      }
      clock[0] += 1_000_000L * Integer.parseInt(steps[steps.length - 1]);
      progress.epochEnd(
          steps.length - 1,
          Map.of("accuracy", 0.75, "loss", 1.0 / epoch, "val_loss", 1e-5 * (epoch - 1)));
      known = steps.length - 1;
    }
    return Pattern.compile("[\r\n]+")
        .splitAsStream(plain(bytes.toString(StandardCharsets.UTF_8)))
        .filter(line -> !line.isEmpty())
        .toList();
  }

  @Test
  void figuresAreSortedByNameAsInKeras() {
    Map<String, Double> logs = new LinkedHashMap<>();
    logs.put("val_loss", 4.0);
    logs.put("loss", 2.0);
    logs.put("val_accuracy", 3.0);
    logs.put("accuracy", 1.0);
    assertTrue(
        Progress.line(1, 2, 3, 3, 0.6, 0.2, logs)
            .endsWith(
                " - accuracy: 1.0000 - loss: 2.0000 - val_accuracy: 3.0000 - val_loss: 4.0000"));
  }

  @Test
  void anEpochOnOneLine() {
    assertEquals(
        "Epoch 7/10 - 32/32 - 2s - 75ms/step - loss: 0.2500",
        Progress.line(7, 10, 32, 32, 2.4, 0.075, Map.of("loss", 0.25)));
  }

  @Test
  void aBarIsRedrawnInPlaceAndEndsWithALineFeed() {
    Progress progress = Progress.to(out, true, 3, System::nanoTime);
    progress.epochBegin(2, 4);
    progress.batchEnd(1, Map.of("loss", 0.5));
    progress.batchEnd(2, Map.of("loss", 0.25));
    progress.epochEnd(4, Map.of("loss", 0.125));
    String text = printed();
    assertTrue(text.startsWith("Epoch 2/3\n\r\033[K\033[?7l1/4 "), text);
    assertEquals(3, text.split("\r\033\\[K", -1).length - 1, "two bars on the way, one at the end");
    assertEquals(2, text.split("\033\\[\\?7l[^\r\n]*\033\\[\\?7h", -1).length - 1, "cut off");
    assertTrue(text.contains("━━━━━\033[0;2m━━━━━━━━━━━━━━━\033[0m "), text);
    assertTrue(text.endsWith(" - loss: 0.1250\n"), text);
    assertEquals(2, text.chars().filter(c -> c == '\n').count());
  }

  @Test
  void aBarIsDueAtMostTwentyTimesASecond() {
    Progress progress = Progress.to(out, true, 1, System::nanoTime);
    progress.epochBegin(1, 1_000_000_000);
    long began = System.nanoTime();
    int drawn = 0;
    for (int batch = 1; batch < 200_000; batch++) {
      if (progress.due(batch)) {
        progress.batchEnd(batch, Map.of("loss", 1.0));
        drawn++;
      }
    }
    long elapsed = System.nanoTime() - began;
    assertTrue(drawn <= elapsed / 50_000_000, drawn + " bars in " + elapsed + " ns");
  }

  @Test
  void linesAreNeverRedrawn() {
    Progress progress = Progress.to(out, false, 1, System::nanoTime);
    progress.epochBegin(1, 10);
    assertEquals("", printed());
    assertFalse(progress.due(1));
    progress.epochEnd(10, Map.of("loss", 0.5));
    assertEquals(1, printed().lines().count());
    assertFalse(printed().contains("\033"));
    assertFalse(printed().contains("\r"));
  }

  @Test
  void anInterruptedBarEndsItsLine() {
    Progress progress = Progress.to(out, true, 1, System::nanoTime);
    progress.epochBegin(1, 10);
    progress.batchEnd(3, Map.of("loss", 1.0));
    progress.interrupted();
    assertTrue(printed().endsWith("loss: 1.0000\033[?7h\n"), printed());
    progress.interrupted();
    assertTrue(printed().endsWith("7h\n"), "once");
  }

  @Test
  void noLineIsEndedThatWasNotBegun() {
    Progress progress = Progress.to(out, true, 2, System::nanoTime);
    progress.interrupted();
    progress.epochBegin(1, 10);
    progress.interrupted();
    progress.batchEnd(3, Map.of("loss", 1.0));
    progress.epochEnd(10, Map.of("loss", 1.0));
    progress.interrupted();
    assertTrue(printed().startsWith("Epoch 1/2\n\r"), printed());
    assertTrue(printed().endsWith("loss: 1.0000\n"), printed());
  }

  @Test
  void anInterruptedLineAddsNothing() {
    Progress progress = Progress.to(out, false, 1, System::nanoTime);
    progress.epochBegin(1, 10);
    progress.interrupted();
    assertEquals("", printed());
  }

  /** Keras' count and times, without a bar to fill. */
  @Test
  void anUnknownNumberOfBatches() {
    assertEquals(
        "     12/Unknown 3s 250ms/step - loss: 0.5000",
        Progress.bar(12, -1, 3, 0.25, false, Map.of("loss", 0.5)));
    Progress progress = Progress.to(out, true, 1, System::nanoTime);
    progress.epochBegin(1, -1);
    progress.epochEnd(5, Map.of("loss", 0.5));
    assertTrue(printed().startsWith("\r\033[K5/5 "), printed());
  }

  @Test
  void anEpochThatEndsEarlySaysWhere() {
    assertEquals(
        "Epoch 7/10 -  3/32 - 2s - 800ms/step - loss: 0.2500",
        Progress.line(7, 10, 3, 32, 2.4, 0.8, Map.of("loss", 0.25)));
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
          Progress.line(1, 2, 10, 10, 20, 2, Map.of("loss", 1234.5)));
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
