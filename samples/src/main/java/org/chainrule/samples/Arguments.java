package org.chainrule.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arguments of a program: {@code --name value} or {@code --name=value}, each with a default.
 */
public final class Arguments {
  /** An argument that cannot be used; the message is one line for the user. */
  public static final class WrongArgument extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongArgument(String message) {
      super(message);
    }
  }

  private record Option(String value, String help, boolean given) {}

  private final String program;
  private final String purpose;
  private final Map<String, Option> options = new LinkedHashMap<>();
  private boolean help;

  /**
   * No arguments yet but {@code --help}.
   *
   * @param program begins the message of a wrong argument
   * @param purpose begins what {@code --help} prints
   */
  public Arguments(String program, String purpose) {
    this.program = program;
    this.purpose = purpose;
  }

  /**
   * Adds an argument.
   *
   * @param name such as {@code --seed}
   * @param value the default
   * @param help what it means, a few words
   */
  public Arguments option(String name, Object value, String help) {
    options.put(name, new Option(value.toString(), help, false));
    return this;
  }

  /**
   * Takes in what the user wrote.
   *
   * @throws WrongArgument for a name that is not there, or one without a value
   */
  public Arguments parse(String... args) {
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
      options.put(name, new Option(value, option.help, true));
    }
    return this;
  }

  /** Whether the user asked for help. */
  public boolean help() {
    return help;
  }

  /** What {@code --help} prints. */
  public String usage() {
    StringBuilder text = new StringBuilder(purpose + "\n\nArguments:\n");
    options.forEach(
        (name, option) ->
            text.append("  %-12s %s (%s)%n".formatted(name, option.help, option.value)));
    return text + "  %-12s this text%n".formatted("--help");
  }

  /** Whether the user wrote the argument, rather than leaving it at its default. */
  public boolean given(String name) {
    return options.get(name).given;
  }

  /** What stands there, as it is. */
  public String text(String name) {
    return options.get(name).value;
  }

  /**
   * A whole number between two bounds.
   *
   * @throws WrongArgument for anything else
   */
  public int number(String name, int min, int max) {
    return number(name, options.get(name).value, min, max);
  }

  /**
   * A whole number.
   *
   * @throws WrongArgument for anything else
   */
  public long number(String name) {
    return number(name, options.get(name).value);
  }

  /**
   * A rate of at least 0 and below 1.
   *
   * @throws WrongArgument for anything else
   */
  public double fraction(String name) {
    String text = options.get(name).value;
    try {
      double value = Double.parseDouble(text);
      if (value >= 0 && value < 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told like a number out of range
    }
    throw wrong(name + " expects a number from 0 up to 1, such as 0.2, but got " + quoted(text));
  }

  /**
   * Whole numbers between two bounds, with commas between them.
   *
   * @param least how many there must be
   * @throws WrongArgument for anything else
   */
  public List<Integer> numbers(String name, int least, int min, int max) {
    List<Integer> numbers = parts(name).stream().map(part -> number(name, part, min, max)).toList();
    if (numbers.size() < least) {
      throw wrong("%s expects at least %d numbers, but got %s".formatted(name, least, numbers));
    }
    return numbers;
  }

  /**
   * What a name stands for.
   *
   * @throws WrongArgument for a name that is not among the choices
   */
  public <T> T oneOf(String name, Map<String, T> choices) {
    return choice(name, options.get(name).value, choices);
  }

  /**
   * What some names stand for, with commas between them.
   *
   * @throws WrongArgument for a name that is not among the choices
   */
  public <T> List<T> someOf(String name, Map<String, T> choices) {
    return parts(name).stream().map(part -> choice(name, part, choices)).toList();
  }

  /**
   * A folder, made if it is not there.
   *
   * @throws WrongArgument when it cannot be written to
   */
  public Path folder(String name) {
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

  /** To be thrown for an argument that has another fault, told on one line. */
  public WrongArgument wrong(String what) {
    return new WrongArgument("%s: %s; --help lists the arguments".formatted(program, what));
  }

  private List<String> parts(String name) {
    return Arrays.asList(options.get(name).value.split(",", -1));
  }

  private <T> T choice(String name, String value, Map<String, T> choices) {
    T choice = choices.get(value);
    if (choice == null) {
      throw wrong(
          name + " expects " + String.join(", ", choices.keySet()) + ", but got " + quoted(value));
    }
    return choice;
  }

  private int number(String name, String text, int min, int max) {
    long value = number(name, text);
    if (value < min || value > max) {
      throw wrong("%s expects a number from %d to %d, but got %d".formatted(name, min, max, value));
    }
    return (int) value;
  }

  private long number(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(name + " expects a whole number, but got " + quoted(text));
    }
  }

  private static String quoted(String text) {
    return "'" + text.replaceAll("\\s+", " ") + "'";
  }
}
