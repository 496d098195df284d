"""Trains small nets with Keras in float64, each activation as hidden layer and as output, and writes down what came out.

Run with Keras 3 and JAX:  KERAS_BACKEND=jax JAX_PLATFORMS=cpu JAX_ENABLE_X64=1 python activations.py
Writes ../resources/keras/activations.txt. Every case starts from the same weights, takes 100 steps (10 epochs of 10
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
f = keras.activations
ACTIVATIONS = {  # the call in Java, and the same in Keras
    "linear": f.linear,
    "relu": f.relu,
    "relu(1,0.125,0.25)": lambda x: f.relu(x, negative_slope=0.125, max_value=1.0, threshold=0.25),
    "relu(inf,0,0.25)": lambda x: f.relu(x, threshold=0.25),
    "relu(inf,0.125,0)": lambda x: f.relu(x, negative_slope=0.125),
    "relu6": f.relu6,
    "leakyRelu": f.leaky_relu,
    "elu": f.elu,
    "elu(0.5)": lambda x: f.elu(x, alpha=0.5),
    "selu": f.selu,
    "celu": f.celu,
    "celu(0.5)": lambda x: f.celu(x, alpha=0.5),
    "gelu": f.gelu,
    "gelu(true)": lambda x: f.gelu(x, approximate=True),
    "silu": f.silu,
    "swish": f.swish if hasattr(f, "swish") else f.silu,
    "mish": f.mish,
    "sigmoid": f.sigmoid,
    "hardSigmoid": f.hard_sigmoid,
    "logSigmoid": f.log_sigmoid,
    "tanh": f.tanh,
    "hardTanh": f.hard_tanh,
    "softplus": f.softplus,
    "softsign": f.softsign,
    "exponential": f.exponential,
    "softmax": f.softmax,
    "logSoftmax": f.log_softmax,
    "squareplus": f.squareplus,
    "squareplus(0.5)": lambda x: f.squareplus(x, b=0.5),
    "hardSilu": f.hard_silu,
    "softShrink": f.soft_shrink,
    "softShrink(0.125)": lambda x: f.soft_shrink(x, threshold=0.125),
    "hardShrink": f.hard_shrink,
    "hardShrink(0.125)": lambda x: f.hard_shrink(x, threshold=0.125),
    "tanhShrink": f.tanh_shrink,
    "sparsePlus": f.sparse_plus,
    "threshold(0.125,-0.25)": lambda x: f.threshold(x, 0.125, -0.25),
    "hardSwish": f.hard_swish if hasattr(f, "hard_swish") else f.hard_silu,
}

rng = np.random.default_rng(20240823)
x = np.round(rng.uniform(-2, 2, (ROWS, INPUTS)), 3)
y = np.round(rng.uniform(-1, 1, (ROWS, OUTPUTS)), 3)
start = [
    np.round(rng.uniform(-0.8, 0.8, shape), 3)
    for shape in [(INPUTS, HIDDEN), (HIDDEN,), (HIDDEN, OUTPUTS), (OUTPUTS,)]
]

lines = []


def write(name, values, digits=13):
    text = " ".join(f"{v:.{digits}g}" for v in np.asarray(values, float).ravel())
    lines.append(f"{name} {text}")


def case(hidden, output):
    keras.utils.clear_session()
    model = keras.Sequential(
        [
            keras.Input((INPUTS,)),
            keras.layers.Dense(HIDDEN, activation=ACTIVATIONS[hidden]),
            keras.layers.Dense(OUTPUTS, activation=ACTIVATIONS[output]),
        ]
    )
    model.set_weights(start)
    model.compile(keras.optimizers.SGD(0.0625), "mean_squared_error")
    history = model.fit(x, y, epochs=EPOCHS, batch_size=BATCH, shuffle=False, verbose=0)
    lines.append(f"case {hidden} {output}")
    write("loss", history.history["loss"])
    write("weights", np.concatenate([w.ravel() for w in model.get_weights()]))
    print(lines[-3], history.history["loss"][0], history.history["loss"][-1], flush=True)


lines.append(f"# Keras {keras.__version__}, {keras.backend.backend()}, {keras.config.floatx()}; see activations.py")
write("x", x)
write("y", y)
write("start", np.concatenate([w.ravel() for w in start]))
for name in ACTIVATIONS:
    case(name, "linear")
    case("tanh", name)

target = pathlib.Path(__file__).parent / "../resources/keras/activations.txt"
target.write_text("\n".join(lines) + "\n")
