package org.chainrule.layers;

import java.util.Arrays;
import org.chainrule.activations.Activation;
import org.chainrule.activations.Activations;
import org.chainrule.backend.Check;

/**
 * The layers, to be imported statically: {@code new Sequential().add(dense(64, relu)).add(dense(3,
 * softmax))}.
 */
public final class Layers {
  private Layers() {}

  /**
   * Says that the data has so many columns; only as first layer.
   *
   * @throws IllegalArgumentException when columns is less than 1
   */
  public static Input input(int columns) {
    return new Input(columns);
  }

  /**
   * A fully connected layer without activation, x·W + b: (n, in) to (n, units).
   *
   * @throws IllegalArgumentException when units is less than 1
   */
  public static Dense dense(int units) {
    return new Dense(units, Activations.linear);
  }

  /**
   * A fully connected layer, f(x·W + b): (n, in) to (n, units).
   *
   * @throws IllegalArgumentException when units is less than 1
   */
  public static Dense dense(int units, Activation activation) {
    return new Dense(units, activation);
  }

  /** An activation as a layer of its own. */
  public static ActivationLayer activation(Activation activation) {
    return new ActivationLayer(activation);
  }

  /**
   * Brings each column to mean 0 and variance 1, those of the data of the first {@code fit}, or of
   * {@code adapt}.
   */
  public static Normalization normalization() {
    return new Normalization(null, null, false);
  }

  /**
   * Brings each column to mean 0 and variance 1 by a mean and a variance for each.
   *
   * @throws IllegalArgumentException for lengths that differ, or a variance below 0
   */
  public static Normalization normalization(double[] mean, double[] variance) {
    return Normalization.of(mean, variance);
  }

  /** Brings numbers to mean 0 and variance 1, with the same mean and variance for all columns. */
  public static Normalization normalization(double mean, double variance) {
    return Normalization.of(new double[] {mean}, new double[] {variance});
  }

  /** x·scale. */
  public static Rescaling rescaling(double scale) {
    return new Rescaling(scale, 0);
  }

  /** x·scale + offset. */
  public static Rescaling rescaling(double scale, double offset) {
    return new Rescaling(scale, offset);
  }

  /** Makes one row of each sample; as first layer of samples of any shape. */
  public static Flatten flatten() {
    return new Flatten();
  }

  /**
   * x + f(x), where f is a block of layers that gives back as many columns as come in.
   *
   * @throws IllegalArgumentException for no layers, or an input among them
   */
  public static Residual residual(Layer... layers) {
    return new Residual(
        Arrays.asList(Check.present(layers, "residual", "layers such as dense(8)")));
  }

  /**
   * A row of learned numbers for each of the whole numbers 0 … inputDim − 1: (n, 1) to (n,
   * outputDim). Only as first layer.
   *
   * @throws IllegalArgumentException when a number is less than 1
   */
  public static Embedding embedding(int inputDim, int outputDim) {
    return new Embedding(inputDim, outputDim);
  }

  /**
   * Drops a random share of the numbers while training, and scales the others by 1/(1 − rate).
   *
   * @param rate the share that is dropped, at least 0 and less than 1
   * @throws IllegalArgumentException for another rate
   */
  public static Dropout dropout(double rate) {
    return new Dropout(rate);
  }

  /**
   * Dropout that keeps mean 0 and variance 1, for networks of {@code selu}.
   *
   * @param rate the share that is dropped, at least 0 and less than 1
   * @throws IllegalArgumentException for another rate
   */
  public static AlphaDropout alphaDropout(double rate) {
    return new AlphaDropout(rate);
  }

  /**
   * Multiplies by normal numbers around 1 of deviation √(rate/(1 − rate)) while training.
   *
   * @param rate the rate of the dropout that it stands for, at least 0 and less than 1
   * @throws IllegalArgumentException for another rate
   */
  public static GaussianDropout gaussianDropout(double rate) {
    return new GaussianDropout(rate);
  }

  /**
   * Adds normal numbers around 0 while training.
   *
   * @param stddev their standard deviation, at least 0
   * @throws IllegalArgumentException for another one
   */
  public static GaussianNoise gaussianNoise(double stddev) {
    return new GaussianNoise(stddev);
  }

  /** Normalizes each column by the mean and variance of the batch, with Keras' defaults. */
  public static BatchNormalization batchNormalization() {
    return new BatchNormalization();
  }

  /** Normalizes each row by its own mean and variance, with Keras' defaults. */
  public static LayerNormalization layerNormalization() {
    return new LayerNormalization();
  }

  /** Divides each row by the root of its mean square, with Keras' defaults. */
  public static RmsNormalization rmsNormalization() {
    return new RmsNormalization(1e-6);
  }

  /** Relu with a slope below 0 that is learned for each column, from 0 on. */
  public static PRelu prelu() {
    return new PRelu();
  }
}
