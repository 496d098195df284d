package org.chainrule.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.chainrule.backend.Check;

/**
 * Objects of which to make a data set: an immutable value, begun by {@link Dataset#of}, refined by
 * {@link #feature} and {@link #categorical}, and ended by {@link #label} or {@link #target}.
 *
 * <pre>{@code
 * Dataset data = Dataset.of(flowers)
 *     .feature("length", Flower::length)
 *     .categorical("color", Flower::color)
 *     .label(Flower::species);
 * }</pre>
 *
 * @param <R> the type of the objects
 */
public final class Records<R> {
  private final List<R> records;
  private final List<double[][]> columns; // parts of rows, feature by feature
  private final List<String> names;

  private Records(List<R> records, List<double[][]> columns, List<String> names) {
    this.records = records;
    this.columns = columns;
    this.names = names;
  }

  Records(Collection<? extends R> records) {
    this(checked(records), List.of(), List.of());
  }

  private static <R> List<R> checked(Collection<? extends R> records) {
    Check.present(records, "Dataset.of", "a collection of records");
    Check.that(
        !records.isEmpty(), "Dataset.of expects at least one record, but got none: pass some");
    int i = 0;
    for (R one : records) {
      Check.that(
          one != null, "Dataset.of expects records, but number %d is null: leave it out", i++);
    }
    return List.copyOf(records);
  }

  /**
   * Adds a column of x.
   *
   * @param name of the column
   * @param value what it has for a record, a finite number
   * @throws IllegalArgumentException for null, NaN or infinity, with the number of the record from
   *     0
   */
  public Records<R> feature(String name, Function<? super R, ? extends Number> value) {
    return with(numbers("feature " + named("feature", name), value), List.of(name));
  }

  /**
   * Adds a column of x for each different value, 1 where a record has it and 0 elsewhere, named
   * {@code color=blue}, {@code color=red} …: the constants of an enum in their order, otherwise
   * those that occur, by number if all are numbers and by alphabet if not.
   *
   * @param value what a record has, of which the text counts; not null
   */
  public Records<R> categorical(String name, Function<? super R, ?> value) {
    named("categorical", name);
    List<Object> values = values("categorical " + name, value);
    List<String> texts = texts(values);
    Map<String, Integer> places = Categories.places(texts);
    double[][] columns = new double[values.size()][texts.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i][places.get(text(values.get(i)))] = 1;
    }
    return with(columns, texts.stream().map(text -> name + "=" + text).toList());
  }

  /**
   * The data set, to predict a class of each record.
   *
   * @param value the class, of which the text counts; see {@link #categorical} for the order of the
   *     classes
   * @throws IllegalArgumentException for null, with the number of the record from 0
   * @throws IllegalStateException when there is no feature
   */
  public Dataset label(Function<? super R, ?> value) {
    return label(value, texts(values("label", value)));
  }

  /**
   * The data set, to predict a class of each record.
   *
   * @param classNames the texts of all classes in order, for records that may lack some
   */
  public Dataset label(Function<? super R, ?> value, List<String> classNames) {
    Check.present(classNames, "label", "names of classes");
    Map<String, Integer> places =
        Categories.places(classNames.stream().map(Categories::canonical).toList());
    List<Object> values = values("label", value);
    int[] labels = new int[values.size()];
    for (int i = 0; i < labels.length; i++) {
      String text = text(values.get(i));
      if (!places.containsKey(text)) {
        throw new IllegalArgumentException(
            Check.message(
                "label expects one of %s, but record %d has %s: add it to the names",
                Texts.nearest(text, classNames), i, Texts.quoted(text)));
      }
      labels[i] = places.get(text);
    }
    return Dataset.classification(x("label"), labels, classNames).named(names);
  }

  /**
   * The data set, to predict numbers of each record.
   *
   * @param values one or more numbers, finite
   * @throws IllegalArgumentException for none, and for null, NaN or infinity, with the number of
   *     the record from 0
   * @throws IllegalStateException when there is no feature
   */
  @SafeVarargs
  public final Dataset target(Function<? super R, ? extends Number>... values) {
    Check.present(values, "target", "a function of a record");
    Check.that(
        values.length > 0,
        "target expects at least one function of a record, but got none: pass one");
    List<double[][]> columns = new ArrayList<>();
    for (Function<? super R, ? extends Number> value : values) {
      columns.add(numbers("target", value));
    }
    return Dataset.regression(x("target"), joined(columns)).named(names);
  }

  // ---- parts

  private String named(String who, String name) {
    Check.present(name, who, "a name");
    Check.that(
        names.stream().noneMatch(other -> other.equals(name) || other.startsWith(name + "=")),
        "%s expects each name once, but %s is there already: choose another",
        who,
        Texts.quoted(name));
    return name;
  }

  private Records<R> with(double[][] column, List<String> columnNames) {
    List<double[][]> moreColumns = new ArrayList<>(columns);
    moreColumns.add(column);
    List<String> moreNames = new ArrayList<>(names);
    moreNames.addAll(columnNames);
    return new Records<>(records, moreColumns, moreNames);
  }

  private double[][] x(String who) {
    if (columns.isEmpty()) {
      throw new IllegalStateException(
          who
              + " expects a feature to learn from, but there is none: call feature(\"name\", R::value) first");
    }
    return joined(columns);
  }

  /** The parts of each row one after another. */
  private double[][] joined(List<double[][]> parts) {
    double[][] rows = new double[records.size()][];
    Arrays.setAll(
        rows, i -> parts.stream().flatMapToDouble(part -> Arrays.stream(part[i])).toArray());
    return rows;
  }

  private double[][] numbers(String who, Function<? super R, ? extends Number> value) {
    List<Object> values = values(who, value);
    double[][] column = new double[values.size()][1];
    for (int i = 0; i < column.length; i++) {
      column[i][0] = ((Number) values.get(i)).doubleValue();
      Check.that(
          Double.isFinite(column[i][0]),
          "%s expects finite numbers, but record %d has %s: correct it or leave the record out",
          who,
          i,
          column[i][0]);
    }
    return column;
  }

  private List<Object> values(String who, Function<? super R, ?> value) {
    Check.present(value, who, "a function of a record");
    List<Object> values = new ArrayList<>();
    for (R one : records) {
      Object result = value.apply(one);
      Check.that(
          result != null,
          "%s expects a value of each record, but record %d has null: fill it or leave the record out",
          who,
          values.size());
      values.add(result);
    }
    return values;
  }

  private static List<String> texts(List<Object> values) {
    if (values.get(0) instanceof Enum<?> first) {
      Object[] constants = first.getDeclaringClass().getEnumConstants();
      if (Arrays.asList(constants).containsAll(values)) {
        return Arrays.stream(constants).map(Records::text).toList();
      }
    }
    Set<String> texts = new LinkedHashSet<>();
    values.forEach(value -> texts.add(text(value)));
    return Categories.sorted(texts);
  }

  private static String text(Object value) {
    return value instanceof Enum<?> constant
        ? constant.name()
        : Categories.canonical(String.valueOf(value));
  }
}
