package org.chainrule;

import static org.chainrule.activations.Activations.*;
import static org.chainrule.layers.Layers.*;
import static org.chainrule.losses.Losses.*;
import static org.chainrule.optimizers.Optimizers.*;

import java.util.LinkedHashMap;
import java.util.Map;
import org.chainrule.activations.Activation;
import org.chainrule.layers.Layer;
import org.chainrule.losses.Loss;
import org.chainrule.optimizers.Optimizer;

/**
 * Everything that has a name in the factories, by the call that makes it, for tests that must leave
 * nothing out; {@link VocabularyTest} holds it against the factories.
 */
final class Vocabulary {
  static final Map<String, Activation> ACTIVATIONS = new LinkedHashMap<>();
  static final Map<String, Goal> LOSSES = new LinkedHashMap<>();
  static final Map<String, Layer> LAYERS = new LinkedHashMap<>();
  static final Map<String, Optimizer> OPTIMIZERS = new LinkedHashMap<>();

  /**
   * A loss, and what it is for.
   *
   * @param loss the loss
   * @param y the kind of its targets
   * @param output the last activation that goes with it
   */
  record Goal(Loss loss, Targets y, Activation output) {}

  /** Kinds of targets. */
  enum Targets {
    NUMBERS,
    AWAY_FROM_ZERO,
    COUNTS,
    BITS,
    SIGNS,
    ONE_HOT,
    CLASSES,
    PROBABILITIES
  }

  private Vocabulary() {}

