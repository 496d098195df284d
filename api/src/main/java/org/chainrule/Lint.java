package org.chainrule;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks model and data over for likely mistakes before training, in one pass over the data or a
 * sample of it. It refuses nothing, and warns of each kind of mistake once.
 */
final class Lint {
  private static final Logger log = LoggerFactory.getLogger(Lint.class);

  private final Set<Finding.Rule> told = EnumSet.noneOf(Finding.Rule.class);

  /** What is found, the data first. */
  static List<Finding> of(Plan plan) {
    List<Finding> findings = new ArrayList<>(0);
    FeatureLint.look(plan, findings);
    TargetLint.look(plan, findings);
    OutputLint.look(plan, findings);
    RateLint.look(plan, findings);
    return List.copyOf(findings);
  }

  /**
   * Warns of what is found, but for rules that were warned of before: fits are often repeated. Code
   * of the user's own that fails where it is only looked at keeps no fit from beginning.
   */
  void warn(Plan plan) {
    try {
      for (Finding finding : of(plan)) {
        if (told.add(finding.rule())) {
          log.warn(finding.message());
        }
      }
    } catch (RuntimeException e) {
      log.debug("not looked over for likely mistakes", e);
    }
  }
}
