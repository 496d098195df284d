package org.chainrule.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Rng;
import org.chainrule.initializers.Initializer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * All parameters of a model, in Keras' order. Those that are trained share one flat vector of
 * values, and one of gradients beside it; the others share a vector of state.
 */
public final class Parameters {
  private final List<Parameter> list = new ArrayList<>();
  private final Map<Parameter, double[]> constants = new LinkedHashMap<>(); // not in the list
  private int trained; // numbers so far
  private int untrained;
  private Matrix value;
  private Matrix gradient;
  private Matrix state;

  /** No parameters yet. */
  public Parameters() {}

  Parameter add(String name, int[] shape, Initializer initializer, boolean train) {
    long count = 1;
    for (int length : shape) {
      count *= length;
    }
    Check.that(
        size() + count <= Integer.MAX_VALUE / Float.BYTES,
        "Sequential expects at most %d weights, but a %s of shape %s brings them to %d: use fewer units",
        Integer.MAX_VALUE / Float.BYTES,
        name,
        Arrays.toString(shape),
        size() + count);
    Parameter p = new Parameter(name, shape, initializer, train, train ? trained : untrained);
    list.add(p);
    if (train) {
      trained += (int) count;
    } else {
      untrained += (int) count;
    }
    return p;
  }

  Parameter constant(double[] values) {
    Parameter p = new Parameter("constant", new int[] {values.length}, null, false, 0);
    constants.put(p, values);
    return p;
  }

  /** Makes the memory of the values, all 0. */
  public void allocate(Kernels k) {
    value = Matrix.zeros(k.type(), 1, Math.max(1, trained), rowLength());
    state = k.zeros(1, Math.max(1, untrained));
    list.forEach(p -> p.placeValue(p.isTrained() ? value : state));
    constants.forEach(
        (p, values) -> {
          p.placeValue(k.zeros(1, values.length));
          p.value().set(values);
        });
  }

  /** The columns of the trained parameter whose place in memory matters most. */
  private int rowLength() {
    return trained().stream()
        .max(Comparator.comparingDouble(p -> p.size() * Matrix.gainOfPlace(p.columns())))
        .map(Parameter::columns)
        .orElse(1);
  }

  /**
   * New values of each parameter from its initializer.
   *
   * @throws IllegalArgumentException when an initializer gives other than one finite number for
   *     each weight
   */
  public List<double[]> draw(Rng rng) {
    double largest = value.type() == DataType.DOUBLE ? Double.MAX_VALUE : Float.MAX_VALUE;
    List<double[]> values = new ArrayList<>();
    for (Parameter p : list) {
      double[] drawn = p.initializer().values(p.shape(), rng);
      Check.that(
          drawn != null && drawn.length == p.size(),
          "The initializer of a %s of shape %s expects to give %d values, but gave %s: return one for each weight, row by row",
          p.name(),
          Arrays.toString(p.shape()),
          p.size(),
          drawn == null ? "null" : drawn.length);
      for (double v : drawn) {
        if (!(Math.abs(v) <= largest)) { // the message's parts cost more than the test
          throw new IllegalArgumentException(
              Check.message(
                  "The initializer of a %s of shape %s expects to give finite values of type %s, but gave %s: choose another range",
                  p.name(), Arrays.toString(p.shape()), value.type(), v));
        }
      }
      values.add(drawn);
    }
    return values;
  }

  /** Overwrites each parameter. */
  public void set(List<double[]> values) {
    for (int i = 0; i < values.size(); i++) {
      list.get(i).value().set(values.get(i));
    }
  }

  /** The parameters, layer by layer. */
  public List<Parameter> list() {
    return Collections.unmodifiableList(list);
  }

  /** The parameters that are trained, in the order of the flat vector. */
  public List<Parameter> trained() {
    return list.stream().filter(Parameter::isTrained).toList();
  }

  /** The number of all weights. */
  public int size() {
    return trained + untrained;
  }

  /** The number of weights that are trained. */
  public int trainedSize() {
    return trained;
  }

  /** All values that are trained, (1, trainedSize); one 0 when there are none. */
  public Matrix value() {
    return value;
  }

  /** Whether some values are not trained. */
  public boolean hasState() {
    return untrained > 0;
  }

  /** All values that are not trained, one after the other; one 0 when there are none. */
  public Matrix state() {
    return state;
  }

  /**
   * All gradients, (1, trainedSize); the memory is made when first asked for, since a model that
   * only predicts needs none.
   */
  public Matrix gradient() {
    if (gradient == null) {
      gradient = Matrix.zeros(value.type(), 1, value.columns(), rowLength());
      trained().forEach(p -> p.placeGradient(gradient));
    }
    return gradient;
  }
}
