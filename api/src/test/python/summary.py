"""Prints Keras' summaries of a few models.

Run with Keras 3:  KERAS_BACKEND=jax JAX_PLATFORMS=cpu COLUMNS=80 python summary.py
Writes ../resources/keras/summary.txt: for each model a line "== name", then what summary() printed before compile.
"""

import contextlib
import io
import pathlib

import keras
from keras.layers import Activation, Dense, Input


class AVeryLongNameForALayerOfMyOwnMaking(Dense):
    pass


class LongNameOfALayer(Dense):
    pass


MODELS = {
    "spiral": lambda: [Input((2,)), Dense(64, activation="relu"), Dense(64, activation="relu"), Dense(3, activation="softmax")],
    "digits": lambda: [Input((784,)), Dense(512), Dense(256), Dense(10)],
    "bytes": lambda: [Input((3,)), Dense(2, use_bias=False), Activation("relu"), Dense(1), Activation("sigmoid")],
    "no weights": lambda: [Input((7,)), Activation("tanh")],
    "kilobyte": lambda: [Input((15,)), Dense(16)],
    "below a megabyte": lambda: [Input((510,)), Dense(513)],
    "huge": lambda: [Input((9999,)), Dense(1000)],
    "long": lambda: [Input((3,)), LongNameOfALayer(2), AVeryLongNameForALayerOfMyOwnMaking(2)],
}

text = []
for name, layers in MODELS.items():
    keras.utils.clear_session()
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        keras.Sequential(layers()).summary()
    text.append(f"== {name}\n{out.getvalue()}")
target = pathlib.Path(__file__).parent / "../resources/keras/summary.txt"
target.write_text("".join(text))
