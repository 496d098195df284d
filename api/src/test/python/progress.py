"""Writes down what Keras' progress bar shows, with a clock that is set by hand.

Run with Keras 3:  KERAS_BACKEND=jax JAX_PLATFORMS=cpu python progress.py
Writes ../resources/keras/progress.txt: a line "batch batches seconds name=value ..." and below it the bar after so many
batches and seconds since the epoch began, without colours, its green part as =.
"""

import contextlib
import io
import pathlib
import re

from keras.src.utils import progbar

CASES = [
    (1, 1, 0.0004, {"loss": 0.5}),
    (1, 1, 2.4, {"loss": 12345.678}),
    (32, 32, 3.2, {"accuracy": 0.91234, "loss": 0.345678, "val_accuracy": 1.0, "val_loss": 0.00098765}),
    (5, 12, 0.06, {"loss": 0.001}),
    (12, 12, 0.144, {"loss": 0.0010001}),
    (1, 1875, 0.0021, {"accuracy": 0.0, "loss": 2.302585}),
    (93, 1875, 0.18, {"accuracy": 0.25, "loss": 1.5}),
    (94, 1875, 0.19, {"accuracy": 0.25, "loss": 1.5}),
    (1874, 1875, 3.1, {"accuracy": 0.99, "loss": 1e-12}),
    (1875, 1875, 3.5, {"accuracy": 0.99, "loss": 3.14159e-5}),
    (3, 100, 6.0, {"loss": -0.25}),
    (10, 20, 100.0, {"loss": 1.0}),
    (2, 100, 150.0, {"loss": 1.0}),
    (20, 20, 100.0, {"loss": 1.0}),
    (100, 100, 0.0123, {"loss": 7e10}),
    (7, 7, 200.0, {"loss": -0.0005}),
]

text = []
for batch, batches, seconds, values in CASES:
    clock = [0.0]
    progbar.time.time = lambda: clock[0]
    bar = progbar.Progbar(batches)
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet):
        if batch > 1:
            clock[0] = seconds / batch
            bar.update(1, [], finalize=False)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        clock[0] = seconds
        bar._last_update = -1
        bar._prev_total_width = 0
        bar.update(batch, list(values.items()))
    bar_only = re.sub("\x1b\\[32m(━*)", lambda m: "=" * len(m[1]), out.getvalue())  # the green part
    shown = re.sub("\x1b\\[[0-9]*m|[\b\r\n]", "", bar_only)
    text.append(f"{batch} {batches} {seconds} " + " ".join(f"{k}={v}" for k, v in values.items()))
    text.append(shown)
target = pathlib.Path(__file__).parent / "../resources/keras/progress.txt"
target.write_text("\n".join(text) + "\n")
