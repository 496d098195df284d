package org.chainrule.callbacks;

/** A callback printed as the call that makes it: options that are as usual are left out. */
final class Call {
  private final StringBuilder text;

  Call(String name, String argument) {
    text = new StringBuilder(name).append('(').append(argument).append(')');
  }

  /** A text as Java writes it. */
  static String quoted(Object text) {
    return '"' + String.valueOf(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** {@code .name(value)} unless the value is as usual. */
  Call option(String name, Object value, Object usual) {
    if (!value.equals(usual)) {
      text.append('.').append(name).append('(').append(value).append(')');
    }
    return this;
  }

  Call mode(Mode mode) {
    return option("mode", "Mode." + mode, "Mode.AUTO");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
