package org.chainrule.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.LocalExecutionControlProvider;

/**
 * Runs JShell scripts and stops at the first error. The {@code jshell} tool itself goes on after
 * errors and ends with exit code 0, so that nobody notices a script that broke.
 */
final class Script implements AutoCloseable {
  /** What went wrong, and where. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message) {
      super(message);
    }
  }

  private final JShell shell;

  /** A shell in this JVM, with its class path, in which nothing is imported. */
  Script() {
    shell = JShell.builder().executionEngine(new LocalExecutionControlProvider(), null).build();
    for (String entry :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        shell.addToClasspath(entry);
      }
    }
  }

  /**
   * Runs {@code imports.jsh} and then a script; exit code 1 and one message when it fails, 2 when
   * there is nothing to run.
   */
  public static void main(String[] args) {
    if (args.length != 2) {
      System.err.println("Script: expects two files, imports and a script");
      System.exit(2);
    }
    int code = 0;
    try (Script script = new Script()) {
      script.run(Path.of(args[0]));
      script.run(Path.of(args[1]));
    } catch (Failure e) {
      System.err.println(e.getMessage());
      code = 1;
    } catch (NoSuchFileException e) {
      System.err.println("No such file: " + e.getFile());
      code = 2;
    } catch (IOException e) {
      System.err.println("Cannot read the script: " + e.getMessage());
      code = 2;
    }
    System.out.flush();
    System.exit(code);
  }

  /**
   * Runs a file.
   *
   * @throws Failure at the first snippet that does not compile or throws
   */
  void run(Path file) throws IOException {
    run(file.toString(), 1, Files.readString(file));
  }

  /**
   * Runs snippets in order, up to {@code /exit} or the end.
   *
   * @param name of the file, for messages
   * @param line where in the file the snippets begin
   * @throws Failure at the first snippet that does not compile or throws
   */
  void run(String name, int line, String snippets) {
    SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
    String rest = snippets;
    while (!rest.isBlank()) {
      int lead = rest.length() - rest.stripLeading().length();
      line += newlines(rest.substring(0, lead));
      rest = rest.substring(lead);
      if (rest.startsWith("/") && !rest.startsWith("//") && !rest.startsWith("/*")) {
        String command = rest.lines().findFirst().orElseThrow().strip();
        if (command.equals("/exit")) {
          return;
        }
        throw new Failure("%s:%d: only the command /exit works here".formatted(name, line));
      }
      CompletionInfo next = analysis.analyzeCompletion(rest);
      if (!next.completeness().isComplete() && next.source() == null) {
        throw new Failure("%s:%d: the code ends within a statement".formatted(name, line));
      }
      String source = next.source();
      for (SnippetEvent event : shell.eval(source)) {
        check(event, name, line);
      }
      line += newlines(rest.substring(0, rest.length() - next.remaining().length()));
      rest = next.remaining();
    }
  }

  private void check(SnippetEvent event, String name, int line) {
    if (event.status() == Snippet.Status.REJECTED) {
      Diag error =
          shell.diagnostics(event.snippet()).filter(Diag::isError).findFirst().orElse(null);
      String source = event.snippet().source();
      int at =
          error == null || error.getPosition() < 0
              ? 0
              : newlines(source.substring(0, (int) Math.min(error.getPosition(), source.length())));
      throw new Failure(
          "%s:%d: does not compile: %s"
              .formatted(name, line + at, error == null ? source : error.getMessage(Locale.ROOT)));
    }
    if (event.causeSnippet() == null && event.status() != Snippet.Status.VALID) {
      throw new Failure(
          "%s:%d: refers to something that is not defined before: %s"
              .formatted(name, line, event.snippet().source().strip()));
    }
    JShellException exception = event.exception();
    if (exception != null) {
      String kind =
          exception instanceof EvalException e
              ? e.getExceptionClassName()
              : exception.getClass().getName();
      throw new Failure("%s:%d: %s: %s".formatted(name, line, kind, exception.getMessage()));
    }
  }

  private static int newlines(String text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }

  @Override
  public void close() {
    shell.close();
  }
}
