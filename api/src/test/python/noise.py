"""Trains small nets with noisy layers in Keras in float64, on given random numbers, and writes down losses and weights.

Run twice, with Keras 3 and JAX:  KERAS_BACKEND=jax JAX_PLATFORMS=cpu JAX_ENABLE_X64=1 python noise.py [drawn]
Writes ../resources/keras/noise.txt. Without a file the records hold the data only; from them

    mvn test -pl backend,api -Dtest=NoiseParityTest -Dsurefire.failIfNoSpecifiedTests=false -Dnoise.drawn=$PWD/target/drawn

makes the file of the numbers that the layers of this library draw (its checks fail, because there are no cases yet),
which JAX then gives to the layers of Keras in place of its own: bits for a Bernoulli mask, 0 or 1 for a uniform
number that is compared with the rate, and normal numbers. Every case starts from the same weights and takes 100 steps
(10 epochs of 10 batches, the last of one row) in the order of the rows.
"""

import pathlib
import sys

import jax
import jax.numpy as jnp
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
layers = keras.layers


def hidden(activation="tanh"):
    return layers.Dense(HIDDEN, activation=activation)


CASES = {
    "dropout": lambda: [hidden(), layers.Dropout(0.25)],
    "dropout_first": lambda: [layers.Dropout(0.5), hidden()],
    "alpha_dropout": lambda: [hidden("selu"), layers.AlphaDropout(0.25)],
    "gaussian_dropout": lambda: [hidden(), layers.GaussianDropout(0.25)],
    "gaussian_noise": lambda: [layers.GaussianNoise(0.5), hidden()],
}

rng = np.random.default_rng(20251104)
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


class Given(keras.callbacks.Callback):
    """The numbers of one batch after the other."""

    def __init__(self, numbers, columns):
        super().__init__()
        self.steps = []
        at = 0
        for _ in range(EPOCHS):
            for first in range(0, ROWS, BATCH):
                rows = min(BATCH, ROWS - first)
                self.steps.append(numbers[at : at + rows * columns].reshape(rows, columns))
                at += rows * columns
        assert at == len(numbers), (at, len(numbers))
        self.step = 0
        self.asked = 0

    def on_train_batch_end(self, batch, logs=None):
        assert self.asked > 0, "a batch without noise"
        self.step += 1
        self.asked = 0

    def next(self, shape):
        numbers = self.steps[min(self.step, len(self.steps) - 1)]
        if tuple(shape) != numbers.shape:
            return jnp.zeros(shape)  # while Keras finds out shapes
        self.asked += 1
        return jnp.asarray(numbers)


given = None
jax.random.bernoulli = lambda key, p=0.5, shape=None: given.next(shape) > 0.5
jax.random.uniform = lambda key, shape=(), dtype=float, minval=0.0, maxval=1.0: given.next(shape)
jax.random.normal = lambda key, shape=(), dtype=float: given.next(shape)


def case(name, numbers):
    global given
    keras.utils.clear_session()
    made = CASES[name]()
    columns = HIDDEN if made[0].name.startswith("dense") else INPUTS
    given = Given(numbers, columns)
    model = keras.Sequential([keras.Input((INPUTS,)), *made, layers.Dense(OUTPUTS)])
    model.set_weights(start)
    model.compile(keras.optimizers.SGD(0.0625), "mean_squared_error", run_eagerly=True)
    history = model.fit(
        x, y, epochs=EPOCHS, batch_size=BATCH, shuffle=False, verbose=0, callbacks=[given]
    ).history
    assert given.step == len(given.steps)
    lines.append(f"case {name}")
    write("drawn", numbers)
    write("loss", history["loss"])
    write("weights", np.concatenate([w.ravel() for w in model.get_weights()]))
    print(name, history["loss"][0], history["loss"][-1], flush=True)


lines.append(f"# Keras {keras.__version__}, {keras.backend.backend()}, {keras.config.floatx()}; see noise.py")
write("x", x)
write("y", y)
write("start", np.concatenate([w.ravel() for w in start]))
if len(sys.argv) > 1:
    for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
        words = line.split(" ")
        case(words[0], np.array(words[1:], float))

target = pathlib.Path(__file__).parent / "../resources/keras/noise.txt"
target.write_text("\n".join(lines) + "\n")
