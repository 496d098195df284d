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

/** Learns to tell the arms of a spiral apart, five or as many as asked for. */
public final class Spiral {
  private static final int SAMPLES = 100; // for each class

  private Spiral() {}

  static Arguments arguments() {
    return new Arguments("Spiral", "Learns to tell the arms of a spiral apart, and draws them.")
        .option("--classes", 5, "number of arms, 2 to " + Pictures.MOST_CLASSES)
        .option("--epochs", 4000, "passes over the data")
        .option("--seed", 1, "decides data, first weights and order")
        .option("--out", ".", "folder for spiral-boundary.png and spiral-loss.png");
  }

  /** Trains, reports and draws; {@code --help} tells more. */
  public static void main(String[] args) {
    Program.main(arguments(), Spiral::run, args);
  }

  static Program.Result run(Arguments arguments, PrintStream out) throws IOException {
    int classes = arguments.number("--classes", 2, Pictures.MOST_CLASSES);
    int epochs = arguments.number("--epochs", 1, 1_000_000);
    long seed = arguments.number("--seed");
    Path folder = arguments.folder("--out");

    Dataset data = spiral(SAMPLES, classes, seed);
    Sequential model =
        new Sequential()
            .seed(seed)
            .add(dense(64, relu))
            .add(dense(64, relu))
            .add(dense(classes, softmax))
            // A shorter memory than Adam's own: over thousands of full batches that one lets the
            // steps grow until the loss jumps.
            .compile(adam(0.005).beta2(0.99), sparseCategoricalCrossentropy, accuracy);
    out.printf("A spiral of %d arms: %s%n%s%n", classes, data, model);

    long began = System.nanoTime();
    History history =
        model.fit(
            data.x(),
            data.y(),
            epochs(epochs).fullBatch().verbose(0).callbacks(Program.progress(epochs, out)));
    double seconds = (System.nanoTime() - began) * 1e-9;

    Evaluation scores = model.evaluate(data.x(), data.y());
    out.printf("On the training data: %s%n", scores);
    String title =
        String.format(
            Locale.ROOT, "Spiral of %d arms, %.1f%% right", classes, 100 * scores.get("accuracy"));
    List<Path> pictures =
        Pictures.draw(folder, "spiral", title, data, model::predictClasses, history, out);
    Program.finish(seconds, pictures, out);
    return new Program.Result(history, scores, pictures);
  }
}
