package org.chainrule.callbacks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chainrule.backend.Check;
import org.chainrule.data.ElementType;
import org.chainrule.data.Npz;
import org.chainrule.data.StoredArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights in a file, under the names that {@code numpy.savez(file, *weights)} gives: arr_0, … */
final class WeightFile {
  private WeightFile() {}

  /**
   * Writes a file as a whole or not at all.
   *
   * @throws IllegalStateException when that fails, as where the disk is full
   */
  static void write(String who, Path file, List<INDArray> weights) {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    for (INDArray array : weights) {
      arrays.put("arr_" + arrays.size(), array);
    }
    try {
      Npz.write(file, arrays);
    } catch (IllegalArgumentException e) {
      throw e.getCause() instanceof IOException cause ? Output.failed(who, file, cause) : e;
    }
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException when there is none, or it holds something else
   */
  static List<INDArray> read(String who, Path file) {
    Npz arrays = Npz.read(file);
    List<INDArray> weights = new ArrayList<>();
    for (String name : arrays.names()) {
      StoredArray array = arrays.get(name);
      Check.that(
          array.type() == ElementType.FLOAT32 || array.type() == ElementType.FLOAT64,
          "%s expects weights, of float32 or float64, but %s holds %s: name a file that modelCheckpoint wrote",
          who,
          file,
          array);
      weights.add(array.toINDArray());
    }
    Check.that(
        !weights.isEmpty(),
        "%s expects weights, but %s holds no arrays: name a file that modelCheckpoint wrote",
        who,
        file);
    return weights;
  }
}
