package org.chainrule;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.chainrule.backend.Check;
import org.chainrule.data.Dataset;
import org.chainrule.data.Split;

/**
 * What a model achieves on parts of the data that it was not trained on, one part after the other:
 * see {@link Sequential#crossValidate}.
 *
 * @param folds loss and metrics of each part held out, from a model trained on all others
 */
public record CrossValidation(List<Evaluation> folds) {
  /** Copies the list. */
  public CrossValidation {
    folds = List.copyOf(folds);
  }

  /** Trains copies of the model on the folds side by side. */
  static CrossValidation of(Sequential model, Dataset data, int k, FitOptions options, long seed) {
    Check.that(
        k >= 2 && k <= data.size(),
        "crossValidate expects from 2 to %d parts, the number of samples, but got %d: use for example 5",
        data.size(),
        k);
    if (data.isClassification()) {
      requireOfEachClass(data, k);
    }
    List<Callable<Evaluation>> work = new ArrayList<>();
    for (Split<Dataset> part :
        data.isClassification() ? data.stratifiedFolds(k, seed) : data.folds(k, seed)) {
      Sequential fresh = model.untrained();
      work.add(
          () -> {
            fresh.fit(part.train(), options.verbose(0));
            return fresh.evaluate(part.test());
          });
    }
    return new CrossValidation(
        SideBySide.run(
            "crossValidate",
            work,
            (fold, scores) -> {
              if (options.verbose > 0) {
                System.out.println("fold " + (fold + 1) + "/" + k + " - " + scores);
              }
            }));
  }

  private static void requireOfEachClass(Dataset data, int k) {
    int[] samples = new int[data.classes()];
    for (int label : data.labels()) {
      samples[label]++;
    }
    for (int c = 0; c < samples.length; c++) {
      Check.that(
          samples[c] == 0 || samples[c] >= k,
          "crossValidate expects a sample of each class for each of the %d parts, but class %s has %d: use fewer parts, or leave the class out",
          k,
          data.classNames().get(c),
          samples[c]);
    }
  }

  /**
   * The mean of a figure over the folds.
   *
   * @param name {@code loss} or a metric such as {@code accuracy}
   * @throws IllegalArgumentException for a name that is not there
   */
  public double mean(String name) {
    return folds.stream().mapToDouble(fold -> fold.get(name)).average().orElse(Double.NaN);
  }

  /**
   * The standard deviation of a figure over the folds, that of a sample: Σ(v − mean)² divided by
   * one less than there are folds.
   *
   * @param name {@code loss} or a metric such as {@code accuracy}
   * @throws IllegalArgumentException for a name that is not there
   */
  public double deviation(String name) {
    double mean = mean(name);
    double squares =
        folds.stream().mapToDouble(fold -> fold.get(name)).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (folds.size() - 1));
  }

  /** A line for each figure: mean, deviation, and the figure of each fold. */
  @Override
  public String toString() {
    List<String[]> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("", "mean", "deviation"));
    for (int i = 1; i <= folds.size(); i++) {
      head.add("fold " + i);
    }
    lines.add(head.toArray(String[]::new));
    List<String> names = new ArrayList<>(List.of("loss"));
    names.addAll(folds.get(0).metrics().keySet());
    for (String name : names) {
      List<String> line =
          new ArrayList<>(List.of(name, Table.number(mean(name)), Table.number(deviation(name))));
      folds.forEach(fold -> line.add(Table.number(fold.get(name))));
      lines.add(line.toArray(String[]::new));
    }
    return Table.of(lines);
  }
}
