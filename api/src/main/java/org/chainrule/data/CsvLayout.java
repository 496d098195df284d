package org.chainrule.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.chainrule.backend.Check;
import org.chainrule.data.Csv.Column;
import org.chainrule.data.Csv.Fate;
import org.chainrule.data.Csv.Policy;
import org.chainrule.data.CsvColumn.Role;

/** Finds what each column of a file is for, once its header is known. */
final class CsvLayout {
  private final Csv options;
  private final String file;
  private final List<String> names; // of all columns of the file
  private final boolean[] unnamed;
  private final Role[] roles; // null for columns that are not used
  private final boolean wanted; // whether label or targets are
  private final List<Integer> order = new ArrayList<>(); // columns that are used

  private CsvLayout(Csv options, List<String> header, boolean withTargets) {
    this.options = options;
    wanted = withTargets;
    file = options.file.name();
    roles = new Role[header.size()];
    unnamed = new boolean[header.size()];
    names = new ArrayList<>(header);
    for (int i = 0; i < header.size(); i++) {
      unnamed[i] = header.get(i).isEmpty();
      if (unnamed[i]) {
        names.set(i, "column" + (i + 1));
      }
    }
  }

  /**
   * The columns that are used: those of x in order, then label or targets.
   *
   * @param header the names of all columns; empty ones for none
   * @param withTargets whether label or targets are asked for
   */
  static List<CsvColumn> columns(Csv options, List<String> header, boolean withTargets) {
    CsvLayout layout = new CsvLayout(options, header, withTargets);
    layout.requireDifferentNames();
    List<Integer> targets = layout.targets();
    layout.features();
    layout.order.addAll(targets);
    return layout.build();
  }

  private void requireDifferentNames() {
    for (int i = 0; i < names.size(); i++) {
      int first = names.indexOf(names.get(i));
      Check.that(
          first == i,
          "%s expects a different name for each column, but columns %d and %d are both %s: rename one, or say noHeader() if line 1 is data",
          file,
          first + 1,
          i + 1,
          Texts.quoted(names.get(i)));
    }
  }

  // ---- what is predicted

  private List<Integer> targets() {
    Check.that(
        options.label == null || options.targets.isEmpty(),
        "%s expects a label or targets, but both were named, label %s and target %s: leave one out",
        file,
        options.label,
        options.targets.isEmpty() ? "" : options.targets.get(0));
    Check.that(
        options.classes == null || options.label != null || !wanted,
        "classes expects a label, but none was named: add label(\"…\")");
    List<Integer> places = new ArrayList<>();
    if (options.label != null && (wanted || isThere(options.label))) {
      places.add(take("label", options.label, Role.LABEL));
    }
    for (Column target : options.targets) {
      if (wanted || isThere(target)) {
        places.add(take("target", target, Role.TARGET));
      }
    }
    return wanted ? places : List.of();
  }

  private boolean isThere(Column column) {
    return column.name() == null ? column.number() <= names.size() : names.contains(column.name());
  }

  private int take(String who, Column column, Role role) {
    int place = find(who, column);
    Check.that(
        roles[place] == null,
        "%s expects each column once, but %s is %s already: name another",
        who,
        names.get(place),
        roles[place] == null ? "" : roles[place].words);
    roles[place] = role;
    return place;
  }

  private int find(String who, Column column) {
    if (column.name() == null) {
      Check.that(
          column.number() <= names.size(),
          "%s expects a column of %s, which has %d, but got %s: the first column is 1",
          who,
          file,
          names.size(),
          column);
      return column.number() - 1;
    }
    int place = names.indexOf(column.name());
    Check.that(
        place >= 0,
        "%s expects a column of %s, but there is no %s: take one of %s",
        who,
        file,
        column,
        place >= 0 ? "" : Texts.nearest(column.name(), names));
    return place;
  }

  // ---- x

