"""Trains small nets with normalization and PReLU in Keras in float64 and writes down losses and weights.

Run with Keras 3 and JAX:  KERAS_BACKEND=jax JAX_PLATFORMS=cpu JAX_ENABLE_X64=1 python layers_normalization.py
Writes ../resources/keras/layers_normalization.txt. Every case takes 105 steps (15 epochs of 7 batches, the last of one row;
12 of the 37 rows are for validation) and gives the losses of each epoch and the weights, with the moving statistics, at start and end.
"""

import pathlib

import keras
import numpy as np
from keras.src import backend
from keras.src.backend.common import dtypes

keras.config.set_floatx("float64")


promoted = dtypes.result_type


def result_type(*types):
    """Keras' own says float32 for float64 under JAX, and so computes tanh and mean in float32."""
    return "float64" if "float64" in [str(t) for t in types] else promoted(*types)


dtypes.result_type = result_type
backend.result_type = result_type  # the name by which normalization finds it

ROWS, INPUTS, OUTPUTS, BATCH, EPOCHS = 37, 4, 3, 4, 15
dense = keras.layers.Dense
activation = keras.layers.Activation
bn = keras.layers.BatchNormalization
ln = keras.layers.LayerNormalization
rms = keras.layers.RMSNormalization
prelu = keras.layers.PReLU


def head():
    return dense(OUTPUTS, activation="softmax")


def own_bn():
    return bn(momentum=0.75, epsilon=2.0**-6)


LIMITS = {
    "beta_regularizer": keras.regularizers.L1(0.0625),
    "gamma_regularizer": keras.regularizers.L2(0.125),
    "beta_constraint": keras.constraints.MaxNorm(0.75),
    "gamma_constraint": keras.constraints.NonNeg(),
}

CASES = {
    "bn first": lambda: [own_bn(), dense(5, activation="tanh"), head()],
    "bn hidden": lambda: [dense(5, use_bias=False), own_bn(), activation("relu"), head()],
    "bn last": lambda: [dense(5, activation="tanh"), dense(OUTPUTS), own_bn()],
    "bn defaults": lambda: [dense(5, activation="tanh"), bn(), head()],
    "bn plain": lambda: [dense(5, activation="tanh"), bn(center=False, scale=False, momentum=0.5), head()],
    "bn unscaled": lambda: [dense(5, activation="tanh"), bn(scale=False), dense(4), bn(center=False), head()],
    "bn frozen": lambda: [dense(5, activation="tanh"), bn(trainable=False), head()],
    "ln first": lambda: [ln(), dense(5, activation="tanh"), head()],
    "ln hidden": lambda: [dense(5), ln(epsilon=2.0**-6), activation("relu"), head()],
    "ln last": lambda: [dense(5, activation="tanh"), dense(OUTPUTS), ln()],
    "ln plain": lambda: [dense(5, activation="tanh"), ln(center=False, scale=False), head()],
    "ln unscaled": lambda: [dense(5, activation="tanh"), ln(scale=False), dense(4), ln(center=False), head()],
    "ln frozen": lambda: [dense(5, activation="tanh"), ln(trainable=False), head()],
    "rms first": lambda: [rms(), dense(5, activation="tanh"), head()],
    "rms hidden": lambda: [dense(5), rms(epsilon=2.0**-6), activation("relu"), head()],
    "rms last": lambda: [dense(5, activation="tanh"), dense(OUTPUTS), rms()],
    "prelu first": lambda: [prelu(), dense(5, activation="tanh"), head()],
    "prelu hidden": lambda: [dense(5), prelu(), dense(4), prelu(), head()],
    "prelu last": lambda: [dense(5, activation="tanh"), dense(OUTPUTS), prelu()],
    "all mixed": lambda: [dense(5, use_bias=False), own_bn(), prelu(), dense(4), ln(), dense(6), rms(), activation("tanh"), head()],
    "bn limited": lambda: [dense(5, activation="tanh"), bn(**LIMITS), head()],
    "ln limited": lambda: [dense(5, activation="tanh"), ln(**LIMITS), head()],
    "prelu limited": lambda: [
        dense(5),
        prelu(alpha_regularizer=keras.regularizers.L2(0.125), alpha_constraint=keras.constraints.NonNeg()),
        head(),
    ],
}

rng = np.random.default_rng(20240818)
x = np.round(rng.uniform(-2, 2, (ROWS, INPUTS)), 3)
labels = rng.integers(0, OUTPUTS, ROWS)
numbers = np.round(rng.uniform(-1, 1, (ROWS, OUTPUTS)), 3)

lines = []


def write(name, values, digits=13):
    text = " ".join(f"{v:.{digits}g}" for v in np.asarray(values, float).ravel())
    lines.append(f"{name} {text}")


def case(name, optimizer):
    keras.utils.clear_session()
    model = keras.Sequential([keras.Input((INPUTS,))] + CASES[name]())
    start = []
    for layer in model.layers:
        for weight in layer.weights:
            value = np.round(rng.uniform(-0.8, 0.8, weight.shape), 3)
            start.append(0.5 + abs(value) if weight.name in ("gamma", "moving_variance", "scale") else value)
    model.set_weights(start)
    compiled = keras.optimizers.Adam(0.015625) if optimizer == "adam" else keras.optimizers.SGD(0.03125, momentum=0.875)
    last = name.endswith("last")
    model.compile(compiled, "mean_squared_error" if last else "sparse_categorical_crossentropy")
    history = model.fit(
        x,
        numbers if last else labels,
        epochs=EPOCHS,
        batch_size=BATCH,
        shuffle=False,
        verbose=0,
        validation_split=0.3,
    )
    lines.append(f"case {name} {optimizer}")
    write("start", np.concatenate([w.ravel() for w in start]))
    for figure, values in history.history.items():
        write(figure, values)
    write("weights", np.concatenate([w.ravel() for w in model.get_weights()]))
    print(name, optimizer, flush=True)


lines.append(f"# Keras {keras.__version__}, {keras.backend.backend()}, {keras.config.floatx()}; see layers_normalization.py")
write("x", x)
write("numbers", numbers)
write("labels", labels)
for i, one in enumerate(CASES):
    case(one, ["adam", "momentum"][i % 2])

target = pathlib.Path(__file__).parent / "../resources/keras/layers_normalization.txt"
target.write_text("\n".join(lines) + "\n")
