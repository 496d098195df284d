package org.chainrule.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chainrule.backend.Check;

/**
 * A column of a CSV file that is used. While the file is read for the first time it learns its
 * texts and figures; {@link #settle} ends that, and then it turns values into columns of x.
 *
 * <p>A value is a number, or the code of a text, or NaN for a missing one.
 */
final class CsvColumn {
  /** More different texts are taken for a mistake, such as names of persons. */
  static final int MOST_TEXTS = 10_000;

  /** More different numbers are not counted. */
  static final int MOST_NUMBERS = 1_000_000;

  /** What it is for. */
  enum Role {
    NUMBER("a column of numbers"),
    CATEGORY("a column of texts"),
    LABEL("the label"),
    TARGET("a target");

    final String words;

    Role(String words) {
      this.words = words;
    }

    boolean isFeature() {
      return this == NUMBER || this == CATEGORY;
    }

    boolean isText() {
      return this == CATEGORY || this == LABEL;
    }
  }

  final int place; // in a record, from 0
  final String name;
  final Role role;
  private final Csv.Policy policy; // null: a missing value is an error
  private final boolean given; // all texts were, in order

  private final Map<String, Integer> codes = new LinkedHashMap<>();
  private final Map<Double, Long> frequencies = new HashMap<>(); // of numbers or codes, if needed
  private double mean;
  private long count;
  private boolean settled;

  private List<String> texts = List.of(); // in order
  private int[] rank = {}; // of a code in that order
  private double fill = Double.NaN;

  CsvColumn(int place, String name, Role role, Csv.Policy policy, List<String> given) {
    this.place = place;
    this.name = name;
    this.role = role;
    this.policy = policy;
    this.given = given != null;
    if (given != null) {
      codes.putAll(Categories.places(given));
    }
    if (policy != null && policy.fate() == Csv.Fate.TEXT) {
      Check.that(
          given == null || given.contains(policy.text()),
          "fillMissing expects one of the categories of %s, but got %s: take one of %s",
          name,
          Texts.quoted(policy.text()),
          given == null ? "" : Texts.nearest(policy.text(), given));
    }
  }

  /** Whether rows with a missing value are left out. */
  boolean drops() {
    return fate() == Csv.Fate.DROP;
  }

  private Csv.Fate fate() {
    return policy == null ? null : policy.fate();
  }

  /**
   * The value of a text.
   *
   * @param record where it stands, for messages
   */
  double value(String text, boolean missing, CsvRecords record) {
    double value =
        missing ? missing(text, record) : role.isText() ? code(text, record) : number(text, record);
    if (!settled && !Double.isNaN(value)) {
      learn(value, record);
    }
    return value;
  }

  private double missing(String text, CsvRecords record) {
    if (policy == null) {
      String way =
          role.isFeature()
              ? "leave out or fill in such rows with dropMissing or fillMissing"
              : "leave out such rows with dropMissing";
      throw new IllegalArgumentException(
          Check.message(
              "%s, column %s expects %s, but %s: %s",
              record.at(),
              name,
              role.isText() ? "a text" : "a number",
              text.isEmpty() ? "has nothing" : "has " + Texts.quoted(text),
              way));
    }
    return fate() == Csv.Fate.TEXT ? code(policy.text(), record) : Double.NaN;
  }

  private double number(String text, CsvRecords record) {
    double value = Decimal.parse(text.strip());
    if (Double.isFinite(value)) {
      return value;
    }
    String what = "a number";
    String fix;
    if (Double.isInfinite(value)) {
      what = "a number that fits a double, up to 1.8E308";
      fix = "scale it, or leave it empty as a missing value";
    } else if (!Double.isNaN(Decimal.parse(text.strip().replace(',', '.')))) {
      fix = "write a decimal point instead of the comma";
    } else if (role == Role.TARGET) {
      fix = "correct it, or use label instead of target for classes";
    } else {
      fix =
          Check.message(
              "correct it, or say categorical(%s) for a column of texts", Texts.quoted(name));
    }
    throw new IllegalArgumentException(
        Check.message(
            "%s, column %s expects %s, but has %s: %s",
            record.at(), name, what, Texts.quoted(text), fix));
  }

