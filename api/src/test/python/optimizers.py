"""Trains a small net with each optimizer, option and schedule in Keras in float64, and writes down losses and weights.

Run with Keras 3 and JAX:  KERAS_BACKEND=jax JAX_PLATFORMS=cpu JAX_ENABLE_X64=1 python optimizers.py
Writes ../resources/keras/optimizers.txt. Every case starts from the same weights, takes 100 steps (10 epochs of 10
batches, the last of one row) in the order of the rows, and gives the loss of each epoch and the weights at the end.
The schedules that Keras does not have are PyTorch's, as the rates of 100 steps. The minimum of a logistic regression
with L2 in the data (rows that contradict each other) is SciPy's.
"""

import pathlib

import keras
import numpy as np
import scipy.optimize
import torch
from keras.src.backend.common import dtypes

keras.config.set_floatx("float64")


promoted = dtypes.result_type


def result_type(*types):
    """Keras' own says float32 for float64 under JAX, and so computes means in float32."""
    return "float64" if "float64" in [str(t) for t in types] else promoted(*types)


dtypes.result_type = result_type

ROWS, INPUTS, HIDDEN, OUTPUTS, BATCH, EPOCHS = 37, 4, 5, 3, 4, 10
o = keras.optimizers
s = keras.optimizers.schedules
decayed = {"weight_decay": 0.25}


def excluding(optimizer, *names):
    optimizer.exclude_from_weight_decay(var_names=list(names))
    return optimizer


# Numbers of few bits, the same in any precision: Keras computes some of its factors in float32.
CASES = {
    "sgd": lambda: o.SGD(0.0625),
    "sgd_momentum": lambda: o.SGD(0.015625, momentum=0.875),
    "sgd_nesterov": lambda: o.SGD(0.015625, momentum=0.875, nesterov=True),
    "adam": lambda: o.Adam(0.015625),
    "adam_amsgrad": lambda: o.Adam(0.03125, beta_1=0.75, beta_2=0.875, amsgrad=True),
    "adamw": lambda: o.AdamW(0.015625),
    "adamw_decay": lambda: o.AdamW(0.015625, weight_decay=0.5),
    "adamax": lambda: o.Adamax(0.015625, beta_1=0.75, beta_2=0.9375),
    "nadam": lambda: o.Nadam(0.015625, beta_1=0.75, beta_2=0.9375),
    "nadam_default": lambda: o.Nadam(),
    "rmsprop": lambda: o.RMSprop(0.0078125, rho=0.875),
    "rmsprop_momentum": lambda: o.RMSprop(0.0078125, rho=0.75, momentum=0.5),
    "rmsprop_centered": lambda: o.RMSprop(0.0078125, rho=0.875, centered=True, epsilon=2.0**-10),
    "rmsprop_both": lambda: o.RMSprop(0.0078125, rho=0.875, momentum=0.5, centered=True, epsilon=2.0**-10),
    "adagrad": lambda: o.Adagrad(0.0625, initial_accumulator_value=0.25),
    "adadelta": lambda: o.Adadelta(1.0, rho=0.875, epsilon=2.0**-16),
    "lion": lambda: o.Lion(0.00390625, beta_1=0.75, beta_2=0.9375),
    "ftrl": lambda: o.Ftrl(0.0625),
    "ftrl_regularized": lambda: o.Ftrl(
        0.125,
        l1_regularization_strength=0.125,
        l2_regularization_strength=0.0625,
        l2_shrinkage_regularization_strength=0.03125,
        beta=0.5,
    ),
    "ftrl_power": lambda: o.Ftrl(0.125, learning_rate_power=-0.75, initial_accumulator_value=0.5),
    # options
    "sgd_decay": lambda: o.SGD(0.0625, **decayed),
    "sgd_decay_kernels": lambda: excluding(o.SGD(0.0625, **decayed), "bias"),
    "adam_decay_kernels": lambda: excluding(o.Adam(0.015625, **decayed), "bias"),
    "rmsprop_decay": lambda: o.RMSprop(0.0078125, **decayed),
    "lion_decay": lambda: o.Lion(0.00390625, **decayed),
    "sgd_clip_value": lambda: o.SGD(0.25, clipvalue=0.03125),
    "sgd_clip_norm": lambda: o.SGD(0.25, clipnorm=0.125),
    "adam_clip_norm": lambda: o.Adam(0.015625, clipnorm=0.0625),
    "sgd_global_clip_norm": lambda: o.SGD(0.25, global_clipnorm=0.25),
    "sgd_accumulation": lambda: o.SGD(0.25, momentum=0.5, gradient_accumulation_steps=3),
    "adam_accumulation": lambda: o.Adam(0.0625, gradient_accumulation_steps=4, **decayed),
    "nadam_accumulation": lambda: o.Nadam(0.0625, gradient_accumulation_steps=4),
    "sgd_accumulation_clip": lambda: o.SGD(0.25, gradient_accumulation_steps=3, global_clipnorm=0.125),
    "sgd_ema": lambda: o.SGD(0.0625, use_ema=True, ema_momentum=0.75),
    "adam_ema_overwrite": lambda: o.Adam(0.0625, use_ema=True, ema_momentum=0.75, ema_overwrite_frequency=7),
    "sgd_ema_accumulation": lambda: o.SGD(
        0.25, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2, gradient_accumulation_steps=3
    ),
    # schedules
    "exponential": lambda: o.SGD(s.ExponentialDecay(0.125, 16, 0.5)),
    "exponential_staircase": lambda: o.SGD(s.ExponentialDecay(0.125, 16, 0.5, staircase=True)),
    "piecewise": lambda: o.SGD(s.PiecewiseConstantDecay([20, 50, 51], [0.125, 0.0625, 0.5, 0.03125])),
    "polynomial": lambda: o.SGD(s.PolynomialDecay(0.125, 64, end_learning_rate=0.0078125, power=2.0)),
    "polynomial_cycle": lambda: o.SGD(s.PolynomialDecay(0.125, 16, end_learning_rate=0.0078125, cycle=True)),
    "inverse_time": lambda: o.SGD(s.InverseTimeDecay(0.125, 16, 0.5)),
    "inverse_time_staircase": lambda: o.SGD(s.InverseTimeDecay(0.125, 16, 0.5, staircase=True)),
    "cosine": lambda: o.SGD(s.CosineDecay(0.125, 64, alpha=0.0625)),
    "cosine_warmup": lambda: o.SGD(s.CosineDecay(0.015625, 64, warmup_target=0.25, warmup_steps=16)),
    "cosine_restarts": lambda: o.SGD(s.CosineDecayRestarts(0.125, 16)),
    "cosine_restarts_equal": lambda: o.SGD(s.CosineDecayRestarts(0.125, 10, t_mul=1.0, m_mul=0.5, alpha=0.125)),
    "cosine_restarts_longer": lambda: o.SGD(s.CosineDecayRestarts(0.125, 16, t_mul=1.5, m_mul=0.75)),
    "adam_schedule": lambda: o.Adam(s.CosineDecay(0.0625, 80), **decayed),
    "schedule_accumulation": lambda: o.SGD(s.ExponentialDecay(0.25, 16, 0.5), gradient_accumulation_steps=3),
}
ONE_CYCLES = {
    "one_cycle": {"total_steps": 100},
    "one_cycle_linear": {"total_steps": 83, "anneal_strategy": "linear", "pct_start": 0.25},
    "one_cycle_three_phases": {"total_steps": 100, "three_phase": True, "div_factor": 10.0, "final_div_factor": 100.0},
}

