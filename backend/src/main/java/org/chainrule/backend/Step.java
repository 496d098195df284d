package org.chainrule.backend;

/**
 * One step of an update rule, the same for every weight: from its gradient g, what the rule
 * remembers of it (its state s, such as Adam's m and v) and the old weight to the new one. The
 * formula, and the same over tiles of floats for speed.
 *
 * <p>The tile method falls back on the formula. An implementation overrides it with a loop over one
 * common index that the JIT compiler vectorises; tests hold formula and tile equal.
 */
@FunctionalInterface
public interface Step {
  /** The new weight; s is changed to what the next step needs. */
  double next(double g, double[] s, double w);

  /**
   * Into w the new weights for the old ones, of the first n elements. s is changed, and g may be. w
   * may be the array of the old weights itself.
   */
  default void next(float[] g, float[][] s, float[] old, float[] w, int n) {
    double[] state = new double[s.length];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < s.length; j++) {
        state[j] = s[j][i];
      }
      w[i] = (float) next(g[i], state, old[i]);
      for (int j = 0; j < s.length; j++) {
        s[j][i] = (float) state[j];
      }
    }
  }
}
