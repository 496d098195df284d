package org.chainrule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where standard output goes. */
final class Terminal {
  private Terminal() {}

  /**
   * Whether standard output is a terminal that can redraw. System.console() does not tell: it looks
   * at standard input too, and some JDKs give one for a pipe.
   */
  @SuppressWarnings("SystemConsoleNull") // only where there is no better way
  static boolean redraws() {
    String term = System.getenv("TERM");
    if (term == null || term.equals("dumb")) {
      return false;
    }
    try {
      return isTerminal("self") || isTerminal(jshell());
    } catch (IOException | RuntimeException e) {
      return System.console() != null; // no /proc: the next best guess
    }
  }

  private static boolean isTerminal(String process) throws IOException {
    if (process == null) {
      return false;
    }
    String target = Files.readSymbolicLink(Path.of("/proc", process, "fd", "1")).toString();
    return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
  }

  /**
   * The number of the JShell tool that this JVM works for, or null. The tool prints what is printed
   * here.
   */
  private static String jshell() {
    return ProcessHandle.current()
        .parent()
        .filter(tool -> tool.info().command().orElse("").endsWith("/jshell"))
        .map(tool -> Long.toString(tool.pid()))
        .orElse(null);
  }
}
