package org.chainrule.data;

import java.util.Arrays;
import org.chainrule.backend.Check;
import org.chainrule.backend.Rng;

/**
 * Made data sets, to be imported statically: {@code spiral(100, 3, 1)}. The same seed gives the
 * same data everywhere; take another one for test data.
 *
 * <p>{@code spiral}, {@code vertical} and {@code sine} are those of Kinsley and Kukieła, Neural
 * Networks from Scratch in Python, 2020, which count samples for each class; {@code blobs}, {@code
 * moons} and {@code circles} are scikit-learn's, which count all samples.
 */
public final class Datasets {
  private Datasets() {}

  // ---- measured

  /**
   * Fisher’s irises: 150 flowers of 3 species, 50 each, sepals and petals in cm; x is (150, 4).
   *
   * <p>Source: R. A. Fisher, 1936; UCI Machine Learning Repository, CC BY 4.0.
   */
  public static Dataset iris() {
    return new Csv(InputFile.resource("iris.csv")).label("species").read();
  }

  /**
   * Handwritten digits: 1797 images of 8×8 pixels from 0 to 16, line by line, as they are, and
   * which of the 10 digits each shows; x is (1797, 64).
   *
   * <p>Source: E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten Digits, 1998, test part;
   * UCI Machine Learning Repository, CC BY 4.0.
   */
  public static Dataset digits() {
    return new Csv(InputFile.resource("digits.csv.gz")).label("digit").read();
  }

  // ---- made

  /**
   * Arms that wind around the origin; x is (samples·classes, 2). Along the arm of class c, r goes
   * from 0 to 1 and t from 4c to 4(c + 1), with normal noise of deviation 0.2: (r·sin 2.5t, r·cos
   * 2.5t).
   *
   * @param samples for each class
   * @param classes the number of arms
   * @throws IllegalArgumentException when either is less than 1
   */
  public static Dataset spiral(int samples, int classes, long seed) {
    Rng rng = generator("spiral", samples, classes, seed);
    double[][] x = new double[Math.multiplyExact(samples, classes)][];
    for (int i = 0; i < x.length; i++) {
      double r = step(i % samples, samples - 1);
      int c = i / samples;
      double t = 4 * (c + r) + 0.2 * rng.normal();
      x[i] = new double[] {r * StrictMath.sin(2.5 * t), r * StrictMath.cos(2.5 * t)};
    }
    return inOrder(x, samples, classes);
  }

  /**
   * Clouds side by side, (0.1·N + c/3, 0.1·N + ½) with N standard normal; x is (samples·classes,
   * 2).
   *
   * @param samples for each class
   * @param classes the number of clouds
   * @throws IllegalArgumentException when either is less than 1
   */
  public static Dataset vertical(int samples, int classes, long seed) {
    Rng rng = generator("vertical", samples, classes, seed);
    double[][] x = new double[Math.multiplyExact(samples, classes)][];
    for (int i = 0; i < x.length; i++) {
      int c = i / samples;
      x[i] = new double[] {0.1 * rng.normal() + c / 3.0, 0.1 * rng.normal() + 0.5};
    }
    return inOrder(x, samples, classes);
  }

  /**
   * One turn of the sine, without noise: x = i/samples, y = sin 2πx; x is (samples, 1).
   *
   * @throws IllegalArgumentException when samples is less than 1
   */
  public static Dataset sine(int samples) {
    Check.atLeastOne(samples, "sine", "samples", "sine(1000)");
    double[][] x = new double[samples][1];
    double[] y = new double[samples];
    for (int i = 0; i < samples; i++) {
      x[i][0] = (double) i / samples;
      y[i] = StrictMath.sin(2 * Math.PI * x[i][0]);
    }
    return Dataset.regression(x, y);
  }

  /**
   * Normal clouds around centres that are uniform in [−10, 10); they may overlap. x is (samples,
   * features).
   *
   * @param samples of all classes together, shared out evenly
   * @param centers the number of clouds, each a class
   * @param features the number of columns
   * @param std the standard deviation of a cloud
   * @throws IllegalArgumentException when a number is less than 1, there are fewer samples than
   *     centres, or std is negative or not finite
   */
  public static Dataset blobs(int samples, int centers, int features, double std, long seed) {
    Check.atLeastOne(centers, "blobs", "centers", "blobs(400, 4, 2, 1.0, 1)");
    Check.atLeastOne(features, "blobs", "features", "blobs(400, 4, 2, 1.0, 1)");
    Rng rng = new Rng(seed);
    double[][] middles = new double[centers][features];
    for (double[] middle : middles) {
      Arrays.setAll(middle, j -> 20 * rng.uniform() - 10);
    }
    return blobs(samples, middles, std, rng);
  }

  /**
   * Normal clouds around given centres.
   *
   * @param samples of all classes together, shared out evenly
   * @param centers one row for each cloud, which is a class
   * @param std the standard deviation of a cloud
   * @throws IllegalArgumentException when there are no centres or fewer samples than centres, the
   *     centres are not equally long, or std is negative or not finite
   */
  public static Dataset blobs(int samples, double[][] centers, double std, long seed) {
    Check.present(centers, "blobs", "centers");
    Check.that(
        centers.length > 0 && centers[0].length > 0,
        "blobs expects at least one center of at least one number, but got none: pass for example {{0, 0}, {5, 5}}");
    for (int c = 0; c < centers.length; c++) {
      Check.that(
          centers[c].length == centers[0].length,
          "blobs expects centers of equal length, but center 0 has %d numbers and center %d has %d: fill or cut them",
          centers[0].length,
          c,
          centers[c].length);
    }
    return blobs(samples, centers, std, new Rng(seed));
  }

