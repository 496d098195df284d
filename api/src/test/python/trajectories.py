"""Trains small nets with Keras in float64 and writes down losses and final weights.

Run with Keras 3 and JAX:  KERAS_BACKEND=jax JAX_PLATFORMS=cpu JAX_ENABLE_X64=1 python trajectories.py
Writes ../resources/keras/trajectories.txt. Every case starts from the same weights, takes 100 steps (10 epochs of 10
batches, the last of one row) in the order of the rows, and gives the loss of each epoch and the weights at the end.
"""

import pathlib

import keras
import numpy as np
from keras.src.backend.common import dtypes

keras.config.set_floatx("float64")


promoted = dtypes.result_type


def result_type(*types):
    """Keras' own says float32 for float64 under JAX, and so computes tanh and mean in float32."""
    return "float64" if "float64" in [str(t) for t in types] else promoted(*types)


dtypes.result_type = result_type

ROWS, INPUTS, HIDDEN, OUTPUTS, BATCH, EPOCHS = 37, 4, 5, 3, 4, 10
ACTIVATIONS = ["linear", "relu", "leaky_relu", "sigmoid", "tanh", "softmax"]
NATURAL = {  # the activation that goes with a loss, and the others that have a meaning under it
    "mean_squared_error": ("linear", ["relu", "leaky_relu", "sigmoid", "tanh", "softmax"]),
    "mean_absolute_error": ("linear", ["relu", "leaky_relu", "sigmoid", "tanh", "softmax"]),
    "binary_crossentropy": ("sigmoid", ["linear", "relu", "leaky_relu", "tanh", "softmax"]),
    "categorical_crossentropy": ("softmax", ["sigmoid"]),
    "sparse_categorical_crossentropy": ("softmax", ["sigmoid"]),
}
# Numbers of few bits, the same in any precision.
OPTIMIZERS = {
    "sgd": lambda: keras.optimizers.SGD(0.0625),
    "momentum": lambda: keras.optimizers.SGD(0.015625, momentum=0.875),
    "nesterov": lambda: keras.optimizers.SGD(0.015625, momentum=0.875, nesterov=True),
    "adam": lambda: keras.optimizers.Adam(0.015625, beta_1=0.75, beta_2=0.9375, epsilon=2.0**-16),
}

rng = np.random.default_rng(20240817)
x = np.round(rng.uniform(-2, 2, (ROWS, INPUTS)), 3)
labels = rng.integers(0, OUTPUTS, ROWS)
numbers = np.round(rng.uniform(-1, 1, (ROWS, OUTPUTS)), 3)
bits = rng.integers(0, 2, (ROWS, OUTPUTS)).astype(float)
onehot = np.eye(OUTPUTS)[labels]
factors = np.round(rng.uniform(0, 3, ROWS) * 4) / 4  # few bits: Keras takes them as float32
start = [
    np.round(rng.uniform(-0.8, 0.8, shape), 3)
    for shape in [(INPUTS, HIDDEN), (HIDDEN,), (HIDDEN, OUTPUTS), (OUTPUTS,)]
]
targets = {
    "mean_squared_error": numbers,
    "mean_absolute_error": numbers,
    "binary_crossentropy": bits,
    "categorical_crossentropy": onehot,
    "sparse_categorical_crossentropy": labels,
}

CLASS_WEIGHTS = {0: 0.5, 1: 3.0, 2: 1.0}

lines = []


def write(name, values, digits=13):
    text = " ".join(f"{v:.{digits}g}" for v in np.asarray(values, float).ravel())
    lines.append(f"{name} {text}")


def case(optimizer, loss, hidden, output, option="plain"):
    keras.utils.clear_session()
    model = keras.Sequential(
        [
            keras.Input((INPUTS,)),
            keras.layers.Dense(HIDDEN, activation=hidden),
            keras.layers.Dense(OUTPUTS, activation=output),
        ]
    )
    model.set_weights(start)
    compiled = loss
    if option == "sum":
        compiled = keras.losses.MeanSquaredError(reduction="sum")
    metrics = ["accuracy"] if option == "validation" else []
    model.compile(OPTIMIZERS[optimizer](), compiled, metrics=metrics)
    history = model.fit(
        x,
        targets[loss],
        epochs=EPOCHS,
        batch_size=BATCH,
        shuffle=False,
        verbose=0,
        sample_weight=factors if option == "sample_weight" else None,
        class_weight=CLASS_WEIGHTS if option == "class_weight" else None,
        validation_split=0.3 if option == "validation" else 0.0,
    )
    lines.append(f"case {optimizer} {loss} {hidden} {output} {option}")
    for name, values in history.history.items():
        write(name, values)
    write("weights", np.concatenate([w.ravel() for w in model.get_weights()]))
    print(lines[-3][:70], flush=True)


lines.append(f"# Keras {keras.__version__}, {keras.backend.backend()}, {keras.config.floatx()}; see trajectories.py")
write("x", x)
write("numbers", numbers)
write("bits", bits)
write("labels", labels)
write("factors", factors)
write("start", np.concatenate([w.ravel() for w in start]))
for o, optimizer in enumerate(OPTIMIZERS):
    for i, (loss, (natural, others)) in enumerate(NATURAL.items()):
        if optimizer == "adam":  # everything
            for hidden in ACTIVATIONS:
                case(optimizer, loss, hidden, natural)
            for output in others:
                case(optimizer, loss, "tanh", output)
        else:  # each activation and each loss
            case(optimizer, loss, ACTIVATIONS[(o + i) % 6], natural)
            case(optimizer, loss, ACTIVATIONS[(o + i + 3) % 6], natural)
case("adam", "sparse_categorical_crossentropy", "relu", "softmax", "sample_weight")
case("momentum", "mean_squared_error", "tanh", "sigmoid", "sample_weight")
case("adam", "sparse_categorical_crossentropy", "relu", "softmax", "class_weight")
case("momentum", "categorical_crossentropy", "tanh", "softmax", "class_weight")
case("sgd", "mean_squared_error", "tanh", "linear", "sum")
case("adam", "categorical_crossentropy", "tanh", "softmax", "validation")
case("nesterov", "sparse_categorical_crossentropy", "tanh", "softmax", "validation")

target = pathlib.Path(__file__).parent / "../resources/keras/trajectories.txt"
target.write_text("\n".join(lines) + "\n")
