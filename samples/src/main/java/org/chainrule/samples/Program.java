package org.chainrule.samples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.chainrule.Evaluation;
import org.chainrule.History;
import org.chainrule.callbacks.Callback;
import org.chainrule.callbacks.Callbacks;

/** What the sample programs have in common: their start, their end, and how they report. */
public final class Program {
  /**
   * What a program found.
   *
   * @param history one loss for each epoch
   * @param scores loss and accuracy at the end, on the data that the program reports on
   * @param pictures the files it drew
   */
  record Result(History history, Evaluation scores, List<Path> pictures) {}

  /** The work of a program, after its arguments were parsed. */
  public interface Work {
    /** Works, and reports on {@code out}. */
    void run(Arguments arguments, PrintStream out) throws IOException;
  }

  private Program() {}

  /** Runs a program; a wrong argument ends the JVM with exit code 2, a failing file with 1. */
  public static void main(Arguments arguments, Work work, String[] args) {
    int code;
    try {
      if (arguments.parse(args).help()) {
        System.out.print(arguments.usage());
      } else {
        work.run(arguments, System.out);
      }
      return;
    } catch (Arguments.WrongArgument e) {
      System.err.println(e.getMessage());
      code = 2;
    } catch (IOException e) {
      System.err.println("Cannot write a picture: " + e.getMessage());
      code = 1;
    }
    System.out.flush();
    System.exit(code);
  }

  /** A line about ten times in a fit, at round numbers of epochs. */
  static Callback progress(int epochs, PrintStream out) {
    int every = Math.max(1, (epochs + 9) / 10);
    return Callbacks.onEpochEnd(
        (epoch, logs) -> {
          if (epoch == 1 || epoch % every == 0 || epoch == epochs) {
            String figures =
                logs.entrySet().stream()
                    .map(e -> String.format(Locale.ROOT, "%s %.4f", e.getKey(), e.getValue()))
                    .collect(Collectors.joining("  "));
            out.printf("  epoch %" + String.valueOf(epochs).length() + "d  %s%n", epoch, figures);
          }
        });
  }

  /** The last lines of a report: how long it took, and where the pictures are. */
  static void finish(double seconds, List<Path> pictures, PrintStream out) {
    out.printf(Locale.ROOT, "Trained in %.1f s.%n", seconds);
    for (Path picture : pictures) {
      out.println("Picture: " + picture.normalize().toAbsolutePath().normalize());
    }
  }
}
