package org.chainrule.callbacks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chainrule.backend.Call;
import org.chainrule.backend.Check;

/**
 * Writes a table with a line for each epoch, as Keras' CSVLogger: {@code epoch}, then the figures
 * in the order of their names. Without validation it has {@code val_} columns too, which hold
 * {@code NA}. A line is in the file when its epoch has ended; it ends with CR LF.
 *
 * @param filename the file, emptied when training begins unless append is chosen; its folder is
 *     made as needed
 * @param separator what stands between values: one character, such as a comma or a tab
 * @param append whether lines are added to what the file holds; a header only where that is nothing
 */
public record CsvLogger(String filename, String separator, boolean append) implements Callback {
  private static final String WHO = "csvLogger";
  private static final String END = "\r\n";

  /** Checks the file name and the separator. */
  public CsvLogger {
    Output.path(WHO, Check.present(filename, WHO, "a file name such as \"log.csv\""));
    Check.present(separator, WHO, "a separator such as \",\"");
    Check.that(
        separator.length() == 1 && !"\"\r\n".contains(separator),
        "%s expects one character as separator, not a quote or a line end, but got \"%s\": use for example \";\"",
        WHO,
        separator);
  }

  CsvLogger(String filename) {
    this(filename, ",", false);
  }

  /** The same with another separator. */
  public CsvLogger separator(String separator) {
    return new CsvLogger(filename, separator, append);
  }

  /** The same that adds to a file (true) or begins it anew (false). */
  public CsvLogger append(boolean append) {
    return new CsvLogger(filename, separator, append);
  }

  @Override
  public Callback inFit(Training training) {
    return new Writer(this);
  }

  @Override
  public String toString() {
    return new Call(WHO, Call.quoted(filename))
        .with("separator", Call.quoted(separator), Call.quoted(","))
        .with("append", append, false)
        .toString();
  }

  private static List<String> columns(Map<String, Double> logs) {
    List<String> columns = new ArrayList<>(new TreeSet<>(logs.keySet()));
    if (columns.stream().noneMatch(name -> name.startsWith("val_"))) {
      columns.addAll(columns.stream().map(name -> "val_" + name).toList());
    }
    return columns;
  }

  private String line(String first, Stream<String> rest) {
    return Stream.concat(Stream.of(first), rest)
        .map(this::quoted)
        .collect(Collectors.joining(separator));
  }

  /** In quotes only where a reader would mistake it. */
  private String quoted(String value) {
    boolean needed = Stream.of(separator, "\"", "\r", "\n").anyMatch(value::contains);
    return needed ? '"' + value.replace("\"", "\"\"") + '"' : value;
  }

  /** Writes the lines of one fit. */
  private static final class Writer implements Callback {
    private final CsvLogger rule;
    private final Path file;
    private List<String> columns; // those of the first epoch

    private Writer(CsvLogger rule) {
      this.rule = rule;
      file = Path.of(rule.filename);
    }

    @Override
    public void onTrainBegin() {
      Output.requireFile(WHO, file);
      Output.write(
          WHO,
          file,
          new byte[0],
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          rule.append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
      String before = "";
      if (columns == null) {
        columns = columns(logs);
        before = before(rule.line("epoch", columns.stream()));
      }
      Stream<String> values =
          columns.stream().map(n -> logs.containsKey(n) ? "" + logs.get(n) : "NA");
      String text = before + rule.line(Integer.toString(epoch), values) + END;
      Output.write(WHO, file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
    }

    /** What has to stand before the first line. */
    private String before(String header) {
      String old;
      try {
        old = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw Output.failed(WHO, file, e);
      }
      if (old.isEmpty()) {
        return header + END;
      }
      String found = old.lines().findFirst().orElse("");
      Check.that(
          found.equals(header),
          "%s expects to append to a file with the header %s, but %s begins with %s: use another file, or append(false)",
          WHO,
          header,
          file,
          found);
      return old.endsWith("\n") ? "" : END; // a line that was cut off
    }
  }
}
