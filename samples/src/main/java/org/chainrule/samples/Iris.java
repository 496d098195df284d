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
import org.chainrule.CrossValidation;
import org.chainrule.Report;
import org.chainrule.Sequential;
import org.chainrule.data.Dataset;
import org.chainrule.data.Split;

/**
 * Tells three kinds of iris apart by the lengths and widths of their leaves: cross-validated, then
 * reported on a held-out fifth.
 */
public final class Iris {
  private Iris() {}

  static Arguments arguments() {
    return new Arguments("Iris", "Tells three kinds of iris apart, cross-validated.")
        .option("--data", "built in", "a CSV file with numbers and a column species of texts")
        .option("--folds", 5, "parts of the cross-validation")
        .option("--epochs", 150, "passes over the data")
        .option("--seed", 3, "decides parts, first weights and order");
  }

  /** Trains and reports; {@code --help} tells more. */
  public static void main(String[] args) {
    Program.main(arguments(), Iris::run, args);
  }

  static CrossValidation run(Arguments arguments, PrintStream out) {
    long seed = arguments.number("--seed");
    int epochs = arguments.number("--epochs", 1, 1_000_000);
    Dataset data = data(arguments);
    int folds = arguments.number("--folds", 2, data.size());
    out.println("Iris: " + data + ", " + data.featureNames());
    Sequential model =
        new Sequential()
            .seed(seed)
            .add(normalization()) // adapts to the training part alone
            .add(dense(4, tanh))
            .add(dense(data.classes(), softmax))
            .compile(adam(0.01), sparseCategoricalCrossentropy, accuracy);

    CrossValidation scores = model.crossValidate(data, folds, epochs(epochs).batchSize(16));
    out.printf(
        Locale.ROOT,
        "Cross-validated accuracy: %.3f ± %.3f%n%s%n",
        scores.mean("accuracy"),
        scores.deviation("accuracy"),
        scores);

    Split<Dataset> parts = data.stratifiedSplit(0.8, seed);
    model.fit(parts.train(), epochs(epochs).batchSize(16).verbose(0));
    out.println("On a held-out fifth:");
    out.println(Report.of(model, parts.test()));
    return scores;
  }

  private static Dataset data(Arguments arguments) {
    if (!arguments.given("--data")) {
      return iris();
    }
    try {
      return Dataset.csv(arguments.text("--data")).label("species").read();
    } catch (IllegalArgumentException e) {
      throw arguments.wrong(e.getMessage());
    }
  }
}
