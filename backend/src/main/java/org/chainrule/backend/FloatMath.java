package org.chainrule.backend;

/**
 * Transcendental functions over arrays of floats. {@link Math} computes one at a time, in about 10
 * ns; these are polynomials in loops that the JIT compiler vectorises, at about 0.4 ns an element.
 * Their errors, stated below, are tested over the whole range of float.
 *
 * <p>The loops use one common index and no branches, because JDK 17 vectorises no others.
 */
public final class FloatMath {
  private static final float LOWEST = -104; // exp underflows to 0 in float
  private static final float HIGHEST = 89; // exp overflows in float
  private static final float SHIFTER = 12582912; // 1.5·2²³: x + this has no bits for fractions
  private static final float HALF_OF_LOG2_E = 0.72134752f;
  private static final float TWO_LN2_HIGH = 355f / 256; // few bits: h times this is exact
  private static final float TWO_LN2_REST = 4.2438888e-4f; // 355/256 − 2·log 2
  private static final float LN2_HIGH = 0x1.62e4p-1f; // few bits: k times this is exact
  private static final float LN2_REST = 1.4286068e-6f; // log 2 − LN2_HIGH
  private static final int ROOT_OF_HALF = 0x3f3504f3; // the bits of √½
  private static final int EXPONENT = 0xff800000; // the bits of sign and exponent
  private static final int LEAST_NORMAL = 0x00800000; // the bits of MIN_NORMAL, an exponent of 1

  private FloatMath() {}

  /**
   * y = exp(x) for x ≤ 0 (any x above counts as 0), of the first n elements. Absolute error at most
   * 2e-7.
   *
   * <p>eˣ − 1 is a short polynomial at x/256, and doubling the argument maps e to (1 + e)² − 1 =
   * e·(e + 2).
   */
  public static void expNegative(float[] x, float[] y, int n) {
    expm1Negative(x, y, n);
    for (int i = 0; i < n; i++) {
      y[i] += 1;
    }
  }

