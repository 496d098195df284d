"""Trains small nets with Keras in float64 under every loss and writes down losses and final weights.

Run with Keras 3 and JAX:  KERAS_BACKEND=jax JAX_PLATFORMS=cpu JAX_ENABLE_X64=1 python losses.py
Writes ../resources/keras/losses.txt. Every case starts from the same weights and takes 100 steps (10 epochs of 10
batches, the last of one row) in the order of the rows. Each loss stands under the activation that is natural for it,
plain, with weights of the samples, and as a sum; its parameters vary. The pinball loss, which Keras does not have, is
written by hand in PyTorch, and differentiated and trained there.
"""

import pathlib

import keras
import numpy as np
import torch
from keras import losses
from keras.src.backend.common import dtypes

keras.config.set_floatx("float64")

promoted = dtypes.result_type


def result_type(*types):
    """Keras' own says float32 for float64 under JAX, and so computes tanh and mean in float32."""
    return "float64" if "float64" in [str(t) for t in types] else promoted(*types)


dtypes.result_type = result_type

ROWS, INPUTS, HIDDEN, OUTPUTS, BATCH, EPOCHS = 37, 4, 5, 3, 4, 10
CASES = {  # loss, target, activation, learning rate of few bits
    "mean_absolute_percentage_error": (losses.MeanAbsolutePercentageError, {}, "away", "linear", 2.0**-12),
    "mean_squared_logarithmic_error": (losses.MeanSquaredLogarithmicError, {}, "counts", "sigmoid", 0.0625),
    "msle_linear": (losses.MeanSquaredLogarithmicError, {}, "counts", "linear", 0.0625),
    "huber": (losses.Huber, {}, "wide", "linear", 0.0625),
    "huber_half": (losses.Huber, {"delta": 0.5}, "wide", "linear", 0.0625),
    "log_cosh": (losses.LogCosh, {}, "wide", "linear", 0.0625),
    "bce_smooth": (losses.BinaryCrossentropy, {"label_smoothing": 0.125}, "bits", "sigmoid", 0.0625),
    "binary_focal": (losses.BinaryFocalCrossentropy, {}, "bits", "sigmoid", 0.25),
    "binary_focal_balanced": (
        losses.BinaryFocalCrossentropy,
        {"apply_class_balancing": True, "alpha": 0.375, "gamma": 1.5},
        "bits",
        "sigmoid",
        0.25,
    ),
    "binary_focal_smooth": (
        losses.BinaryFocalCrossentropy,
        {"apply_class_balancing": True, "gamma": 3.0, "label_smoothing": 0.25},
        "bits",
        "sigmoid",
        0.25,
    ),
    "cce_smooth": (losses.CategoricalCrossentropy, {"label_smoothing": 0.125}, "onehot", "softmax", 0.0625),
    "cce_smooth_sigmoid": (losses.CategoricalCrossentropy, {"label_smoothing": 0.125}, "onehot", "sigmoid", 0.0625),
    "sparse_ignore": (losses.SparseCategoricalCrossentropy, {"ignore_class": 1}, "labels", "softmax", 0.0625),
    "sparse_ignore_outside": (losses.SparseCategoricalCrossentropy, {"ignore_class": -1}, "gaps", "softmax", 0.0625),
    "sparse_ignore_sigmoid": (losses.SparseCategoricalCrossentropy, {"ignore_class": 1}, "labels", "sigmoid", 0.0625),
    "categorical_focal": (losses.CategoricalFocalCrossentropy, {}, "onehot", "softmax", 0.25),
    "categorical_focal_smooth": (
        losses.CategoricalFocalCrossentropy,
        {"alpha": 0.75, "gamma": 1.5, "label_smoothing": 0.125},
        "onehot",
        "softmax",
        0.25,
    ),
    "categorical_focal_sigmoid": (losses.CategoricalFocalCrossentropy, {}, "onehot", "sigmoid", 0.25),
    "hinge": (losses.Hinge, {}, "signs", "tanh", 0.0625),
    "hinge_bits": (losses.Hinge, {}, "bits", "tanh", 0.0625),
    "squared_hinge": (losses.SquaredHinge, {}, "signs", "linear", 0.0625),
    "squared_hinge_bits": (losses.SquaredHinge, {}, "bits", "linear", 0.0625),
    "categorical_hinge": (losses.CategoricalHinge, {}, "onehot", "linear", 0.0625),
    "kl_divergence": (losses.KLDivergence, {}, "distributions", "softmax", 0.0625),
    "kl_divergence_sigmoid": (losses.KLDivergence, {}, "distributions", "sigmoid", 0.0625),
    "poisson": (losses.Poisson, {}, "counts", "sigmoid", 0.0625),
    "cosine_similarity": (losses.CosineSimilarity, {}, "wide", "linear", 0.0625),
}
QUANTILES = {"quantile_low": 0.25, "quantile_high": 0.875}

