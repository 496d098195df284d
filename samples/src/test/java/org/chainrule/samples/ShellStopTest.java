package org.chainrule.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.execution.LocalExecutionControlProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Ctrl-C does in JShell: {@code JShell.stop()} while a fit goes on. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShellStopTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private JShell shell;

  @AfterEach
  void close() {
    shell.close();
  }

  /** With the class path and the imports of the launcher. */
  private void start(JShell.Builder builder) throws IOException {
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    shell = builder.out(out).err(out).build();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      shell.addToClasspath(entry);
    }
    for (String line : Files.readAllLines(Path.of("jshell/imports.jsh"))) {
      eval(line);
    }
    eval("var data = spiral(100, 3, 1);");
    eval(
        "var model = new Sequential(dense(32, relu), dense(3, softmax)).seed(1)"
            + ".compile(adam(0.01), sparseCategoricalCrossentropy, accuracy);");
  }

  private String eval(String source) {
    List<SnippetEvent> events = shell.eval(source);
    for (SnippetEvent event : events) {
      assertEquals(
          Snippet.Status.VALID,
          event.status(),
          () -> source + shell.diagnostics(event.snippet()).toList());
      assertEquals(null, event.exception(), source);
    }
    return events.isEmpty() ? null : events.get(0).value();
  }

  /** Evaluates a snippet, stops it as soon as it has made a folder, and waits for its end. */
  private void stop(Path running, String source)
      throws InterruptedException, ExecutionException, TimeoutException {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<List<SnippetEvent>> snippet = thread.submit(() -> shell.eval(source));
      while (!Files.exists(running)) {
        assertFalse(snippet.isDone(), () -> printed.toString(StandardCharsets.UTF_8));
        Thread.sleep(10);
      }
      shell.stop();
      snippet.get(1, TimeUnit.MINUTES);
    } finally {
      thread.shutdownNow();
    }
  }

  private static String making(Path folder) {
    return "new java.io.File(\"" + folder.toString().replace("\\", "\\\\") + "\").mkdir();";
  }

  /** Begins to fit, stops it after an epoch, and looks at what is left. */
  private void stopAFit(String name)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    Path running = folder.resolve(name);
    stop(
        running,
        "var history = model.fit(data.x(), data.y(), epochs(10_000_000).validationSplit(0.2).shuffled().verbose(0)"
            + ".callbacks(onEpochEnd((epoch, logs) -> { if (epoch >= 3) "
            + making(running)
            + " })));");
    int epochs = Integer.parseInt(eval("model.history().epochs()"));
    assertTrue(epochs >= 3, "epochs: " + epochs);
    assertEquals(
        "[loss, accuracy, val_loss, val_accuracy]",
        eval("model.history().names().toString()").replace("\"", ""));
    assertEquals(
        "true",
        eval(
            "model.history().names().stream().allMatch(n -> model.history().get(n).length == model.history().epochs())"));
    assertEquals("300", eval("model.predictClasses(data.x()).length"));
    assertEquals("true", eval("Double.isFinite(model.evaluate(data.x(), data.y()).loss())"));
    assertEquals(
        Integer.toString(epochs + 1),
        eval("model.fit(data.x(), data.y(), epochs(1).validationSplit(0.2).verbose(0)).epochs()"));
  }

  @Test
  void aFitInTheJShellTool() throws Exception {
    start(JShell.builder());
    stopAFit("first");
    stopAFit("second"); // as good as the first time
  }

  /** While the first batch is looked at, before ND4J is loaded and a network built. */
  @Test
  void aFitThatHasHardlyBegun() throws Exception {
    start(JShell.builder());
    Path running = folder.resolve("running");
    Path undisturbed = folder.resolve("undisturbed");
    eval(
        "Iterable<Batch> batches = () -> { "
            + making(running)
            + " java.util.concurrent.locks.LockSupport.parkNanos(500_000_000L); "
            + making(undisturbed)
            + " return List.of(new Batch(data.x(), data.y())).iterator(); };");
    stop(running, "var history = model.fit(Batches.of(batches), epochs(10_000_000).verbose(0));");
    assertTrue(Files.exists(undisturbed));
    int epochs = Integer.parseInt(eval("model.history().epochs()"));
    assertEquals(
        Integer.toString(epochs + 1),
        eval("model.fit(data.x(), data.y(), epochs(1).verbose(0)).epochs()"));
    assertEquals("300", eval("model.predictClasses(data.x()).length"));
  }

  /** Else each of two would get half of the cores. */
  @Test
  void theThreadThatWaitsDoesNotCountAsComputing() throws Exception {
    start(JShell.builder());
    eval(
        "model.compile(adam(), sparseCategoricalCrossentropy, rowMean(\"computing\","
            + " (y, p) -> org.chainrule.backend.Threads.computing()));");
    eval("var history = model.fit(data.x(), data.y(), epochs(2).validationSplit(0.2).verbose(0));");
    assertEquals("1.0", eval("history.last(\"computing\")"));
    assertEquals("1.0", eval("history.last(\"val_computing\")"));
    assertEquals("0", eval("org.chainrule.backend.Threads.computing()"));
    eval("model.predict(data.x());");
    assertEquals("0", eval("org.chainrule.backend.Threads.computing()"));
  }

  @Test
  void aFitInAJShellOfThisJvm() throws Exception {
    start(JShell.builder().executionEngine(new LocalExecutionControlProvider(), null));
    stopAFit("only");
  }
}
