package org.chainrule.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.chainrule.backend.Check;

/**
 * Texts of classes to numbers from 0 and back.
 *
 * @param classes the text of each class, in the order of their numbers
 */
public record LabelEncoder(List<String> classes) {
  /**
   * Checks the texts.
   *
   * @throws IllegalArgumentException for none, null, or a text that comes twice
   */
  public LabelEncoder {
    Check.present(classes, "LabelEncoder", "a list of classes");
    Check.that(
        !classes.isEmpty(), "LabelEncoder expects at least one class, but got none: give some");
    for (String text : classes) {
      Check.present(text, "LabelEncoder", "a text for each class");
      Check.that(
          classes.indexOf(text) == classes.lastIndexOf(text),
          "LabelEncoder expects different classes, but %s comes twice: leave it out once",
          Texts.quoted(text));
    }
    classes = List.copyOf(classes);
  }

  /**
   * The number of each text.
   *
   * @throws IllegalArgumentException for a text that is no class
   */
  public int[] encode(String... texts) {
    Check.present(texts, "encode", "texts");
    Map<String, Integer> places = Categories.places(classes);
    int[] labels = new int[texts.length];
    for (int i = 0; i < labels.length; i++) {
      Check.present(texts[i], "encode", "a text for each sample");
      Integer label = places.get(texts[i]);
      if (label == null) {
        throw new IllegalArgumentException(
            Check.message(
                "encode expects one of %s, but got %s at row %d: correct it, or make an encoder that knows it",
                Texts.nearest(texts[i], classes), Texts.quoted(texts[i]), i));
      }
      labels[i] = label;
    }
    return labels;
  }

  /**
   * The text of each number.
   *
   * @throws IllegalArgumentException for a number that is no class
   */
  public String[] decode(int... labels) {
    Check.present(labels, "decode", "numbers of classes");
    String[] texts = new String[labels.length];
    Arrays.setAll(
        texts,
        i -> {
          Check.that(
              labels[i] >= 0 && labels[i] < classes.size(),
              "decode expects classes 0 to %d, but got %d at row %d: count from 0",
              classes.size() - 1,
              labels[i],
              i);
          return classes.get(labels[i]);
        });
    return texts;
  }
}