rng = np.random.default_rng(20250311)
x = np.round(rng.uniform(-2, 2, (ROWS, INPUTS)), 3)
labels = rng.integers(0, OUTPUTS, ROWS)
gaps = np.where(rng.uniform(size=ROWS) < 0.3, -1, labels)
gaps[-1] = -1  # a batch of ignored samples only
bits = rng.integers(0, 2, (ROWS, OUTPUTS)).astype(float)
distributions = np.round(rng.dirichlet([0.5] * OUTPUTS, ROWS), 3)
targets = {
    "wide": np.round(rng.uniform(-3, 3, (ROWS, OUTPUTS)), 3),
    "away": np.round(rng.uniform(1, 4, (ROWS, OUTPUTS)) * rng.choice([-1, 1], (ROWS, OUTPUTS)), 3),
    "counts": rng.integers(0, 4, (ROWS, OUTPUTS)).astype(float),
    "bits": bits,
    "signs": 2 * bits - 1,
    "labels": labels,
    "gaps": gaps,
    "onehot": np.eye(OUTPUTS)[labels],
    "distributions": distributions,
}
factors = np.round(rng.uniform(0, 3, ROWS) * 4) / 4  # few bits: Keras takes them as float32
start = [
    np.round(rng.uniform(-0.8, 0.8, shape), 3)
    for shape in [(INPUTS, HIDDEN), (HIDDEN,), (HIDDEN, OUTPUTS), (OUTPUTS,)]
]

lines = []


def write(name, values, digits=13):
    text = " ".join(f"{v:.{digits}g}" for v in np.asarray(values, float).ravel())
    lines.append(f"{name} {text}")


def case(name, option):
    make, parameters, target, output, rate = CASES[name]
    keras.utils.clear_session()
    model = keras.Sequential(
        [
            keras.Input((INPUTS,)),
            keras.layers.Dense(HIDDEN, activation="tanh"),
            keras.layers.Dense(OUTPUTS, activation=output),
        ]
    )
    model.set_weights(start)
    reduction = "sum" if option == "sum" else "sum_over_batch_size"
    if option == "sum":
        rate /= 4
    model.compile(keras.optimizers.SGD(rate), make(reduction=reduction, **parameters))
    history = model.fit(
        x,
        targets[target],
        epochs=EPOCHS,
        batch_size=BATCH,
        shuffle=False,
        verbose=0,
        sample_weight=factors if option == "weights" else None,
    )
    lines.append(f"case {name} {target} {output} {option} {rate}")
    write("loss", history.history["loss"])
    write("weights", np.concatenate([w.ravel() for w in model.get_weights()]))
    print(lines[-3], history.history["loss"][0], history.history["loss"][-1], flush=True)


def quantile(name, option):
    q, rate = QUANTILES[name], 2.0**-6 if option == "sum" else 2.0**-4
    w1, b1, w2, b2 = weights = [torch.tensor(w, dtype=torch.float64, requires_grad=True) for w in start]
    rows, wide, factor = (torch.tensor(values, dtype=torch.float64) for values in (x, targets["wide"], factors))
    history = []
    for _ in range(EPOCHS):
        total = 0.0
        for at in range(0, ROWS, BATCH):
            batch = slice(at, at + BATCH)
            yhat = torch.tanh(rows[batch] @ w1 + b1) @ w2 + b2
            error = wide[batch] - yhat
            each = torch.where(error > 0, q * error, (q - 1) * error).mean(dim=1)
            if option == "weights":
                each = factor[batch] * each
            loss = each.sum() if option == "sum" else each.mean()
            gradients = torch.autograd.grad(loss, weights)
            with torch.no_grad():
                for w, g in zip(weights, gradients):
                    w -= rate * g
            total += loss.item() * len(error)
        history.append(total / ROWS)
    lines.append(f"case {name} wide linear {option} {rate}")
    write("loss", history)
    write("weights", np.concatenate([w.detach().numpy().ravel() for w in weights]))
    print(lines[-3], history[0], history[-1], flush=True)


lines.append(
    f"# Keras {keras.__version__}, {keras.backend.backend()}, {keras.config.floatx()}; "
    f"quantiles PyTorch {torch.__version__.split('+')[0]}; see losses.py"
)
write("x", x)
for name, values in targets.items():
    write(name, values)
write("factors", factors)
write("start", np.concatenate([w.ravel() for w in start]))
for name in CASES:
    for option in ["plain", "weights", "sum"]:
        case(name, option)
for name in QUANTILES:
    for option in ["plain", "weights", "sum"]:
        quantile(name, option)

target = pathlib.Path(__file__).parent / "../resources/keras/losses.txt"
target.write_text("\n".join(lines) + "\n")
