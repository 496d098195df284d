package org.chainrule;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** What {@code fit} prints: Keras' bar in a terminal, one line an epoch anywhere else. */
final class Progress {
  private static final int WIDTH = 20;
  private static final long REDRAW = 50_000_000; // ns: at most 20 times a second
  private static final String CLEAR = "\r\033[K";
  private static final String NO_WRAP = "\033[?7l"; // else CLEAR leaves all lines but the last
  private static final String WRAP = "\033[?7h";

  private final PrintStream out;
  private final boolean bar;
  private final int epochs;
  private final LongSupplier clock;
  private int batches; // −1 when unknown
  private int epoch;
  private long began;
  private long afterFirst; // batch of the epoch
  private long drawn;
  private boolean open; // a line that was begun

  private Progress(PrintStream out, boolean bar, int epochs, LongSupplier clock) {
    this.out = out;
    this.bar = bar;
    this.epochs = epochs;
    this.clock = clock;
  }

  /** Progress as {@code verbose} asks for it, or null for none. */
  static Progress of(int verbose, int epochs) {
    return verbose == 0
        ? null
        : new Progress(System.out, verbose == 1 && Terminal.redraws(), epochs, System::nanoTime);
  }

  /** For tests: onto a stream, as a bar or as lines, by a clock of nanoseconds. */
  static Progress to(PrintStream out, boolean bar, int epochs, LongSupplier clock) {
    return new Progress(out, bar, epochs, clock);
  }

  /** Before an epoch of so many batches, −1 when that is unknown. */
  void epochBegin(int epoch, int batches) {
    this.epoch = epoch;
    this.batches = batches;
    began = clock.getAsLong();
    afterFirst = began;
    drawn = began;
    if (bar && epochs > 1) {
      out.print("Epoch " + epoch + "/" + epochs + "\n");
      out.flush();
    }
  }

  /** Whether it is time to draw, after a batch; asked before the figures are put together. */
  boolean due(int batch) {
    if (batch == 1) {
      afterFirst = clock.getAsLong();
    }
    return bar && clock.getAsLong() - drawn >= REDRAW;
  }

  /** Draws the bar in place of the one before, cut off where the screen ends. */
  void batchEnd(int batch, Map<String, Double> logs) {
    drawn = clock.getAsLong();
    String bar = bar(batch, batches, elapsed(drawn), step(batch, drawn), false, logs);
    out.print(CLEAR + NO_WRAP + bar + WRAP);
    out.flush();
    open = true;
  }

  /** After an epoch, which ended at the given batch. */
  void epochEnd(int batch, Map<String, Double> logs) {
    long now = clock.getAsLong();
    double elapsed = elapsed(now);
    double step = step(batch, now);
    if (bar) {
      int all = batches < 0 ? batch : batches;
      out.print(CLEAR + bar(batch, all, elapsed, step, true, logs) + "\n");
    } else {
      out.print(line(epoch, epochs, batch, batches, elapsed, step, logs) + "\n");
    }
    out.flush();
    open = false;
  }

  /** Ends a line that was begun, so that an error starts on its own. */
  void interrupted() {
    if (open) {
      out.print("\n");
      out.flush();
      open = false;
    }
  }

  private double elapsed(long now) {
    return (now - began) * 1e-9;
  }

  /** The time of a step as Keras estimates it: without the first, which is often slower. */
  private double step(int batch, long now) {
    return batch > 1 ? (now - afterFirst) * 1e-9 / (batch - 1) : elapsed(now);
  }

  /**
   * The bar after some batches and seconds of an epoch.
   *
   * @param step the seconds of a step
   * @param done whether the epoch is over, its validation included
   */
  static String bar(
      int batch, int batches, double elapsed, double step, boolean done, Map<String, Double> logs) {
    if (batches < 0) {
      return String.format(Locale.ROOT, "%7d/Unknown ", batch)
          + (seconds(elapsed) + " " + time(step) + "/step")
          + figures(logs);
    }
    int green = (int) ((long) WIDTH * batch / batches);
    return count(batch, batches)
        + (" \033[32m" + "━".repeat(green) + "\033[0;2m" + "━".repeat(WIDTH - green) + "\033[0m ")
        + (done ? seconds(elapsed) : remaining(step * (batches - batch)))
        + (" " + time(step) + "/step")
        + figures(logs);
  }

  /** An epoch on one line, without colours. */
  static String line(
      int epoch,
      int epochs,
      int batch,
      int batches,
      double elapsed,
      double step,
      Map<String, Double> logs) {
    return ("Epoch " + epoch + "/" + epochs + " - " + count(batch, Math.max(batch, batches)))
        + (" - " + seconds(elapsed) + " - " + time(step) + "/step")
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
    return s >= 1 || s == 0
        ? whole(s) + "s"
        : s >= 1e-3 ? whole(s * 1e3) + "ms" : whole(s * 1e6) + "us";
  }
}
