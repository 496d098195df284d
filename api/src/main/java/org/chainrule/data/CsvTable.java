package org.chainrule.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.chainrule.backend.Check;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A CSV file that was read once: its columns with their texts and figures, by which the values of a
 * row become one of x and a class or numbers to predict.
 */
final class CsvTable {
  private static final Logger LOG = LoggerFactory.getLogger(Csv.class);
  private static final int LOOKS = 4096; // rows between looks at the memory

  private final Csv options;
  private final boolean withTargets;
  private List<String> header;
  private List<CsvColumn> columns;
  private List<String> featureNames;
  private int rows;

  private CsvTable(Csv options, boolean withTargets) {
    this.options = options;
    this.withTargets = withTargets;
  }

  // ---- readings

  /** Reads the file once, without keeping its rows. */
  static CsvTable scan(Csv options) {
    CsvTable table = new CsvTable(options, true);
    table.scan(row -> {});
    return table;
  }

  /** The whole file. */
  static Dataset read(Csv options) {
    CsvTable table = new CsvTable(options, true);
    double[][] values = table.all();
    int[] labels = table.isClassification() ? new int[values.length] : null;
    double[][] targets = labels == null ? new double[values.length][] : null;
    for (int i = 0; i < values.length; i++) {
      if (labels != null) {
        labels[i] = table.label(values[i]);
      } else {
        targets[i] = table.targets(values[i]);
      }
      values[i] = table.x(values[i]); // in place, so that a row is not in memory twice
    }
    Dataset data =
        labels != null
            ? Dataset.classification(values, labels, table.classNames())
            : Dataset.regression(values, targets);
    return data.named(table.featureNames);
  }

  /** The features of the whole file. */
  static double[][] readX(Csv options) {
    CsvTable table = new CsvTable(options, false);
    double[][] values = table.all();
    for (int i = 0; i < values.length; i++) {
      values[i] = table.x(values[i]);
    }
    return values;
  }

  private double[][] all() {
    List<double[]> all = new ArrayList<>();
    scan(
        values -> {
          all.add(values);
          if (all.size() % LOOKS == 0) {
            requireMemory(options.file.name(), all.size(), values.length, maxMemory());
          }
        });
    requireMemory(options.file.name(), rows, featureNames.size(), maxMemory());
    return all.toArray(double[][]::new);
  }

  private static long maxMemory() {
    return Runtime.getRuntime().maxMemory();
  }

  /** Checks that so many rows can be in memory. */
  static void requireMemory(String file, long rows, long columns, long memory) {
    double needed = rows * (8.0 * columns + 24);
    Check.that(
        needed < memory,
        "read expects a file that fits into memory, but %s has %d rows or more of %d numbers, which take %.1f GB of %.1f: use batches(32), or run Java with a larger -Xmx",
        file,
        rows,
        columns,
        needed / 1e9,
        memory / 1e9);
  }

  private void scan(Consumer<double[]> each) {
    long dropped;
    try (Rows source = new Rows()) {
      for (double[] values = source.next(); values != null; values = source.next()) {
        Check.that(rows != Integer.MAX_VALUE, "%s expects fewer rows: divide it", file());
        rows++;
        each.accept(values);
      }
      dropped = source.dropped;
    }
    String file = options.file.name();
    Check.that(
        rows > 0,
        "%s expects at least one row of data, but has %s: %s",
        file,
        dropped > 0 ? "none without a missing value" : "none",
        dropped > 0
            ? "fill in missing values with fillMissing"
            : options.header ? "add some, or say noHeader() if line 1 is data" : "add some");
    columns.forEach(column -> column.settle(file));
    featureNames = columns.stream().flatMap(column -> column.featureNames().stream()).toList();
    if (dropped > 0) {
      LOG.info("{}: left out {} of {} rows with missing values", file, dropped, dropped + rows);
    }
  }

  /** The rows of the file, read anew. */
  Rows open() {
    return new Rows();
  }

  // ---- what came out

  /** The file. */
  String file() {
    return options.file.name();
  }

  /** The number of rows, without those left out. */
  int rows() {
    return rows;
  }

  boolean isClassification() {
    return options.label != null;
  }

  List<String> classNames() {
    return columns.get(columns.size() - 1).texts();
  }

  /** The row of x for some values. */
  double[] x(double[] values) {
    double[] x = new double[featureNames.size()];
    int at = 0;
    for (int i = 0; at < x.length; i++) {
      at = columns.get(i).encode(values[i], x, at);
    }
    return x;
  }

  /** The class of some values. */
  int label(double[] values) {
    int last = values.length - 1;
    return columns.get(last).classOf(values[last]);
  }

  /** The numbers to predict of some values. */
  double[] targets(double[] values) {
    int n = options.targets.size();
    return Arrays.copyOfRange(values, values.length - n, values.length);
  }

  /** Goes through the file. */
  final class Rows implements AutoCloseable {
    private final CsvRecords records;
    private boolean pending; // the first record is data, and already there
    private long dropped;

    private Rows() {
      records = new CsvRecords(options.file, options.charset, options.separator, options.quote);
      try {
        begin();
      } catch (RuntimeException e) {
        records.close();
        throw e;
      }
    }

    private void begin() {
      String file = options.file.name();
      Check.that(
          records.next(),
          "%s expects %s, but is empty: check the file",
          file,
          options.header ? "a header and rows of data" : "rows of data");
      pending = !options.header;
      List<String> names = names();
      if (header == null) {
        header = names;
        columns = CsvLayout.columns(options, header, withTargets);
        warnOfNumbers(names);
      }
      Check.that(
          header.equals(names),
          "%s expects the columns it had when batches was called, but has others: call batches again",
          file);
    }

    private List<String> names() {
      if (options.header || options.names.isEmpty()) {
        return IntStream.range(0, records.size())
            .mapToObj(i -> options.header ? records.get(i) : "column" + (i + 1))
            .toList();
      }
      Check.that(
          options.names.size() == records.size(),
          "noHeader expects a name for each column, but %s has %d values and there are %d names: give as many",
          records.at(),
          records.size(),
          options.names.size());
      return options.names;
    }

    private void warnOfNumbers(List<String> names) {
      for (String name : options.header ? names : List.<String>of()) {
        double number = Decimal.parse(name);
        if (number != Math.rint(number) && !Double.isNaN(number)) {
          LOG.warn(
              "{}: line 1 is taken for the names of the columns, but has the number {}: say noHeader() if it is data",
              options.file.name(),
              name);
          return;
        }
      }
    }

    /** The values of the next row, or null after the last. */
    double[] next() {
      while (pending || records.next()) {
        pending = false;
        if (records.size() != header.size()) {
          throw new IllegalArgumentException(
              Check.message(
                  "%s expects %d values, as the first line has, but has %d: fill or cut the line, or put values that contain the separator in quotes",
                  records.at(), header.size(), records.size()));
        }
        if (isDropped()) {
          dropped++;
          continue;
        }
        double[] values = new double[columns.size()];
        for (int i = 0; i < values.length; i++) {
          CsvColumn column = columns.get(i);
          String text = records.get(column.place);
          values[i] = column.value(text, isMissing(text), records);
        }
        return values;
      }
      return null;
    }

    private boolean isDropped() {
      for (CsvColumn column : columns) {
        if (column.drops() && isMissing(records.get(column.place))) {
          return true;
        }
      }
      return false;
    }

    private boolean isMissing(String text) {
      return options.missingTexts.contains(text);
    }

    @Override
    public void close() {
      records.close();
    }
  }
}
