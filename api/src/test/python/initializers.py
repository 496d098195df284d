"""Draws from each initializer of Keras in float64 and writes down the 1st to 99th percentile of what comes.

Run with Keras 3 and JAX:  KERAS_BACKEND=jax JAX_PLATFORMS=cpu JAX_ENABLE_X64=1 python initializers.py
Writes ../resources/keras/initializers.txt: for each case its name in Java and the shape, the number of draws, and the
percentiles over all of them.
"""

import pathlib

import keras
import numpy as np
from keras import initializers as i

keras.config.set_floatx("float64")

MATRIX, TALL, VECTOR = (300, 500), (500, 60), (3000,)
SCALED = {"mode": "fan_in", "distribution": "uniform"}
CASES = {  # the call in Java, and the same in Keras
    "glorotUniform": (i.GlorotUniform, {}, [MATRIX, TALL, VECTOR]),
    "glorotNormal": (i.GlorotNormal, {}, [MATRIX, TALL, VECTOR]),
    "heUniform": (i.HeUniform, {}, [MATRIX, TALL, VECTOR]),
    "heNormal": (i.HeNormal, {}, [MATRIX, TALL, VECTOR]),
    "lecunUniform": (i.LecunUniform, {}, [MATRIX, TALL, VECTOR]),
    "lecunNormal": (i.LecunNormal, {}, [MATRIX, TALL, VECTOR]),
    "varianceScaling(3,FAN_IN,UNIFORM)": (i.VarianceScaling, {"scale": 3.0} | SCALED, [MATRIX, TALL]),
    "varianceScaling(3,FAN_OUT,TRUNCATED_NORMAL)": (
        i.VarianceScaling,
        {"scale": 3.0, "mode": "fan_out", "distribution": "truncated_normal"},
        [MATRIX, TALL],
    ),
    "varianceScaling(3,FAN_AVG,UNTRUNCATED_NORMAL)": (
        i.VarianceScaling,
        {"scale": 3.0, "mode": "fan_avg", "distribution": "untruncated_normal"},
        [MATRIX, TALL],
    ),
    "randomUniform": (i.RandomUniform, {}, [MATRIX]),
    "randomUniform(2,5)": (i.RandomUniform, {"minval": 2.0, "maxval": 5.0}, [MATRIX]),
    "randomNormal": (i.RandomNormal, {}, [MATRIX]),
    "randomNormal(-3,2)": (i.RandomNormal, {"mean": -3.0, "stddev": 2.0}, [MATRIX]),
    "truncatedNormal": (i.TruncatedNormal, {}, [MATRIX]),
    "truncatedNormal(-3,2)": (i.TruncatedNormal, {"mean": -3.0, "stddev": 2.0}, [MATRIX]),
    "orthogonal": (i.Orthogonal, {}, [MATRIX, TALL]),
    "orthogonal(3)": (i.Orthogonal, {"gain": 3.0}, [(300, 300)]),
    "identity": (i.Identity, {}, [(20, 20)]),
    "identity(-2)": (i.Identity, {"gain": -2.0}, [(20, 30)]),
    "zeros": (i.Zeros, {}, [(2, 3)]),
    "ones": (i.Ones, {}, [(2, 3)]),
    "constant(-7)": (i.Constant, {"value": -7.0}, [(2, 3)]),
}
DRAWS = 600_000

lines = [f"# Keras {keras.__version__}, {keras.backend.backend()}, {keras.config.floatx()}; see initializers.py"]
for name, (make, arguments, shapes) in CASES.items():
    for shape in shapes:
        random = name[0] in "ghlvrto" and not name.startswith("ones")
        times = -(-DRAWS // int(np.prod(shape))) if random else 1
        values = np.concatenate(
            [
                np.asarray(make(**arguments, **({"seed": seed} if random else {}))(shape)).ravel()
                for seed in range(times)
            ]
        )
        lines.append(f"case {name} {'x'.join(map(str, shape))}")
        lines.append(f"draws {len(values)}")
        percentiles = np.percentile(values, np.arange(1, 100)) if random else values
        lines.append(f"{'percentiles' if random else 'values'} " + " ".join(f"{v:.9g}" for v in percentiles))
        print(lines[-3], values.mean(), values.std(), flush=True)

target = pathlib.Path(__file__).parent / "../resources/keras/initializers.txt"
target.write_text("\n".join(lines) + "\n")