  private static Dataset blobs(int samples, double[][] centers, double std, Rng rng) {
    Check.that(
        samples >= centers.length,
        "blobs expects at least one sample for each center, but got %d samples and %d centers: ask for more samples",
        samples,
        centers.length);
    Check.notNegative(std, "blobs", "a std", "1.0");
    double[][] x = new double[samples][centers[0].length];
    int[] y = new int[samples];
    for (int i = 0; i < samples; i++) {
      y[i] = (int) ((long) i * centers.length / samples);
      for (int j = 0; j < x[i].length; j++) {
        x[i][j] = centers[y[i]][j] + std * rng.normal();
      }
    }
    return Dataset.classification(x, y, centers.length);
  }

  /**
   * Two half circles that reach into each other: class 0 (cos t, sin t), class 1 (1 − cos t, ½ −
   * sin t), t from 0 to π; x is (samples, 2).
   *
   * @param samples of both classes together
   * @param noise the standard deviation of what is added to each number
   * @throws IllegalArgumentException when samples is less than 2, or noise is negative or not
   *     finite
   */
  public static Dataset moons(int samples, double noise, long seed) {
    pair("moons", samples, noise, "moons(200, 0.1, 1)");
    Rng rng = new Rng(seed);
    int first = samples / 2;
    double[][] x = new double[samples][];
    int[] y = new int[samples];
    for (int i = 0; i < samples; i++) {
      y[i] = i < first ? 0 : 1;
      double t = Math.PI * (y[i] == 0 ? step(i, first - 1) : step(i - first, samples - first - 1));
      double cos = StrictMath.cos(t);
      double sin = StrictMath.sin(t);
      x[i] = y[i] == 0 ? new double[] {cos, sin} : new double[] {1 - cos, 0.5 - sin};
      blur(x[i], noise, rng);
    }
    return Dataset.classification(x, y, 2);
  }

  /**
   * A circle within a circle: class 0 of radius 1, class 1 of radius 0.8; x is (samples, 2).
   *
   * @param samples of both classes together
   * @param noise the standard deviation of what is added to each number
   * @throws IllegalArgumentException when samples is less than 2, or noise is negative or not
   *     finite
   */
  public static Dataset circles(int samples, double noise, long seed) {
    return circles(samples, noise, 0.8, seed);
  }

  /**
   * A circle within a circle, see {@link #circles(int, double, long)}.
   *
   * @param factor the radius of the inner circle, between 0 and 1
   */
  public static Dataset circles(int samples, double noise, double factor, long seed) {
    pair("circles", samples, noise, "circles(200, 0.05, 1)");
    Check.fraction(factor, "circles", "a factor", "0.8");
    Rng rng = new Rng(seed);
    int first = samples / 2;
    double[][] x = new double[samples][];
    int[] y = new int[samples];
    for (int i = 0; i < samples; i++) {
      y[i] = i < first ? 0 : 1;
      double t =
          2 * Math.PI * (y[i] == 0 ? step(i, first) : step(i - first, samples - first)); // t < 2π
      double r = y[i] == 0 ? 1 : factor;
      x[i] = new double[] {r * StrictMath.cos(t), r * StrictMath.sin(t)};
      blur(x[i], noise, rng);
    }
    return Dataset.classification(x, y, 2);
  }

  /**
   * The corners of the unit square in turn, class 1 where exactly one coordinate is 1; x is
   * (samples, 2).
   *
   * @param samples of both classes together
   * @param noise the standard deviation of what is added to each number
   * @throws IllegalArgumentException when samples is less than 2, or noise is negative or not
   *     finite
   */
  public static Dataset xor(int samples, double noise, long seed) {
    pair("xor", samples, noise, "xor(200, 0.1, 1)");
    Rng rng = new Rng(seed);
    double[][] x = new double[samples][];
    int[] y = new int[samples];
    for (int i = 0; i < samples; i++) {
      int a = i / 2 % 2;
      int b = i % 2;
      y[i] = a ^ b;
      x[i] = new double[] {a, b};
      blur(x[i], noise, rng);
    }
    return Dataset.classification(x, y, 2);
  }

  // ---- parts

  private static Rng generator(String who, int samples, int classes, long seed) {
    Check.atLeastOne(samples, who, "samples for each class", who + "(100, 3, 1)");
    Check.atLeastOne(classes, who, "classes", who + "(100, 3, 1)");
    return new Rng(seed);
  }

  private static void pair(String who, int samples, double noise, String example) {
    Check.that(
        samples >= 2,
        "%s expects at least 2 samples, one for each class, but got %d: use for example %s",
        who,
        samples,
        example);
    Check.notNegative(noise, who, "a noise", example);
  }

  /** i/n, where 0/0 is 0. */
  private static double step(int i, int n) {
    return i == 0 ? 0 : (double) i / n;
  }

  private static void blur(double[] point, double noise, Rng rng) {
    for (int j = 0; j < point.length; j++) {
      point[j] += noise * rng.normal();
    }
  }

  private static Dataset inOrder(double[][] x, int samples, int classes) {
    int[] y = new int[x.length];
    Arrays.setAll(y, i -> i / samples);
    return Dataset.classification(x, y, classes);
  }
}
