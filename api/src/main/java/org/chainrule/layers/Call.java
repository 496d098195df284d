package org.chainrule.layers;

/** A layer printed as the call that makes it: options that are as usual are left out. */
final class Call {
  private final StringBuilder text;

  Call(String name) {
    text = new StringBuilder(name).append("()");
  }

  Call option(String name, Object value, Object usual) {
    if (value != null && !value.equals(usual)) {
      text.append('.').append(name).append('(').append(value).append(')');
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