  private double code(String text, CsvRecords record) {
    String canonical = Categories.canonical(text);
    Integer code = codes.get(canonical);
    if (code != null) {
      return code;
    }
    if (given || settled) {
      throw new IllegalArgumentException(
          Check.message(
              "%s, column %s expects one of %s, but has %s: %s",
              record.at(),
              name,
              Texts.nearest(text, codes.keySet()),
              Texts.quoted(text),
              given
                  ? "correct it, or name it among the "
                      + (role == Role.LABEL ? "classes" : "categories")
                  : "leave the file as it was when batches was called"));
    }
    Check.that(
        codes.size() < MOST_TEXTS,
        "%s, column %s expects at most %d different texts, but has more: %s",
        record.at(),
        name,
        MOST_TEXTS,
        role == Role.LABEL
            ? Check.message("use target(%s) for numbers to predict", Texts.quoted(name))
            : Check.message("leave the column out with without(%s)", Texts.quoted(name)));
    codes.put(canonical, codes.size());
    return codes.size() - 1;
  }

  private void learn(double value, CsvRecords record) {
    if (fate() == Csv.Fate.MOST_FREQUENT) {
      frequencies.merge(value + 0.0, 1L, Long::sum); // + 0.0: one zero
      if (frequencies.size() > MOST_NUMBERS) {
        throw new IllegalArgumentException(
            Check.message(
                "%s, column %s expects at most %d different numbers to find the most frequent, but has more: use fillMissingWithMean(%s)",
                record.at(), name, MOST_NUMBERS, Texts.quoted(name)));
      }
    } else if (fate() == Csv.Fate.MEAN) {
      count++;
      mean += value / count - mean / count; // so far; a sum might overflow
    }
  }

  /** Ends the first reading. */
  void settle(String file) {
    settled = true;
    List<String> found = List.copyOf(codes.keySet());
    texts = given ? found : Categories.sorted(found);
    Map<String, Integer> places = Categories.places(texts);
    rank = found.stream().mapToInt(places::get).toArray();
    if (fate() == Csv.Fate.NUMBER) {
      fill = policy.number();
    } else if (fate() == Csv.Fate.MEAN || fate() == Csv.Fate.MOST_FREQUENT) {
      Check.that(
          count > 0 || !frequencies.isEmpty(),
          "%s expects a value in column %s, but %s has none: leave the column out with without(%s)",
          policy.who(),
          name,
          file,
          Texts.quoted(name));
      fill = fate() == Csv.Fate.MEAN ? mean : mostFrequent();
    }
    frequencies.clear();
  }

  private double mostFrequent() {
    double best = Double.NaN;
    long most = 0;
    for (Map.Entry<Double, Long> entry : frequencies.entrySet()) {
      double value = entry.getKey();
      long times = entry.getValue();
      if (times > most || (times == most && order(value) < order(best))) {
        best = value;
        most = times;
      }
    }
    return best;
  }

  private double order(double value) {
    return role.isText() ? rank[(int) value] : value;
  }

  /** The texts in order. */
  List<String> texts() {
    return texts;
  }

  /** The place of a label's code among the classes. */
  int classOf(double value) {
    return rank[(int) value];
  }

  /** The names of its columns of x. */
  List<String> featureNames() {
    List<String> names = new ArrayList<>();
    if (role == Role.NUMBER) {
      names.add(name);
    } else if (role == Role.CATEGORY) {
      texts.forEach(text -> names.add(name + "=" + text));
    }
    return names;
  }

  /** Puts a value into its columns of x, which are all 0; where the next column's begin. */
  int encode(double value, double[] x, int at) {
    double filled = Double.isNaN(value) ? fill : value;
    if (role == Role.NUMBER) {
      x[at] = filled;
      return at + 1;
    }
    x[at + rank[(int) filled]] = 1;
    return at + texts.size();
  }
}
