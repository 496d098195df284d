package org.chainrule;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights as lists of numbers, which are equal when each bit is: INDArray.equals allows 1e-5. */
final class Weights {
  private Weights() {}

  static List<List<Double>> of(Sequential model) {
    return of(model.getWeights());
  }

  static List<List<Double>> of(List<INDArray> arrays) {
    return arrays.stream()
        .map(array -> Arrays.stream(array.ravel().toDoubleVector()).boxed().toList())
        .toList();
  }
}
