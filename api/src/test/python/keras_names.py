"""Writes down the names that Keras has for feed-forward networks, with their arguments and defaults.

Run with Keras 3:  KERAS_BACKEND=jax JAX_PLATFORMS=cpu python keras_names.py
Writes ../resources/keras/names.txt. One name a line: module, name and arguments with defaults, separated by tabs.
Modules within modules and names that begin with _ are left out.
"""

import inspect
import pathlib

import keras

MODULES = {
    "layers": keras.layers,
    "activations": keras.activations,
    "losses": keras.losses,
    "optimizers": keras.optimizers,
    "schedules": keras.optimizers.schedules,
    "initializers": keras.initializers,
    "regularizers": keras.regularizers,
    "constraints": keras.constraints,
    "metrics": keras.metrics,
    "callbacks": keras.callbacks,
    "model": keras.Sequential,
}
KINDS = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def arguments(value):
    try:
        parameters = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return []
    return [
        p.name if p.default is inspect.Parameter.empty else f"{p.name}={p.default!r}"
        for p in parameters
        if p.name != "self" and p.kind not in KINDS
    ]


lines = [f"# the names of Keras {keras.__version__}"]
for module, owner in MODULES.items():
    for name in sorted(dir(owner)):
        value = getattr(owner, name)
        if not name.startswith("_") and not inspect.ismodule(value):
            lines.append("\t".join([module, name, *(arguments(value) if callable(value) else [])]))

target = pathlib.Path(__file__).parent / "../resources/keras/names.txt"
target.write_text("\n".join(lines) + "\n")
