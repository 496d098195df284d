package org.chainrule.samples;

import static org.chainrule.FitOptions.*;
import static org.chainrule.activations.Activations.*;
import static org.chainrule.data.Datasets.*;
import static org.chainrule.layers.Layers.*;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.metrics.Metrics.*;
import static org.chainrule.optimizers.Optimizers.*;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.chainrule.Evaluation;
import org.chainrule.History;
import org.chainrule.Sequential;
import org.chainrule.data.Dataset;
import org.chainrule.data.Split;

/** Learns to tell four clouds of points apart, and is judged on points it has not seen. */
public final class Blobs {
  private static final int SAMPLES = 1000;
  private static final double[][] CENTERS = {{-4, -3}, {-2, 4}, {2.5, -1.5}, {5, 4}};
  private static final double DEVIATION = 1.3;

  private Blobs() {}

  static Arguments arguments() {
    return new Arguments(
            "Blobs", "Learns to tell four clouds of points apart, judged on a held-out fifth.")
        .option("--epochs", 40, "passes over the data")
        .option("--seed", 1, "decides data, first weights and order")
        .option("--out", ".", "folder for blobs-boundary.png and blobs-loss.png");
  }

  /** Trains, reports and draws; {@code --help} tells more. */
  public static void main(String[] args) {
    Program.main(arguments(), Blobs::run, args);
  }

  static Program.Result run(Arguments arguments, PrintStream out) throws IOException {
    int epochs = arguments.number("--epochs", 1, 1_000_000);
    long seed = arguments.number("--seed");
    Path folder = arguments.folder("--out");

    Split<Dataset> data = blobs(SAMPLES, CENTERS, DEVIATION, seed).split(0.8, seed);
    Dataset train = data.train();
    Dataset test = data.test();
    Sequential model =
        new Sequential()
            .seed(seed)
            .add(dense(16, relu))
            .add(dense(CENTERS.length, softmax))
            .compile(adam(0.01), sparseCategoricalCrossentropy, accuracy);
    out.printf("Four blobs: %s%n%s%n", data, model);

    long began = System.nanoTime();
    History history =
        model.fit(
            train.x(),
            train.y(),
            epochs(epochs)
                .batchSize(32)
                .validationData(test.x(), test.y())
                .verbose(0)
                .callbacks(Program.progress(epochs, out)));
    double seconds = (System.nanoTime() - began) * 1e-9;

    Evaluation scores = model.evaluate(test.x(), test.y());
    out.printf("On the held-out data: %s%n%n", scores);
    out.println(confusion(test.labels(), model.predictClasses(test.x()), CENTERS.length));
    String title =
        String.format(
            Locale.ROOT, "Four blobs, %.1f%% of unseen points right", 100 * scores.get("accuracy"));
    List<Path> pictures =
        Pictures.draw(folder, "blobs", title, test, model::predictClasses, history, out);
    Program.finish(seconds, pictures, out);
    return new Program.Result(history, scores, pictures);
  }

  /** How often each class was taken for each, as a table. */
  static String confusion(int[] actual, int[] predicted, int classes) {
    int[][] counts = new int[classes][classes];
    for (int i = 0; i < actual.length; i++) {
      counts[actual[i]][predicted[i]]++;
    }
    StringBuilder table = new StringBuilder("Confusion matrix   predicted\n%-12s".formatted(""));
    for (int c = 0; c < classes; c++) {
      table.append("%9s".formatted("class " + c));
    }
    for (int c = 0; c < classes; c++) {
      table.append("%n%12s".formatted("is class " + c));
      for (int p = 0; p < classes; p++) {
        table.append("%9d".formatted(counts[c][p]));
      }
    }
    return table.append('\n').toString();
  }
}
