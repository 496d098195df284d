package org.chainrule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Keras' table of a model's layers. */
final class Summary {
  private static final int[] WIDTHS = {33, 24, 15};

  private Summary() {}

  static String of(List<String[]> rows, long trainable, long frozen, int bytes) {
    StringBuilder s = new StringBuilder("Model: \"sequential\"\n");
    line(s, "┏", "━", "┳", "┓");
    row(s, "┃", "Layer (type)", "Output Shape", "Param #");
    line(s, "┡", "━", "╇", "┩");
    for (int i = 0; i < rows.size(); i++) {
      if (i > 0) {
        line(s, "├", "─", "┼", "┤");
      }
      row(s, "│", rows.get(i));
    }
    line(s, "└", "─", "┴", "┘");
    total(s, "Total", trainable + frozen, bytes);
    total(s, "Trainable", trainable, bytes);
    total(s, "Non-trainable", frozen, bytes);
    return s.toString();
  }

  private static void line(
      StringBuilder s, String left, String fill, String between, String right) {
    s.append(left);
    for (int c = 0; c < WIDTHS.length; c++) {
      s.append(fill.repeat(WIDTHS[c])).append(c < WIDTHS.length - 1 ? between : right);
    }
    s.append('\n');
  }

  private static void row(StringBuilder s, String bar, String... cells) {
    List<List<String>> lines = new ArrayList<>();
    int height = 1;
    for (int c = 0; c < WIDTHS.length; c++) {
      lines.add(wrap(cells[c], WIDTHS[c] - 2));
      height = Math.max(height, lines.get(c).size());
    }
    for (int i = 0; i < height; i++) {
      for (int c = 0; c < WIDTHS.length; c++) {
        String text = i < lines.get(c).size() ? lines.get(c).get(i) : "";
        String space = " ".repeat(WIDTHS[c] - 2 - text.length());
        boolean right = c == WIDTHS.length - 1;
        s.append(bar).append(' ').append(right ? space + text : text + space).append(' ');
      }
      s.append(bar).append('\n');
    }
  }

  /** A cell's words on as few lines as they fit on, each cut when it alone is too long. */
  private static List<String> wrap(String cell, int width) {
    List<String> lines = new ArrayList<>();
    for (String word : cell.split(" ", -1)) {
      int last = lines.size() - 1;
      if (last >= 0 && lines.get(last).length() + 1 + word.length() <= width) {
        lines.set(last, lines.get(last) + " " + word);
      } else {
        lines.add(word.length() <= width ? word : word.substring(0, width - 1) + "…");
      }
    }
    return lines;
  }

  private static void total(StringBuilder s, String what, long count, int bytes) {
    s.append(
        String.format(
            Locale.ROOT, " %s params: %,d (%s)\n", what, count, size((double) count * bytes)));
  }

  private static String size(double bytes) {
    String[] units = {"B", "KB", "MB", "GB"};
    int u = 0;
    while (bytes >= 1024 && u < units.length - 1) {
      bytes /= 1024;
      u++;
    }
    return String.format(Locale.ROOT, "%.2f %s", bytes, units[u]);
  }
}
