r"""Lets Keras' callbacks see scripted figures, and writes down what they do.

Run with Keras 3 and JAX:  KERAS_BACKEND=jax JAX_PLATFORMS=cpu JAX_ENABLE_X64=1 python callbacks.py
Writes ../resources/keras/callbacks.txt, and csv.txt: on each line a name and the file that CSVLogger made, with \r, \n,
\t for its line ends and tabs.

The figures are multiples of 1/16, which are the same in any precision, so that a difference is what it seems; some are
equal to others, and some are NaN. Epochs and batches count from 1, 0 is for none; NaN as baseline, threshold or limit
is for none. The weight of the model in each epoch is the number of the epoch, so that one sees which weights come back.
"""

import base64
import io
import pathlib
import tempfile

import keras
import numpy as np

keras.config.set_floatx("float64")

EPOCHS = 24
resources = pathlib.Path(__file__).parent / "../resources/keras"
random = np.random.default_rng(20240607)
lines = ["# what Keras " + keras.__version__ + " does when its callbacks see these figures"]


def model():
    made = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    made.compile(keras.optimizers.SGD(0.5), "mse", metrics=["accuracy", "mean_absolute_error"])
    made.train_on_batch(np.ones((2, 1)), np.ones((2, 1)))
    return made


def begin(callback, with_model):
    callback.set_model(with_model)
    callback.set_params({"epochs": EPOCHS})
    with_model.stop_training = False
    callback.on_train_begin()


def numbers(*values):
    return " ".join("NaN" if v is None or v != v else repr(float(v)) for v in values)


def add(case, **figures):
    lines.append("case " + case)
    lines.extend(name + " " + numbers(*np.atleast_1d(value)) for name, value in figures.items())


def figures(up):
    """A walk that gets better at first and worse or nowhere later."""
    steps = random.integers(-6, 5, EPOCHS) + np.linspace(-2, 3, EPOCHS).astype(int)
    walk = 4 + np.cumsum(steps) / 16
    walk[random.random(EPOCHS) < 0.15] = walk[0]
    walk[random.random(EPOCHS) < random.choice([0, 0, 0.1, 0.5])] = np.nan
    return -walk if up else walk


def monitored(i):
    """A monitor and a mode, and whether up is better."""
    monitor, mode, up = [
        ("val_loss", "auto", False),
        ("loss", "auto", False),
        ("val_accuracy", "auto", True),
        ("mean_absolute_error", "auto", False),
        ("val_loss", "max", True),
        ("accuracy", "min", False),
    ][i % 6]
    return monitor, mode, up


def value_to_beat(up):
    return None if random.random() < 0.6 else (-4 if up else 4) + int(random.integers(-10, 10)) / 16


for i in range(72):
    monitor, mode, up = monitored(i)
    values = figures(up)
    options = {
        "min_delta": float(random.choice([0, 0, 0.0625, 0.25])),
        "patience": int(random.choice([0, 1, 2, 3, 5, 12])),
        "baseline": value_to_beat(up),
        "start_from_epoch": int(random.choice([0, 0, 1, 5])),
    }
    callback = keras.callbacks.EarlyStopping(monitor, mode=mode, restore_best_weights=True, **options)
    m = model()
    begin(callback, m)
    for epoch in range(EPOCHS):
        m.set_weights([np.array([[epoch + 1.0]])])
        callback.on_epoch_end(epoch, {monitor: values[epoch]})
        if m.stop_training:
            break
    stopped = epoch + 1 if m.stop_training else 0
    callback.on_train_end()
    add(
        f"early_stopping {monitor} {mode}",
        values=values,
        **options,
        stopped=stopped,
        best=callback.best_epoch + 1 if callback.best_weights is not None else 0,
        restored=m.get_weights()[0].item(),
    )

for i in range(72):
    monitor, mode, up = monitored(i)
    values = figures(up)
    options = {
        "factor": float(random.choice([0.5, 0.1, 0.25, 0])),
        "patience": int(random.integers(0, 5)),
        "min_delta": float(random.choice([1e-4, 0, 0.0625, 0.25])),
        "cooldown": int(random.choice([0, 0, 1, 3])),
        "min_lr": float(random.choice([0, 0, 0.01, 0.2])),
    }
    callback = keras.callbacks.ReduceLROnPlateau(monitor, mode=mode, **options)
    m = model()
    begin(callback, m)
    rates = []
    for epoch in range(EPOCHS):
        logs = {monitor: values[epoch]}
        callback.on_epoch_end(epoch, logs)
        rates.append(logs["learning_rate"])
    rates.append(float(m.optimizer.learning_rate))
    add(f"reduce_lr_on_plateau {monitor} {mode}", values=values, **options, rates=rates)