rng = np.random.default_rng(20240817)
x = np.round(rng.uniform(-2, 2, (ROWS, INPUTS)), 3)
y = np.round(rng.uniform(-1, 1, (ROWS, OUTPUTS)), 3)
start = [
    np.round(rng.uniform(-0.8, 0.8, shape), 3)
    for shape in [(INPUTS, HIDDEN), (HIDDEN,), (HIDDEN, OUTPUTS), (OUTPUTS,)]
]
bits = (x[:, 0] - 0.5 * x[:, 1] + rng.normal(0, 1.5, ROWS) > 0.3).astype(float)

lines = []


def write(name, values, digits=13):
    text = " ".join(f"{v:.{digits}g}" for v in np.asarray(values, float).ravel())
    lines.append(f"{name} {text}")


def case(name, optimizer):
    keras.utils.clear_session()
    model = keras.Sequential(
        [
            keras.Input((INPUTS,)),
            keras.layers.Dense(HIDDEN, activation="tanh"),
            keras.layers.Dense(OUTPUTS),
        ]
    )
    model.set_weights(start)
    model.compile(optimizer, "mean_squared_error")
    history = model.fit(x, y, epochs=EPOCHS, batch_size=BATCH, shuffle=False, verbose=0)
    lines.append(f"case {name}")
    write("loss", history.history["loss"])
    write("weights", np.concatenate([w.ravel() for w in model.get_weights()]))
    print(name, history.history["loss"][-1], flush=True)


def one_cycle(name, options):
    optimizer = torch.optim.SGD([torch.zeros(1, dtype=torch.float64)], lr=1.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.125, cycle_momentum=False, **options)
    rates = []
    for _ in range(options["total_steps"]):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    lines.append(f"case {name}")
    write("rates", rates)


def logistic(v):
    z = x @ v[:INPUTS] + v[INPUTS]
    p = 1 / (1 + np.exp(-z))
    loss = np.mean(np.logaddexp(0, z) - bits * z)
    gradient = (p - bits) / ROWS
    return loss, np.append(x.T @ gradient, gradient.sum())


lines.append(f"# Keras {keras.__version__}, {keras.backend.backend()}, {keras.config.floatx()}; see optimizers.py")
write("x", x)
write("y", y)
write("bits", bits)
write("start", np.concatenate([w.ravel() for w in start]))
best = scipy.optimize.minimize(logistic, np.zeros(INPUTS + 1), jac=True, method="L-BFGS-B", options={"gtol": 1e-13, "ftol": 0})
best = scipy.optimize.minimize(logistic, best.x, jac=True, method="BFGS", options={"gtol": 1e-14})
write("logisticLoss", [best.fun])
write("logisticWeights", best.x)
for name, optimizer in CASES.items():
    case(name, optimizer())
for name, options in ONE_CYCLES.items():
    one_cycle(name, options)

target = pathlib.Path(__file__).parent / "../resources/keras/optimizers.txt"
target.write_text("\n".join(lines) + "\n")
