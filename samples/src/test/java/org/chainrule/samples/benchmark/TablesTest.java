package org.chainrule.samples.benchmark;

import static org.junit.jupiter.api.Assertions.*;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that print the tables of docs/performance.md. */
class TablesTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void growthPrintsATableAndDraws(@TempDir Path folder) throws IOException {
    Growth.run(
        Growth.arguments().parse("--most=32", "--deepest=2", "--millis=1", "--out=" + folder), out);
    assertEquals(2 + 2 + 3 + 2, lines().size()); // widths 16, 32; batches 1, 4, 16; depths 1, 2
    assertTrue(
        lines().get(2).matches("\\| width \\| 16 \\| [\\d.]+ \\| 0\\.451 \\| .*"),
        lines().get(2)); // 2·128·(2·16·16 + 3·16·16 + 3·16·10) = 450 560
    for (String name : List.of("growth-flops.png", "growth-bytes.png")) {
      assertNotNull(ImageIO.read(Files.newInputStream(folder.resolve(name))), name);
    }
  }

  @Test
  void blocksPrintFourTables() throws IOException {
    Blocks.run(Blocks.arguments().parse("--rounds=1", "--millis=1", "--width=16"), out);
    String text = String.join("\n", lines());
    for (String block :
        List.of("| gelu |", "| binaryFocalCrossentropy", "| batchNormalization |", "| lion(")) {
      assertTrue(text.contains(block), () -> block + " in\n" + text);
    }
    assertTrue(text.contains("| relu | ") && text.contains(" | 1.00 | "), text);
  }
}
