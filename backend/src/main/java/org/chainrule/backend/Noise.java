package org.chainrule.backend;

/**
 * Random numbers by position: a hash of a key and of an element's index, so that forward and
 * backward draw the same noise from one key and nothing is stored. Kernels of any type draw the
 * same.
 *
 * <p>The hash is three rounds of multiplying and shifting with the constants of triple32 (C.
 * Wellons, 2018); one half of the key shifts the index, the other enters after the first round.
 * Keys are random themselves ({@link Rng#nextLong}). The loops over floats use int arithmetic that
 * the JIT compiler vectorises.
 */
final class Noise {
  private static final int ONE = 0x3f800000; // the bits of 1f

  private Noise() {}

  /** 32 random bits. */
  static int bits(int i, int key1, int key2) {
    int h = i + key1;
    h = ((h ^ (h >>> 17)) * 0xed5ad4bb) ^ key2;
    h = (h ^ (h >>> 11)) * 0xac4c1b51;
    h = (h ^ (h >>> 15)) * 0x31848bab;
    return h ^ (h >>> 14);
  }

  /** The first half of a key. */
  static int first(long key) {
    return (int) key;
  }

  /** The second half of a key. */
  static int second(long key) {
    return (int) (key >>> 32);
  }

  /** 31 random bits from here on keep an element; below they drop it. */
  static int threshold(double rate) {
    return (int) Math.round(rate * 0x1p31);
  }

  /** 1 with probability 1 − rate, else 0. */
  static int kept(int i, long key, int threshold) {
    return (threshold - 1 - (bits(i, first(key), second(key)) >>> 1)) >>> 31; // the sign
  }

  /**
   * A standard normal number by the formula of Box and Muller (1958), √(−2·log u)·cos 2πt, from two
   * hashes of 23 bits: within ±5.65.
   */
  static double normal(int i, long key) {
    int key1 = first(key);
    int key2 = second(key);
    double q = (bits(i, key1, key2) >>> 9) * 0x1p-23; //             1 − u
    double t = (bits(i, key2, ~key1) >>> 9) * 0x1p-23 - 0.5;
    return Math.sqrt(-2 * Math.log1p(-q)) * Math.cos(2 * Math.PI * t);
  }

  /**
   * The bits of 1f for elements that are kept, of 0f for the others; {@code index} counts from 0,
   * and the first element is number {@code from}.
   */
  static void mask(int[] index, int from, int key1, int key2, int threshold, int[] m, int n) {
    for (int i = 0; i < n; i++) {
      m[i] = ((threshold - 1 - (bits(index[i] + from, key1, key2) >>> 1)) >> 31) & ONE;
    }
  }

  /** x = scale·x + shift where m is 1, {@code fallen} where it is 0. */
  static void drop(float[] m, float scale, float shift, float fallen, float[] x, int n) {
    float gap = shift - fallen;
    for (int i = 0; i < n; i++) {
      x[i] = m[i] * (scale * x[i] + gap) + fallen;
    }
  }

  /** The bits of 1 + u, with 23 bits of each hash as a number u in [0, 1). */
  static void uniform(int[] index, int from, int key1, int key2, int[] u, int n) {
    for (int i = 0; i < n; i++) {
      u[i] = (bits(index[i] + from, key1, key2) >>> 9) | ONE;
    }
  }

  /** u = u − 1. */
  static void subtractOne(float[] u, int n) {
    for (int i = 0; i < n; i++) {
      u[i] -= 1;
    }
  }

  /**
   * r = √(−2·log(1 − q)) for 0 ≤ q &lt; 1, within 2e-6: five square roots bring 1 − q near to 1,
   * where log v = −2·artanh((1 − v)/(1 + v)) is a short series. The numerator is kept apart, so
   * that small q lose nothing.
   */
  static void radius(float[] q, float[] r, int n) {
    for (int i = 0; i < n; i++) {
      float v1 = (float) Math.sqrt(1 - q[i]);
      float v2 = (float) Math.sqrt(v1);
      float v3 = (float) Math.sqrt(v2);
      float v4 = (float) Math.sqrt(v3);
      float v5 = (float) Math.sqrt(v4);
      float z = q[i] / ((1 + v1) * (1 + v2) * ((1 + v3) * (1 + v4)) * ((1 + v5) * (1 + v5)));
      float s = z * z;
      float log = z * (1 + s * (1f / 3 + s * (0.2f + s * (1f / 7 + s * (1f / 9))))); // −log(v₅)/2
      r[i] = (float) Math.sqrt(128 * log); //       −2·log u = 2·32·2·log
    }
  }

  /** r = r·cos(2π(u − ½)) = r·(1 − 2·sin²(π(u − ½))), for 0 ≤ u &lt; 1; the cosine within 1e-6. */
  static void timesCosine(float[] u, float[] r, int n) {
    for (int i = 0; i < n; i++) {
      float t = (u[i] - 0.5f) * (float) Math.PI;
      float s = t * t;
      float p =
          1
              + s
                  * (-1f / 6
                      + s
                          * (1f / 120
                              + s * (-1f / 5040 + s * (1f / 362880 + s * (-1f / 39916800)))));
      float sine = t * p;
      r[i] *= 1 - 2 * sine * sine;
    }
  }

  /** x = x·(1 + stddev·z). */
  static void multiply(float[] z, float stddev, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] *= 1 + stddev * z[i];
    }
  }

  /** x = x + stddev·z. */
  static void add(float[] z, float stddev, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] += stddev * z[i];
    }
  }
}
