package org.chainrule.data;

import java.util.ArrayList;
import java.util.List;
import org.chainrule.backend.Check;

/** Java arrays of arrays, as one array with a shape. */
final class NestedArrays {
  private NestedArrays() {}

  /** A copy, or null for something else than numbers. */
  static StoredArray stored(String who, Object array) {
    List<Integer> shape = new ArrayList<>();
    Object leaf = array;
    while (leaf instanceof Object[] parts) {
      shape.add(parts.length);
      Check.that(
          parts.length > 0 && parts[0] != null,
          "%s expects arrays within arrays, but the first is %s: pass an array with numbers in it",
          who,
          parts.length == 0 ? "empty" : "null");
      leaf = parts[0];
    }
    ElementType type = type(leaf);
    if (type == null) {
      return null;
    }
    shape.add(length(leaf));
    long size = 1;
    for (int n : shape) {
      size *= n; // at most 2³¹ · 2³¹, as it is checked each time
      Check.that(
          size <= Integer.MAX_VALUE - 8,
          "%s expects at most 2147483639 numbers, but has shape %s: divide it",
          who,
          shape);
    }
    Object values = Elements.allocate(type, (int) size);
    int[] end = {0};
    copy(who, array, shape, 0, leaf.getClass(), values, end);
    return new StoredArray(type, shape.stream().mapToInt(n -> n).toArray(), values);
  }

  private static void copy(
      String who,
      Object part,
      List<Integer> shape,
      int depth,
      Class<?> leaf,
      Object to,
      int[] end) {
    boolean deep = depth < shape.size() - 1;
    boolean right = deep ? part instanceof Object[] : part != null && part.getClass() == leaf;
    Check.that(
        right && (deep ? ((Object[]) part).length : length(part)) == shape.get(depth),
        "%s expects arrays of one shape, %s, but one of its parts differs or is missing: fill or cut them",
        who,
        shape);
    if (!deep) {
      System.arraycopy(part, 0, to, end[0], length(part));
      end[0] += length(part);
      return;
    }
    for (Object inner : (Object[]) part) {
      copy(who, inner, shape, depth + 1, leaf, to, end);
    }
  }

  private static ElementType type(Object array) {
    return array instanceof double[]
        ? ElementType.FLOAT64
        : array instanceof float[]
            ? ElementType.FLOAT32
            : array instanceof long[]
                ? ElementType.INT64
                : array instanceof int[]
                    ? ElementType.INT32
                    : array instanceof short[]
                        ? ElementType.INT16
                        : array instanceof byte[]
                            ? ElementType.INT8
                            : array instanceof boolean[] ? ElementType.BOOL : null;
  }

  private static int length(Object array) {
    return java.lang.reflect.Array.getLength(array);
  }
}
