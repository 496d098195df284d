package org.chainrule.data;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chainrule.backend.Check;

/**
 * How to read a file of comma-separated values: an immutable value, begun by {@link
 * Dataset#csv(String)}, refined by calls that return changed copies, and ended by {@link #read()},
 * {@link #readX()} or {@link #batches(int)}:
 *
 * <pre>{@code
 * Dataset flowers = Dataset.csv("iris.csv").label("species").read();
 * }</pre>
 *
 * <p>The format is that of RFC 4180: quotes around values with separators, quotes or line breaks in
 * them, quotes doubled within. Lines end in LF, CRLF or CR; blank ones are skipped. Spaces around a
 * value do not belong to it, unless it stands in quotes. Numbers have a decimal point, as {@code
 * -1.5e-3}. A file whose name ends in {@code .gz} is unpacked on the way.
 *
 * <p>Columns are meant by their name in the header, or by their number, counted from 1 as lines
 * are. A file without header has the columns {@code column1}, {@code column2} …
 */
public final class Csv {
  /** Texts for a missing value, unless said otherwise. */
  static final Set<String> MISSING =
      Set.of("", "?", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "null", "NULL", "None");

  final InputFile file;
  boolean header = true;
  List<String> names = List.of(); // of the columns of a file without header
  char separator = ',';
  char quote = '"';
  Charset charset = StandardCharsets.UTF_8;
  List<Column> features = List.of(); // none: all that are not something else
  List<Column> without = List.of();
  Column label;
  List<String> classes; // null: those of the file
  List<Column> targets = List.of();
  List<Column> categorical = List.of();
  Map<String, List<String>> categories = Map.of();
  Dataset like;
  Set<String> missingTexts = MISSING;
  List<Policy> policies = List.of();

  /**
   * A column by its name, or by its number.
   *
   * @param name null for a number
   * @param number from 1; 0 for a name
   */
  record Column(String name, int number) {
    @Override
    public String toString() {
      return name == null ? "number " + number : Texts.quoted(name);
    }
  }

  /** What becomes of a missing value. */
  enum Fate {
    DROP,
    NUMBER,
    TEXT,
    MEAN,
    MOST_FREQUENT
  }

  /**
   * What becomes of missing values in some columns.
   *
   * @param columns none for all that it fits and that no other policy names
   */
  record Policy(String who, Fate fate, double number, String text, List<Column> columns) {}

  Csv(InputFile file) {
    this.file = file;
  }

  private Csv copy() {
    Csv c = new Csv(file);
    c.header = header;
    c.names = names;
    c.separator = separator;
    c.quote = quote;
    c.charset = charset;
    c.features = features;
    c.without = without;
    c.label = label;
    c.classes = classes;
    c.targets = targets;
    c.categorical = categorical;
    c.categories = categories;
    c.like = like;
    c.missingTexts = missingTexts;
    c.policies = policies;
    return c;
  }

  // ---- the file

  /**
   * The first line is data. Its columns get the given names, or {@code column1}, {@code column2} …
   *
   * @param names none, or one for each column
   * @throws IllegalArgumentException for a name that is given twice
   */
  public Csv noHeader(String... names) {
    Csv c = copy();
    c.header = false;
    c.names = texts("noHeader", "a name", names);
    for (int i = 0; i < names.length; i++) {
      int first = c.names.indexOf(names[i]);
      Check.that(
          first == i,
          "noHeader expects different names, but columns %d and %d are both %s: rename one",
          first + 1,
          i + 1,
          Texts.quoted(names[i]));
    }
    return c;
  }

  /**
   * What stands between values, a comma unless said.
   *
   * @throws IllegalArgumentException for a character that can be part of a number, a line break, or
   *     the quote
   */
  public Csv separator(char separator) {
    Csv c = copy();
    c.separator = separator;
    return c.checked("separator", separator, "separator(';')");
  }

  /**
   * What stands around a value that contains separators, a double quote unless said.
   *
   * @throws IllegalArgumentException for a character that can be part of a number, a line break, or
   *     the separator
   */
  public Csv quote(char quote) {
    Csv c = copy();
    c.quote = quote;
    return c.checked("quote", quote, "quote('\\'')");
  }

  private Csv checked(String who, char character, String example) {
    Check.that(
        !(Character.isLetterOrDigit(character) || "+-.\r\n\uFEFF".indexOf(character) >= 0)
            && separator != quote,
        "%s expects a character other than letters, digits, signs, points, line breaks and the %s, but got %s: use for example %s",
        who,
        who.equals("quote") ? "separator" : "quote",
        Texts.quoted(String.valueOf(character)),
        example);
    return this;
  }

  /** The encoding of the file, UTF-8 unless said; a byte order mark is skipped. */
  public Csv charset(Charset charset) {
    Csv c = copy();
    c.charset = Check.present(charset, "charset", "a Charset");
    return c;
  }

