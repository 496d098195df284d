package org.chainrule.backend;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One number per parameter that an optimizer remembers between steps, such as Adam's m. Only
 * kernels read it, so its memory is what suits them: chunks on the Java heap, which a fused update
 * needs not copy, or an ND4J array.
 */
public final class Slot {
  final float[][] chunks;
  final INDArray array;

  Slot(int size, float value, int chunk) {
    array = null;
    chunks = new float[(size + chunk - 1) / chunk][];
    for (int c = 0; c < chunks.length; c++) {
      chunks[c] = new float[Math.min(chunk, size - c * chunk)];
      java.util.Arrays.fill(chunks[c], value);
    }
  }

  Slot(INDArray array) {
    this.array = array;
    this.chunks = null;
  }
}
