package org.chainrule;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What {@code fit} prints: Keras' bar in a terminal, one line an epoch anywhere else. */
final class Progress {
  private static final int WIDTH = 20;
  private static final long REDRAW = 50_000_000; // ns: at most 20 times a second

  private final PrintStream out;
  private final boolean bar;
  private final int epochs;
  private int batches; // −1 when unknown
  private int epoch;
  private long began;
  private long drawn;

  private Progress(PrintStream out, boolean bar, int epochs) {
    this.out = out;
    this.bar = bar;
    this.epochs = epochs;
  }

  /** Progress as {@code verbose} asks for it, or null for none. */
  static Progress of(int verbose, int epochs) {
    return verbose == 0 ? null : new Progress(System.out, verbose == 1 && terminal(), epochs);
  }

  /** For tests: onto a stream, as a bar or as lines. */
  static Progress to(PrintStream out, boolean bar, int epochs) {
    return new Progress(out, bar, epochs);
  }

  /**
   * Whether standard output is a terminal that can redraw. System.console() does not tell: it looks
   * at standard input too, and some JDKs give one for a pipe.
   */
  @SuppressWarnings("SystemConsoleNull") // only where there is no better way
  private static boolean terminal() {
    String term = System.getenv("TERM");
    if (term == null || term.equals("dumb")) {
      return false;
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (java.io.IOException | RuntimeException e) {
      return System.console() != null; // no /proc: the next best guess
    }
  }

  /** Before an epoch of so many batches, −1 when that is unknown. */
  void epochBegin(int epoch, int batches) {
    this.epoch = epoch;
    this.batches = batches;
    began = System.nanoTime();
    drawn = began;
    if (bar) {
      out.print("Epoch " + epoch + "/" + epochs + "\n");
    }
  }

  /** Whether it is time to draw again; asked before the figures are put together. */
  boolean due() {
    return bar && System.nanoTime() - drawn >= REDRAW;
  }

  void batchEnd(int batch, Map<String, Double> logs) {
    drawn = System.nanoTime();
    out.print("\r\033[K" + bar(batch, batches, (drawn - began) * 1e-9, logs));
    out.flush();
  }

  /** After an epoch, which ended at the given batch. */
  void epochEnd(int batch, Map<String, Double> logs) {
    double elapsed = (System.nanoTime() - began) * 1e-9;
    if (bar) {
      out.print("\r\033[K" + bar(batch, batches < 0 ? batch : batches, elapsed, logs) + "\n");
    } else {
      out.print(line(epoch, epochs, batch, batches, elapsed, logs) + "\n");
    }
    out.flush();
  }

  /** Ends a line that was begun, so that an error starts on its own. */
  void interrupted() {
    if (bar) {
      out.print("\n");
      out.flush();
    }
  }

  /** The bar after some batches and seconds of an epoch. */
  static String bar(int batch, int batches, double elapsed, Map<String, Double> logs) {
    double step = elapsed / batch;
    if (batches < 0) {
      return String.format(Locale.ROOT, "%7d/Unknown ", batch)
          + (seconds(elapsed) + " " + time(step) + "/step")
          + figures(logs);
    }
    int done = (int) ((long) WIDTH * batch / batches);
    return count(batch, batches)
        + (" \033[32m" + "━".repeat(done) + "\033[0;2m" + "━".repeat(WIDTH - done) + "\033[0m ")
        + (batch < batches ? remaining(step * (batches - batch)) : seconds(elapsed))
        + (" " + time(step) + "/step")
        + figures(logs);
  }

  /** An epoch on one line, without colours. */
  static String line(
      int epoch, int epochs, int batch, int batches, double elapsed, Map<String, Double> logs) {
    return ("Epoch " + epoch + "/" + epochs + " - " + count(batch, Math.max(batch, batches)))
        + (" - " + seconds(elapsed) + " - " + time(elapsed / batch) + "/step")
        + figures(logs);
  }

  private static String count(int batch, int batches) {
    String total = Integer.toString(batches);
    return " ".repeat(total.length() - Integer.toString(batch).length()) + batch + "/" + total;
  }

  private static String figures(Map<String, Double> logs) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(logs)
        .forEach(
            (name, value) -> text.append(" - ").append(name).append(": ").append(number(value)));
    return text.toString();
  }

  static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) > 1e-3 ? "%.4f" : "%.4e", value);
  }

  /** Seconds gone by: 100s. */
  static String seconds(double s) {
    return whole(s) + "s";
  }

  /** Seconds to go, as a clock when there are many: 59s, 1:40, 2:02:30. */
  static String remaining(double s) {
    long whole = (long) s;
    return s <= 60
        ? whole + "s"
        : s <= 3600
            ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
            : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  private static long whole(double value) {
    return (long) Math.rint(value);
  }

  static String time(double s) {
    return s >= 1 ? whole(s) + "s" : s >= 1e-3 ? whole(s * 1e3) + "ms" : whole(s * 1e6) + "us";
  }
}
