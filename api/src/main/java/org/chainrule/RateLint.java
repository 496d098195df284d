package org.chainrule;

import java.util.List;
import org.chainrule.backend.Check;
import org.chainrule.optimizers.ConstantRate;
import org.chainrule.optimizers.Schedule;

/** Whether a learning rate is one that is used with the optimizer. */
final class RateLint {
  private RateLint() {}

  static void look(Plan plan, List<Finding> findings) {
    Schedule schedule = plan.optimizer().learningRate();
    boolean fixed = schedule instanceof ConstantRate;
    double rate = first(schedule);
    Rates rates = Rates.against(plan.optimizer(), rate);
    if (rates == null) {
      return;
    }
    String name = rates.name();
    if (rates.isBeyond(rate)) {
      findings.add(
          new Finding(
              Finding.Rule.LEARNING_RATE,
              Check.message(
                  "%s has a learning rate of %s%s, beyond %s, which %s: try %s(%s)",
                  name,
                  Figure.of(rate),
                  fixed ? "" : " at step 0",
                  Figure.rounded(rates.most()),
                  rates.step(),
                  name,
                  rates.usual())));
    } else if (fixed) { // a schedule may begin near 0
      findings.add(
          new Finding(
              Finding.Rule.LEARNING_RATE,
              Check.message(
                  "%s has a learning rate of %s, with which weights hardly move: try %s(%s)",
                  name, Figure.of(rate), name, rates.usual())));
    }
  }

  /** The rate of the first step; 0 when there is none, which training will complain of. */
  private static double first(Schedule schedule) {
    try {
      double rate = schedule.at(0);
      return rate > 0 && Double.isFinite(rate) ? rate : 0;
    } catch (RuntimeException e) { // of the user's own
      return 0;
    }
  }
}
