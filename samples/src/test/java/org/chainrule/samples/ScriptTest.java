package org.chainrule.samples;

import static org.junit.jupiter.api.Assertions.*;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {
  private final Script script = new Script();

  @AfterEach
  void close() {
    script.close();
  }

  private void fails(String message, String snippets) {
    Script.Failure failure =
        assertThrows(Script.Failure.class, () -> script.run("a.jsh", 1, snippets));
    assertTrue(failure.getMessage().startsWith(message), failure.getMessage());
  }

  @Test
  void goodScriptsRunToTheEnd() {
    script.run(
        "a.jsh", 1, "// first\nint f(int a) {\n  return a + 1;\n}\n\nint b = f(1); int c = 2\n");
    script.run("a.jsh", 1, "if (b != c) throw new AssertionError();\nvar b = 3;\n/exit\nrubbish(");
    script.run("a.jsh", 1, "  \n");
  }

  @Test
  void errorsNameFileAndLine() {
    fails(
        "a.jsh:4: does not compile: cannot find symbol",
        "int a = 1;\n\nint b = a +\n    nosuch;\n");
    fails(
        "a.jsh:3: java.lang.IllegalStateException: low",
        "int a = 1;\n\nthrow new IllegalStateException(\"low\");\nint d;");
    fails("a.jsh:1: the code ends within a statement", "int f() {\n");
    fails(
        "a.jsh:2: refers to something that is not defined before",
        "int a;\nint g() { return h(); }");
    fails("a.jsh:2: only the command /exit works here", "int a;\n/open b.jsh\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iris", "digits"})
  void scriptsOfRealDataFailLoudly(String name, @TempDir Path folder) throws Exception {
    String imports = "jshell/imports.jsh";
    Path script = Path.of("jshell", name + ".jsh");
    ProgramsTest.Run good = ProgramsTest.java(Script.class, imports, script.toString());
    assertEquals(0, good.code(), good.err());
    assertTrue(good.out().contains("weighted avg"), good.out());

    Path broken = folder.resolve("broken.jsh");
    Files.writeString(broken, Files.readString(script).replaceAll("epochs\\(\\d+\\)", "epochs(1)"));
    ProgramsTest.Run bad = ProgramsTest.java(Script.class, imports, broken.toString());
    assertEquals(1, bad.code());
    assertTrue(bad.err().contains("accuracy below 0.9"), bad.err());
  }

  @Test
  void theScriptOfTheReadmeRuns(@TempDir Path folder) throws Exception {
    String imports = "jshell/imports.jsh";
    ProgramsTest.Run good = ProgramsTest.java(Script.class, imports, "jshell/spiral.jsh");
    assertEquals(0, good.code(), good.err());
    assertEquals("", good.err());
    assertTrue(
        good.out().contains("accuracy 0.9") || good.out().contains("accuracy 1."), good.out());
    assertFalse(good.out().contains("INFO"), good.out());

    Path broken = folder.resolve("broken.jsh");
    Files.writeString(
        broken,
        Files.readString(Path.of("jshell/spiral.jsh")).replaceAll("epochs\\(\\d+\\)", "epochs(1)"));
    ProgramsTest.Run bad = ProgramsTest.java(Script.class, imports, broken.toString());
    assertEquals(1, bad.code());
    assertTrue(bad.err().startsWith(broken + ":"), bad.err());
    assertTrue(bad.err().contains("accuracy below 0.95"), bad.err());

    assertEquals(2, ProgramsTest.java(Script.class, imports, "nosuch.jsh").code());
  }
}
