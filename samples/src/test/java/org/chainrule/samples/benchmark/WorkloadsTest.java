package org.chainrule.samples.benchmark;

import static org.junit.jupiter.api.Assertions.*;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.chainrule.samples.Arguments.WrongArgument;
import org.chainrule.samples.ProgramsTest;
import org.junit.jupiter.api.Test;

class WorkloadsTest {
  private static final String STEP = "us_per_step \\d+\\.\\d\\d samples_per_s \\d+";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Runs with repeats of a millisecond, and returns the lines. */
  private List<String> run(String... args) throws IOException {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Workloads.run(Workloads.arguments().parse("--millis=1").parse(args), out);
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static void matches(String expected, String line) {
    assertTrue(line.matches(expected), line);
  }

  @Test
  void workloadsPrintTheirLinesBelowAHeader() throws IOException {
    List<String> lines = run("--only", "W1,W5a,W4");
    matches(
        "# JDK 1?\\d.*, ND4J 1\\.0\\.0\\S*, \\d+ threads, heap of at most \\d+ MB", lines.get(0));
    matches("# OPENBLAS_CORETYPE is (not set|\\S+, which may halve .*)", lines.get(1));
    matches("# OPENBLAS_L2_SIZE is (not set|\\S+, which may halve .*)", lines.get(2));
    matches("chainrule W1 " + STEP, lines.get(3));
    matches("chainrule W5a us_per_row \\d+\\.\\d\\d\\d", lines.get(4));
    matches("chainrule W4 " + STEP, lines.get(5));
    assertEquals(6, lines.size());
  }

  @Test
  void everyActivationAndOptimizerCanBeMeasured() throws IOException {
    List<String> optimizers =
        List.of(
            "sgd momentum nesterov adam adamW adamax nadam rmsprop adagrad adadelta lion ftrl"
                .split(" ", -1));
    int i = 0;
    for (String f :
        ("linear relu leakyRelu relu6 elu selu celu gelu silu mish sigmoid hardSigmoid logSigmoid tanh hardTanh softplus"
                + " softsign exponential squareplus softmax")
            .split(" ", -1)) {
      String optimizer = optimizers.get(i++ % optimizers.size());
      List<String> lines =
          run(
              "--dims 3,5,2 --hidden %s --output %s --optimizer %s --batch 4 --rows 11 --dropout %s --batchnorm %s"
                  .formatted(
                      f,
                      f.equals("logSigmoid") || f.equals("exponential") ? "linear" : f,
                      optimizer,
                      i % 2 == 0 ? "0.2" : "0",
                      i % 3 == 0 ? "yes" : "no")
                  .split(" ", -1));
      matches("chainrule custom " + STEP, lines.get(lines.size() - 1));
      assertEquals(4 * i, lines.size(), "nothing but a header and this network");
    }
  }

  @Test
  void modelsAreTrainedSideBySide() throws IOException {
    List<String> lines = run("--only", "W4", "--models", "3", "--threads", "1");
    matches("# JDK .* 1 threads, .*", lines.get(0));
    assertEquals(6, lines.size());
    lines.subList(3, 6).forEach(line -> matches("chainrule W4 " + STEP, line));
  }

  @Test
  void aRepeatForEachLineThatIsRead() throws IOException {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("\n\n".getBytes(StandardCharsets.UTF_8)));
    try {
      List<String> lines = run("--only", "W4", "--turns", "yes");
      assertEquals("ready", lines.get(3));
      lines.subList(4, 6).forEach(line -> matches("chainrule W4 " + STEP, line));
      assertEquals(6, lines.size());
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void wrongArgumentsAreNamedOnOneLine() {
    wrong(
        "--hidden expects celu, elu, exponential, gelu, hardSigmoid, hardTanh, leakyRelu, linear, logSigmoid, logSoftmax,"
            + " mish, relu, relu6, selu, sigmoid, silu, softmax, softplus, softsign, squareplus, tanh, but got 'swift'",
        "--hidden=swift");
    wrong("--optimizer expects adadelta, adagrad, adam, adamW,", "--optimizer=lamb");
    wrong("--dropout expects a number from 0 up to 1, such as 0.2, but got '1'", "--dropout=1");
    wrong("--dropout expects a number from 0 up to 1, such as 0.2, but got 'x'", "--dropout=x");
    wrong("--batchnorm expects no, yes, but got 'maybe'", "--batchnorm=maybe");
    wrong("--threads expects a number from 1 to ", "--threads=0");
    wrong("--only expects W1, W2, W3, W4, W5a, W5b, but got 'W6'", "--only=W1,W6");
    wrong("--dims expects at least 2 numbers, but got [7]", "--dims=7");
    wrong("--dims expects a number from 1 to 10000000, but got 0", "--dims=7,0,2");
    wrong("--dims expects a whole number, but got ''", "--dims=7,,2");
    wrong("--batch expects a number from 1 to 10000000, but got 0", "--batch=0");
    wrong("--turns expects one workload and one model, such as --only W5b", "--turns=yes");
    wrong("--turns expects no, yes, but got 'maybe'", "--turns=maybe");
    wrong("softmax expects at least 2 columns, but got 1", "--dims=7,1");
  }

  private void wrong(String message, String argument) {
    WrongArgument error = assertThrows(WrongArgument.class, () -> run(argument));
    assertTrue(error.getMessage().contains(message), error.getMessage());
    assertEquals(1, error.getMessage().lines().count());
    assertEquals(0, bytes.size(), "nothing was begun");
  }

  @Test
  void mainEndsWithTwoAndOneLine() throws Exception {
    ProgramsTest.Run run = ProgramsTest.java(Workloads.class, "--dims", "7,0");
    assertEquals(2, run.code());
    assertEquals("", run.out());
    assertEquals(
        "Workloads: --dims expects a number from 1 to 10000000, but got 0; --help lists the arguments\n",
        run.err());
  }
}
