"""Writes small arrays in every form that NumPy's files have, and what scikit-learn's scalers make of some numbers.

Run with NumPy and scikit-learn:  python data.py
Writes ../resources/numpy: types.npz and compressed.npz hold the same arrays (2, 3, 4) under names such as float32_big_F
(type, order of bytes, order of indices), and extremes_float32 with the smallest and largest numbers of a type. Number i of
an array, the last index running fastest, is 3·i − 30 for signed types, 3·i for unsigned ones, i % 3 == 0 for bool.
"""

import pathlib

import numpy as np
from numpy.lib import format as npy
from sklearn.preprocessing import MinMaxScaler, StandardScaler

folder = pathlib.Path(__file__).parent / "../resources/numpy"
folder.mkdir(exist_ok=True)

TYPES = "bool int8 uint8 int16 uint16 int32 uint32 int64 uint64 float16 float32 float64".split()
i = np.arange(24).reshape(2, 3, 4)


def array(name):
    dtype = np.dtype(name)
    if dtype.kind == "b":
        return i % 3 == 0
    values = 3 * i if dtype.kind == "u" else 3 * i - 30
    return (values / 4 if dtype.kind == "f" else values).astype(dtype)


def extremes(name):
    dtype = np.dtype(name)
    if dtype.kind == "b":
        return np.array([False, True])
    if dtype.kind in "iu":
        return np.array([np.iinfo(dtype).min, np.iinfo(dtype).max], dtype)
    info = np.finfo(dtype)
    return np.array([-info.max, info.max, info.tiny, info.smallest_subnormal, -0.0, np.inf, -np.inf, np.nan], dtype)


arrays = {}
for name in TYPES:
    for order in "CF":
        arrays[f"{name}_little_{order}"] = np.array(array(name).astype(np.dtype(name).newbyteorder("<")), order=order)
        arrays[f"{name}_big_{order}"] = np.array(array(name).astype(np.dtype(name).newbyteorder(">")), order=order)
    arrays[f"extremes_{name}"] = extremes(name)
np.savez(folder / "types.npz", **arrays)
np.savez_compressed(folder / "compressed.npz", **arrays)

# shapes
np.savez(
    folder / "shapes.npz",
    scalar=np.array(2.5),
    one=np.array([7], np.int32),
    vector=np.arange(5, dtype=np.float32),
    none=np.zeros(0),
    no_rows=np.zeros((0, 3), np.float32),
    no_columns=np.zeros((3, 0), np.int64),
    fortran=np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    transposed=np.arange(6.0).reshape(2, 3).T,
    deep=np.asfortranarray(np.arange(120, dtype=np.int16).reshape(2, 3, 4, 5)),
    six=np.arange(64, dtype=np.uint8).reshape(2, 2, 2, 2, 2, 2),
)

# versions of the format, and a header as Python 2 wrote it
for version in [(1, 0), (2, 0), (3, 0)]:
    with open(folder / f"version{version[0]}.npy", "wb") as f:
        npy.write_array(f, np.arange(6.0).reshape(2, 3), version=version)
data = np.arange(6, dtype="<i4")
header = b"{'descr': '<i4', 'fortran_order': False, 'shape': (2L, 3L), }"
header += b" " * (-(len(header) + 11) % 16) + b"\n"
(folder / "python2.npy").write_bytes(npy.magic(1, 0) + len(header).to_bytes(2, "little") + header + data.tobytes())
assert np.array_equal(np.load(folder / "python2.npy"), data.reshape(2, 3))

# what is refused
np.save(folder / "complex.npy", np.array([1 + 2j]))
np.save(folder / "texts.npy", np.array(["a", "bc"]))
np.save(folder / "fields.npy", np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]))
np.save(folder / "objects.npy", np.array([None, {}], dtype=object), allow_pickle=True)

# scalers: ordinary columns, a constant one, one of tiny variance, one of large numbers
rng = np.random.default_rng(5)
x = np.column_stack(
    [rng.normal(3, 2, 23), rng.uniform(-1e-3, 1e-3, 23), np.full(23, 0.1), 1e9 + rng.normal(0, 1, 23), np.full(23, 1e5 / 3)]
)
held = np.column_stack([rng.normal(3, 2, 7), rng.uniform(-1, 1, 7), np.full(7, 0.3), 1e9 + rng.normal(0, 3, 7), np.zeros(7)])
standard = StandardScaler().fit(x)
unit = MinMaxScaler().fit(x)
wide = MinMaxScaler((-2, 3)).fit(x)
np.savez(
    folder / "scalers.npz",
    x=x,
    held=held,
    mean=standard.mean_,
    scale=standard.scale_,
    standard=standard.transform(held),
    standard_back=standard.inverse_transform(held),
    unit=unit.transform(held),
    unit_back=unit.inverse_transform(held),
    wide=wide.transform(held),
    wide_back=wide.inverse_transform(held),
)