  private void features() {
    if (options.like != null) {
      featuresLike(options.like.featureNames());
    } else {
      for (Column column : options.features) {
        order.add(take("features", column, Role.NUMBER));
      }
      List<Integer> without =
          options.without.stream().map(column -> find("without", column)).toList();
      for (int i = 0; options.features.isEmpty() && i < names.size(); i++) {
        if (roles[i] == null && !without.contains(i)) {
          requireName(i);
          roles[i] = Role.NUMBER;
          order.add(i);
        }
      }
    }
    Check.that(
        !order.isEmpty(),
        "%s expects a column to learn from, but has only %s: add columns, or leave out fewer",
        file,
        Texts.list(names));
    for (Column column : options.categorical) {
      int place = find("categorical", column);
      Check.that(
          order.contains(place),
          "categorical expects columns of x, but %s is %s: name another, or add it to features",
          names.get(place),
          roles[place] == null ? "left out" : roles[place].words);
      roles[place] = Role.CATEGORY;
    }
  }

  private void requireName(int place) {
    Check.that(
        !unnamed[place],
        "%s expects a name for each column to learn from, but column %d has none, as an index that was written along: leave it out with without(%d), or choose with features(…)",
        file,
        place + 1,
        place + 1);
  }

  /** The columns that give the named columns of x. */
  private void featuresLike(List<String> featureNames) {
    Check.that(
        options.features.isEmpty() && options.without.isEmpty() && options.categorical.isEmpty(),
        "like expects to say alone which columns x has, but features, without, categorical or categories says so too: leave these out");
    for (String name : featureNames) {
      boolean number = names.contains(name) || name.indexOf('=') < 0;
      int place = find("like", new Column(number ? name : name.substring(0, name.indexOf('=')), 0));
      if (number || !order.contains(place)) {
        take("like", new Column(names.get(place), 0), number ? Role.NUMBER : Role.CATEGORY);
        order.add(place);
      }
    }
  }

  // ---- the rest

  private List<CsvColumn> build() {
    Policy[] policies = policies();
    return order.stream()
        .map(i -> new CsvColumn(i, names.get(i), roles[i], policies[i], given(i)))
        .toList();
  }

  /** The texts of a column that were said, or null. */
  private List<String> given(int place) {
    String name = names.get(place);
    if (roles[place] == Role.LABEL) {
      return options.classes != null || options.like == null || !options.like.isClassification()
          ? options.classes
          : options.like.classNames();
    }
    if (options.like != null && roles[place] == Role.CATEGORY) {
      return options.like.featureNames().stream()
          .filter(feature -> feature.startsWith(name + "="))
          .map(feature -> feature.substring(name.length() + 1))
          .toList();
    }
    return options.categories.get(name);
  }

  /** What becomes of the missing values of each column. */
  private Policy[] policies() {
    Policy[] policies = new Policy[names.size()];
    for (Policy policy : options.policies) { // those for all that it fits
      for (int place : policy.columns().isEmpty() ? order : List.<Integer>of()) {
        if (fits(policy.fate(), roles[place])) {
          policies[place] = policy;
        }
      }
    }
    for (Policy policy : options.policies) {
      for (Column column : policy.columns()) {
        if (!wanted && (column.equals(options.label) || options.targets.contains(column))) {
          continue; // need not be there
        }
        int place = find(policy.who(), column);
        requireFit(policy, place);
        policies[place] = policy;
      }
    }
    return policies;
  }

  private static boolean fits(Fate fate, Role role) {
    return switch (fate) {
      case DROP -> true;
      case NUMBER, MEAN -> role == Role.NUMBER;
      case TEXT -> role == Role.CATEGORY;
      case MOST_FREQUENT -> role.isFeature();
    };
  }

  private void requireFit(Policy policy, int place) {
    Role role = roles[place];
    if (role == null || !order.contains(place)) {
      throw new IllegalArgumentException(
          Check.message(
              "%s expects a column that is used, but %s is left out: name another",
              policy.who(), names.get(place)));
    }
    String kinds =
        Arrays.stream(Role.values())
            .filter(other -> fits(policy.fate(), other))
            .map(other -> other.words)
            .reduce((a, b) -> a + " or " + b)
            .orElseThrow();
    Check.that(
        fits(policy.fate(), role),
        "%s expects %s, but %s is %s: %s",
        policy.who(),
        kinds,
        names.get(place),
        role.words,
        role.isFeature() ? "take another filling" : "leave out such rows with dropMissing");
  }
}
