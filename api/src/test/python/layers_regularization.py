"""Regularizers, constraints and layers without activations of their own, trained with Keras in float64.

Run with Keras 3 and JAX:  KERAS_BACKEND=jax JAX_PLATFORMS=cpu JAX_ENABLE_X64=1 python layers_regularization.py
Writes ../resources/keras/layers_regularization.txt. Each case takes 100 steps (10 epochs of 10 batches, the last of one
row) in the order of the rows. It holds the weights before and after, the loss of each epoch with its penalties and, as
data_loss, without them.
"""

import pathlib

import keras
import numpy as np
from keras import constraints, layers, regularizers
from keras.src.backend.common import dtypes

keras.config.set_floatx("float64")

promoted = dtypes.result_type


def result_type(*types):
    """Keras' own says float32 for float64 under JAX, and so computes tanh and mean in float32."""
    return "float64" if "float64" in [str(t) for t in types] else promoted(*types)


dtypes.result_type = result_type

ROWS, INPUTS, HIDDEN, OUTPUTS, BATCH, EPOCHS = 37, 4, 5, 3, 4, 10

rng = np.random.default_rng(20240915)
x = np.round(rng.uniform(-2, 2, (ROWS, INPUTS)), 3)
far = np.round(rng.uniform(-2, 2, (ROWS, INPUTS)) * [1, 20, 300, 0.5] + [5, 0, -700, 0.25], 3)
codes = rng.integers(0, 6, (ROWS, 1))
labels = rng.integers(0, OUTPUTS, ROWS)
numbers = np.round(rng.uniform(-1, 1, (ROWS, OUTPUTS)), 3)

lines = []


def write(name, values, digits=13):
    text = " ".join(f"{v:.{digits}g}" for v in np.asarray(values, float).ravel())
    lines.append(f"{name} {text}")


def flat(weights):
    return np.concatenate([np.asarray(w).ravel() for w in weights])


def dense(units, activation=None, **options):
    return layers.Dense(units, activation=activation, **options)


def residual(*block):
    def apply(t):
        out = t
        for layer in block:
            out = layer(out)
        return layers.Add()([t, out])

    return apply


def case(name, parts, data=x, loss="mean_squared_error", split=0.0):
    keras.utils.clear_session()
    made = parts()
    inputs = keras.Input(data.shape[1:])
    out = inputs
    for part in made:
        out = part(out)
    model = keras.Model(inputs, out)
    normal = [p for p in made if isinstance(p, layers.Normalization) and p.input_mean is None]
    start = [
        np.round(rng.uniform(-0.8, 0.8, w.shape), 3) if w.trainable or w.name in ("kernel", "bias") else np.asarray(w)
        for w in model.weights
    ]
    model.set_weights(start)
    for p in normal:
        p.adapt(data)
    optimizer = keras.optimizers.Adam(0.015625, beta_1=0.75, beta_2=0.9375, epsilon=2.0**-16)
    model.compile(optimizer, loss, metrics=[loss])
    history = model.fit(
        data,
        labels if loss.startswith("sparse") else numbers,
        epochs=EPOCHS,
        batch_size=BATCH,
        shuffle=False,
        verbose=0,
        validation_split=split,
    ).history
    lines.append(f"case {name}")
    write("start", flat(start))
    write("loss", history["loss"])
    write("data_loss", history[loss])
    if split:
        write("val_loss", history["val_loss"])
    kept = [w for w in model.weights if w.name != "count"]
    write("weights", flat(kept))
    print(name, history["loss"][-1], history[loss][-1], flush=True)


lines.append(f"# Keras {keras.__version__}, {keras.backend.backend()}, {keras.config.floatx()}; see layers_regularization.py")
write("x", x)
write("far", far)
write("codes", codes)
write("labels", labels)
write("numbers", numbers)

R, C = regularizers, constraints
SPARSE = "sparse_categorical_crossentropy"


def hidden(**options):
    return lambda: [dense(HIDDEN, "tanh", **options), dense(OUTPUTS)]


