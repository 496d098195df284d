package org.chainrule.optimizers;

import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.Kernels;
import org.chainrule.backend.Matrix;
import org.chainrule.backend.Slot;
import org.chainrule.layers.Parameter;
import org.chainrule.layers.Parameters;

/**
 * A rule at work on parameters, with the order of Keras: accumulate, clip, decay, update, average.
 */
final class RuleUpdate implements Optimizer.Update {
  private final Kernels k;
  private final List<Parameter> parameters;
  private final Rule<?> rule;
  private final StepOptions o;
  private final Slot[] state;
  private final Slot decaying; // 1 for a weight that decays, 0 for others; null for all 1
  private final Slot sum; //      of the gradients that wait for an update
  private final Slot average; //  of the weights

  RuleUpdate(Kernels k, Parameters parameters, Rule<?> rule) {
    this.k = k;
    this.parameters = parameters.trained();
    this.rule = rule;
    o = rule.options();
    int size = parameters.value().columns();
    state = Arrays.stream(rule.start()).mapToObj(s -> k.slot(size, s)).toArray(Slot[]::new);
    boolean some = o.weightDecay() > 0 && !o.excludeFromWeightDecay().isEmpty();
    decaying = some ? decaying(size) : null;
    sum = o.gradientAccumulationSteps() > 1 ? k.slot(size, 0) : null;
    average = o.useEma() ? k.slot(size, 0) : null;
  }

  private Slot decaying(int size) {
    double[] share = new double[size];
    for (Parameter p : parameters) {
      Arrays.fill(share, p.offset(), p.offset() + p.size(), o.decays(p.name()) ? 1 : 0);
    }
    Matrix values = k.zeros(1, size);
    k.copy(share, values);
    Slot slot = k.slot(size, 0);
    k.copy(values, slot);
    return slot;
  }

  @Override
  public boolean step(long t, double rate, Matrix g, Slot before, Matrix w) {
    int batches = o.gradientAccumulationSteps();
    long updates = (t - 1) / batches; // before this batch
    boolean due = t % batches == 0;
    if (!due) {
      k.accumulate(g, sum); //                                                  sum += g
    } else {
      if (batches > 1) {
        k.takeMean(
            sum, batches, g); //                                         g = (g + sum)/batches
      }
      clip(g);
      double decay = o.weightDecay() * rate;
      k.update(rule.step(updates + 1, rate), g, decay, decaying, before, w, state);
    }
    return average(updates, before, w, due) || due;
  }

  private void clip(Matrix g) {
    if (o.clipValue() > 0) {
      k.clip(o.clipValue(), g);
    } else if (o.globalClipNorm() > 0) {
      clip(g, o.globalClipNorm());
    } else if (o.clipNorm() > 0) {
      for (Parameter p : parameters) {
        clip(p.gradient(), o.clipNorm());
      }
    }
  }

  /** g ·= most/‖g‖ where ‖g‖ is more. */
  private void clip(Matrix g, double most) {
    double norm = Math.sqrt(k.sumOfSquares(g));
    if (norm > most) {
      k.scale(most / norm, g);
    }
  }

  /** Takes the average of the weights, and puts it in their place when that is due. */
  private boolean average(long updates, Slot before, Matrix w, boolean kept) {
    if (average == null) {
      return false;
    }
    k.average(w, updates == 0 ? 0 : o.emaMomentum(), average);
    boolean due = o.emaOverwriteFrequency() > 0 && (updates + 1) % o.emaOverwriteFrequency() == 0;
    if (due) {
      if (!kept) {
        k.copy(w, before);
      }
      k.copy(average, w);
    }
    return due;
  }

  @Override
  public void finish(Matrix w) {
    if (average != null) {
      k.copy(average, w);
    }
  }
}
