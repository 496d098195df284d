package org.chainrule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chainrule.activations.Activations;
import org.chainrule.callbacks.Callback;
import org.chainrule.callbacks.Callbacks;
import org.chainrule.constraints.Constraint;
import org.chainrule.constraints.Constraints;
import org.chainrule.initializers.Initializer;
import org.chainrule.initializers.Initializers;
import org.chainrule.layers.Differentiable;
import org.chainrule.layers.Layer;
import org.chainrule.layers.Layers;
import org.chainrule.losses.Loss;
import org.chainrule.losses.Losses;
import org.chainrule.metrics.Metric;
import org.chainrule.metrics.Metrics;
import org.chainrule.optimizers.ConstantRate;
import org.chainrule.optimizers.Optimizer;
import org.chainrule.optimizers.Optimizers;
import org.chainrule.optimizers.Rule;
import org.chainrule.optimizers.Schedule;
import org.chainrule.optimizers.Schedules;
import org.chainrule.regularizers.Regularizer;
import org.chainrule.regularizers.Regularizers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * docs/keras.md against Keras' names, arguments and defaults, which {@code
 * src/test/python/keras_names.py} wrote down, and against the factories.
 */
class KerasNamesTest {
  private static final Path PAGE = Path.of("..", "docs", "keras.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");
  private static final String GENERAL = "arguments of many";

  /** A section of the page and Keras' module, our factory. */
  private static final Map<String, Class<?>> FACTORIES =
      Map.of(
          "layers", Layers.class,
          "activations", Activations.class,
          "losses", Losses.class,
          "optimizers", Optimizers.class,
          "schedules", Schedules.class,
          "initializers", Initializers.class,
          "regularizers", Regularizers.class,
          "constraints", Constraints.class,
          "metrics", Metrics.class,
          "callbacks", Callbacks.class);

  /** What may stand in the column of ours beside the factories. */
  private static final Set<Class<?>> TYPES =
      Set.of(
          Layer.class,
          Differentiable.class,
          Loss.class,
          Rule.class,
          Optimizer.class,
          Schedule.class,
          Initializer.class,
          Regularizer.class,
          Constraint.class,
          Metric.class,
          Callback.class,
          History.class,
          DivergedException.class);

  private record Row(String section, String keras, String ours, String text) {
    boolean covered() {
      return ours != null;
    }

    Set<String> names() {
      return Set.copyOf(codes(keras));
    }
  }

  /** A name of Keras: its module and its arguments with their defaults, null for none. */
  private record Name(String module, String name, Map<String, String> arguments) {}

  private static List<Row> rows;
  private static List<Name> names;