  static {
    ACTIVATIONS.put("linear", linear);
    ACTIVATIONS.put("relu", relu);
    ACTIVATIONS.put("relu(1,0.125,0.25)", relu(1, 0.125, 0.25));
    ACTIVATIONS.put("relu(inf,0,0.25)", relu(Double.POSITIVE_INFINITY, 0, 0.25));
    ACTIVATIONS.put("relu(inf,0.125,0)", relu(Double.POSITIVE_INFINITY, 0.125, 0));
    ACTIVATIONS.put("relu6", relu6);
    ACTIVATIONS.put("leakyRelu", leakyRelu);
    ACTIVATIONS.put("elu", elu);
    ACTIVATIONS.put("elu(0.5)", elu(0.5));
    ACTIVATIONS.put("selu", selu);
    ACTIVATIONS.put("celu", celu);
    ACTIVATIONS.put("celu(0.5)", celu(0.5));
    ACTIVATIONS.put("gelu", gelu);
    ACTIVATIONS.put("gelu(true)", gelu(true));
    ACTIVATIONS.put("silu", silu);
    ACTIVATIONS.put("swish", swish);
    ACTIVATIONS.put("mish", mish);
    ACTIVATIONS.put("sigmoid", sigmoid);
    ACTIVATIONS.put("hardSigmoid", hardSigmoid);
    ACTIVATIONS.put("logSigmoid", logSigmoid);
    ACTIVATIONS.put("tanh", tanh);
    ACTIVATIONS.put("hardTanh", hardTanh);
    ACTIVATIONS.put("softplus", softplus);
    ACTIVATIONS.put("softsign", softsign);
    ACTIVATIONS.put("exponential", exponential);
    ACTIVATIONS.put("softmax", softmax);
    ACTIVATIONS.put("logSoftmax", logSoftmax);
    ACTIVATIONS.put("squareplus", squareplus);
    ACTIVATIONS.put("squareplus(0.5)", squareplus(0.5));
    ACTIVATIONS.put("hardSilu", hardSilu);
    ACTIVATIONS.put("softShrink", softShrink);
    ACTIVATIONS.put("softShrink(0.125)", softShrink(0.125));
    ACTIVATIONS.put("hardShrink", hardShrink);
    ACTIVATIONS.put("hardShrink(0.125)", hardShrink(0.125));
    ACTIVATIONS.put("tanhShrink", tanhShrink);
    ACTIVATIONS.put("sparsePlus", sparsePlus);
    ACTIVATIONS.put("threshold(0.125,-0.25)", threshold(0.125, -0.25));
    ACTIVATIONS.put("hardSwish", hardSwish);

    LOSSES.put("meanSquaredError", new Goal(meanSquaredError, Targets.NUMBERS, linear));
    LOSSES.put("meanAbsoluteError", new Goal(meanAbsoluteError, Targets.NUMBERS, linear));
    LOSSES.put(
        "meanAbsolutePercentageError",
        new Goal(meanAbsolutePercentageError, Targets.AWAY_FROM_ZERO, linear));
    LOSSES.put(
        "meanSquaredLogarithmicError",
        new Goal(meanSquaredLogarithmicError, Targets.COUNTS, softplus));
    LOSSES.put("huber", new Goal(huber, Targets.NUMBERS, linear));
    LOSSES.put("huber(0.5)", new Goal(huber(0.5), Targets.NUMBERS, linear));
    LOSSES.put("logCosh", new Goal(logCosh, Targets.NUMBERS, linear));
    LOSSES.put("binaryCrossentropy", new Goal(binaryCrossentropy, Targets.BITS, sigmoid));
    LOSSES.put(
        "binaryCrossentropy.labelSmoothing(0.125)",
        new Goal(binaryCrossentropy.labelSmoothing(0.125), Targets.BITS, sigmoid));
    LOSSES.put("binaryFocalCrossentropy", new Goal(binaryFocalCrossentropy, Targets.BITS, sigmoid));
    LOSSES.put(
        "categoricalCrossentropy", new Goal(categoricalCrossentropy, Targets.ONE_HOT, softmax));
    LOSSES.put(
        "categoricalCrossentropy.labelSmoothing(0.125)",
        new Goal(categoricalCrossentropy.labelSmoothing(0.125), Targets.CLASSES, softmax));
    LOSSES.put(
        "categoricalFocalCrossentropy",
        new Goal(categoricalFocalCrossentropy, Targets.ONE_HOT, softmax));
    LOSSES.put(
        "sparseCategoricalCrossentropy",
        new Goal(sparseCategoricalCrossentropy, Targets.CLASSES, softmax));
    LOSSES.put("hinge", new Goal(hinge, Targets.SIGNS, tanh));
    LOSSES.put("squaredHinge", new Goal(squaredHinge, Targets.SIGNS, tanh));
    LOSSES.put("categoricalHinge", new Goal(categoricalHinge, Targets.ONE_HOT, linear));
    LOSSES.put("klDivergence", new Goal(klDivergence, Targets.PROBABILITIES, softmax));
    LOSSES.put("poisson", new Goal(poisson, Targets.COUNTS, softplus));
    LOSSES.put("cosineSimilarity", new Goal(cosineSimilarity, Targets.NUMBERS, linear));
    LOSSES.put("quantile(0.75)", new Goal(quantile(0.75), Targets.NUMBERS, linear));

    LAYERS.put("input(5)", input(5));
    LAYERS.put("dense(5)", dense(5));
    LAYERS.put("activation(tanh)", activation(tanh));
    LAYERS.put("normalization()", normalization());
    LAYERS.put("rescaling(2,0.5)", rescaling(2, 0.5));
    LAYERS.put("flatten()", flatten());
    LAYERS.put("residual(dense(5))", residual(dense(5)));
    LAYERS.put("embedding(4,5)", embedding(4, 5));
    LAYERS.put("dropout(0.25)", dropout(0.25));
    LAYERS.put("alphaDropout(0.25)", alphaDropout(0.25));
    LAYERS.put("gaussianDropout(0.25)", gaussianDropout(0.25));
    LAYERS.put("gaussianNoise(0.25)", gaussianNoise(0.25));
    LAYERS.put("batchNormalization()", batchNormalization());
    LAYERS.put("layerNormalization()", layerNormalization());
    LAYERS.put("rmsNormalization()", rmsNormalization());
    LAYERS.put("prelu()", prelu());

    OPTIMIZERS.put("sgd()", sgd(0.0625));
    OPTIMIZERS.put("sgd().momentum(0.875)", sgd(0.0625).momentum(0.875));
    OPTIMIZERS.put("sgd().nesterov(true)", sgd(0.0625).momentum(0.875).nesterov(true));
    OPTIMIZERS.put("adam()", adam(0.015625));
    OPTIMIZERS.put("adam().amsgrad(true)", adam(0.015625).amsgrad(true));
    OPTIMIZERS.put("adamW()", adamW(0.015625));
    OPTIMIZERS.put("adamax()", adamax(0.015625));
    OPTIMIZERS.put("nadam()", nadam(0.015625));
    OPTIMIZERS.put("rmsprop()", rmsprop(0.0078125));
    OPTIMIZERS.put(
        "rmsprop().momentum(0.5).centered(true)", rmsprop(0.0078125).momentum(0.5).centered(true));
    OPTIMIZERS.put("adagrad()", adagrad(0.0625));
    OPTIMIZERS.put("adadelta()", adadelta(1));
    OPTIMIZERS.put("lion()", lion(0.00390625));
    OPTIMIZERS.put("ftrl()", ftrl(0.0625));
    OPTIMIZERS.put("lbfgs()", lbfgs());
  }
}