  // ---- the columns

  /** The columns of x, in this order; all that are not named otherwise unless said. */
  public Csv features(String... names) {
    Csv c = copy();
    c.features = some("features", columns("features", names));
    return c;
  }

  /** The columns of x by number, in this order, see {@link #features(String...)}. */
  public Csv features(int... numbers) {
    Csv c = copy();
    c.features = some("features", columns("features", numbers));
    return c;
  }

  /** Columns that are left alone, such as numbers of rows. */
  public Csv without(String... names) {
    Csv c = copy();
    c.without = joined(without, columns("without", names));
    return c;
  }

  /** Columns that are left alone, by number, see {@link #without(String...)}. */
  public Csv without(int... numbers) {
    Csv c = copy();
    c.without = joined(without, columns("without", numbers));
    return c;
  }

  /**
   * The column with the class of each sample. Its different texts are the classes, in the order of
   * their numbers if all are numbers, in that of the alphabet otherwise.
   */
  public Csv label(String name) {
    Csv c = copy();
    c.label = columns("label", name).get(0);
    return c;
  }

  /** The column with the class of each sample, by number, see {@link #label(String)}. */
  public Csv label(int number) {
    Csv c = copy();
    c.label = columns("label", number).get(0);
    return c;
  }

  /**
   * All classes in the order of their numbers, for a file that may lack some; another text in the
   * column of the label is an error then.
   *
   * @throws IllegalArgumentException for fewer than one, or one that is given twice
   */
  public Csv classes(String... names) {
    Csv c = copy();
    c.classes = different("classes", "a class", names);
    return c;
  }

  /** The columns with the numbers to predict of each sample, in this order. */
  public Csv target(String... names) {
    Csv c = copy();
    c.targets = some("target", columns("target", names));
    return c;
  }

  /** The columns with the numbers to predict, by number, see {@link #target(String...)}. */
  public Csv target(int... numbers) {
    Csv c = copy();
    c.targets = some("target", columns("target", numbers));
    return c;
  }

  /**
   * Columns of x that hold texts. Such a column becomes one for each of its different texts, 1
   * where the text stands and 0 elsewhere, named {@code color=blue}, {@code color=red} …, in the
   * order that {@link #label(String)} tells.
   */
  public Csv categorical(String... names) {
    Csv c = copy();
    c.categorical = joined(categorical, columns("categorical", names));
    return c;
  }

  /** Columns of x that hold texts, by number, see {@link #categorical(String...)}. */
  public Csv categorical(int... numbers) {
    Csv c = copy();
    c.categorical = joined(categorical, columns("categorical", numbers));
    return c;
  }

  /**
   * A column of x that holds texts, and all of them in the order of their columns, for a file that
   * may lack some; another text is an error then.
   *
   * @throws IllegalArgumentException for fewer than one, or one that is given twice
   */
  public Csv categories(String column, String... texts) {
    Csv c = copy();
    c.categorical = joined(categorical, columns("categories", column));
    Map<String, List<String>> all = new HashMap<>(categories);
    all.put(column, different("categories", "a text", texts));
    c.categories = Map.copyOf(all);
    return c;
  }

  /**
   * Columns, categories and classes as those of another data set, that of the training file: the
   * same x for the same row, in whatever order the columns of this file stand.
   */
  public Csv like(Dataset data) {
    Csv c = copy();
    c.like = Check.present(data, "like", "a data set");
    return c;
  }

  // ---- missing values

  /**
   * The texts that stand for a missing value, instead of the usual: nothing, {@code ?}, {@code NA},
   * {@code N/A}, {@code n/a}, {@code #N/A}, {@code <NA>}, {@code NaN}, {@code nan}, {@code null},
   * {@code NULL} and {@code None}. A missing value is an error unless {@code dropMissing} or a
   * {@code fillMissing} says what becomes of it.
   *
   * @param texts as in the file, "" for nothing
   */
  public Csv missingTexts(String... texts) {
    Csv c = copy();
    c.missingTexts = Set.copyOf(texts("missingTexts", "a text", texts));
    return c;
  }

  /**
   * Leaves out rows with a missing value.
   *
   * @param columns those that are looked at; none for all that no other policy names
   */
  public Csv dropMissing(String... columns) {
    return policy("dropMissing", Fate.DROP, 0, "", columns);
  }

  /**
   * Takes a number in the place of missing ones.
   *
   * @param columns of x; none for all columns of numbers that no other policy names
   * @throws IllegalArgumentException for a number that is not finite
   */
  public Csv fillMissing(double number, String... columns) {
    Check.finite(number, "fillMissing", "number", "0");
    return policy("fillMissing", Fate.NUMBER, number, "", columns);
  }

