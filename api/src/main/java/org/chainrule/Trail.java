package org.chainrule;

import java.util.ArrayList;
import java.util.List;

/** The losses of the last steps. */
final class Trail {
  private static final int LENGTH = 10;

  private final double[] losses = new double[LENGTH];
  private long steps;

  /** Adds the loss that a step was taken from. */
  void add(double loss) {
    losses[(int) (steps++ % LENGTH)] = loss;
  }

  /** The losses, the oldest first. */
  List<Double> losses() {
    List<Double> list = new ArrayList<>();
    for (long i = Math.max(0, steps - LENGTH); i < steps; i++) {
      list.add(losses[(int) (i % LENGTH)]);
    }
    return List.copyOf(list);
  }
}
