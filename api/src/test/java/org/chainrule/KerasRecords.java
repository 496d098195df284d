package org.chainrule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What another framework computed, in a text file beside the script that made it: lines {@code name
 * value value …}, first the data that all cases share, then for each case a line {@code case name}
 * and its figures.
 *
 * @param data the shared data by name
 * @param cases the cases in the order of the file
 */
public record KerasRecords(Map<String, double[]> data, List<Case> cases) {
  /**
   * One case.
   *
   * @param name what follows {@code case}
   * @param figures its figures by name
   */
  public record Case(String name, Map<String, double[]> figures) {
    /** The words of the name. */
    public String[] words() {
      return name.split(" ", -1);
    }
  }

  /** Reads a resource. */
  public static KerasRecords read(String resource) throws IOException {
    KerasRecords records = new KerasRecords(new LinkedHashMap<>(), new ArrayList<>());
    Map<String, double[]> figures = records.data;
    for (String line : lines(resource)) {
      int space = line.indexOf(' ');
      String key = line.substring(0, space);
      String rest = line.substring(space + 1);
      if (key.equals("case")) {
        figures = new LinkedHashMap<>();
        records.cases.add(new Case(rest, figures));
      } else if (!key.equals("#")) {
        figures.put(
            key, Arrays.stream(rest.split(" ", -1)).mapToDouble(Double::parseDouble).toArray());
      }
    }
    return records;
  }

  /** The lines of a resource. */
  public static List<String> lines(String resource) throws IOException {
    try (InputStream in = KerasRecords.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** A test for each case in DOUBLE, and one in FLOAT, which users train in. */
  public Stream<DynamicTest> inBothTypes(BiConsumer<Case, DataType> check) {
    return cases.stream()
        .flatMap(
            c ->
                Stream.of(DataType.DOUBLE, DataType.FLOAT)
                    .map(type -> dynamicTest(c.name + " " + type, () -> check.accept(c, type))));
  }

  /** How far losses may be from a record of float64 after some hundred steps; weights ten times. */
  public static double tolerance(DataType type) {
    return type == DataType.DOUBLE ? 1e-9 : 1e-4;
  }

  /** Shared data as rows of so many columns. */
  public double[][] rows(String name, int columns) {
    double[] values = data.get(name);
    double[][] rows = new double[values.length / columns][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * columns, (i + 1) * columns));
    return rows;
  }

  /** All numbers of some arrays, one after the other. */
  public static double[] flat(List<INDArray> arrays) {
    return arrays.stream()
        .flatMapToDouble(a -> Arrays.stream(a.ravel().toDoubleVector()))
        .toArray();
  }

  /** Gives a model its weights from all of their numbers, one after the other. */
  public static void setWeights(Sequential model, double[] values) {
    List<INDArray> weights = new ArrayList<>();
    int from = 0;
    for (INDArray w : model.getWeights()) {
      int end = from + (int) w.length();
      weights.add(Nd4j.createFromArray(Arrays.copyOfRange(values, from, end)).reshape(w.shape()));
      from = end;
    }
    assertEquals(values.length, from);
    model.setWeights(weights);
  }

  /** Checks that all are equal up to a relative difference, absolute below 1e-3. */
  public static void assertClose(String what, double[] expected, double[] actual, double within) {
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      double bound = within * Math.max(1e-3, Math.abs(expected[i]));
      assertTrue(
          Math.abs(expected[i] - actual[i]) <= bound,
          what + "[" + i + "]: the record has " + expected[i] + ", but here it is " + actual[i]);
    }
  }
}
