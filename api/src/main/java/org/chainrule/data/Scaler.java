package org.chainrule.data;

import org.chainrule.backend.Check;

/**
 * Brings each column of x to a range that suits learning, by figures that were found on training
 * data. It changes no array, but makes new ones.
 */
public interface Scaler {
  /**
   * Scaled rows.
   *
   * @param x (n, columns), with the columns of the training data
   * @throws IllegalArgumentException for other columns, or numbers that are not finite
   */
  double[][] transform(double[][] x);

  /**
   * The rows from which {@link #transform} would make these.
   *
   * @param x (n, columns)
   * @throws IllegalArgumentException for other columns, or numbers that are not finite
   */
  double[][] inverse(double[][] x);

  /** The same samples with scaled features. */
  default Dataset transform(Dataset data) {
    Check.present(data, "transform", "a data set");
    return data.withFeatures(transform(data.x()), data.featureNames());
  }

  /** The same samples with the features from which {@link #transform} would make these. */
  default Dataset inverse(Dataset data) {
    Check.present(data, "inverse", "a data set");
    return data.withFeatures(inverse(data.x()), data.featureNames());
  }
}
