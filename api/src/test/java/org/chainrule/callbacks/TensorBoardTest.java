package org.chainrule.callbacks;

import static org.chainrule.callbacks.Callbacks.tensorBoard;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.chainrule.KerasRecords;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Event files: bytes as TensorBoard's own writer makes them ({@code src/test/python/
 * tensorboard_events.py}), and whole files that {@code tensorboard_read.py} reads afterwards.
 */
class TensorBoardTest {
  private static final Path FOLDER = Path.of("target", "tensorboard");
  private static final double TIME = 1700000000.125;

  @TestFactory
  Stream<DynamicTest> recordsAreThoseOfTensorBoard() throws IOException {
    Histogram histogram =
        new Histogram(-1.5, 3, 4, 2.5, 13.5, List.of(0.0, 1.5, 3.0), List.of(1.0, 2.0, 1.0));
    Map<String, byte[]> events =
        Map.of(
            "version", EventFile.version(TIME),
            "loss", EventFile.scalar(TIME, 1, "epoch_loss", 0.1),
            "zero", EventFile.scalar(TIME, 0, "epoch_loss", 0),
            "nan", EventFile.scalar(TIME, 300, "epoch_größe", Double.NaN),
            "late", EventFile.scalar(TIME, (1L << 40) + 5, "batch_loss", -1e30),
            "histogram", EventFile.histogram(TIME, 7, "dense/kernel/histogram", histogram));
    List<String> lines = KerasRecords.lines("/tensorboard/events.txt");
    assertEquals(events.size(), lines.size());
    return lines.stream()
        .map(line -> line.split(" ", 2))
        .map(
            parts ->
                dynamicTest(
                    parts[0],
                    () ->
                        assertEquals(
                            parts[1],
                            HexFormat.of().formatHex(EventFile.record(events.get(parts[0]))))));
  }

  /** Values that are known elsewhere: RFC 3720, B.4, for 32 zeros, turned and moved on. */
  @Test
  void checksums() {
    CRC32C crc = new CRC32C();
    crc.update(new byte[32]);
    assertEquals(0x8a9136aaL, crc.getValue());
    // 0x8a9136aa >>> 15 = 0x11522, << 17 = 0x6d540000; together 0x6d551522, + 0xa282ead8 =
    // 0x10fd7fffa
    assertEquals(0x0fd7fffa, EventFile.checksum(new byte[32], 32));
  }