class Saves:
    """Stands in for a model and notes where it is saved."""

    def __init__(self, metrics):
        self.metrics = metrics
        self.saved = []

    def save(self, filepath, overwrite):
        self.saved.append(filepath)


metrics = model().metrics
for i in range(48):
    monitor, mode, up = monitored(i)
    values = figures(up)
    threshold = value_to_beat(up)
    callback = keras.callbacks.ModelCheckpoint(
        "{epoch}.keras", monitor, save_best_only=True, mode=mode, initial_value_threshold=threshold
    )
    m = Saves(metrics)
    begin(callback, m)
    for epoch in range(EPOCHS):
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch, {monitor: values[epoch]})
    add(
        f"model_checkpoint {monitor} {mode}",
        values=values,
        initial_value_threshold=threshold,
        saved=[int(name.split(".")[0]) for name in m.saved] or 0,
    )

for batches, save_freq in [(5, 1), (5, 3), (5, 5), (5, 7), (3, 10), (1, 2)]:
    callback = keras.callbacks.ModelCheckpoint("{epoch}-{batch}.keras", save_freq=save_freq)
    m = Saves(metrics)
    begin(callback, m)
    for epoch in range(6):
        callback.on_epoch_begin(epoch)
        for batch in range(batches):
            callback.on_train_batch_end(batch, {"loss": 1.0})
        callback.on_epoch_end(epoch, {"loss": 1.0})
    add(
        "save_freq",
        batches=batches,
        save_freq=save_freq,
        saved=[int(n) for name in m.saved for n in name.split(".")[0].split("-")],
    )

callback = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate if epoch < 3 else rate * 0.75 + epoch / 100)
m = model()
begin(callback, m)
rates = []
for epoch in range(EPOCHS):
    callback.on_epoch_begin(epoch)
    logs = {"loss": 1.0}
    callback.on_epoch_end(epoch, logs)
    rates.append(logs["learning_rate"])
add("learning_rate_scheduler", rates=rates)

# Which way Keras' metrics go: 1 up, -1 down.
for name in sorted(dir(keras.metrics)):
    kind = getattr(keras.metrics, name)
    if isinstance(kind, type) and issubclass(kind, keras.metrics.Metric):
        try:
            made = kind()
        except TypeError:
            continue  # needs arguments
        if hasattr(made, "_direction"):
            add("direction " + name, up=1 if made._direction == "up" else -1)

(resources / "callbacks.txt").write_text("\n".join(lines) + "\n")

# What CSVLogger writes; its epochs count from 0, so they are given one more.
logs = [{"loss": 0.5, "accuracy": 0.25}, {"loss": 0.375, "accuracy": 0.5}, {"loss": 0.0625, "accuracy": 1.0}]
validated = [dict(line, val_loss=line["loss"] * 2, val_accuracy=0.125, learning_rate=0.75) for line in logs]
strange = [{"loss": 2.5, "a;b": 0.5, 'say "x"': 0.25, "val_loss": 1.5}]
files = []
for name, separator, parts in [
    ("plain", ",", [logs]),
    ("validated", ",", [validated]),
    ("semicolons", ";", [validated, strange]),
    ("tabs", "\t", [logs]),
    ("appended", ",", [validated[:2], validated[2:], []]),
]:
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "log.csv"
        epoch = 1
        for part in parts:
            callback = keras.callbacks.CSVLogger(str(file), separator, append=name == "appended")
            callback.on_train_begin()
            for line in part:
                callback.on_epoch_end(epoch, line)
                epoch += 1
            callback.on_train_end()
        files.append(name + " " + file.read_bytes().decode().encode("unicode_escape").decode())
(resources / "csv.txt").write_text("\n".join(files) + "\n")

# A file as numpy.savez makes it, in base 64.
file = io.BytesIO()
np.savez(file, np.arange(6, dtype="f4").reshape(2, 3) / np.float32(4), np.array([0.1, -7e300]))
(resources / "numpy.npz.txt").write_text(base64.b64encode(file.getvalue()).decode() + "\n")
