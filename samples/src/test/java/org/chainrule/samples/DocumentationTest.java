package org.chainrule.samples;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Compiles and runs the code in README.md and docs. The {@code java} and {@code jshell} blocks of a
 * file run in order in one shell with the imports of {@code jshell/imports.jsh} and some data: x
 * and y, xTest and yTest. A block that begins with {@code ```java throws} must fail, any other must
 * not. Blocks in other languages are left alone.
 */
class DocumentationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,})\\s*(.*?)\\s*");
  private static final String DATA =
      """
      var example = spiral(20, 3, 1).split(0.75, 1);
      double[][] x = example.train().x(), xTest = example.test().x();
      int[] y = example.train().labels(), yTest = example.test().labels();
      """;

  /** A block of code, and the line it begins on. */
  record Block(int line, boolean fails, String code) {}

  static List<Block> blocks(String markdown) {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = markdown.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher open = FENCE.matcher(lines.get(i));
      if (!open.matches()) {
        continue;
      }
      String fence = open.group(1);
      String[] words = open.group(2).split("\\s+");
      int first = ++i;
      while (i < lines.size() && !closes(lines.get(i), fence)) {
        i++;
      }
      if (words[0].equals("java") || words[0].equals("jshell")) {
        String code = String.join("\n", lines.subList(first, i));
        blocks.add(new Block(first + 1, List.of(words).contains("throws"), code));
      }
    }
    return blocks;
  }

  private static boolean closes(String line, String fence) {
    String text = line.strip();
    return text.length() >= fence.length() && text.chars().allMatch(c -> c == fence.charAt(0));
  }

  static void run(String file, List<Block> blocks) throws IOException {
    try (Script script = new Script()) {
      script.run(Path.of("jshell/imports.jsh"));
      script.run("the data for documentation", 1, DATA);
      for (Block block : blocks) {
        if (!block.fails) {
          script.run(file, block.line, block.code);
          continue;
        }
        assertThrows(
            Script.Failure.class,
            () -> script.run(file, block.line, block.code),
            () -> file + ":" + block.line + ": should fail, but does not");
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> codeInTheDocumentationRuns() throws IOException {
    List<Path> files = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    if (Files.isDirectory(ROOT.resolve("docs"))) {
      try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
        docs.filter(f -> f.toString().endsWith(".md")).sorted().forEach(files::add);
      }
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files) {
      String name = ROOT.relativize(file).toString();
      List<Block> blocks = blocks(Files.readString(file));
      if (!blocks.isEmpty()) {
        tests.add(DynamicTest.dynamicTest(name + ", " + blocks.size(), () -> run(name, blocks)));
      }
    }
    assertTrue(
        tests.stream().anyMatch(t -> t.getDisplayName().startsWith("README.md")),
        "README.md should have code");
    return tests.stream();
  }

  @Test
  void blocksAreFound() {
    String markdown =
        "text\n```java\nint a;\n```\n```xml\n```\n~~~~jshell\nb\n```\n~~~~\n```java throws\nc\n\n```\n";
    assertEquals(
        List.of(
            new Block(3, false, "int a;"),
            new Block(8, false, "b\n```"),
            new Block(12, true, "c\n")),
        blocks(markdown));
  }

  @Test
  void brokenCodeIsFound() throws IOException {
    run("good.md", blocks("```java\nint a = x.length;\n```\n\n```java throws\ndense(0)\n```\n"));
    Script.Failure failure =
        assertThrows(
            Script.Failure.class,
            () -> run("bad.md", blocks("```java\nint a;\n```\n```java\n\ndense(0);\n```\n")));
    assertTrue(failure.getMessage().startsWith("bad.md:6: java.lang.Ill"), failure.getMessage());
    AssertionError error =
        assertThrows(
            AssertionError.class, () -> run("bad.md", blocks("```java throws\nint a;\n```\n")));
    assertTrue(error.getMessage().contains("bad.md:2: should fail"), error.getMessage());
  }
}
