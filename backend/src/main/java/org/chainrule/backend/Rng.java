package org.chainrule.backend;

/**
 * The library's own random numbers (SplitMix64; Steele, Lea, Flood 2014): the same seed gives the
 * same sequence on every JDK and machine, and ND4J's global generator is left alone.
 */
public final class Rng {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;
  private double spare = Double.NaN;

  /** A generator that starts from the seed. */
  public Rng(long seed) {
    state = seed;
  }

  /** Starts again, from the seed. */
  public void restart(long seed) {
    state = seed;
    spare = Double.NaN;
  }

  /**
   * An independent generator for one purpose, so that one use of the seed does not shift another.
   */
  public static Rng of(long seed, int purpose) {
    return new Rng(mix(seed + purpose * 0xD1342543DE82EF95L));
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** 64 random bits. */
  public long nextLong() {
    return mix(state += GOLDEN);
  }

  /** Uniform in [0, 1), a multiple of 2⁻⁵³. */
  public double uniform() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /** Uniform in 0 … bound − 1. */
  public int below(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32); // bias below bound · 2⁻³², Lemire 2019
  }

  /**
   * Standard normal, by Marsaglia's polar method with StrictMath, whose bits do not depend on the
   * machine.
   */
  public double normal() {
    if (!Double.isNaN(spare)) {
      double second = spare;
      spare = Double.NaN;
      return second;
    }
    double u;
    double v;
    double s;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    double r = StrictMath.sqrt(-2 * StrictMath.log(s) / s);
    spare = v * r;
    return u * r;
  }

  /** Puts the elements in random order (Fisher and Yates). */
  public void shuffle(int[] order) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = below(i + 1);
      int t = order[i];
      order[i] = order[j];
      order[j] = t;
    }
  }
}