  /**
   * Takes a text in the place of missing ones.
   *
   * @param columns of x; none for all columns of texts that no other policy names
   */
  public Csv fillMissing(String text, String... columns) {
    Check.present(text, "fillMissing", "a text or a number");
    return policy("fillMissing", Fate.TEXT, 0, text, columns);
  }

  /**
   * Takes the mean of the column's other numbers in the place of missing ones.
   *
   * @param columns of x; none for all columns of numbers that no other policy names
   */
  public Csv fillMissingWithMean(String... columns) {
    return policy("fillMissingWithMean", Fate.MEAN, 0, "", columns);
  }

  /**
   * Takes what the column has most often, of equally frequent numbers the smallest and of texts the
   * first in order, in the place of missing values.
   *
   * @param columns of x; none for all that no other policy names
   */
  public Csv fillMissingWithMostFrequent(String... columns) {
    return policy("fillMissingWithMostFrequent", Fate.MOST_FREQUENT, 0, "", columns);
  }

  private Csv policy(String who, Fate fate, double number, String text, String... columns) {
    Csv c = copy();
    c.policies =
        joined(policies, List.of(new Policy(who, fate, number, text, columns(who, columns))));
    return c;
  }

  // ---- reading

  /**
   * Reads all rows.
   *
   * @throws IllegalArgumentException for options that do not fit each other or the file, and for a
   *     file that cannot be read, with the line and the column
   * @throws IllegalStateException when neither {@code label} nor {@code target} was called
   */
  public Dataset read() {
    requireTarget("read");
    return CsvTable.read(this);
  }

  /**
   * Reads the features of all rows, without class or number to predict, which need not be in the
   * file: what {@code predict} takes. Rows that {@link #dropMissing} leaves out have no prediction
   * either.
   *
   * @throws IllegalArgumentException as {@link #read()} does
   */
  public double[][] readX() {
    return CsvTable.readX(this);
  }

  /**
   * The rows in batches, in the order of the file, which is read anew for each epoch and never
   * wholly in memory. A first reading, by this call, looks whether all is right and finds the
   * categories, the classes, the figures that fill in missing values, and the number of rows.
   *
   * @param size rows in a batch; the last may have fewer
   * @throws IllegalArgumentException as {@link #read()} does, or for a size less than 1; by an
   *     epoch, when the file has changed since
   * @throws IllegalStateException as {@link #read()} does
   */
  public Batches batches(int size) {
    return batches(size, 1, 0);
  }

  /**
   * The rows in batches, see {@link #batches(int)}, in an order that is different in each epoch:
   * each row is drawn at random from a window of rows that moves through the file. A file that is
   * sorted by class needs a window of at least a few classes.
   *
   * @param window rows in memory, of which the next one is drawn
   * @param seed the same seed gives the same orders
   */
  public Batches batches(int size, int window, long seed) {
    Check.atLeastOne(size, "batches", "a size", "batches(32)");
    Check.atLeastOne(window, "batches", "a window", "batches(32, 10_000, 1)");
    requireTarget("batches");
    return new CsvBatches(CsvTable.scan(this), size, window, seed);
  }

  private void requireTarget(String who) {
    if (label == null && targets.isEmpty()) {
      throw new IllegalStateException(
          Check.message(
              "%s expects to know what to predict, but there was no label and no target: call csv(…).label(\"species\") for classes or csv(…).target(\"price\") for numbers first",
              who));
    }
  }

  // ---- arguments

  private static List<Column> columns(String who, String... names) {
    return texts(who, "the name of a column", names).stream()
        .map(name -> new Column(name, 0))
        .toList();
  }

  private static List<Column> columns(String who, int... numbers) {
    Check.present(numbers, who, "numbers of columns");
    for (int number : numbers) {
      Check.that(
          number >= 1,
          "%s expects numbers of columns from 1, but got %d: the first column is 1",
          who,
          number);
    }
    return Arrays.stream(numbers).mapToObj(number -> new Column(null, number)).toList();
  }

  private static List<Column> some(String who, List<Column> columns) {
    Check.that(
        !columns.isEmpty(),
        "%s expects at least one column, but got none: give names or numbers",
        who);
    return columns;
  }

  private static List<String> texts(String who, String what, String... texts) {
    Check.present(texts, who, what);
    for (String text : texts) {
      Check.present(text, who, what);
    }
    return List.of(texts);
  }

  private static List<String> different(String who, String what, String... texts) {
    List<String> list = texts(who, what, texts).stream().map(Categories::canonical).toList();
    Check.that(
        !list.isEmpty(),
        "%s expects at least %s, but got none: give all that there are",
        who,
        what);
    for (int i = 0; i < list.size(); i++) {
      Check.that(
          list.indexOf(list.get(i)) == i,
          "%s expects each text once, but %s comes twice: leave it out once",
          who,
          Texts.quoted(list.get(i)));
    }
    return list;
  }

  private static <T> List<T> joined(List<T> some, List<T> more) {
    List<T> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }
}
