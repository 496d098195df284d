package org.chainrule.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.chainrule.backend.Check;

/**
 * The header of a .npy file, versions 1.0 to 3.0: the magic text, the version, the length of the
 * description, and the description, which is a literal of Python, such as {@code {'descr': '<f8',
 * 'fortran_order': False, 'shape': (3, 4), }}. It is read by patterns, never evaluated.
 *
 * <p>Source: NumPy Enhancement Proposal 1 and the manual of {@code numpy.lib.format}.
 *
 * @param order of the bytes of a number
 * @param fortran whether the first index runs fastest
 * @param length of all of the header, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // within this package
record NpyHeader(ElementType type, ByteOrder order, boolean fortran, int[] shape, int length) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 16; // bytes of a description
  private static final int MOST_DIMENSIONS = 64; // NumPy's own limit
  private static final int ALIGNMENT = 64; // of the numbers in the file
  private static final int GROWTH = 21; // places that NumPy leaves for the first dimension to grow

  private static final String STRING = "'([^'\\\\]*)'|\"([^\"\\\\]*)\"";
  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*(?:" + STRING + ")\\s*:\\s*(?:" + STRING + "|(True|False)|\\(([\\s\\dL,]*)\\))\\s*");
  private static final Pattern NUMBER = Pattern.compile("\\s*(\\d{1,18})L?\\s*");

  /**
   * Reads the header.
   *
   * @param name of the file, for messages
   */
  static NpyHeader read(String name, InputStream in) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    Check.that(
        start.length == MAGIC.length + 2
            && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length),
        "%s expects NumPy's format, but does not begin as such a file: write it with numpy.save",
        name);
    int major = start[MAGIC.length];
    Check.that(
        major >= 1 && major <= 3 && start[MAGIC.length + 1] == 0,
        "%s expects version 1.0, 2.0 or 3.0 of NumPy's format, but has %d.%d: write it with numpy.save",
        name,
        major & 0xFF,
        start[MAGIC.length + 1] & 0xFF);
    int bytes = major == 1 ? 2 : 4;
    byte[] little = in.readNBytes(bytes);
    long length = 0;
    for (int i = little.length - 1; i >= 0; i--) {
      length = length << 8 | (little[i] & 0xFF);
    }
    Check.that(
        little.length == bytes && length <= LONGEST,
        "%s expects a description of at most %d bytes, but %s: fetch the file anew",
        name,
        LONGEST,
        little.length == bytes ? "has one of " + length : "ends before it");
    byte[] text = in.readNBytes((int) length);
    Check.that(
        text.length == length,
        "%s expects a description of %d bytes, but ends after %d: fetch the file anew",
        name,
        length,
        text.length);
    Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    return parse(name, new String(text, charset), MAGIC.length + 2 + bytes + text.length);
  }

  private static NpyHeader parse(String name, String text, int length) {
    String literal = text.strip();
    boolean braces = literal.startsWith("{") && literal.endsWith("}") && literal.length() > 1;
    String rest = braces ? literal.substring(1, literal.length() - 1) : "";
    String descr = null;
    Boolean fortran = null;
    String shape = null;
    boolean right = braces;
    Matcher entry = ENTRY.matcher(rest);
    while (right && !rest.isBlank()) {
      right = entry.lookingAt();
      if (!right) {
        break;
      }
      String key = entry.group(1) != null ? entry.group(1) : entry.group(2);
      String string = entry.group(3) != null ? entry.group(3) : entry.group(4);
      if (key.equals("descr") && descr == null && string != null) {
        descr = string;
      } else if (key.equals("fortran_order") && fortran == null && entry.group(5) != null) {
        fortran = entry.group(5).equals("True");
      } else if (key.equals("shape") && shape == null && entry.group(6) != null) {
        shape = entry.group(6);
      } else {
        right = false;
      }
      rest = rest.substring(entry.end());
      right &= rest.isEmpty() || rest.startsWith(",");
      rest = rest.isEmpty() ? rest : rest.substring(1);
      entry = ENTRY.matcher(rest);
    }
    int[] dimensions = right && shape != null ? dimensions(name, shape) : null;
    Check.that(
        right && descr != null && fortran != null && dimensions != null,
        "%s expects a description such as {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } of plain numbers, but has %s: write such an array with numpy.save",
        name,
        Texts.quoted(literal));
    return new NpyHeader(
        type(name, descr), order(descr), Boolean.TRUE.equals(fortran), dimensions, length);
  }

  private static ElementType type(String name, String descr) {
    ElementType type =
        !descr.isEmpty() && "<>|".indexOf(descr.charAt(0)) >= 0
            ? ElementType.of(descr.substring(1))
            : null;
    boolean ordered = type == null || type.bytes() == 1 || descr.charAt(0) != '|';
    Check.that(
        type != null && ordered,
        "%s expects numbers of type %s, but has NumPy's type %s: convert them first, for example with a.astype('float64')",
        name,
        Arrays.stream(ElementType.values()).map(String::valueOf).collect(Collectors.joining(", ")),
        Texts.quoted(descr));
    return type;
  }

  private static ByteOrder order(String descr) {
    return descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /** The numbers of a tuple such as {@code 3, 4} or {@code 5,}, or null for another text. */
  private static int[] dimensions(String name, String tuple) {
    if (tuple.isBlank()) {
      return new int[0];
    }
    List<Integer> dimensions = new ArrayList<>();
    String rest = tuple;
    while (!rest.isBlank()) {
      Matcher number = NUMBER.matcher(rest);
      if (!number.lookingAt()) {
        return null;
      }
      long dimension = Long.parseLong(number.group(1));
      Check.that(
          dimension <= Integer.MAX_VALUE && dimensions.size() < MOST_DIMENSIONS,
          "%s expects at most %d dimensions of at most %d, but has the shape (%s): divide the array",
          name,
          MOST_DIMENSIONS,
          Integer.MAX_VALUE,
          tuple.length() > 60 ? tuple.substring(0, 60) + "…" : tuple);
      dimensions.add((int) dimension);
      rest = rest.substring(number.end());
      boolean last = rest.isEmpty();
      if (last ? dimensions.size() == 1 : !rest.startsWith(",")) {
        return null; // (5) is a number, (5,) a tuple
      }
      rest = last ? rest : rest.substring(1);
    }
    return dimensions.stream().mapToInt(n -> n).toArray();
  }

  /**
   * The header that NumPy writes, byte for byte, for numbers of which the last index runs fastest.
   */
  static byte[] bytes(StoredArray array) {
    String shape =
        Arrays.stream(array.shape()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String order = array.type().bytes() == 1 ? "|" : "<";
    StringBuilder text =
        new StringBuilder(
            "{'descr': '%s%s', 'fortran_order': False, 'shape': (%s%s), }"
                .formatted(order, array.type().code(), shape, array.rank() == 1 ? "," : ""));
    if (array.rank() > 0) {
      text.append(" ".repeat(GROWTH - Integer.toString(array.shape()[0]).length()));
    }
    int before = MAGIC.length + 4;
    int missing = ALIGNMENT - (before + text.length() + 1) % ALIGNMENT;
    text.append(" ".repeat(missing)).append('\n');
    byte[] bytes = new byte[before + text.length()];
    System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
    bytes[MAGIC.length] = 1; // version 1.0
    bytes[before - 2] = (byte) text.length();
    bytes[before - 1] = (byte) (text.length() >> 8);
    System.arraycopy(
        text.toString().getBytes(StandardCharsets.ISO_8859_1), 0, bytes, before, text.length());
    return bytes;
  }
}
