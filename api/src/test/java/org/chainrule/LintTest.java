package org.chainrule;

import static org.chainrule.Finding.Rule.*;
import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.*;
import static org.chainrule.data.Datasets.*;
import static org.chainrule.layers.Layers.*;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.metrics.Metrics.accuracy;
import static org.chainrule.optimizers.Optimizers.*;
import static org.chainrule.optimizers.Schedules.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chainrule.activations.Activation;
import org.chainrule.activations.ElementwiseActivation;
import org.chainrule.backend.Kernels;
import org.chainrule.data.Batch;
import org.chainrule.data.Batches;
import org.chainrule.data.Dataset;
import org.chainrule.data.Split;
import org.chainrule.layers.Layer;
import org.chainrule.layers.Parameters;
import org.chainrule.losses.Loss;
import org.chainrule.losses.Reduction;
import org.chainrule.optimizers.Optimizer;
import org.chainrule.optimizers.Schedule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.LoggerFactory;

/** What is warned of before training, in which words, and what is not. */
class LintTest {
  private static final int ROWS = 60;

  /** Normal numbers, mean 0 and deviation 1. */
  private static double[][] normal(int rows, int columns) {
    java.util.Random random = new java.util.Random(7);
    double[][] x = new double[rows][columns];
    for (double[] row : x) {
      Arrays.setAll(row, j -> random.nextGaussian());
    }
    return x;
  }

  private static int[] labels(int rows, IntUnaryOperator label) {
    return IntStream.range(0, rows).map(label).toArray();
  }

  private static double[][] oneHot(int[] labels, int classes) {
    double[][] y = new double[labels.length][classes];
    for (int i = 0; i < labels.length; i++) {
      y[i][labels[i]] = 1;
    }
    return y;
  }

  /** One column of numbers spread evenly from one to another. */
  private static double[] between(double from, double to) {
    return IntStream.range(0, ROWS).mapToDouble(i -> from + (to - from) * i / (ROWS - 1)).toArray();
  }

  /** x with another column j. */
  private static double[][] with(int j, double[] column) {
    double[][] x = normal(ROWS, 4);
    for (int i = 0; i < x.length; i++) {
      x[i][j] = column[i];
    }
    return x;
  }

  private static double[] constant(double value) {
    double[] column = new double[ROWS];
    Arrays.fill(column, value);
    return column;
  }

  private static Sequential model(Loss loss, Layer... layers) {
    return new Sequential(layers).seed(3).compile(sgd(0.1), loss);
  }

  private static Sequential classifier(Layer... first) {
    Sequential model = new Sequential(first).seed(3);
    return model
        .add(dense(5, relu))
        .add(dense(3, softmax))
        .compile(adam(), sparseCategoricalCrossentropy);
  }

  private static final int[] THREE = labels(ROWS, i -> i % 3);

  private static String texts(List<Finding> findings) {
    return String.join("\n", findings.stream().map(f -> f.rule() + ": " + f).toList());
  }

  // ---- each rule: what it says, and what it leaves alone

  private final List<DynamicTest> rows = new ArrayList<>();

  private interface Look {
    List<Finding> at();
  }

  private void says(String name, Finding.Rule rule, String message, Look look) {
    rows.add(dynamicTest(name, () -> assertEquals(rule + ": " + message, texts(look.at()))));
  }

  private void leaves(String name, Look look) {
    rows.add(dynamicTest(name + " (fine)", () -> assertEquals("", texts(look.at()))));
  }

