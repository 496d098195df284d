package org.chainrule.backend;

import java.util.Objects;

/**
 * The text of a call: {@code adam(0.01).beta1(0.8)}, which leaves out what has its default. What a
 * user describes prints as it is written.
 */
public final class Call {
  private final StringBuilder text;

  /** {@code name(argument, …)}. */
  public Call(String name, Object... arguments) {
    text = new StringBuilder(name);
    append(arguments);
  }

  /** A text as Java writes it. */
  public static String quoted(Object text) {
    return '"' + String.valueOf(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private Call append(Object... arguments) {
    text.append('(');
    for (int i = 0; i < arguments.length; i++) {
      text.append(i == 0 ? "" : ", ").append(arguments[i]);
    }
    text.append(')');
    return this;
  }

  /** {@code .name(value)} unless the value is the default; either may be null. */
  public Call with(String name, Object value, Object normal) {
    return Objects.equals(value, normal) ? this : with(name, value);
  }

  /** {@code .name(value, …)}. */
  public Call with(String name, Object... values) {
    text.append('.').append(name);
    return append(values);
  }

  /** Further calls, as something else prints them. */
  public Call then(Object calls) {
    text.append(calls);
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
