package org.chainrule.data;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import org.chainrule.backend.Check;

/**
 * The records of a CSV file as texts, one after another; what is wrong with the file is told with
 * its line. The only code that knows FastCSV.
 */
final class CsvRecords implements AutoCloseable {
  private final InputFile file;
  private final LineReader reader;
  private final Handler handler = new Handler();
  private final CsvReader<Boolean> csv;
  private final CloseableIterator<Boolean> iterator;

  /** Keeps the texts of the current record. */
  private static final class Handler extends AbstractBaseCsvCallbackHandler<Boolean> {
    private String[] values = new String[16];
    private int count;
    private long line;
    private boolean quoted; // the first value

    @Override
    protected void handleBegin(long startingLineNumber) {
      line = startingLineNumber;
      count = 0;
    }

    @Override
    protected void handleField(int index, char[] text, int from, int length, boolean inQuotes) {
      if (index == values.length) {
        values = Arrays.copyOf(values, 2 * index);
      }
      String value = new String(text, from, length);
      values[index] = inQuotes ? value : value.strip();
      quoted = index == 0 ? inQuotes : quoted;
      count = index + 1;
    }

    @Override
    protected Boolean buildRecord() {
      return count > 1 || (count == 1 && (quoted || !values[0].isEmpty())); // a blank line has none
    }
  }

  /**
   * Opens the file.
   *
   * @throws IllegalArgumentException when it cannot be read
   */
  CsvRecords(InputFile file, Charset charset, char separator, char quote) {
    this.file = file;
    try {
      reader = new LineReader(file.open(), charset);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
    csv =
        CsvReader.builder()
            .fieldSeparator(separator)
            .quoteCharacter(quote)
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE) // told in our own words
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .build(handler, reader);
    iterator = csv.iterator();
  }

  /** Goes on to the next record that is not a blank line; false after the last. */
  boolean next() {
    try {
      while (iterator.hasNext()) {
        if (iterator.next()) {
          return true;
        }
      }
      return false;
    } catch (UncheckedIOException e) {
      throw unreadable(e.getCause());
    } catch (CsvParseException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalArgumentException(
          Check.message(
              "%s expects a value in quotes to end with a quote before the separator, but it does not: double the quotes within it, as in \"5\"\" pipe\"",
              at()),
          e);
    }
  }

  private IllegalArgumentException unreadable(IOException e) {
    if (e instanceof LineReader.NotInCharset no) {
      return new IllegalArgumentException(
          Check.message(
              "%s, line %d is %s: name the encoding of the file, for example csv(…).charset(StandardCharsets.ISO_8859_1)",
              file.name(), no.line(), no.getMessage()),
          e);
    }
    return file.unreadable(" at line " + reader.line(), e);
  }

  /** The number of values in the record. */
  int size() {
    return handler.count;
  }

  /** A value of the record, without spaces around it unless it stands in quotes. */
  String get(int place) {
    return handler.values[place];
  }

  /** The file and the line on which the record begins, for messages. */
  String at() {
    return Check.message("%s, line %d", file.name(), handler.line);
  }

  @Override
  public void close() {
    try {
      csv.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }
}
