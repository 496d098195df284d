package org.chainrule.samples;

import static org.junit.jupiter.api.Assertions.*;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.chainrule.ClassificationReport;
import org.chainrule.CrossValidation;
import org.chainrule.samples.Arguments.WrongArgument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class ProgramsTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void spiralLearnsFiveArms() throws IOException {
    Program.Result result = Spiral.run(Spiral.arguments().parse("--out", folder.toString()), out);
    assertTrue(result.scores().get("accuracy") >= 0.95, result.scores().toString());
    assertPictures(result, "spiral", 5);
    assertTrue(printed().contains("accuracy " + four(result)), printed());
    assertTrue(printed().contains(folder.resolve("spiral-loss.png").toString()), printed());
    assertTrue(printed().lines().count() < 20, "a short report:\n" + printed());
  }

  @Test
  void spiralLearnsThreeArms() throws IOException {
    Program.Result result =
        Spiral.run(Spiral.arguments().parse("--classes=3", "--out=" + folder), out);
    assertTrue(result.scores().get("accuracy") >= 0.95, result.scores().toString());
    assertPictures(result, "spiral", 3);
  }

  @Test
  void blobsAreToldApartUnseen() throws IOException {
    Program.Result result =
        Blobs.run(Blobs.arguments().parse("--seed", "7", "--out", folder.toString()), out);
    assertTrue(result.scores().get("accuracy") >= 0.95, result.scores().toString());
    assertEquals(Set.of("loss", "accuracy", "val_loss", "val_accuracy"), result.history().names());
    assertPictures(result, "blobs", 4);
    assertTrue(printed().contains("  is class 3"), printed());
  }

  @Test
  void irisesAreToldApartInEachFold() throws IOException {
    CrossValidation scores = Iris.run(Iris.arguments().parse(), out);
    assertTrue(scores.mean("accuracy") >= 0.95, scores.toString());
    assertTrue(printed().contains("Cross-validated accuracy: 0.9"), printed());
    assertTrue(printed().contains("versicolor"), printed());

    Path file = folder.resolve("flowers.csv");
    Files.writeString(file, "width,height,species\n1,2,a\n2,1,b\n1,3,a\n3,1,b\n0,2,a\n2,0,b\n");
    Iris.run(Iris.arguments().parse("--data=" + file, "--folds=2", "--epochs=5"), out);
    assertTrue(printed().contains("[width, height]"), printed());
    Files.writeString(file, "width,height,kind\n1,2,a\n");
    String message =
        assertThrows(
                WrongArgument.class, () -> Iris.run(Iris.arguments().parse("--data=" + file), out))
            .getMessage();
    assertTrue(message.contains("species") && message.contains("flowers.csv"), message);
  }

  @Test
  void digitsAreReadUnseen() {
    ClassificationReport report = Digits.run(Digits.arguments().parse(), out);
    assertTrue(report.accuracy() >= 0.97, report.toString());
    assertTrue(printed().contains("█"), printed());
  }

  @Test
  void theSeedDecidesAndEpochsAreFollowed() throws IOException {
    String[] losses = new String[3];
    for (int i = 0; i < 3; i++) {
      Program.Result result =
          Blobs.run(
              Blobs.arguments()
                  .parse("--epochs=2", "--seed=" + (i == 2 ? 4 : 3), "--out=" + folder),
              out);
      assertEquals(2, result.history().epochs());
      losses[i] = result.history().toString();
    }
    assertEquals(losses[0], losses[1]);
    assertNotEquals(losses[0], losses[2]);
  }

  @Test
  void oneEpochIsEnoughToDraw() throws IOException {
    assertPictures(
        Spiral.run(Spiral.arguments().parse("--epochs=1", "--classes=2", "--out=" + folder), out),
        "spiral",
        1);
  }

  /** The pictures are there, sharp enough, with the light regions of at least so many classes. */
  private void assertPictures(Program.Result result, String name, int regions) throws IOException {
    assertEquals(
        List.of(folder.resolve(name + "-boundary.png"), folder.resolve(name + "-loss.png")),
        result.pictures(),
        printed());
    BufferedImage boundary = ImageIO.read(result.pictures().get(0).toFile());
    BufferedImage loss = ImageIO.read(result.pictures().get(1).toFile());
    assertTrue(boundary.getWidth() >= 900 && loss.getWidth() >= 900);
    // Only a region covers more than a hundredth of the picture in one light colour.
    java.util.Map<Integer, Integer> counts = new java.util.HashMap<>();
    for (int y = 0; y < boundary.getHeight(); y++) {
      for (int x = 0; x < boundary.getWidth(); x++) {
        counts.merge(boundary.getRGB(x, y), 1, Integer::sum);
      }
    }
    counts.remove(0xFFFFFFFF);
    long large =
        counts.values().stream()
            .filter(c -> c > boundary.getWidth() * boundary.getHeight() / 100)
            .count();
    assertTrue(large >= regions, large + " regions, expected " + regions);
    Set<Integer> colors = new HashSet<>();
    for (int y = 0; y < loss.getHeight(); y++) {
      for (int x = 0; x < loss.getWidth(); x++) {
        colors.add(loss.getRGB(x, y));
      }
    }
    assertTrue(colors.size() > 20, colors.size() + " colours");
  }

  private static String four(Program.Result result) {
    return String.format(java.util.Locale.ROOT, "%.4f", result.scores().get("accuracy"));
  }

  @Test
  void confusionMatrixCountsByRowAndColumn() {
    String expected =
        """
        Confusion matrix   predicted
                      class 0  class 1
          is class 0        1        2
          is class 1        0       10
        """;
    int[] actual = {0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    int[] predicted = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    assertEquals(expected, Blobs.confusion(actual, predicted, 2).replace("\r", ""));
  }

  @Test
  void wrongArgumentsAreNamedOnOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    wrong("Spiral: unknown argument '--epoch'", "--epoch", "3");
    wrong("Spiral: unknown argument 'three'", "three");
    wrong("--epochs expects a value", "--epochs");
    wrong("--epochs expects a value", "--epochs", "--seed=1");
    wrong("--epochs expects a whole number, but got 'ten'", "--epochs", "ten");
    wrong("--epochs expects a number from 1 to 1000000, but got 0", "--epochs=0");
    wrong("--classes expects a number from 2 to 8, but got 9", "--classes=9");
    wrong("--seed expects a whole number, but got 'a b'", "--seed", "a\nb");
    wrong("--out expects a folder that can be written, but got", "--out", file.toString());
    wrong("--out expects a folder that can be written, but got", "--out=" + file + "/below");
  }

  private void wrong(String message, String... args) {
    WrongArgument error =
        assertThrows(WrongArgument.class, () -> Spiral.run(Spiral.arguments().parse(args), out));
    assertTrue(error.getMessage().contains(message), error.getMessage());
    assertEquals(1, error.getMessage().lines().count());
    assertEquals("", printed(), "nothing was begun");
  }

  @Test
  void mainEndsWithTwoAndOneLine() throws Exception {
    Run run = java(Blobs.class, "--epochs", "-1");
    assertEquals(2, run.code);
    assertEquals("", run.out);
    assertEquals(
        "Blobs: --epochs expects a number from 1 to 1000000, but got -1; --help lists the arguments\n",
        run.err);
  }

  @Test
  void helpListsTheArguments() throws Exception {
    Run run = java(Spiral.class, "--help");
    assertEquals(0, run.code);
    assertEquals("", run.err);
    for (String name : List.of("--classes", "--epochs", "--seed", "--out", "--help")) {
      assertTrue(run.out.contains("\n  " + name + " "), run.out);
    }
  }

  @Test
  void aRunLeavesTheConsoleClean() throws Exception {
    Run run = java(Blobs.class, "--epochs=2", "--out", folder.toString());
    assertEquals(0, run.code, run.err);
    assertEquals("", run.err);
    assertTrue(Files.exists(folder.resolve("blobs-boundary.png")), run.out);
    assertTrue(run.out.startsWith("Four blobs: train 800 samples"), run.out);
    assertFalse(run.out.contains("INFO") || run.out.contains("WARN"), run.out);
  }

  /** How a JVM ended, and what it printed. */
  public record Run(int code, String out, String err) {}

  /** Runs a main in a JVM of its own, with the flags of the README. */
  public static Run java(Class<?> program, String... args) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dstdout.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(args));
    Path out = Files.createTempFile("out", null);
    Path err = Files.createTempFile("err", null);
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("DISPLAY", ":99"); // no such screen, and none is needed
      int code = builder.start().waitFor();
      return new Run(
          code, Files.readString(out).replace("\r", ""), Files.readString(err).replace("\r", ""));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
