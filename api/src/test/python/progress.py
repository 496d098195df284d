"""Writes down what Keras' progress bar shows, with a clock that is set by hand.

Run with Keras 3:  KERAS_BACKEND=jax JAX_PLATFORMS=cpu python progress.py
Writes ../resources/keras/progress.txt: a line "batch batches seconds name=value ..." and below it the bar after so many
batches and seconds since the epoch began, without colours, its green part as =. And progress_fits.txt: a line "fit
epochs batches times ..." (0 batches where nobody knows the number; the milliseconds that each batch takes, and after
each epoch those of its validation), and below it all that is shown on the way, drawing by drawing.
"""

import contextlib
import io
import pathlib
import re

from keras.src.callbacks.progbar_logger import ProgbarLogger
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



def plain(shown):
    green = re.sub("\x1b\\[32m(━*)", lambda m: "=" * len(m[1]), shown)
    return re.sub("\x1b\\[[0-9]*m|\b", "", green)


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
    shown = re.sub("[\r\n]", "", plain(out.getvalue()))
    text.append(f"{batch} {batches} {seconds} " + " ".join(f"{k}={v}" for k, v in values.items()))
    text.append(shown)
target = pathlib.Path(__file__).parent / "../resources/keras/progress.txt"
target.write_text("\n".join(text) + "\n")

# No batch is so short that Keras, which draws the first at once, would draw it and we not.
FITS = [
    (1, 3, [[70, 60, 80, 200]]),
    (2, 4, [[900, 52, 60, 70, 10], [300, 300, 300, 300, 2500]]),
    (2, 0, [[500, 100, 100, 100, 100, 0], [60, 60, 60, 60, 60, 60]]),
    (1, 0, [[1500, 2500, 1]]),
    (3, 1, [[1200, 300], [61, 0], [80, 5000]]),
    (1, 12, [[200_000, *[9_000] * 11, 0]]),
    (1, 5, [[60, 20, 20, 20, 20, 0]]),
]

text = []
for epochs, batches, times in FITS:
    clock = [0]
    progbar.time.time = lambda: clock[0] / 1000
    out = io.StringIO()
    logger = ProgbarLogger()
    logger.set_params({"verbose": 1, "epochs": epochs, "steps": batches or None})
    with contextlib.redirect_stdout(out):
        logger.on_train_begin()
        for epoch in range(epochs):
            logger.on_epoch_begin(epoch)
            logger.progbar._last_update = clock[0] / 1000 - 1000
            *steps, validation = times[epoch]
            for batch, step in enumerate(steps):
                clock[0] += step
                logger.on_train_batch_end(batch, {"accuracy": 0.5 + batch / 100, "loss": 2 / (1 + batch + epoch)})
            clock[0] += validation
            logger.on_epoch_end(epoch, {"accuracy": 0.75, "loss": 1 / (1 + epoch), "val_loss": 1e-5 * epoch})
    text.append(f"fit {epochs} {batches} " + " | ".join(" ".join(map(str, t)) for t in times))
    text += [line.rstrip() for line in re.split("[\r\n]+", plain(out.getvalue())) if line]
target = pathlib.Path(__file__).parent / "../resources/keras/progress_fits.txt"
target.write_text("\n".join(text) + "\n")
