package org.chainrule.layers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.chainrule.backend.Check;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Rng;
import org.chainrule.initializers.Initializer;

/**
 * All parameters of a model, in Keras' order: one flat vector of values, and one of gradients
 * beside it.
 */
public final class Parameters {
  private final List<Parameter> list = new ArrayList<>();
  private int size;
  private Matrix value;
  private Matrix gradient;

  /** No parameters yet. */
  public Parameters() {}

  Parameter add(String name, int[] shape, Initializer initializer) {
    long count = 1;
    for (int length : shape) {
      count *= length;
    }
    Check.that(
        size + count <= Integer.MAX_VALUE / Float.BYTES,
        "A model holds at most %d parameters, but this layer's %s of %d would exceed that: use fewer units",
        Integer.MAX_VALUE / Float.BYTES,
        name,
        count);
    Parameter p = new Parameter(name, shape, initializer, size);
    list.add(p);
    size += (int) count;
    return p;
  }

  /** Makes the memory of the values, all 0. */
  public void allocate(Kernels k) {
    value = k.zeros(1, Math.max(1, size));
    list.forEach(p -> p.placeValue(value));
  }

  /** Fills each parameter by its initializer. */
  public void initialize(Rng rng) {
    for (Parameter p : list) {
      p.value().set(p.initializer().values(p.shape(), rng));
    }
  }

  /** The parameters, layer by layer. */
  public List<Parameter> list() {
    return Collections.unmodifiableList(list);
  }

  /** The number of weights. */
  public int size() {
    return size;
  }

  /** All values, (1, size). */
  public Matrix value() {
    return value;
  }

  /**
   * All gradients, (1, size); the memory is made when first asked for, since a model that only
   * predicts needs none.
   */
  public Matrix gradient() {
    if (gradient == null) {
      gradient = Matrix.zeros(value.type(), 1, value.columns());
      list.forEach(p -> p.placeGradient(gradient));
    }
    return gradient;
  }
}