  /**
   * y = exp(x) − 1 for x ≤ 0 (any x above counts as 0), of the first n elements, within 8 ulp, or
   * within 2e-43 where x is so small (|x| &lt; 1e-35) that x/256 is denormal.
   */
  public static void expm1Negative(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      float t = Math.max(LOWEST, Math.min(0f, x[i])) * (1f / 256);
      float e = t * (1 + t * (0.5f + t * (1f / 6 + t * (1f / 24))));
      e *= e + 2;
      e *= e + 2;
      e *= e + 2;
      e *= e + 2;
      e *= e + 2;
      e *= e + 2;
      e *= e + 2;
      e *= e + 2;
      y[i] = e;
    }
  }

  /**
   * y = exp(x) of the first n elements, within 4 ulp: 0 below −104, infinite from 88.73 on.
   *
   * <p>x = h·2·log 2 + r with a whole h and |r| ≤ log 2, so that exp(x) = exp(r)·2ʰ·2ʰ. exp(r) is a
   * polynomial, and 2ʰ a normal float even where the result is denormal.
   */
  public static void exp(float[] x, float[] y, int n) {
    float[] h = Scratch.tile(1, n);
    reduce(x, y, h, n);
    scale(h, y, n);
  }

  /** y = exp(r), a minimax polynomial; h as it stands in the low bits of h + 1.5·2²³. */
  private static void reduce(float[] x, float[] y, float[] h, int n) {
    for (int i = 0; i < n; i++) {
      float t = Math.max(LOWEST, Math.min(HIGHEST, x[i]));
      float shifted = t * HALF_OF_LOG2_E + SHIFTER; // rounds to a whole number
      float whole = shifted - SHIFTER;
      float r = t - whole * TWO_LN2_HIGH + whole * TWO_LN2_REST;
      float q =
          0.50000036f
              + r
                  * (0.16666616f
                      + r
                          * (0.041661199f
                              + r * (0.008335968f + r * (0.0014105453f + r * 1.9630072e-4f))));
      h[i] = shifted;
      y[i] = 1 + (r + r * r * q);
    }
  }

  /**
   * y = y·2ʰ·2ʰ. The only loop here that JDK 17 does not vectorise, hence on its own: 0.3 ns an
   * element.
   */
  private static void scale(float[] h, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      float power = Float.intBitsToFloat((Float.floatToRawIntBits(h[i]) << 23) + 0x3f800000); // 2ʰ
      y[i] = y[i] * power * power;
    }
  }

  /**
   * y = log(x) of the first n elements, within 3 ulp: −∞ of 0, NaN below.
   *
   * <p>x = m·2ᵏ with √½ ≤ m &lt; √2, so that log(x) = k·log 2 + log(1 + u), u = m − 1.
   */
  public static void log(float[] x, float[] y, int n) {
    float[] k = Scratch.tile(1, n);
    split(x, y, k, n);
    for (int i = 0; i < n; i++) {
      float power = k[i] * (1f / LEAST_NORMAL);
      y[i] = logOfOnePlus(y[i] - 1) + power * LN2_REST + power * LN2_HIGH;
    }
  }

  /**
   * y = log(1 + x) of the first n elements, within 3 ulp: −∞ of −1, NaN below.
   *
   * <p>u = 1 + x loses the last bits of x, which are the error e = x − (u − 1): log(1 + x) = log(u)
   * + e/u.
   */
  public static void log1p(float[] x, float[] y, int n) {
    float[] u = Scratch.tile(2, n);
    for (int i = 0; i < n; i++) {
      u[i] = 1 + x[i];
      float t = Math.min(x[i], Float.MAX_VALUE); // ∞ − ∞ would be NaN
      float v = Math.min(u[i], Float.MAX_VALUE);
      y[i] = (t - (v - 1)) / Math.max(v, Float.MIN_NORMAL); // 0 where u is 0
    }
    log(u, u, n);
    for (int i = 0; i < n; i++) {
      y[i] += u[i];
    }
  }

  /**
   * x = m·2ᵏ, with k as it stands in the bits of a float, 2²³ for 1. Bits are not vectorised on JDK
   * 17, hence a loop on its own, and without a branch: 0.5 ns an element.
   */
  private static void split(float[] x, float[] m, float[] k, int n) {
    int special = 0; // negative once an x is
    for (int i = 0; i < n; i++) {
      int bits = Float.floatToRawIntBits(x[i]);
      int power = (bits - ROOT_OF_HALF) & EXPONENT;
      m[i] = Float.intBitsToFloat(bits - power);
      k[i] = power;
      int above = bits - LEAST_NORMAL; // from 0 to below ∞ − LEAST_NORMAL
      special |= above | (above + 2 * LEAST_NORMAL);
    }
    if (special < 0) {
      splitSpecial(m, k, n);
    }
  }

  /**
   * Puts right what is no positive normal number: denormals, and for 0, ∞ and what has no logarithm
   * m = 1 and k = the logarithm.
   */
  private static void splitSpecial(float[] m, float[] k, int n) {
    for (int i = 0; i < n; i++) {
      float x = Float.intBitsToFloat(Float.floatToRawIntBits(m[i]) + (int) k[i]);
      if (x > 0 && x < Float.MIN_NORMAL) {
        int bits = Float.floatToRawIntBits(x * LEAST_NORMAL); // times 2²³: no longer denormal
        int power = (bits - ROOT_OF_HALF) & EXPONENT;
        m[i] = Float.intBitsToFloat(bits - power);
        k[i] = power - 23f * LEAST_NORMAL;
      } else if (!(x > 0 && x <= Float.MAX_VALUE)) {
        m[i] = 1;
        k[i] = x == 0 ? Float.NEGATIVE_INFINITY : x > 0 ? x : Float.NaN;
      }
    }
  }

  /**
   * log(1 + u) = 2·atanh(s), s = u/(2 + u), for √½ − 1 ≤ u ≤ 1: an odd minimax polynomial. For
   * loops over tiles.
   */
  private static float logOfOnePlus(float u) {
    float s = u / (2 + u);
    float t = s * s;
    float p = 0.33333206f + t * (0.20010869f + t * (0.1399929f + t * 0.14013451f));
    return 2 * (s + s * t * p);
  }

  /**
   * y = log(1 + exp(x)) = max(0, x) + log(1 + u) of the first n elements, with u = exp(−|x|),
   * within 8 ulp.
   */
  public static void softplus(float[] x, float[] y, int n) {
    float[] u = Scratch.tile(2, n);
    for (int i = 0; i < n; i++) {
      u[i] = -Math.abs(x[i]);
    }
    exp(u, u, n);
    for (int i = 0; i < n; i++) {
      y[i] = Math.max(0f, x[i]) + logOfOnePlus(u[i]);
    }
  }

  /**
   * Φ(−w)·exp(w²/2) of the standard normal distribution for 0 ≤ w ≤ 14.5 within 8 ulp, beyond about
   * that: a minimax polynomial in 1/(1 + 0.3·w). For loops over tiles.
   */
  public static float normalTail(float w) {
    float t = 1 / (1 + 0.3f * w);
    float p =
        0.12768665f
            + t * (-0.052024357f + t * (0.20454632f + t * (-0.15615241f + t * 0.035422295f)));
    return t * (0.11963203f + t * (0.12071189f + t * (0.1001775f + t * p)));
  }

  /** Each of n rows t = exp(t − max t) / Σ exp(t − max t), within 1e-6 absolute. */
  public static void softmax(float[] t, int n, int columns) {
    Loops.subtractMax(t, n, columns);
    expNegative(t, t, n * columns);
    Loops.divideBySum(t, n, columns);
  }

  /**
   * Each of n rows t = t − max t − log Σ exp(t − max t), within 1e-6 of the result or, where that
   * is small, absolute.
   */
  public static void logSoftmax(float[] t, int n, int columns) {
    float[] e = Scratch.tile(2, n * columns);
    Loops.subtractMax(t, n, columns);
    expNegative(t, e, n * columns);
    Loops.subtractLogOfSum(t, e, n, columns);
  }

  /**
   * y = tanh(x) of the first n elements, within 8 ulp: an odd rational function of degree 13 over
   * 6, minimax on ±7.9, beyond which the result stays just below ±1.
   */
  public static void tanh(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      float t = Math.max(-7.9f, Math.min(7.9f, x[i]));
      float s = t * t;
      float p =
          4.89352455891786e-03f
              + s
                  * (6.37261928875436e-04f
                      + s
                          * (1.48572235717979e-05f
                              + s
                                  * (5.12229709037114e-08f
                                      + s
                                          * (-8.60467152213735e-11f
                                              + s
                                                  * (2.00018790482477e-13f
                                                      + s * -2.76076847742355e-16f)))));
      float q =
          4.89352518554385e-03f
              + s
                  * (2.26843463243900e-03f
                      + s * (1.18534705686654e-04f + s * 1.19825839466702e-06f));
      y[i] = t * (p / q); // p/q first: t·p would underflow for the smallest t
    }
  }

  /**
   * y = 1 / (1 + exp(−x)) = ½ + ½·tanh(x/2) of the first n elements. Absolute error at most 2e-7.
   */
  public static void sigmoid(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = 0.5f * x[i];
    }
    tanh(y, y, n);
    for (int i = 0; i < n; i++) {
      y[i] = 0.5f + 0.5f * y[i];
    }
  }
}
