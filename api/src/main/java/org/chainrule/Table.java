package org.chainrule;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines of cells, each column as wide as its widest cell and set to the right. */
final class Table {
  private Table() {}

  /** The lines, each ended. */
  static String of(List<String[]> lines) {
    int[] widths = new int[lines.get(0).length];
    for (String[] line : lines) {
      Arrays.setAll(widths, c -> Math.max(widths[c], line[c].length()));
    }
    StringBuilder table = new StringBuilder();
    for (String[] line : lines) {
      for (int c = 0; c < widths.length; c++) {
        table.append(c == 0 ? "" : "  ").append(" ".repeat(widths[c] - line[c].length()));
        table.append(line[c]);
      }
      table.append('\n');
    }
    return table.toString();
  }

  /** A number with four digits after the point, or in powers of ten when that says little. */
  static String number(double value) {
    double size = Math.abs(value);
    boolean plain = size == 0 || (size >= 1e-3 && size < 1e7) || !Double.isFinite(value);
    return String.format(Locale.ROOT, plain ? "%.4f" : "%.4e", value);
  }

  /** A text moved to the right by two spaces. */
  static String indented(String text) {
    return text.lines().map(line -> "  " + line).collect(Collectors.joining("\n"));
  }
}
