package org.chainrule;

import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.chainrule.metrics.Average;
import org.chainrule.metrics.ConfusionMatrix;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Reports of models whose outputs are their inputs, so that every number can be seen. */
class ReportTest {
  /** ŷ = x. */
  private static Sequential identity(int columns) {
    Sequential model = new Sequential(input(columns), dense(columns)).dtype(DataType.DOUBLE);
    model.setWeights(List.of(Nd4j.eye(columns), Nd4j.zeros(columns)));
    return model;
  }

  private static int[] ints(double[] values) {
    return Arrays.stream(values).mapToInt(v -> (int) v).toArray();
  }

  // ---- classification

  private static final double[][] P = {
    {0.7, 0.2, 0.1},
    {0.3, 0.6, 0.1},
    {0.2, 0.6, 0.2},
    {0.1, 0.5, 0.4},
    {0.4, 0.3, 0.3},
    {0.1, 0.5, 0.4},
  };
  private static final int[] Y = {0, 0, 1, 1, 1, 2};

  private static ClassificationReport report() {
    return Report.classification(identity(3), P, Y);
  }

  @Test
  void numbersOfAClassification() {
    ClassificationReport report = report();
    ConfusionMatrix m = report.confusionMatrix();
    assertEquals(ConfusionMatrix.of(Y, new int[] {0, 1, 1, 1, 0, 1}), m);
    assertEquals(6, report.rows());
    assertEquals(3 / 6.0, report.accuracy());
    // p of the classes: 0.7, 0.3, 0.6, 0.5, 0.3, 0.4
    assertEquals(-Math.log(0.7 * 0.3 * 0.6 * 0.5 * 0.3 * 0.4) / 6, report.logLoss(), 1e-15);
    assertEquals(
        List.of(
            new ClassificationReport.Example(1, 0, 1, 0.3), // of equal ones the first row
            new ClassificationReport.Example(4, 1, 0, 0.3),
            new ClassificationReport.Example(5, 2, 1, 0.4)),
        report.worst(3));
    assertEquals(-Math.log(0.3), report.worst(1).get(0).loss(), 1e-15);
    assertEquals(6, report.worst(100).size());
  }

  @Test
  void printsAClassification() {
    assertEquals(
        """
                         precision    recall  f1-score   support

                 setosa     0.5000    0.5000    0.5000         2
        versicolor alba     0.5000    0.6667    0.5714         3
              virginica     0.0000    0.0000    0.0000         1

               accuracy                         0.5000         6
              macro avg     0.3333    0.3889    0.3571         6
           weighted avg     0.4167    0.5000    0.4524         6

        3 of 6 rows wrong, log loss 0.8141

        confusion matrix, true classes down, predicted ones across
                           setosa  versicolo…  virginica
                   setosa       1           1          0
          versicolor alba       1           2          0
                virginica       0           1          0

        worst rows, by the probability of their class
          row             true        predicted  probability    loss
            1           setosa  versicolor alba       0.3000  1.2040
            4  versicolor alba           setosa       0.3000  1.2040
            5        virginica  versicolor alba       0.4000  0.9163
            3  versicolor alba  versicolor alba       0.5000  0.6931
            2  versicolor alba  versicolor alba       0.6000  0.5108""",
        report().names("setosa", "versicolor alba", "virginica").toString());
  }

  @Test
  void oneHotRowsAreTheSame() {
    double[][] onehot = new double[6][3];
    for (int i = 0; i < 6; i++) {
      onehot[i][Y[i]] = 1;
    }
    assertEquals(report().toString(), Report.classification(identity(3), P, onehot).toString());
  }

