package org.chainrule.backend;

import java.util.Locale;

/**
 * Checks at the door: every message says who, what was expected, what came instead, and how to mend
 * it.
 */
public final class Check {
  private Check() {}

  /**
   * Passes when the condition holds.
   *
   * @throws IllegalArgumentException with the formatted message otherwise
   */
  public static void that(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(message(message, arguments));
    }
  }

  /** A message with its numbers filled in, written alike in every locale. */
  public static String message(String message, Object... arguments) {
    return String.format(Locale.ROOT, message, arguments);
  }

  /** Passes when the value is there: {@code who} expects {@code what}. */
  public static <T> T present(T value, String who, String what) {
    that(value != null, "%s expects %s, but got null: pass one", who, what);
    return value;
  }

  /** Passes for a whole number of at least 1, such as units or epochs. */
  public static int atLeastOne(int value, String who, String name, String example) {
    that(
        value >= 1,
        "%s expects %s of at least 1, but got %d: use for example %s",
        who,
        name,
        value,
        example);
    return value;
  }

  /** Passes for a whole number of at least 0, such as epochs to wait. */
  public static int atLeastZero(int value, String who, String name, String example) {
    that(
        value >= 0,
        "%s expects %s of at least 0, but got %d: use for example %s",
        who,
        name,
        value,
        example);
    return value;
  }

  /** Passes for a finite number greater than 0, such as a learning rate. */
  public static double positive(double value, String who, String name, String example) {
    that(
        value > 0 && Double.isFinite(value),
        "%s expects %s greater than 0 and finite, but got %s: use for example %s",
        who,
        name,
        value,
        example);
    return value;
  }

  /** Passes for a finite number of at least 0. */
  public static double notNegative(double value, String who, String name, String example) {
    that(
        value >= 0 && Double.isFinite(value),
        "%s expects %s of at least 0 and finite, but got %s: use for example %s",
        who,
        name,
        value,
        example);
    return value;
  }

  /** Passes for a finite number. */
  public static double finite(double value, String who, String name, String example) {
    that(
        Double.isFinite(value),
        "%s expects a finite %s, but got %s: use for example %s",
        who,
        name,
        value,
        example);
    return value;
  }

  /** Passes for 0 ≤ value &lt; 1, such as a momentum. */
  public static double fraction(double value, String who, String name, String example) {
    that(
        value >= 0 && value < 1,
        "%s expects %s of at least 0 and less than 1, but got %s: use for example %s",
        who,
        name,
        value,
        example);
    return value;
  }
}