case("l1", hidden(kernel_regularizer=R.L1(0.03125)))
case("l2", hidden(kernel_regularizer=R.L2(0.03125), bias_regularizer=R.L2(0.5)))
case("l1l2", lambda: [dense(HIDDEN, "tanh"), dense(OUTPUTS, kernel_regularizer=R.L1L2(0.015625, 0.0625))], split=0.3)
case("orthogonal_rows", hidden(kernel_regularizer=R.OrthogonalRegularizer(0.25)))
case("orthogonal_columns", hidden(kernel_regularizer=R.OrthogonalRegularizer(0.25, "columns")), split=0.3)
case("activity_hidden", hidden(activity_regularizer=R.L2(0.125)), split=0.3)
case(
    "activity_last",
    lambda: [dense(HIDDEN, "tanh"), dense(OUTPUTS, "softmax", activity_regularizer=R.L1L2(0.0625, 0.25))],
    loss=SPARSE,
    split=0.3,
)
case("activity_linear", lambda: [dense(HIDDEN, activity_regularizer=R.L1(0.125)), dense(OUTPUTS)])
case("max_norm", hidden(kernel_constraint=C.MaxNorm(0.75), bias_constraint=C.MaxNorm(0.25)))
case("max_norm_rows", hidden(kernel_constraint=C.MaxNorm(0.75, axis=1)))
case("non_neg", hidden(kernel_constraint=C.NonNeg(), bias_constraint=C.NonNeg()))
case("unit_norm", hidden(kernel_constraint=C.UnitNorm()))
case("min_max_norm", hidden(kernel_constraint=C.MinMaxNorm(0.5, 0.875, rate=0.25)))
case("frozen", lambda: [dense(HIDDEN, "tanh", trainable=False, kernel_regularizer=R.L2(0.25)), dense(OUTPUTS)])
case("residual", lambda: [dense(HIDDEN, "tanh"), residual(dense(6, "relu"), dense(HIDDEN)), dense(OUTPUTS)])
case(
    "residual_first",
    lambda: [residual(dense(INPUTS, "sigmoid", activity_regularizer=R.L2(0.125))), dense(OUTPUTS, "softmax")],
    loss=SPARSE,
    split=0.3,
)
case(
    "residual_nested",
    lambda: [
        dense(HIDDEN),
        residual(dense(HIDDEN, "tanh"), residual(dense(2, "tanh"), dense(HIDDEN))),
        dense(OUTPUTS),
    ],
)


def embedding(**options):
    return lambda: [layers.Embedding(6, 4, **options), layers.Reshape((4,)), dense(OUTPUTS)]


case("embedding", embedding(), data=codes)
case("embedding_l2", embedding(embeddings_regularizer=R.L2(0.0625)), data=codes)
case("embedding_max_norm", embedding(embeddings_constraint=C.MaxNorm(0.75)), data=codes)
case("normalization", lambda: [layers.Normalization(), dense(HIDDEN, "tanh"), dense(OUTPUTS)], data=far)
case(
    "normalization_fixed",
    lambda: [
        layers.Normalization(mean=[5.0, 0.0, -700.0, 0.25], variance=[1.0, 100.0, 40000.0, 0.0625]),
        dense(OUTPUTS),
    ],
    data=far,
)
case("normalization_invert", lambda: [layers.Normalization(mean=0.5, variance=0.25, invert=True), dense(OUTPUTS)])
case("rescaling", lambda: [layers.Rescaling(0.125, offset=-0.5), dense(HIDDEN, "tanh"), dense(OUTPUTS)])
case("flatten", lambda: [layers.Flatten(), dense(OUTPUTS)], data=x.reshape(ROWS, 2, 2))
case("unit_norm_rows", hidden(kernel_constraint=C.UnitNorm(axis=1)))
case("min_max_norm_rows", hidden(kernel_constraint=C.MinMaxNorm(0.5, 0.875, rate=0.25, axis=1)))

target = pathlib.Path(__file__).parent / "../resources/keras/layers_regularization.txt"
target.write_text("\n".join(lines) + "\n")
