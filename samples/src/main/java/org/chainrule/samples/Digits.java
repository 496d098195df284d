package org.chainrule.samples;

import static org.chainrule.FitOptions.*;
import static org.chainrule.activations.Activations.*;
import static org.chainrule.data.Datasets.*;
import static org.chainrule.layers.Layers.*;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.metrics.Metrics.*;
import static org.chainrule.optimizers.Optimizers.*;

import java.io.PrintStream;
import java.util.Locale;
import org.chainrule.ClassificationReport;
import org.chainrule.Report;
import org.chainrule.Sequential;
import org.chainrule.data.Dataset;
import org.chainrule.data.Split;

/** Reads handwritten digits of 8 × 8 pixels, and is judged on a fifth that it has not seen. */
public final class Digits {
  private static final double BRIGHTEST = 16; // of a pixel
  private static final String INK = " ░▒▓█";
  private static final int SIDE = 8; // pixels
  private static final int SHOWN = 3;

  private Digits() {}

  static Arguments arguments() {
    return new Arguments("Digits", "Reads handwritten digits, judged on a held-out fifth.")
        .option("--epochs", 40, "passes over the data")
        .option("--seed", 1, "decides parts, first weights and order");
  }

  /** Trains and reports; {@code --help} tells more. */
  public static void main(String[] args) {
    Program.main(arguments(), Digits::run, args);
  }

  static ClassificationReport run(Arguments arguments, PrintStream out) {
    int epochs = arguments.number("--epochs", 1, 1_000_000);
    long seed = arguments.number("--seed");
    Split<Dataset> data = digits().stratifiedSplit(0.8, seed);
    Dataset test = data.test();
    Sequential model =
        new Sequential()
            .seed(seed)
            .add(rescaling(1 / BRIGHTEST))
            .add(dense(256, relu))
            .add(dropout(0.2))
            .add(dense(10, softmax))
            .compile(adam(0.003), sparseCategoricalCrossentropy, accuracy);
    out.printf("Digits: %s%n%s%n", data, model);

    long began = System.nanoTime();
    model.fit(data.train(), epochs(epochs).verbose(0).callbacks(Program.progress(epochs, out)));
    double seconds = (System.nanoTime() - began) * 1e-9;

    ClassificationReport report = Report.classification(model, test.x(), test.labels());
    out.println(report);
    for (ClassificationReport.Example e : report.worst(SHOWN)) {
      if (e.predicted() != e.actual()) {
        out.printf(
            "%nTaken for %d, but a %d:%n%s", e.predicted(), e.actual(), drawn(test.x()[e.row()]));
      }
    }
    out.printf(Locale.ROOT, "%nTrained in %.1f s.%n", seconds);
    return report;
  }

  /** The pixels as characters, the darker the more ink. */
  private static String drawn(double[] pixels) {
    StringBuilder picture = new StringBuilder();
    for (int i = 0; i < pixels.length; i++) {
      char ink = INK.charAt((int) (pixels[i] / BRIGHTEST * (INK.length() - 1)));
      picture.append(ink).append(ink); // a character is about half as wide as high
      picture.append(i % SIDE == SIDE - 1 ? "\n" : "");
    }
    return picture.toString();
  }
}
