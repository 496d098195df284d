package org.chainrule.backend;

/**
 * Arrays of a thread's own, for what a function over tiles computes in between. They are made once
 * for the longest tile and then kept, so that a training step allocates nothing.
 */
public final class Scratch {
  private static final ThreadLocal<float[][]> TILES =
      ThreadLocal.withInitial(() -> new float[4][0]);

  private Scratch() {}

  /**
   * At least n floats that hold anything. The next call on this thread returns the same array, so
   * it serves until the method that asked for it ends; {@link FloatMath} has others.
   */
  public static float[] tile(int n) {
    return tile(0, n);
  }

  /** Another such array. */
  public static float[] second(int n) {
    return tile(3, n);
  }

  /** One of several: 1 serves exp, 2 what calls exp, 0 and 3 everybody else. */
  static float[] tile(int which, int n) {
    float[][] tiles = TILES.get();
    if (tiles[which].length < n) {
      tiles[which] = new float[Math.max(n, CpuKernels.TILE)];
    }
    return tiles[which];
  }
}
