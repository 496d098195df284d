package org.chainrule.callbacks;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chainrule.backend.Check;

/**
 * A name of a file with places for numbers, as in {@code best-{epoch:02d}-{val_loss:.4f}.npz}.
 *
 * @param text the name
 */
record FileName(String text) {
  private static final Pattern PLACE =
      Pattern.compile("\\{(\\w+)(?::(?:(0?\\d{0,2})d|\\.(\\d{1,2})([ef])))?\\}");

  /** Checks the places and what is around them. */
  FileName(String text) {
    Check.present(text, "modelCheckpoint", "a file name such as \"best.npz\"");
    this.text = text;
    String rest = PLACE.matcher(text).replaceAll("1");
    Check.that(
        !rest.contains("{") && !rest.contains("}"),
        "modelCheckpoint expects places such as {epoch}, {epoch:02d} or {val_loss:.4f} in a file name, but got %s: mend what stands in braces",
        text);
    Output.path("modelCheckpoint", rest);
  }

  /** Whether all is saved to one file. */
  boolean isFixed() {
    return !PLACE.matcher(text).find();
  }

  /** The folder that all files are in, as far as the name without its places tells. */
  Path folder() {
    Matcher place = PLACE.matcher(text);
    return Path.of(text.substring(0, place.find() ? place.start() : text.length()) + "1")
        .toAbsolutePath()
        .getParent();
  }

  /**
   * The file for some numbers.
   *
   * @throws IllegalArgumentException for a place with another name
   */
  Path of(Map<String, ? extends Number> numbers) {
    Matcher place = PLACE.matcher(text);
    StringBuilder name = new StringBuilder();
    while (place.find()) {
      Number number = numbers.get(place.group(1));
      Check.that(
          number != null,
          "modelCheckpoint expects places among %s in a file name, but got {%s} in %s: name one of these",
          numbers.keySet(),
          place.group(1),
          text);
      place.appendReplacement(name, Matcher.quoteReplacement(text(place, number)));
    }
    return Path.of(place.appendTail(name).toString());
  }

  private static String text(Matcher place, Number number) {
    if (place.group(3) != null) {
      return Check.message("%." + place.group(3) + place.group(4), number.doubleValue());
    }
    if (place.group(2) == null) {
      return number.toString();
    }
    return place.group(2).isEmpty() || place.group(2).equals("0")
        ? Long.toString(Math.round(number.doubleValue()))
        : Check.message("%" + place.group(2) + "d", Math.round(number.doubleValue()));
  }
}
