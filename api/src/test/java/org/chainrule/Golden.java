package org.chainrule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A value in a golden record, and comparisons with it. */
final class Golden {
  private final JsonValue value;

  private Golden(JsonValue value) {
    this.value = value;
  }

  static Golden read(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name);
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return new Golden(Json.parse(reader));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Golden at(String... path) {
    JsonValue v = value;
    for (String name : path) {
      v = v.asObject().get(name);
    }
    return new Golden(v);
  }

  Golden at(int index) {
    return new Golden(value.asArray().get(index));
  }

  int size() {
    return value.asArray().size();
  }

  double number() {
    return value.asDouble();
  }

  /** All numbers in it, however deep, in order. */
  double[] numbers() {
    List<Double> all = new ArrayList<>();
    collect(value, all);
    return all.stream().mapToDouble(v -> v).toArray();
  }

  private static void collect(JsonValue v, List<Double> all) {
    if (v.isArray()) {
      v.asArray().forEach(part -> collect(part, all));
    } else {
      all.add(v.asDouble());
    }
  }

  int[] integers() {
    double[] numbers = numbers();
    int[] integers = new int[numbers.length];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = (int) numbers[i];
    }
    return integers;
  }

  double[][] matrix() {
    JsonArray rows = value.asArray();
    double[][] matrix = new double[rows.size()][];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = new Golden(rows.get(i)).numbers();
    }
    return matrix;
  }

  /** A kernel as the model has it, (in, out), from one that is stored as (out, in). */
  INDArray transposed() {
    return Nd4j.createFromArray(matrix()).transpose().dup('c');
  }

  INDArray array() {
    return Nd4j.createFromArray(matrix());
  }

  INDArray vector() {
    return Nd4j.createFromArray(numbers());
  }

  /** Kernels and biases by turns, the kernels stored as (out, in). */
  List<INDArray> weightsOutByIn() {
    List<INDArray> weights = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      weights.add(i % 2 == 0 ? at(i).transposed() : at(i).vector());
    }
    return weights;
  }

  /** Kernels and biases by turns, the kernels stored as (in, out). */
  List<INDArray> weightsInByOut() {
    List<INDArray> weights = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      weights.add(i % 2 == 0 ? at(i).array() : at(i).vector());
    }
    return weights;
  }

  /** How far a model of the type may be from the records. */
  static double tolerance(DataType type) {
    return type == DataType.DOUBLE ? 1e-9 : 1e-4;
  }

  /** Whether the array holds these numbers, in order. */
  void matches(String what, INDArray actual) {
    double[] expected = numbers();
    double[] numbers = actual.dup('c').castTo(DataType.DOUBLE).data().asDouble();
    assertEquals(expected.length, numbers.length, what);
    for (int i = 0; i < expected.length; i++) {
      matches(what + ", number " + i, expected[i], numbers[i], actual.dataType());
    }
  }

  static void matches(String what, double expected, double actual, DataType type) {
    double allowed = tolerance(type) * Math.max(1, Math.abs(expected));
    assertEquals(expected, actual, allowed, what + " in " + type);
  }

  /** Whether the weights are the expected ones, in order and shape. */
  static void match(String what, List<INDArray> expected, List<INDArray> actual) {
    assertEquals(expected.size(), actual.size(), what);
    for (int i = 0; i < expected.size(); i++) {
      String name = what + ", array " + i;
      assertEquals(
          List.of(boxed(expected.get(i).shape())), List.of(boxed(actual.get(i).shape())), name);
      double[] e = expected.get(i).dup('c').data().asDouble();
      double[] a = actual.get(i).dup('c').castTo(DataType.DOUBLE).data().asDouble();
      for (int j = 0; j < e.length; j++) {
        matches(name + ", number " + j, e[j], a[j], actual.get(i).dataType());
      }
    }
  }

  private static Long[] boxed(long[] shape) {
    return java.util.Arrays.stream(shape).boxed().toArray(Long[]::new);
  }
}
