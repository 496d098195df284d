package org.chainrule.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The order of classes and of other categories: by number if all are numbers, else by text. */
final class Categories {
  private static final Pattern WHOLE = Pattern.compile("-?(?:0|[1-9]\\d*)\\.0+");

  private Categories() {}

  /** The text, but 3 for 3.0, as programs write whole numbers in a column of numbers. */
  static String canonical(String text) {
    return text.indexOf('.') > 0 && WHOLE.matcher(text).matches()
        ? text.substring(0, text.indexOf('.'))
        : text;
  }

  /** The texts in order. */
  static List<String> sorted(Collection<String> texts) {
    boolean numbers = texts.stream().noneMatch(text -> Double.isNaN(Decimal.parse(text)));
    Comparator<String> byText = Comparator.naturalOrder();
    return texts.stream()
        .sorted(numbers ? Comparator.comparingDouble(Decimal::parse).thenComparing(byText) : byText)
        .toList();
  }

  /** The place of each text in a list, in the order of the list. */
  static Map<String, Integer> places(List<String> texts) {
    Map<String, Integer> places = new LinkedHashMap<>();
    for (String text : texts) {
      places.put(text, places.size());
    }
    return places;
  }
}
