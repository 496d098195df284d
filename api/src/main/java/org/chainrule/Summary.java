package org.chainrule;

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
    for (int c = 0; c < WIDTHS.length; c++) {
      int width = WIDTHS[c] - 2;
      String cell = cells[c].length() <= width ? cells[c] : cells[c].substring(0, width - 1) + "…";
      s.append(bar)
          .append(
              String.format(
                  c == WIDTHS.length - 1 ? " %" + width + "s " : " %-" + width + "s ", cell));
    }
    s.append(bar).append('\n');
  }

  private static void total(StringBuilder s, String what, long count, int bytes) {
    s.append(
        String.format(
            Locale.ROOT, " %s params: %,d (%s)%n", what, count, size((double) count * bytes)));
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
