package org.chainrule.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The arguments of a program: {@code --name value} or {@code --name=value}, each with a default.
 */
final class Arguments {
  /** An argument that cannot be used; the message is one line for the user. */
  static final class WrongArgument extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongArgument(String message) {
      super(message);
    }
  }

  private record Option(String value, String help) {}

  private final String program;
  private final String purpose;
  private final Map<String, Option> options = new LinkedHashMap<>();
  private boolean help;

  Arguments(String program, String purpose) {
    this.program = program;
    this.purpose = purpose;
  }

  /** Adds an argument. */
  Arguments option(String name, Object value, String help) {
    options.put(name, new Option(value.toString(), help));
    return this;
  }

  /**
   * Takes in what the user wrote.
   *
   * @throws WrongArgument for a name that is not there, or one without a value
   */
  Arguments parse(String... args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--help") || args[i].equals("-h")) {
        help = true;
        continue;
      }
      int equals = args[i].indexOf('=');
      String name = equals < 0 ? args[i] : args[i].substring(0, equals);
      Option option = options.get(name);
      if (option == null) {
        throw wrong("unknown argument " + quoted(args[i]));
      }
      String value =
          equals >= 0 ? args[i].substring(equals + 1) : i + 1 < args.length ? args[++i] : "";
      if (value.isEmpty() || (equals < 0 && value.startsWith("--"))) {
        throw wrong(name + " expects a value, as in " + name + " " + option.value);
      }
      options.put(name, new Option(value, option.help));
    }
    return this;
  }

  /** Whether the user asked for help. */
  boolean help() {
    return help;
  }

  /** What {@code --help} prints. */
  String usage() {
    StringBuilder text = new StringBuilder(purpose + "\n\nArguments:\n");
    options.forEach(
        (name, option) ->
            text.append("  %-12s %s (%s)%n".formatted(name, option.help, option.value)));
    return text + "  %-12s this text%n".formatted("--help");
  }

  /**
   * A whole number between two bounds.
   *
   * @throws WrongArgument for anything else
   */
  int number(String name, int min, int max) {
    long value = number(name);
    if (value < min || value > max) {
      throw wrong("%s expects a number from %d to %d, but got %d".formatted(name, min, max, value));
    }
    return (int) value;
  }

  /**
   * A whole number.
   *
   * @throws WrongArgument for anything else
   */
  long number(String name) {
    String value = options.get(name).value;
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw wrong(name + " expects a whole number, but got " + quoted(value));
    }
  }

  /**
   * A folder, made if it is not there.
   *
   * @throws WrongArgument when it cannot be written to
   */
  Path folder(String name) {
    String value = options.get(name).value;
    try {
      Path folder = Path.of(value);
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".writable", null)); // a test by doing
      return folder;
    } catch (IOException | InvalidPathException | SecurityException e) {
      throw wrong(name + " expects a folder that can be written, but got " + quoted(value));
    }
  }

  private WrongArgument wrong(String what) {
    return new WrongArgument("%s: %s; --help lists the arguments".formatted(program, what));
  }

  private static String quoted(String text) {
    return "'" + text.replaceAll("\\s+", " ") + "'";
  }
}