  @Test
  void printsAlikeEverywhere() {
    String here = report().toString();
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals(here, report().toString());
    } finally {
      Locale.setDefault(before);
    }
  }

  /** The table of scikit-learn, to the character. */
  @Test
  void theTableIsThatOfScikitLearn() throws IOException {
    KerasRecords data = KerasRecords.read("/keras/metrics.txt");
    Sequential five = identity(5);
    double[][] p = data.rows("yhat_classes", 5);
    int[] y = ints(data.data().get("y_classes"));
    startsAs("classes", Report.classification(five, p, y));
    startsAs(
        "named",
        Report.classification(five, p, y).names("ant", "bee", "cat", "the long dog", "elk"));
    startsAs(
        "binary",
        Report.classification(
            identity(1), data.rows("yhat_binary", 1), ints(data.data().get("y_binary"))));
  }

  private static void startsAs(String name, ClassificationReport report) throws IOException {
    List<String> lines = KerasRecords.lines("/keras/reports.txt");
    int first = lines.indexOf("case " + name) + 1;
    String table =
        lines.subList(first, lines.size()).stream()
            .takeWhile(line -> !line.startsWith("case"))
            .collect(Collectors.joining("\n"));
    assertTrue(table.contains("weighted avg"), table);
    assertEquals(table.strip(), report.toString().substring(0, table.length()).strip());
  }

  @Test
  void oneSigmoidIsTwoClasses() {
    Sequential model = identity(1);
    ClassificationReport report =
        Report.classification(model, new double[][] {{0.9}, {0.5}, {0.25}}, new int[] {1, 1, 0});
    assertEquals(
        ConfusionMatrix.of(new int[] {1, 1, 0}, new int[] {1, 0, 0}, 2), report.confusionMatrix());
    assertEquals(List.of(1, 2, 0), report.worst(3).stream().map(e -> e.row()).toList());
    assertEquals(0.75, report.worst(2).get(1).probability()); // of class 0
  }

  /** A class that occurs nowhere has a line of zeros, and no part in the averages. */
  @Test
  void classesThatDoNotOccur() {
    ClassificationReport report =
        Report.classification(
            identity(3), new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 1, 0}}, new int[] {0, 1, 0});
    // class 0: precision 1, recall ½; class 1: precision ½, recall 1
    assertEquals(0.75, report.confusionMatrix().precision(Average.MACRO));
    assertEquals((2 * 0.5 + 1) / 3, report.confusionMatrix().recall(Average.WEIGHTED), 1e-15);
    assertEquals(2 / 3.0, report.confusionMatrix().f1(Average.MICRO));
    assertTrue(
        report.toString().contains("           2     0.0000    0.0000    0.0000         0\n"),
        report.toString());
  }

  @Test
  void manyClassesListTheirConfusions() {
    double[][] p = new double[30][25];
    int[] y = new int[30];
    for (int i = 0; i < 30; i++) {
      y[i] = i < 25 ? i : 7;
      p[i][i < 25 ? i : 8] = 1;
    }
    String text = Report.classification(identity(25), p, y).toString();
    assertTrue(
        text.contains(
            """

            most frequent confusions
              true  predicted  rows
                 7          8     5

            worst rows"""),
        text);
    assertFalse(text.contains("confusion matrix"), text);
    assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
  }

  @Test
  void realActivationsInFloat() {
    double[][] x = {{2, -1, 0.5}, {-1, 3, 0.25}, {0, 1, 4}, {1e4, -1e4, 0}};
    Sequential classes = new Sequential(input(3), activation(softmax));
    assertEquals(1, Report.classification(classes, x, new int[] {0, 1, 2, 0}).accuracy());
    Sequential bits = new Sequential(input(3), dense(1, sigmoid)).seed(1);
    ClassificationReport report = Report.classification(bits, x, new int[] {0, 1, 1, 0});
    int[] predicted = bits.predictClasses(x);
    assertEquals(
        ConfusionMatrix.of(new int[] {0, 1, 1, 0}, predicted, 2), report.confusionMatrix());
    assertTrue(Double.isFinite(report.logLoss()));
  }

  // ---- regression

  private static final double[][] TARGETS = {{1, 10}, {2, 10}, {6, 10}};
  private static final double[][] GUESSES = {{2, 10}, {2, 12}, {4, 10}};

  @Test
  void numbersOfARegression() {
    RegressionReport report = Report.regression(identity(2), GUESSES, TARGETS);
    // errors 1, 0, −2: squares 5, Σ(y − 3)² = 14; relative 1, 0, 1/3
    assertEquals(
        new RegressionReport.Errors(
                5 / 3.0, Math.sqrt(5 / 3.0), 1, 100 * (1 + 1 / 3.0) / 3, 1 - 5 / 14.0, -1 / 3.0)
            .toString(),
        report.outputs().get(0).toString());
    // errors 0, 2, 0 of a constant
    assertEquals(
        new RegressionReport.Errors(4 / 3.0, Math.sqrt(4 / 3.0), 2 / 3.0, 20 / 3.0, 0, 2 / 3.0)
            .toString(),
        report.outputs().get(1).toString());
    assertEquals(1.5, report.mean().meanSquaredError(), 1e-15);
    assertEquals(3, report.rows());
    assertEquals(
        List.of(
            new RegressionReport.Example(1, 1, 10, 12), // squares 1, 4, 4: the first of equal ones
            new RegressionReport.Example(2, 0, 6, 4),
            new RegressionReport.Example(0, 0, 1, 2)),
        report.worst(9));
    assertEquals(-2, report.worst(2).get(1).error());
    assertEquals(1, Report.regression(identity(2), TARGETS, TARGETS).mean().r2());
  }

  @Test
  void printsARegression() {
    assertEquals(
        """
        output     MSE    RMSE     MAE      MAPE      R2     bias
         width  1.6667  1.2910  1.0000  44.4444%  0.6429  -0.3333
        height  1.3333  1.1547  0.6667   6.6667%  0.0000   0.6667
          mean  1.5000  1.2228  0.8333  25.5556%  0.3214   0.1667

        3 rows; the worst, by their squared error
          row  output     true  predicted    error
            1  height  10.0000    12.0000   2.0000
            2   width   6.0000     4.0000  -2.0000
            0   width   1.0000     2.0000   1.0000""",
        Report.regression(identity(2), GUESSES, TARGETS).names("width", "height").toString());
    String one =
        Report.regression(identity(1), new double[][] {{2e8}, {0}}, new double[] {1e8, 1e-5})
            .toString();
    assertTrue(one.startsWith("output         MSE        RMSE"), one);
    assertTrue(one.contains("1.0000e+08") && one.contains("1.0000e-05"), one);
    assertFalse(one.contains("mean"), one);
  }

  // ---- the confusion matrix

  @Test
  void confusionsAddUp() {
    ConfusionMatrix a = ConfusionMatrix.of(new int[] {0, 1, 2}, new int[] {0, 2, 2}, 3);
    ConfusionMatrix b = ConfusionMatrix.of(new int[] {1, 1}, new int[] {1, 2}, 3);
    ConfusionMatrix both = a.plus(b);
    assertEquals(ConfusionMatrix.of(new int[] {0, 1, 2, 1, 1}, new int[] {0, 2, 2, 1, 2}), both);
    assertEquals(both.hashCode(), b.plus(a).hashCode());
    assertEquals(2, both.count(1, 2));
    assertEquals(3, both.support(1));
    assertEquals(3, both.predicted(2));
    assertEquals(5, both.total());
    assertEquals(3, both.right());
    assertEquals(3 / 5.0, both.accuracy());
    assertEquals(1 / 3.0, both.precision(2));
    assertEquals(1 / 3.0, both.recall(1));
    assertEquals(2 / 4.0, both.f1(2)); // 2·1/(1 + 3)
    assertEquals("   0  1  2\n0  1  0  0\n1  0  1  2\n2  0  0  1", both.toString());
    long[][] copy = both.toArray();
    copy[0][0] = 9;
    assertEquals(1, both.count(0, 0));
  }

  // ---- mistakes

  private static void refused(String message, Runnable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
    assertEquals(message, e.getMessage());
  }

  @Test
  void wrongData() {
    Sequential three = identity(3);
    refused(
        "Report.classification expects a model, but got null: pass one",
        () -> Report.classification(null, P, Y));
    refused(
        "Report.classification expects x and y with the same number of rows, but x has 6 and y has 2: pass one target for each sample",
        () -> Report.classification(three, P, new int[2]));
    refused(
        "Report.classification expects y with one column of classes or 3 one-hot columns, but it has 2: pass class numbers as int[]",
        () -> Report.classification(three, P, new double[6][2]));
    refused(
        "Report.classification expects class numbers from 0 to 2, but y has 3.0 at row 1: number the classes from 0, or use Report.regression for numbers",
        () -> Report.classification(three, P, new int[] {0, 3, 0, 0, 0, 0}));
    refused(
        "Report.classification expects class numbers from 0 to 1, but y has 0.5 at row 0: number the classes from 0, or use Report.regression for numbers",
        () -> Report.classification(identity(1), new double[][] {{1}}, new double[] {0.5}));
    refused(
        "Report.classification expects one-hot rows, a single 1 among zeros, but row 1 of y is [1.0, 0.0, 1.0]: pass class numbers as int[], or report on each label alone",
        () ->
            Report.classification(
                three, new double[][] {P[0], P[1]}, new double[][] {{1, 0, 0}, {1, 0, 1}}));
    refused(
        "Report.classification expects probabilities from 0 to 1, but the model puts out -2.0 at row 0, column 1: end it with softmax or sigmoid",
        () -> Report.classification(three, new double[][] {{1, -2, 3}}, new int[] {0}));
    refused(
        "Report.regression expects y with one column for each of the model's 3 outputs, but it has 1: pass as many",
        () -> Report.regression(three, P, new double[6]));
    refused(
        "names expects 3 names, one for each class, but got 2: name all",
        () -> report().names("a", "b"));
    refused(
        "names expects a name for each class, but got null: pass one",
        () -> report().names("a", "b", null));
    refused(
        "names expects 2 names, one for each output, but got 1: name all",
        () -> Report.regression(identity(2), GUESSES, TARGETS).names("a"));
    refused(
        "worst expects a number of rows of at least 1, but got 0: use for example worst(10)",
        () -> report().worst(0));
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> Report.classification(new Sequential(dense(3, softmax)), P, Y));
    assertEquals(
        "predict expects a model with weights, but it has none yet: fit it, or begin it with an input such as input(4)",
        e.getMessage());
  }

  @Test
  void wrongConfusions() {
    refused(
        "ConfusionMatrix expects one prediction for each true class, but got 1 and 2: pass as many",
        () -> ConfusionMatrix.of(new int[2], new int[1]));
    refused(
        "ConfusionMatrix expects one prediction for each true class, but got 0 and 0: pass as many",
        () -> ConfusionMatrix.of(new int[0], new int[0]));
    refused(
        "ConfusionMatrix expects classes from 0 to 1, but got -1 at row 1: count from 0",
        () -> ConfusionMatrix.of(new int[] {0, 1}, new int[] {1, -1}));
    refused(
        "ConfusionMatrix expects classes from 0 to 1, but got 2 at row 0: count from 0",
        () -> ConfusionMatrix.of(new int[] {2}, new int[] {0}, 2));
    refused(
        "ConfusionMatrix expects a class from 0 to 2, but was asked for 3: name one of them",
        () -> report().confusionMatrix().recall(3));
    refused(
        "ConfusionMatrix expects the predicted classes, but got null: pass one",
        () -> ConfusionMatrix.of(Y, null));
    refused(
        "ConfusionMatrix expects 3 names, one for each class, but got 1: name all",
        () -> report().confusionMatrix().toString("a"));
    refused(
        "plus expects a confusion matrix of 3 classes, but got one of 2: give both the number of classes, as in of(y, predicted, 3)",
        () -> report().confusionMatrix().plus(ConfusionMatrix.of(new int[] {1}, new int[] {0})));
  }

  /** A report of many rows is made at once. */
  @Test
  void manyRows() {
    int[] y = IntStream.range(0, 20_000).map(i -> i % 3).toArray();
    float[][] x = new float[y.length][3];
    for (int i = 0; i < y.length; i++) {
      x[i][y[i]] = 1;
    }
    assertEquals(1, Report.classification(identity(3), x, y).accuracy());
  }
}
