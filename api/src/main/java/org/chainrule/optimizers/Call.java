package org.chainrule.optimizers;

/** The text of a call: {@code adam(0.01).beta1(0.8)}, which leaves out what has its default. */
final class Call {
  private final StringBuilder text;

  Call(String name, Object... arguments) {
    text = new StringBuilder(name);
    append(arguments);
  }

  private Call append(Object... arguments) {
    text.append('(');
    for (int i = 0; i < arguments.length; i++) {
      text.append(i == 0 ? "" : ", ").append(arguments[i]);
    }
    text.append(')');
    return this;
  }

  /** {@code .name(value)} unless the value is the default. */
  Call with(String name, Object value, Object normal) {
    return value.equals(normal) ? this : with(name, value);
  }

  /** {@code .name(value, …)}. */
  Call with(String name, Object... values) {
    text.append('.').append(name);
    return append(values);
  }

  /** What all optimizers have in common. */
  Call with(StepOptions options) {
    text.append(options);
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