  @BeforeAll
  static void read() throws IOException {
    rows = parse(Files.readString(PAGE));
    names = new ArrayList<>();
    try (InputStream in = KerasNamesTest.class.getResourceAsStream("/keras/names.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
        String[] fields = line.split("\t");
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String argument : Arrays.asList(fields).subList(2, fields.length)) {
          String[] parts = argument.split("=", 2);
          arguments.put(parts[0], parts.length == 2 ? parts[1] : null);
        }
        names.add(new Name(fields[0], fields[1], arguments));
      }
    }
    assertTrue(names.size() > 500, () -> names.size() + " names of Keras");
  }

  private static List<Row> parse(String page) {
    List<Row> rows = new ArrayList<>();
    String section = "";
    for (String line : page.lines().toList()) {
      if (line.startsWith("## ")) {
        section = line.substring(3).strip().toLowerCase(Locale.ROOT);
      } else if (line.startsWith("|") && !line.startsWith("|--") && !line.startsWith("| Keras")) {
        String[] cells = line.substring(1, line.lastIndexOf('|')).split("(?<!\\\\)\\|", -1);
        assertTrue(cells.length == 2 || cells.length == 3, line);
        rows.add(new Row(section, cells[0], cells.length == 3 ? cells[1] : null, line));
      }
    }
    return rows;
  }

  private static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map(m -> m.group(1)).toList();
  }

  private static List<Row> rows(String section) {
    return rows.stream().filter(row -> row.section.equals(section)).toList();
  }

  private static Set<String> namesOf(String section) {
    return rows(section).stream().flatMap(row -> row.names().stream()).collect(Collectors.toSet());
  }

  private static String camel(String name) {
    return Pattern.compile("_(.)")
        .matcher(name)
        .replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT));
  }

  @Test
  void everyNameOfKerasStandsInOneRow() {
    Set<String> general = namesOf(GENERAL);
    Set<String> wrong = new TreeSet<>();
    for (Name name : names) {
      long found =
          rows(name.module).stream().filter(row -> row.names().contains(name.name)).count();
      if (found != 1 && !general.contains(name.name)) {
        wrong.add(name.module + "." + name.name + " in " + found + " rows");
      }
    }
    assertEquals(Set.of(), wrong);
  }

  @Test
  void noNameIsInvented() {
    Set<String> wrong = new TreeSet<>();
    for (String section : names.stream().map(Name::module).collect(Collectors.toSet())) {
      Set<String> known = new HashSet<>();
      for (Name name : names) {
        if (name.module.equals(section)) {
          known.add(name.name);
          known.addAll(name.arguments.keySet());
        }
      }
      for (String name : namesOf(section)) {
        if (!known.contains(name)) {
          wrong.add(section + "." + name);
        }
      }
    }
    assertEquals(Set.of(), wrong);
  }

  /** The row that says what a name is here, or null where it is not. */
  private static Row rowOf(Name name) {
    return rows(name.module).stream()
        .filter(row -> row.covered() && row.names().contains(name.name))
        .findFirst()
        .orElse(null);
  }

  /** Whether an argument is a method or a parameter here, under the name it should have. */
  private static boolean isHere(Row row, String argument) {
    return WORD.matcher(String.join(" ", codes(row.ours)))
        .results()
        .anyMatch(m -> m.group().equalsIgnoreCase(camel(argument)));
  }

  @Test
  void everyArgumentIsSpokenOf() {
    Set<String> general = namesOf(GENERAL);
    Set<String> wrong = new TreeSet<>();
    for (Name name : names) {
      Row row = rowOf(name);
      if (row == null) {
        continue;
      }
      for (String argument : name.arguments.keySet()) {
        if (!general.contains(argument)
            && !namesOf(name.module).contains(argument)
            && !isHere(row, argument)
            && !codes(row.text).stream()
                .anyMatch(c -> c.replaceFirst("=.*", "").equals(argument))) {
          wrong.add(name.module + "." + name.name + ": " + argument);
        }
      }
    }
    assertEquals(Set.of(), wrong);
  }

  /** The public static members of a factory, by name. */
  private static Map<String, List<Class<?>>> members(Class<?> factory) {
    Map<String, List<Class<?>>> members = new LinkedHashMap<>();
    for (Field field : factory.getFields()) {
      members.computeIfAbsent(field.getName(), n -> new ArrayList<>()).add(field.getType());
    }
    for (Method method : factory.getMethods()) {
      if (Modifier.isStatic(method.getModifiers())) {
        members
            .computeIfAbsent(method.getName(), n -> new ArrayList<>())
            .add(method.getReturnType());
      }
    }
    return members;
  }

  private static Set<String> methods(Collection<Class<?>> types) {
    return types.stream()
        .flatMap(type -> Arrays.stream(type.getMethods()))
        .map(Method::getName)
        .collect(Collectors.toSet());
  }

  /** What a call such as {@code dense(units).useBias} names, without what stands in brackets. */
  private static List<String> called(String code) {
    StringBuilder outside = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      outside.append(depth == 0 && c != ')' ? c : "");
    }
    return List.of(outside.toString().strip().replaceFirst("^new ", "").split("(?=\\.)"));
  }

  @Test
  void whatIsSaidToBeHereIs() {
    Map<String, List<Class<?>>> all = new LinkedHashMap<>(members(FitOptions.class));
    FACTORIES.values().forEach(f -> all.putAll(members(f)));
    for (Method method : Sequential.class.getMethods()) {
      all.computeIfAbsent(method.getName(), n -> new ArrayList<>()).add(method.getReturnType());
    }
    TYPES.forEach(type -> all.put(type.getSimpleName(), List.of(type)));
    all.put("Sequential", List.of(Sequential.class));
    Set<String> wrong = new TreeSet<>();
    for (Row row : rows) {
      if (!row.covered()) {
        continue;
      }
      Set<Class<?>> types = new HashSet<>();
      for (String code : codes(row.ours)) {
        String first = called(code).get(0);
        if (!first.startsWith(".")) {
          types.addAll(all.getOrDefault(first, List.of()));
          if (!all.containsKey(first)) {
            wrong.add(row.section + ": " + code);
          }
        }
      }
      if (types.isEmpty() || row.section.equals("model") || row.section.equals(GENERAL)) {
        members(Optimizers.class).values().forEach(types::addAll);
        types.addAll(
            List.of(Sequential.class, FitOptions.class, Layer.class, Metric.class, Loss.class));
      }
      Set<String> methods = methods(types);
      for (String code : codes(row.ours)) {
        for (String part : called(code)) {
          if (part.startsWith(".") && !methods.contains(part.substring(1))) {
            wrong.add(row.section + ": " + code);
          }
        }
        Matcher inner = Pattern.compile("\\b([a-z]\\w*)\\(").matcher(code);
        while (inner.find()) {
          if (!all.containsKey(inner.group(1)) && !methods.contains(inner.group(1))) {
            wrong.add(row.section + ": " + inner.group(1) + " in " + code);
          }
        }
      }
    }
    assertEquals(Set.of(), wrong);
  }

  @Test
  void allOfOursStandsInTheTable() {
    Set<String> wrong = new TreeSet<>();
    FACTORIES.forEach(
        (section, factory) -> {
          Set<String> told =
              rows(section).stream()
                  .filter(Row::covered)
                  .flatMap(row -> codes(row.ours).stream())
                  .map(code -> called(code).get(0))
                  .collect(Collectors.toSet());
          members(factory).keySet().stream()
              .filter(member -> !told.contains(member))
              .forEach(member -> wrong.add(factory.getSimpleName() + "." + member));
        });
    assertEquals(Set.of(), wrong);
  }

  @Test
  void allOptionsOfFitStandInTheTable() {
    Set<String> told =
        rows("model").stream()
            .filter(Row::covered)
            .flatMap(row -> codes(row.ours).stream())
            .flatMap(code -> called(code).stream())
            .map(part -> part.replace(".", ""))
            .collect(Collectors.toSet());
    Set<String> wrong =
        Arrays.stream(FitOptions.class.getDeclaredMethods())
            .filter(m -> Modifier.isPublic(m.getModifiers()) && !m.getName().equals("toString"))
            .map(Method::getName)
            .filter(name -> !told.contains(name))
            .collect(Collectors.toSet());
    assertEquals(Set.of(), wrong);
  }

  /** A value as Keras' defaults make it, for the names whose factory wants arguments. */
  private static final Map<String, Object> EXAMPLES =
      Map.ofEntries(
          Map.entry("layers.Dense", Layers.dense(3)),
          Map.entry("layers.ELU", Activations.elu),
          Map.entry("layers.Rescaling", Layers.rescaling(3)),
          Map.entry("layers.Embedding", Layers.embedding(3, 2)),
          Map.entry("layers.ActivityRegularization", Regularizers.l1l2(0, 0)),
          Map.entry("schedules.CosineDecay", Schedules.cosineDecay(0.1, 9)),
          Map.entry("schedules.CosineDecayRestarts", Schedules.cosineDecayRestarts(0.1, 9)),
          Map.entry("schedules.ExponentialDecay", Schedules.exponentialDecay(0.1, 9, 0.5)),
          Map.entry("schedules.InverseTimeDecay", Schedules.inverseTimeDecay(0.1, 9, 0.5)),
          Map.entry("schedules.PolynomialDecay", Schedules.polynomialDecay(0.1, 9)),
          Map.entry("initializers.Constant", Initializers.zeros),
          Map.entry("regularizers.L1L2", Regularizers.l1l2(0, 0)),
          Map.entry("metrics.FBetaScore", Metrics.fBeta(1)));

  /**
   * Defaults that differ, or that Java writes in another way; the page tells of those that matter.
   */
  private static final Set<String> OTHERWISE =
      Set.of(
          "layers.ReLU.max_value=None", // relu has no figures: with these it is another record
          "layers.ReLU.negative_slope=0.0",
          "layers.ReLU.threshold=0.0",
          "activations.relu.max_value=None",
          "activations.relu.negative_slope=0.0",
          "activations.relu.threshold=0.0",
          "activations.gelu.approximate=False", // likewise
          "schedules.CosineDecay.warmup_target=None", // the initial rate
          "layers.LeakyReLU.negative_slope=0.3", // 0.2, as the activation
          "layers.Embedding.embeddings_initializer='uniform'", // randomUniform
          "initializers.RandomUniform.minval=-0.05", // min
          "initializers.RandomUniform.maxval=0.05", // max
          "initializers.VarianceScaling.scale=1.0", // all three are given
          "initializers.VarianceScaling.mode='fan_in'",
          "initializers.VarianceScaling.distribution='truncated_normal'",
          "metrics.F1Score.average=None", // the mean of a vector
          "metrics.FBetaScore.average=None",
          "metrics.AUC.curve='ROC'");

  @Test
  void defaultsAreThoseOfKeras() throws ReflectiveOperationException {
    Set<String> skipped = namesOf(GENERAL);
    Set<String> common = // arguments that have a row of their own, such as clipnorm
        rows("optimizers").stream()
            .filter(Row::covered)
            .flatMap(row -> row.names().stream())
            .collect(Collectors.toSet());
    Set<String> types = TYPES.stream().map(Class::getSimpleName).collect(Collectors.toSet());
    Set<String> wrong = new TreeSet<>();
    Set<String> different = new HashSet<>();
    int compared = 0;
    for (Name name : names) {
      Row row = rowOf(name);
      boolean isAlias =
          !name.module.equals("activations") && Character.isLowerCase(name.name.charAt(0));
      boolean isOwn = row != null && types.contains(codes(row.ours).get(0));
      if (row == null || isAlias || isOwn || name.module.equals("callbacks")) {
        continue;
      }
      String key = name.module + "." + name.name;
      Map<String, Object> here = null;
      for (Map.Entry<String, String> argument : name.arguments.entrySet()) {
        String told = key + "." + argument.getKey() + "=" + argument.getValue();
        boolean isOption = name.module.equals("optimizers") && common.contains(argument.getKey());
        if (argument.getValue() == null
            || skipped.contains(argument.getKey())
            || (OTHERWISE.contains(told) && different.add(told))
            || (!isOption && !isHere(row, argument.getKey()))) {
          continue;
        }
        if (here == null) {
          here = components(example(key, row));
        }
        String component = camel(argument.getKey()).toLowerCase(Locale.ROOT);
        compared++;
        if (!here.containsKey(component)) {
          wrong.add(told + ", but it is no component of " + example(key, row));
        } else if (!same(argument.getValue(), here.get(component))) {
          wrong.add(told + ", but here it is " + here.get(component));
        }
      }
    }
    assertEquals(Set.of(), wrong);
    assertEquals(OTHERWISE, different);
    assertTrue(compared > 150, "compared " + compared + " defaults");
  }

  /** The value that a row's first constant or call without arguments makes. */
  private static Object example(String key, Row row) throws ReflectiveOperationException {
    if (EXAMPLES.containsKey(key)) {
      return EXAMPLES.get(key);
    }
    Stream<Class<?>> factories =
        Stream.concat(Stream.of(FACTORIES.get(row.section)), Stream.of(Losses.class));
    String call = codes(row.ours).get(0);
    String first = called(call).get(0);
    for (Class<?> factory : factories.toList()) {
      for (Field field : factory.getFields()) {
        if (field.getName().equals(first)) {
          return field.get(null);
        }
      }
      for (Method method : factory.getMethods()) {
        if (method.getName().equals(first) && method.getParameterCount() == 0) {
          return method.invoke(null);
        }
      }
    }
    throw new AssertionError(key + " needs an example");
  }

  /** The components of a record, and of the options within, by name in small letters. */
  private static Map<String, Object> components(Object value) throws ReflectiveOperationException {
    Map<String, Object> components = new LinkedHashMap<>();
    assertTrue(value.getClass().isRecord(), value::toString);
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      Object part = accessor.invoke(value);
      components.put(component.getName().toLowerCase(Locale.ROOT), part);
      if (component.getName().equals("options")) {
        components.putAll(components(part));
      }
    }
    return components;
  }

  /** Whether a default as Python prints it is a value here. */
  private static boolean same(String python, Object value) throws ReflectiveOperationException {
    Object v = value instanceof ConstantRate rate ? Double.valueOf(rate.at(0)) : value;
    if (python.equals("None")) {
      return v == null
          || v.equals(Activations.linear)
          || v.equals(Double.POSITIVE_INFINITY)
          || v.equals(1)
          || (v instanceof Number number && number.doubleValue() == 0);
    }
    if (v instanceof Boolean) {
      return python.equalsIgnoreCase(v.toString());
    }
    if (v instanceof Number number) {
      return Double.parseDouble(python) == number.doubleValue();
    }
    String text = python.replace("'", "");
    if (v instanceof Initializer) {
      return Objects.equals(
          Initializers.class.getField(camel(text.toLowerCase(Locale.ROOT))).get(null), v);
    }
    return v instanceof Enum<?> constant && text.equalsIgnoreCase(constant.name());
  }

  @Test
  void theCheckCanFail() throws ReflectiveOperationException {
    assertTrue(same("0.9", 0.9) && same("False", false) && same("None", null));
    assertTrue(same("'glorot_uniform'", Initializers.glorotUniform));
    assertTrue(!same("0.9", 0.99) && !same("True", false) && !same("None", 0.5));
    assertTrue(!same("'zeros'", Initializers.ones));
    assertEquals(List.of("dense", ".useBias"), called("dense(units, f(x)).useBias"));
    assertEquals("kernelInitializer", camel("kernel_initializer"));
  }
}
