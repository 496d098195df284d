package org.chainrule.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Texts of users and of their files in messages. */
final class Texts {
  private static final int LONGEST = 60; // characters of a text that are shown
  private static final int MOST = 6; // names that are listed

  private Texts() {}

  /** The text in quotes on one line, shortened, or "nothing" for an empty one. */
  static String quoted(String text) {
    if (text.isEmpty()) {
      return "nothing";
    }
    StringBuilder shown = new StringBuilder("\"");
    for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || Character.isSurrogate(c)) {
        shown.append("\\u%04x".formatted((int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.append(text.length() > LONGEST ? "…\"" : "\"").toString();
  }

  /** The names in their order, the first few of many. */
  static String list(Collection<String> names) {
    List<String> some = names.stream().limit(MOST).map(Texts::plain).toList();
    String rest = names.size() > MOST ? " … (%d in all)".formatted(names.size()) : "";
    return String.join(", ", some) + rest;
  }

  /** The names that are most like one that is not among them come first. */
  static String nearest(String name, Collection<String> names) {
    return list(
        names.stream()
            .sorted(Comparator.comparingInt(other -> unlikeness(name, other))) // stable
            .toList());
  }

  /** The distance, but below all others if one is a part of the other. */
  private static int unlikeness(String a, String b) {
    String s = shortened(a).toLowerCase(Locale.ROOT);
    String t = shortened(b).toLowerCase(Locale.ROOT);
    boolean isPart = !s.isEmpty() && !t.isEmpty() && (s.contains(t) || t.contains(s));
    return distance(s, t) - (isPart ? LONGEST : 0);
  }

  private static String plain(String name) {
    String quoted = quoted(name);
    return quoted.equals("\"" + name + "\"") ? name : quoted;
  }

  /**
   * How many letters must be put in, left out or changed to make one of the other (Levenshtein).
   */
  static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[above.length];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }

  private static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }
}