  @TestFactory
  Stream<DynamicTest> columnsThatAreNotScaled() {
    says(
        "a large column",
        UNSCALED_COLUMN,
        "x has 1 of 4 columns far from the size of 1 that training goes well with (column 2 from 278.0 to 1680.0): begin the model with normalization(), or scale x with a standardScaler",
        () -> classifier().lint(with(2, between(278, 1680)), THREE));
    says(
        "far from 0, though narrow",
        UNSCALED_COLUMN,
        "x has 1 of 4 columns far from the size of 1 that training goes well with (column 1 from 1990.0 to 2024.0): begin the model with normalization(), or scale x with a standardScaler",
        () -> classifier(dropout(0.1)).lint(with(1, between(1990, 2024)), THREE));
    says(
        "a small column",
        UNSCALED_COLUMN,
        "x has 1 of 4 columns far from the size of 1 that training goes well with (column 0 from 0.001 to 0.004): begin the model with normalization(), or scale x with a standardScaler",
        () -> classifier().lint(with(0, between(0.001, 0.004)), THREE));
    says(
        "many, the worst first",
        UNSCALED_COLUMN,
        "x has 5 of 5 columns far from the size of 1 that training goes well with (column 4 from 0.0 to 1000000.0, column 3 from 0.0 to 100000.0, column 2 from 0.0 to 10000.0 and 2 more): begin the model with normalization(), or scale x with a standardScaler",
        () -> {
          double[][] x = new double[ROWS][5];
          for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < 5; j++) {
              x[i][j] = Math.pow(10, j + 2) * ((i + j) % 7) / 6;
            }
          }
          return classifier().lint(x, THREE);
        });
    leaves("up to 19", () -> classifier().lint(with(2, between(-33, 33)), THREE));
    leaves("a range of 0.02", () -> classifier().lint(with(2, between(0, 0.02)), THREE));
    leaves("a rare 1 among zeros", () -> classifier().lint(with(2, rare()), THREE));
    double[][] large = with(2, between(278, 1680));
    leaves("normalization", () -> classifier(normalization()).lint(large, THREE));
    leaves("rescaling", () -> classifier(input(4), rescaling(0.001)).lint(large, THREE));
    leaves("batchNormalization", () -> classifier(batchNormalization()).lint(large, THREE));
    leaves("layerNormalization", () -> classifier(layerNormalization()).lint(large, THREE));
    leaves("named", () -> classifier(dropout(0.1), normalization().name("n")).lint(large, THREE));
    leaves(
        "embedding",
        () -> {
          double[][] codes = new double[ROWS][1];
          Arrays.setAll(codes, i -> new double[] {i * 16});
          return classifier(embedding(1000, 4)).lint(codes, THREE);
        });
    leaves(
        "a layer of one's own", () -> classifier(b -> rescaling(0.1).build(b)).lint(large, THREE));
    return rows.stream();
  }

  private static double[] rare() {
    double[] column = new double[ROWS];
    column[17] = 1;
    return column;
  }

  @TestFactory
  Stream<DynamicTest> columnsThatTellNothing() {
    says(
        "a constant",
        CONSTANT_COLUMN,
        "x has 1 of 4 columns with one number in all 60 rows (column 3 is 5.0): leave out what tells nothing",
        () -> classifier().lint(with(3, constant(5)), THREE));
    says(
        "a large constant is not called unscaled",
        CONSTANT_COLUMN,
        "x has 1 of 4 columns with one number in all 60 rows (column 3 is 1000.1): leave out what tells nothing",
        () -> classifier().lint(with(3, constant(1000.1)), THREE));
    says(
        "several",
        CONSTANT_COLUMN,
        "x has 4 of 5 columns with one number in all 60 rows (column 1 is 0.0, column 2 is 0.0, column 3 is 0.0 and 1 more): leave out what tells nothing",
        () -> {
          double[][] x = new double[ROWS][5];
          for (int i = 0; i < ROWS; i++) {
            x[i][0] = i % 2;
          }
          return classifier().lint(x, THREE);
        });
    leaves("almost constant", () -> classifier().lint(with(3, rare()), THREE));
    leaves(
        "eleven rows may be alike",
        () -> classifier().lint(new double[11][2], labels(11, i -> i % 3)));
    leaves(
        "pictures have empty borders",
        () -> classifier(flatten()).lint(new float[ROWS][3][2], THREE));
    says(
        "two equal ones",
        EQUAL_COLUMNS,
        "x has equal columns (0 and 2), of which one tells as much as both: leave one out",
        () -> {
          double[][] x = normal(ROWS, 3);
          for (double[] row : x) {
            row[2] = row[0];
          }
          return classifier().lint(x, THREE);
        });
    says(
        "many equal ones",
        EQUAL_COLUMNS,
        "x has equal columns (0 and 1, 0 and 2, 0 and 3 and 1 more), of which one tells as much as both: leave one out",
        () -> {
          double[][] x = normal(ROWS, 5);
          for (double[] row : x) {
            Arrays.fill(row, row[0]);
          }
          return classifier().lint(x, THREE);
        });
    leaves(
        "alike but for the last row",
        () -> {
          double[][] x = normal(ROWS, 3);
          for (int i = 0; i < ROWS - 1; i++) {
            x[i][2] = x[i][0];
          }
          return classifier().lint(x, THREE);
        });
    leaves(
        "equal flags may be chance",
        () -> {
          double[][] x = normal(ROWS, 3);
          for (int i = 0; i < ROWS; i++) {
            x[i][2] = i % 2;
            x[i][0] = i % 2;
          }
          return classifier().lint(x, THREE);
        });
    return rows.stream();
  }

  @TestFactory
  Stream<DynamicTest> classesAndTargets() {
    double[][] x = normal(ROWS, 4);
    int[] sorted = labels(ROWS, i -> i / 20);
    says(
        "the last rows are of one class",
        ABSENT_CLASS,
        "the validation part lacks classes 0, 1, which the training part has: use validationSplit(0.25).stratified()",
        () -> classifier().lint(x, sorted, epochs(1).validationSplit(0.25)));
    says(
        "a class is in the validation part only",
        ABSENT_CLASS,
        """
        the training part lacks class 2, which the validation part has: use validationSplit(0.5).stratified()
        ABSENT_CLASS: the validation part lacks class 0, which the training part has: use validationSplit(0.5).stratified()\
        """,
        () -> classifier().lint(x, sorted, epochs(1).validationSplit(0.5)).subList(0, 2));
    says(
        "too few to be on both sides",
        ABSENT_CLASS,
        "the validation part lacks class 2, which the training part has: get more rows of each class",
        () ->
            classifier()
                .lint(
                    x,
                    labels(ROWS, i -> i == 5 ? 2 : i % 2),
                    epochs(1).validationSplit(0.25).stratified().classWeight(Map.of(2, 9.0))));
    leaves(
        "stratified",
        () -> classifier().lint(x, sorted, epochs(1).validationSplit(0.25).stratified()));
    says(
        "validation data without a class",
        ABSENT_CLASS,
        "the validation part lacks class 1, which the training part has: divide the data anew, with rows of each class on both sides",
        () ->
            classifier().lint(x, THREE, epochs(1).validationData(normal(2, 4), new int[] {0, 2})));
    leaves(
        "validation data",
        () ->
            classifier()
                .lint(x, THREE, epochs(1).validationData(normal(3, 4), new int[] {0, 2, 1})));
    says(
        "a class that never comes",
        ABSENT_CLASS,
        "y lacks class 2 of the model's 3 (0 to 2): check the labels, or give the last layer fewer units",
        () -> classifier().lint(x, labels(ROWS, i -> i % 2)));
    says(
        "classes from 1",
        ABSENT_CLASS,
        "y lacks classes 0, 4, 5, 6 and 2 more of the model's 9 (0 to 8): check the labels, or give the last layer fewer units",
        () ->
            model(sparseCategoricalCrossentropy, dense(9, softmax))
                .lint(x, labels(ROWS, i -> i % 3 + 1)));
    says(
        "a column of one-hot rows that is never 1",
        ABSENT_CLASS,
        "y lacks class 3 of the model's 4 (0 to 3): check the labels, or give the last layer fewer units",
        () -> model(categoricalCrossentropy, dense(4, softmax)).lint(x, oneHot(THREE, 4)));
    leaves(
        "few rows for many classes",
        () ->
            model(sparseCategoricalCrossentropy, dense(13, softmax))
                .lint(x, labels(ROWS, i -> i % 12)));
    leaves(
        "the ignored one",
        () ->
            model(sparseCategoricalCrossentropy.ignoreClass(2), dense(3, softmax))
                .lint(x, labels(ROWS, i -> i % 2)));
    leaves(
        "labels that are ignored",
        () ->
            model(sparseCategoricalCrossentropy.ignoreClass(-1), dense(3, softmax))
                .lint(x, labels(ROWS, i -> i % 4 - 1)));
    says(
        "one class only",
        CONSTANT_TARGET,
        "y has class 1 in all 60 rows, so that there is nothing to tell apart: check the labels",
        () -> classifier().lint(x, labels(ROWS, i -> 1)));
    says(
        "one of two signs",
        CONSTANT_TARGET,
        "y has class -1 in all 60 rows, so that there is nothing to tell apart: check the labels",
        () -> model(hinge, dense(1, tanh)).lint(x, labels(ROWS, i -> -1)));
    says(
        "one number",
        CONSTANT_TARGET,
        "y is 2.5 in all 60 rows, so that there is nothing to learn: check the targets",
        () -> model(meanSquaredError, dense(1)).lint(x, constant(2.5)));
    leaves("a few rows", () -> model(meanSquaredError, dense(1)).lint(normal(11, 2), new int[11]));
    leaves("a target that changes once", () -> model(meanSquaredError, dense(1)).lint(x, rare()));
    says(
        "a rare class",
        RARE_CLASS,
        "class 1 has 2 of 60 rows and class 0 has 58, so that it hardly counts: weigh it with classWeight(Map.of(1, 29.0)), and look at recall beside accuracy",
        () ->
            model(binaryCrossentropy, dense(1, sigmoid))
                .lint(x, labels(ROWS, i -> i / 29 == 1 ? 0 : i == 7 ? 1 : i == 59 ? 1 : 0)));
    says(
        "rare signs",
        RARE_CLASS,
        "class -1 has 1 of 60 rows and class 1 has 59, so that it hardly counts: weigh it with sampleWeight, and look at recall beside accuracy",
        () -> model(hinge, dense(1, tanh)).lint(x, labels(ROWS, i -> i == 4 ? -1 : 1)));
    says(
        "two rare classes of three",
        RARE_CLASS,
        "class 2 has 1 of 60 rows and class 0 has 57, so that it hardly counts: weigh it with classWeight(Map.of(1, 28.5, 2, 57.0)), and look at recall beside accuracy",
        () -> classifier().lint(x, labels(ROWS, i -> i == 4 ? 2 : i == 8 || i == 9 ? 1 : 0)));
    int[] unequal = labels(ROWS, i -> i == 4 ? 2 : i % 2);
    says(
        "still rare beside one of two",
        RARE_CLASS,
        "class 2 has 1 of 60 rows and class 1 has 30, so that it hardly counts: weigh it with classWeight(Map.of(2, 30.0)), and look at recall beside accuracy",
        () -> classifier().lint(x, unequal));
    leaves(
        "weighed by class",
        () -> classifier().lint(x, unequal, epochs(1).classWeight(Map.of(2, 30.0))));
    leaves(
        "weighed by row", () -> classifier().lint(x, unequal, epochs(1).sampleWeight(constant(1))));
    leaves(
        "a loss that looks at the hard ones",
        () -> model(categoricalFocalCrossentropy, dense(3, softmax)).lint(x, oneHot(unequal, 3)));
    leaves(
        "nineteen to one",
        () ->
            model(binaryCrossentropy, dense(1, sigmoid))
                .lint(x, labels(ROWS, i -> i % 20 == 3 ? 1 : 0)));
    leaves(
        "few rows",
        () ->
            model(binaryCrossentropy, dense(1, sigmoid))
                .lint(normal(49, 4), labels(49, i -> i == 1 ? 1 : 0)));
    return rows.stream();
  }

  @TestFactory
  Stream<DynamicTest> activationsLossesAndTargets() {
    double[][] x = normal(ROWS, 4);
    double[][] hot = oneHot(THREE, 3);
    double[][] several = oneHot(THREE, 3);
    several[8][0] = 1;
    says(
        "sigmoids for exclusive classes",
        EXCLUSIVE_CLASSES,
        "y is one-hot, a single class in each row, but sigmoid takes each of the 3 outputs for itself: end the model with softmax and use categoricalCrossentropy",
        () -> model(binaryCrossentropy, dense(3, sigmoid)).lint(x, hot));
    says(
        "two of them",
        EXCLUSIVE_CLASSES,
        "y is one-hot, a single class in each row, but sigmoid takes each of the 2 outputs for itself: end the model with softmax and use categoricalCrossentropy",
        () ->
            model(meanSquaredError, dense(3), dense(2), activation(sigmoid))
                .lint(x, oneHot(labels(ROWS, i -> i % 2), 2)));
    leaves(
        "labels of their own", () -> model(binaryCrossentropy, dense(3, sigmoid)).lint(x, several));
    leaves(
        "seven rows may look exclusive",
        () ->
            model(binaryCrossentropy, dense(3, sigmoid))
                .lint(normal(7, 2), oneHot(labels(7, i -> i % 3), 3)));
    leaves(
        "one output",
        () -> model(binaryCrossentropy, dense(1, sigmoid)).lint(x, labels(ROWS, i -> i % 2)));
    says(
        "softmax for several labels",
        SEVERAL_CLASSES,
        "y has several classes in one row (row 8 sums to 2.0), but softmax shares 1 out among its outputs: end the model with sigmoid and use binaryCrossentropy",
        () -> model(categoricalCrossentropy, dense(3, softmax)).lint(x, several));
    says(
        "the caller's row",
        SEVERAL_CLASSES,
        "y has several classes in one row (row 8 sums to 2.0), but softmax shares 1 out among its outputs: end the model with sigmoid and use binaryCrossentropy",
        () ->
            new Sequential(dense(3, softmax))
                .seed(5)
                .compile(sgd(), categoricalCrossentropy)
                .lint(x, several, epochs(1).validationSplit(0.2).shuffled()));
    leaves(
        "shares",
        () -> {
          double[][] shares = new double[ROWS][];
          Arrays.setAll(
              shares,
              i ->
                  new double[] {0.25 + 0.5 * (i % 2), 0.3 - 0.25 * (i % 2), 0.45 - 0.25 * (i % 2)});
          return model(categoricalCrossentropy, dense(3, softmax)).lint(x, shares);
        });
    says(
        "squared errors of a softmax",
        SQUARED_PROBABILITIES,
        "meanSquaredError under a softmax has next to no gradient where a class is badly wrong: use categoricalCrossentropy",
        () -> model(meanSquaredError.times(2), dense(3, softmax)).lint(x, hot));
    leaves("cross-entropy", () -> model(categoricalCrossentropy, dense(3, softmax)).lint(x, hot));
    leaves(
        "class numbers for a one-hot loss",
        () -> model(categoricalCrossentropy, dense(3, softmax)).lint(x, THREE));
    says(
        "no softmax",
        NOT_PROBABILITIES,
        "sparseCategoricalCrossentropy takes probabilities, but the model ends with linear, which gives any numbers: end it with softmax",
        () -> model(sparseCategoricalCrossentropy, dense(8, relu), dense(3)).lint(x, THREE));
    says(
        "tanh for a probability",
        NOT_PROBABILITIES,
        "binaryCrossentropy takes probabilities, but the model ends with tanh, which gives numbers from -1.0 to 1.0: end it with sigmoid",
        () ->
            model(binaryCrossentropy.reduction(Reduction.SUM), dense(1, tanh))
                .lint(x, labels(ROWS, i -> i % 2)));
    says(
        "logarithms of probabilities",
        NOT_PROBABILITIES,
        "categoricalCrossentropy takes probabilities, but the model ends with logSoftmax, which gives numbers of at most 0.0: end it with softmax",
        () -> model(categoricalCrossentropy, dense(3, logSoftmax)).lint(x, hot));
    leaves(
        "exponentials, which the loss divides by their sum",
        () -> model(categoricalCrossentropy, dense(3, exponential)).lint(x, hot));
    leaves(
        "an activation of one's own",
        () ->
            model(binaryCrossentropy, dense(1, elementwise("half", z -> 0.5, z -> 0)))
                .lint(x, labels(ROWS, i -> i % 2)));
    says(
        "a logarithm of negative numbers",
        NAN_PRONE,
        "poisson takes the logarithm of each prediction, but the model ends with linear, which gives any numbers, and the loss NaN below 0: end it with softplus or exponential",
        () -> model(poisson, dense(8, relu), dense(1)).lint(x, labels(ROWS, i -> i % 5)));
    says(
        "slightly negative ones",
        NAN_PRONE,
        "poisson takes the logarithm of each prediction, but the model ends with silu, which gives numbers of at least -0.2785, and the loss NaN below 0: end it with softplus or exponential",
        () -> model(poisson, dense(1, silu)).lint(x, labels(ROWS, i -> i % 5)));
    leaves("counts", () -> model(poisson, dense(1, softplus)).lint(x, labels(ROWS, i -> i % 5)));
    says(
        "a division by 0",
        NAN_PRONE,
        "meanAbsolutePercentageError divides by the targets, but y is 0 at row 5, where it takes 1e-7 for it: use meanAbsoluteError",
        () -> model(meanAbsolutePercentageError, dense(1)).lint(x, labels(ROWS, i -> i - 5)));
    leaves(
        "no 0",
        () -> model(meanAbsolutePercentageError, dense(1)).lint(x, labels(ROWS, i -> i + 1)));
    says(
        "relu for negative targets",
        OUT_OF_RANGE,
        "the model ends with relu, which gives numbers of at least 0.0, but y goes from -3.2 to 4.0: end it with a layer without activation, or scale y",
        () -> model(meanSquaredError, dense(8, relu), dense(1, relu)).lint(x, between(-3.2, 4)));
    says(
        "tanh beyond 1",
        OUT_OF_RANGE,
        "the model ends with tanh, which gives numbers from -1.0 to 1.0, but y goes from -0.5 to 40.0: end it with a layer without activation, or scale y",
        () -> model(huber, dense(1, tanh)).lint(x, between(-0.5, 40)));
    says(
        "sigmoid beyond 1",
        OUT_OF_RANGE,
        "the model ends with sigmoid, which gives numbers from 0.0 to 1.0, but y goes from 0.0 to 1.5: end it with a layer without activation, or scale y",
        () -> model(meanAbsoluteError, dense(1, sigmoid)).lint(x, between(0, 1.5)));
    says(
        "sigmoid for signs",
        OUT_OF_RANGE,
        "the model ends with sigmoid, which gives numbers from 0.0 to 1.0, but y goes from -1.0 to 1.0: end it with tanh, or without activation",
        () -> model(hinge, dense(1, sigmoid)).lint(x, labels(ROWS, i -> i % 2 * 2 - 1)));
    leaves("tanh for signs", () -> model(hinge, dense(1, tanh)).lint(x, labels(ROWS, i -> i % 2)));
    leaves("relu from 0", () -> model(meanSquaredError, dense(1, relu)).lint(x, between(0, 4)));
    leaves(
        "sigmoid from 0 to 1",
        () -> model(meanSquaredError, dense(1, sigmoid)).lint(x, between(0, 1)));
    leaves("no activation", () -> model(meanSquaredError, dense(1)).lint(x, between(-3, 4)));
    leaves(
        "something after it",
        () -> model(meanSquaredError, dense(1, tanh), rescaling(10)).lint(x, between(-3, 4)));
    return rows.stream();
  }

  private static List<Finding> rate(Optimizer optimizer) {
    return new Sequential(dense(1))
        .compile(optimizer, meanSquaredError)
        .lint(normal(ROWS, 2), between(-1, 1));
  }

  @TestFactory
  Stream<DynamicTest> learningRates() {
    says(
        "sgd",
        LEARNING_RATE,
        "sgd has a learning rate of 50.0, beyond 10.0, which goes so far along the slope that it overshoots the valley: try sgd(0.01)",
        () -> rate(sgd(50)));
    says(
        "sgd with momentum",
        LEARNING_RATE,
        "sgd has a learning rate of 1.5, beyond 1.0, which goes so far along the slope that it overshoots the valley: try sgd(0.01)",
        () -> rate(sgd(1.5).momentum(0.9)));
    says(
        "adam",
        LEARNING_RATE,
        "adam has a learning rate of 1.0, beyond 0.5, which moves each weight by about the rate itself, and weights are seldom larger than 1: try adam(0.001)",
        () -> rate(adam(1)));
    says(
        "adamW",
        LEARNING_RATE,
        "adamW has a learning rate of 0.6, beyond 0.5, which moves each weight by about the rate itself, and weights are seldom larger than 1: try adamW(0.001)",
        () -> rate(adamW(0.6)));
    says(
        "lion",
        LEARNING_RATE,
        "lion has a learning rate of 0.3, beyond 0.1, which moves each weight by the rate itself: try lion(3.0E-4)",
        () -> rate(lion(0.3)));
    says(
        "adagrad",
        LEARNING_RATE,
        "adagrad has a learning rate of 7.0, beyond 5.0, which moves each weight by up to the rate at first: try adagrad(0.01)",
        () -> rate(adagrad(7)));
    says(
        "adadelta",
        LEARNING_RATE,
        "adadelta has a learning rate of 20.0, beyond 10.0, which multiplies steps that are measured already: try adadelta(1.0)",
        () -> rate(adadelta(20)));
    says(
        "next to nothing",
        LEARNING_RATE,
        "adam has a learning rate of 1.0E-8, with which weights hardly move: try adam(0.001)",
        () -> rate(adam(1e-8)));
    says(
        "a schedule",
        LEARNING_RATE,
        "rmsprop has a learning rate of 3.0 at step 0, beyond 0.5, which moves each weight by about the rate itself, and weights are seldom larger than 1: try rmsprop(0.001)",
        () -> rate(rmsprop(exponentialDecay(3, 100, 0.5))));
    leaves("a warm-up", () -> rate(adam(cosineDecay(0, 1000).warmup(0.1, 100))));
    leaves("one cycle", () -> rate(adam(oneCycle(0.1, 1000))));
    leaves("no rate to judge", () -> rate(lbfgs()));
    leaves("a rate that training refuses", () -> rate(sgd(step -> Double.NaN)));
    leaves(
        "a schedule that fails",
        () ->
            rate(
                sgd(
                    step -> {
                      throw new IllegalStateException("mine");
                    })));
    for (Optimizer byDefault :
        List.of(
            sgd(),
            adam(),
            adamW(),
            adamax(),
            nadam(),
            rmsprop(),
            adagrad(),
            adadelta(),
            lion(),
            ftrl())) {
      leaves(byDefault.toString(), () -> rate(byDefault));
    }
    for (Optimizer bold :
        List.of(
            sgd(5),
            sgd(1).momentum(0.9),
            sgd(1e-7),
            adam(0.5),
            adam(1e-6),
            adamax(0.5),
            nadam(0.3),
            rmsprop(0.2),
            adagrad(1),
            adadelta(1),
            lion(0.1),
            ftrl(1))) {
      leaves(bold.toString(), () -> rate(bold));
    }
    return rows.stream();
  }

  // ---- in a fit

  private static List<String> warnings(Runnable action) {
    Logger logger = (Logger) LoggerFactory.getLogger(Lint.class);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.addAppender(appender);
    logger.setAdditive(false);
    try {
      action.run();
    } finally {
      logger.detachAppender(appender);
      logger.setAdditive(true);
    }
    return appender.list.stream().map(e -> e.getLevel() + " " + e.getFormattedMessage()).toList();
  }

  private static final String LARGE =
      "WARN x has 1 of 4 columns far from the size of 1 that training goes well with (column 2 from 278.0 to 1680.0): begin the model with normalization(), or scale x with a standardScaler";

  private static FitOptions quiet() {
    return epochs(1).verbose(0);
  }

  @Test
  void aFitWarnsOnceUntilTheModelIsCompiledAnew() {
    double[][] x = with(2, between(278, 1680));
    Sequential model = classifier();
    assertEquals(
        List.of(LARGE),
        warnings(
            () -> {
              model.fit(x, THREE, quiet());
              model.fit(x, THREE, quiet());
            }));
    assertEquals(1, model.lint(x, THREE).size(), "asked for, it is told again");
    model.compile(adam(), sparseCategoricalCrossentropy);
    assertEquals(List.of(LARGE), warnings(() -> model.fit(x, THREE, quiet())));
  }

  @Test
  void aFitCanBeToldNotTo() {
    double[][] x = with(2, between(278, 1680));
    assertEquals(List.of(), warnings(() -> classifier().fit(x, THREE, quiet().lint(false))));
    assertEquals(1, classifier().lint(x, THREE, quiet().lint(false)).size());
  }

  /** Whether lint asks, and not training. */
  private static boolean inLint() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(f -> f.getClassName().endsWith(".RateLint")));
  }

  /** Plain descent, which does something when lint asks for its rate. */
  private static Optimizer asked(Runnable action) {
    Optimizer plain = sgd(0.1);
    return new Optimizer() {
      @Override
      public Schedule learningRate() {
        if (inLint()) {
          action.run();
        }
        return plain.learningRate();
      }

      @Override
      public Update bind(Kernels k, Parameters parameters, Optimizer.Batch batch) {
        return plain.bind(k, parameters, batch);
      }
    };
  }

  @Test
  void aFitLooksOnceHoweverManyEpochs() {
    int[] looks = {0};
    Sequential model = classifier().compile(asked(() -> looks[0]++), sparseCategoricalCrossentropy);
    model.fit(normal(ROWS, 4), THREE, epochs(7).batchSize(8).verbose(0));
    assertEquals(1, looks[0]);
    model.fit(normal(ROWS, 4), THREE, epochs(7).batchSize(8).verbose(0).lint(false));
    assertEquals(1, looks[0], "silenced, it does not even look");
  }

  @Test
  void whatFailsWhenLookedAtKeepsNoFitFromBeginning() {
    Sequential model =
        classifier()
            .compile(
                asked(
                    () -> {
                      throw new IllegalStateException("asked");
                    }),
                sparseCategoricalCrossentropy);
    Sequential plain = classifier().compile(sgd(0.1), sparseCategoricalCrossentropy);
    double[][] x = normal(ROWS, 4);
    assertEquals(List.of(), warnings(() -> model.fit(x, THREE, quiet())));
    plain.fit(x, THREE, quiet());
    assertEquals(Weights.of(plain), Weights.of(model), "it trained as ever");
  }

  @Test
  void onlyTheFirstBatchIsLookedAt() {
    double[][] x = with(2, between(278, 1680));
    // All of class 0, with a constant column and equal ones: other batches may have others.
    double[][] flat = normal(ROWS, 4);
    for (double[] row : flat) {
      row[0] = 3;
      row[2] = row[1];
    }
    List<Batch> batches = List.of(new Batch(flat, new int[ROWS]), new Batch(x, THREE));
    assertEquals(List.of(), warnings(() -> classifier().fit(Batches.of(batches), quiet())));
    assertEquals(
        List.of(LARGE),
        warnings(
            () ->
                classifier()
                    .fit(
                        Batches.of(List.of(new Batch(x, THREE))),
                        quiet().validationData(Batches.of(batches)))));
  }

  @Test
  void aRefusedFitWarnsOfNothing() {
    double[][] x = with(2, between(278, 1680));
    assertEquals(
        List.of(),
        warnings(
            () ->
                assertThrows(
                    IllegalArgumentException.class,
                    () -> classifier().fit(x, labels(ROWS, i -> 3), quiet()))));
  }

  @Test
  void lintLeavesTheModelAlone() {
    double[][] x = with(2, between(278, 1680));
    Sequential model = classifier();
    Sequential other = classifier();
    List<Finding> findings = model.lint(x, THREE, epochs(3).validationSplit(0.2).shuffled());
    assertEquals(List.of(UNSCALED_COLUMN), findings.stream().map(Finding::rule).toList());
    assertThrows(UnsupportedOperationException.class, () -> findings.remove(0));
    assertThrows(IllegalStateException.class, model::getWeights, "none were made");
    model.seed(3); // refused for a model that was trained
    model.fit(x, THREE, quiet());
    other.fit(x, THREE, quiet().lint(false));
    assertEquals(Weights.of(other), Weights.of(model));
    List<List<Double>> before = Weights.of(model);
    model.lint(x, THREE);
    assertEquals(before, Weights.of(model));
    assertEquals(1, model.history().epochs());
  }

  @Test
  void aDatasetIsLookedOver() {
    Dataset data = Dataset.classification(with(2, between(278, 1680)), THREE, 3);
    assertEquals(UNSCALED_COLUMN, classifier().lint(data, epochs(2)).get(0).rule());
  }

  /** Class numbers are what the one-hot loss means: same weights, nothing to warn of. */
  @Test
  void classNumbersForAOneHotLossAreTaken() {
    double[][] x = normal(ROWS, 4);
    List<List<List<Double>>> weights = new ArrayList<>();
    for (Object y : List.of(THREE, oneHot(THREE, 3))) {
      Sequential model =
          new Sequential(dense(3, softmax)).seed(1).compile(sgd(0.1), categoricalCrossentropy);
      assertEquals(List.of(), warnings(() -> model.fit(x, y, quiet().shuffle(false))));
      weights.add(Weights.of(model));
    }
    assertEquals(weights.get(0), weights.get(1));
  }

  // ---- large data, of which a sample is looked at

  @Test
  void whatASampleMissesIsLookedForInAllRows() {
    int n = 300_000;
    double[][] x = new double[n][2];
    int[] y = new int[n];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < n; i++) {
      x[i][0] = random.nextDouble();
      y[i] = i % 2;
    }
    x[123_457][1] = 1; // almost a constant
    y[234_561] = 2; // almost no third class
    assertEquals(List.of(RARE_CLASS), classifier().lint(x, y).stream().map(Finding::rule).toList());
    x[123_457][1] = 0;
    y[234_561] = 1;
    assertEquals(
        List.of(CONSTANT_COLUMN, ABSENT_CLASS),
        classifier().lint(x, y).stream().map(Finding::rule).toList());
  }

  /** Rows that come in turns: a sample of every thirtieth would see one class of three only. */
  @Test
  void aSampleIsInStepWithNothing() {
    int[] sample = Columns.sample(300_000, 2);
    assertEquals(10_000, sample.length);
    int[] counts = new int[30];
    int before = -1;
    for (int row : sample) {
      assertTrue(row > before && row < 300_000);
      before = row;
      counts[row % 30]++;
    }
    assertTrue(Arrays.stream(counts).allMatch(c -> c > 250 && c < 420), Arrays.toString(counts));
    assertEquals(null, Columns.sample(10_000, 100));
    assertEquals(500, Columns.sample(600, 1 << 20).length);
    assertEquals(1337, Columns.sample(60_000, 784).length);
  }

  // ---- nothing is said of what is well posed

  private static Sequential classes(int outputs, DataType type) {
    return new Sequential(dense(16, relu), dense(outputs, softmax))
        .dtype(type)
        .compile(adam(0.01), sparseCategoricalCrossentropy, accuracy);
  }

  @Test
  void nothingIsSaidOfWellPosedProblems() {
    for (int seed = 1; seed <= 40; seed++) {
      List<Dataset> all =
          List.of(
              spiral(40, 3, seed),
              spiral(100, 5, seed),
              vertical(50, 3, seed),
              blobs(100, 3, 2, 2.0, seed),
              blobs(200, 4, 6, 1.0, seed),
              moons(100, 0.1, seed),
              circles(100, 0.05, 0.8, seed),
              xor(60, 0.1, seed));
      for (Dataset data : all) {
        int outputs = data.classes();
        Split<Dataset> split = data.split(0.8, seed);
        FitOptions[] options = {
          epochs(1),
          epochs(1).validationSplit(0.2).stratified(),
          epochs(1).validationData(split.test())
        };
        for (FitOptions o : options) {
          Dataset used = o.validationX == null ? data : split.train();
          assertEquals("", texts(classes(outputs, DataType.FLOAT).lint(used, o)), data.toString());
        }
        double[][] hot = oneHot(data.labels(), outputs);
        assertEquals(
            "",
            texts(
                new Sequential(dense(8, tanh), dense(outputs, softmax))
                    .compile(sgd(0.5), categoricalCrossentropy)
                    .lint(data.x(), hot)));
        if (outputs == 2) {
          assertEquals(
              "",
              texts(
                  new Sequential(dense(8, relu), dense(1, sigmoid))
                      .compile(sgd(0.1).momentum(0.9), binaryCrossentropy)
                      .lint(data, epochs(1))));
        }
      }
      assertEquals(
          "",
          texts(
              new Sequential(dense(8, relu), dense(1))
                  .compile(adam(), meanSquaredError)
                  .lint(sine(100), epochs(1))));
    }
  }

  /** Random numbers and flags, and sums of them: regressions, several labels, many classes. */
  @Test
  void nothingIsSaidOfRandomProblems() {
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int n = 30 + random.nextInt(400);
      int columns = 1 + random.nextInt(30);
      int outputs = 2 + random.nextInt(4);
      double[][] x = new double[n][columns];
      double[][] real = new double[n][outputs];
      double[][] several = new double[n][outputs];
      int[] label = new int[n];
      double[] scale = new double[columns];
      Arrays.setAll(scale, j -> Math.pow(10, 2 * random.nextDouble() - 1));
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < columns; j++) {
          boolean flag = j % 3 == 2;
          x[i][j] = flag ? random.nextInt(2) : scale[j] * (2 * random.nextDouble() - 1);
        }
        for (int k = 0; k < outputs; k++) {
          real[i][k] = x[i][k % columns] * 3 - random.nextDouble();
          several[i][k] = random.nextInt(2);
        }
        label[i] = i < outputs ? i : random.nextInt(outputs);
      }
      String where = "seed " + seed;
      Layer hidden = dense(4, relu);
      assertEquals("", texts(model(meanSquaredError, hidden, dense(outputs)).lint(x, real)), where);
      assertEquals(
          "", texts(model(binaryCrossentropy, dense(outputs, sigmoid)).lint(x, several)), where);
      assertEquals("", texts(classes(outputs, DataType.DOUBLE).lint(x, label)), where);
    }
  }

  // ---- the tables it rests on

  @Test
  void rangesAreThoseOfTheFormulas() {
    Activation[] all = {
      linear,
      relu,
      relu6,
      leakyRelu,
      elu,
      elu(0.4),
      selu,
      celu,
      celu(2),
      gelu,
      gelu(true),
      silu,
      mish,
      softplus,
      squareplus,
      sparsePlus,
      exponential,
      softsign,
      hardSigmoid,
      hardTanh,
      hardSilu,
      softShrink,
      hardShrink,
      tanhShrink,
      logSigmoid,
      sigmoid,
      tanh,
      relu(3, 0.5, 0),
      relu(3, 0, 1),
      leakyRelu(0),
      threshold(0.5, -2),
      threshold(-1, 3)
    };
    for (Activation f : all) {
      Range range = Range.of(f);
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = -400_000; i <= 400_000; i++) {
        double a = ((ElementwiseActivation) f).f(i * 1e-3);
        least = Math.min(least, a);
        most = Math.max(most, a);
      }
      assertEquals(range.least(), least < -10 ? Double.NEGATIVE_INFINITY : least, 4e-3, "" + f);
      assertEquals(range.most(), most > 10 ? Double.POSITIVE_INFINITY : most, 4e-3, "" + f);
    }
    assertEquals(new Range(0, 1), Range.of(softmax));
    assertEquals(new Range(Double.NEGATIVE_INFINITY, 0), Range.of(logSoftmax));
    assertTrue(Range.of(elementwise("own", Math::sin, Math::cos)).isUnbounded());
  }
}
