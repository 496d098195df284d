package org.chainrule.data;

import java.util.Arrays;
import org.chainrule.backend.Check;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.workspace.ND4JWorkspaceException;
import org.nd4j.linalg.workspace.WorkspaceUtils;

/** ND4J's arrays from stored ones and back. */
final class NdArrays {
  private NdArrays() {}

  /** Checks that an array is open and holds numbers. */
  static void require(String who, String name, INDArray array) {
    Check.present(array, who, name);
    Check.that(
        isOpen(array),
        "%s expects %s with numbers in it, but the INDArray was closed, or the workspace it lives in: pass one that is open",
        who,
        name);
    Check.that(
        type(array.dataType()) != null,
        "%s expects %s to hold numbers of a type that files have, but got an INDArray of %s: cast it, for example with castTo(DataType.FLOAT)",
        who,
        name,
        array.dataType());
  }

  private static boolean isOpen(INDArray array) {
    if (array.wasClosed()) {
      return false;
    }
    try {
      WorkspaceUtils.assertValidArray(array, "read");
      return true;
    } catch (ND4JWorkspaceException e) {
      return false;
    }
  }

  private static ElementType type(DataType type) {
    return switch (type) {
      case BOOL -> ElementType.BOOL;
      case BYTE -> ElementType.INT8;
      case UBYTE -> ElementType.UINT8;
      case SHORT -> ElementType.INT16;
      case UINT16 -> ElementType.UINT16;
      case INT -> ElementType.INT32;
      case UINT32 -> ElementType.UINT32;
      case LONG -> ElementType.INT64;
      case UINT64 -> ElementType.UINT64;
      case HALF -> ElementType.FLOAT16;
      case FLOAT -> ElementType.FLOAT32;
      case DOUBLE -> ElementType.FLOAT64;
      default -> null;
    };
  }

  private static DataType type(ElementType type) {
    return Arrays.stream(DataType.values()).filter(d -> type(d) == type).findFirst().orElseThrow();
  }

  /** A copy. */
  static StoredArray stored(String who, INDArray array) {
    require(who, "an INDArray", array);
    ElementType type = type(array.dataType());
    int[] shape = Arrays.stream(array.shape()).mapToInt(Math::toIntExact).toArray();
    Check.that(
        array.length() <= Integer.MAX_VALUE - 8,
        "%s expects at most 2147483639 numbers, but has shape %s: divide it",
        who,
        Arrays.toString(shape));
    if (array.isEmpty() || array.length() == 0) {
      return new StoredArray(type, shape, Elements.allocate(type, 0));
    }
    try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
        INDArray copy = array.dup('c')) {
      return new StoredArray(type, shape, values(copy, type));
    }
  }

  private static Object values(INDArray plain, ElementType type) {
    switch (type) {
      case FLOAT16, FLOAT32 -> {
        return plain.data().asFloat();
      }
      case FLOAT64 -> {
        return plain.data().asDouble();
      }
      case INT64, UINT64 -> {
        return plain.data().asLong();
      }
      case INT32 -> {
        return plain.data().asInt();
      }
      default -> {
        Object values = Elements.allocate(type, (int) plain.length());
        long[] longs = plain.data().asLong();
        for (int i = 0; i < longs.length; i++) {
          set(values, i, longs[i]);
        }
        return values;
      }
    }
  }

  private static void set(Object values, int i, long value) {
    if (values instanceof boolean[] booleans) {
      booleans[i] = value != 0;
    } else if (values instanceof byte[] bytes) {
      bytes[i] = (byte) value;
    } else if (values instanceof short[] shorts) {
      shorts[i] = (short) value;
    } else {
      ((int[]) values)[i] = (int) value;
    }
  }

  /** A new array. */
  static INDArray of(StoredArray stored) {
    Check.that(
        stored.rank() <= 32,
        "toINDArray expects at most 32 dimensions, but this is %s: take toDoubles()",
        stored);
    long[] shape = Arrays.stream(stored.shape()).asLongStream().toArray();
    DataType type = type(stored.type());
    try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      if (stored.size() == 0) {
        return Nd4j.create(type, shape);
      }
      INDArray flat = flat(stored);
      INDArray typed = flat.dataType() == type ? flat : flat.castTo(type);
      return shape.length == 0 ? typed.reshape() : typed.reshape('c', shape);
    }
  }

  private static INDArray flat(StoredArray stored) {
    Object values = stored.values();
    return switch (stored.type()) {
      case BOOL -> Nd4j.createFromArray((boolean[]) values);
      case INT8 -> Nd4j.createFromArray((byte[]) values);
      case INT16 -> Nd4j.createFromArray((short[]) values);
      case UINT8, UINT16 -> Nd4j.createFromArray(stored.toInts());
      case INT32 -> Nd4j.createFromArray((int[]) values);
      case UINT32 -> Nd4j.createFromArray(stored.toLongs());
      case INT64, UINT64 -> Nd4j.createFromArray((long[]) values);
      case FLOAT16, FLOAT32 -> Nd4j.createFromArray((float[]) values);
      case FLOAT64 -> Nd4j.createFromArray((double[]) values);
    };
  }
}