  /** The events of a file, each with its checksums right. */
  private static List<byte[]> events(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int at = bytes.position();
      byte[] event = new byte[(int) bytes.getLong()];
      byte[] length = new byte[8];
      bytes.get(at, length);
      assertEquals(EventFile.checksum(length, 8), bytes.getInt());
      bytes.get(event);
      assertEquals(EventFile.checksum(event, event.length), bytes.getInt());
      events.add(event);
    }
    return events;
  }

  private static Path only(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertEquals(1, all.size(), all.toString());
      return all.get(0);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Three epochs of two batches; the files stay for tensorboard_read.py. */
  @Test
  void aFitMakesTwoRuns() throws IOException {
    delete(FOLDER);
    double[] losses = {0.75, 0.5, 0.25};
    double[] accuracies = {0.5, 0.625, 1};
    ScriptedTraining training = new ScriptedTraining();
    Callback board = tensorBoard(FOLDER).histogramFreq(2).updateFreq(2).inFit(training);
    board.onTrainBegin();
    double loss = 0;
    for (int epoch = 1; epoch <= 3; epoch++) {
      board.onEpochBegin(epoch);
      board.onBatchEnd(epoch, 1, ++loss);
      board.onBatchEnd(epoch, 2, ++loss);
      Map<String, Double> logs = new LinkedHashMap<>();
      logs.put("loss", losses[epoch - 1]);
      logs.put("accuracy", accuracies[epoch - 1]);
      logs.put("val_loss", 2 * losses[epoch - 1]);
      logs.put("val_accuracy", accuracies[epoch - 1] / 2);
      board.onEpochEnd(epoch, logs);
      training.rate /= 2;
    }
    board.onTrainEnd(Map.of());

    Path train = only(FOLDER.resolve("train"));
    Path validation = only(FOLDER.resolve("validation"));
    String name = "events\\.out\\.tfevents\\.\\d{10}\\.[\\w.-]+\\.\\d+\\.\\d+\\.v2";
    assertTrue(train.getFileName().toString().matches(name), train.toString());
    assertTrue(validation.getFileName().toString().matches(name), validation.toString());
    List<byte[]> events = events(train);
    assertEquals(1 + 3 + 3 * 3 + 2, events.size(), "version, batches, figures, histograms");
    assertEquals(1 + 3 * 2, events(validation).size());
    assertTrue(text(events.get(0)).endsWith("brain.Event:2"), text(events.get(0)));
    assertTrue(text(events.get(1)).contains("batch_loss"), text(events.get(1)));
    assertTrue(text(events.get(2)).contains("epoch_loss"), text(events.get(2)));
    assertFalse(text(events.get(2)).contains("val_"));
  }

  private static String text(byte[] event) {
    return new String(event, StandardCharsets.ISO_8859_1);
  }

  @Test
  void withoutValidationThereIsOneRun() throws IOException {
    Path folder = Path.of("target", "tensorboard-one");
    delete(folder);
    Callback board = tensorBoard(folder).inFit(new ScriptedTraining());
    board.onTrainBegin();
    board.onBatchEnd(1, 1, 3);
    board.onEpochEnd(1, new LinkedHashMap<>(Map.of("loss", 0.5)));
    assertEquals(List.of("train"), names(folder));
    assertEquals(3, events(only(folder.resolve("train"))).size(), "version, loss, rate");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Two fits in one second have files of their own. */
  @Test
  void eachFitHasItsOwnFile() throws IOException {
    Path folder = Path.of("target", "tensorboard-two");
    delete(folder);
    for (int fit = 0; fit < 2; fit++) {
      Callback board = tensorBoard(folder).inFit(new ScriptedTraining());
      board.onTrainBegin();
      board.onEpochEnd(1, new LinkedHashMap<>(Map.of("loss", 0.5)));
    }
    assertEquals(2, names(folder.resolve("train")).size());
  }

  @Test
  void namesOfFilesHaveNoOddSigns() {
    String name = EventFile.name(12, "a host/ü:1");
    assertTrue(
        name.matches("events\\.out\\.tfevents\\.0000000012\\.a_host___1\\.\\d+\\.\\d+\\.v2"), name);
    assertNotEquals(name, EventFile.name(12, "a host/ü:1"));
  }

  /**
   * 30 ranges of 0.5 from −5 to 10: a limit belongs to the range above it, the last to the last.
   */
  @Test
  void histogramsOfThirtyRanges() {
    Histogram h = Histogram.of(new double[] {10, -5, -4.75, 0, 0.25, 0.5, Double.NaN, 9.75});
    assertEquals(List.of(-5.0, 10.0, 7L), List.of(h.min(), h.max(), h.count()));
    assertEquals(10.75, h.sum());
    assertEquals(100 + 25 + 4.75 * 4.75 + 0.0625 + 0.25 + 9.75 * 9.75, h.sumOfSquares());
    List<Double> counts = new ArrayList<>(java.util.Collections.nCopies(30, 0.0));
    counts.set(0, 2.0); //   −5, −4.75
    counts.set(10, 2.0); //  0, 0.25
    counts.set(11, 1.0); //  0.5
    counts.set(29, 2.0); //  9.75, 10
    assertEquals(counts, h.counts());
    assertEquals(List.of(-4.5, -4.0, -3.5), h.limits().subList(0, 3));
    assertEquals(10.0, h.limits().get(29));
  }

  @Test
  void equalNumbersAreOneRange() {
    Histogram h = Histogram.of(new double[] {3, 3, 3});
    assertEquals(new Histogram(3, 3, 3, 9, 27, List.of(3.0), List.of(3.0)), h);
    assertNull(Histogram.of(new double[] {Double.NaN, Double.NEGATIVE_INFINITY}));
  }
}
