package org.chainrule;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.chainrule.backend.Check;
import org.chainrule.backend.Rng;
import org.chainrule.backend.Samples;
import org.chainrule.data.Partition;

/** Which rows train and which are held back for validation. */
final class ValidationSplit {
  private static final int VALIDATION = 4; // purpose of a random sequence, see Rng.of

  private ValidationSplit() {}

  /**
   * The numbers of the rows that train, and of those held back: as in Keras the last of some order.
   */
  static int[][] of(FitOptions o, Samples y, long seed) {
    int n = y.rows();
    int[] order =
        switch (o.splitBy) {
          case ORDER -> IntStream.range(0, n).toArray();
          case CHANCE -> Partition.shuffled(n, Rng.of(seed, VALIDATION));
          case CLASS ->
              Partition.stratified(
                  IntStream.range(0, n)
                      .map(i -> Inputs.classOf("stratified", "use shuffled()", y, i))
                      .toArray(),
                  Rng.of(seed, VALIDATION));
        };
    int first = (int) (n * (1 - o.validationSplit));
    Check.that(
        first > 0 && first < n,
        "fit expects rows on both sides of validationSplit(%s), but x has %d: use more data or another fraction",
        o.validationSplit,
        n);
    return new int[][] {Arrays.copyOf(order, first), Arrays.copyOfRange(order, first, n)};
  }
}
