package org.chainrule;

import org.chainrule.backend.Check;

/**
 * A likely mistake that {@link Sequential#lint} found in a model, its data or both.
 *
 * @param rule what kind of mistake
 * @param message one line: what was found, and how to mend it
 */
public record Finding(Rule rule, String message) {
  /** The kinds of mistakes that are looked for. */
  public enum Rule {
    /** A column of x whose numbers are far larger or smaller than 1. */
    UNSCALED_COLUMN,
    /** A column of x with the same number in every row. */
    CONSTANT_COLUMN,
    /** Two columns of x with the same numbers. */
    EQUAL_COLUMNS,
    /** Targets that are the same in every row. */
    CONSTANT_TARGET,
    /** A class without a row to train on, or to validate on. */
    ABSENT_CLASS,
    /** A class with few rows beside another, and no weights. */
    RARE_CLASS,
    /** One-hot rows as targets of sigmoids, which take no notice of one another. */
    EXCLUSIVE_CLASSES,
    /** Rows with several classes as targets of a softmax, which has room for one. */
    SEVERAL_CLASSES,
    /** Targets that the last activation cannot reach. */
    OUT_OF_RANGE,
    /** A loss of distances for the classes of a softmax. */
    SQUARED_PROBABILITIES,
    /** A loss of probabilities for outputs that are none. */
    NOT_PROBABILITIES,
    /** A loss and outputs, or targets, that make NaN or numbers without bound. */
    NAN_PRONE,
    /** A learning rate far from any that is used with the optimizer. */
    LEARNING_RATE
  }

  /** Checks that both are there. */
  public Finding {
    Check.present(rule, "Finding", "a rule");
    Check.present(message, "Finding", "a message");
  }

  /** The message. */
  @Override
  public String toString() {
    return message;
  }
}
