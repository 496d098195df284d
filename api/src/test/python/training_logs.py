"""Reads what samples/jshell/logs.jsh wrote with csv, TensorBoard and NumPy, and fails unless all tell the same.

Run after it, with TensorBoard:  samples/jshell/run samples/jshell/logs.jsh
                                 python api/src/test/python/training_logs.py target/logs
"""

import csv
import pathlib
import sys

import numpy as np
from tensorboard.backend.event_processing import event_accumulator

folder = pathlib.Path(sys.argv[1])
with open(folder / "log.csv", newline="") as file:
    table = list(csv.DictReader(file))
steps = [int(row["epoch"]) for row in table]
newest = max(folder.glob("run-*"))


def events(run):
    accumulator = event_accumulator.EventAccumulator(str(newest / run), {"histograms": 0, "scalars": 0})
    return accumulator.Reload()


runs = {"": events("train"), "val_": events("validation")}
for column in table[0]:
    if column == "epoch":
        continue
    prefix = "val_" if column.startswith("val_") else ""
    scalars = runs[prefix].Scalars("epoch_" + column.removeprefix("val_"))
    assert [s.step for s in scalars] == steps, (column, scalars)
    np.testing.assert_allclose([s.value for s in scalars], [float(row[column]) for row in table], rtol=1e-6)
    print(f"{column}: {len(scalars)} epochs, {scalars[0].value:.4f} to {scalars[-1].value:.4f}, as in log.csv")

weights = np.load(folder / "last.npz")
arrays = [weights[f"arr_{i}"] for i in range(len(weights.files))]
tags = runs[""].Tags()["histograms"]
assert len(tags) == len(arrays), (tags, len(arrays))
for tag, array in zip(tags, arrays):
    found = runs[""].Histograms(tag)
    assert [h.step for h in found] == [s for s in steps if s % 5 == 0], found
    last = found[-1].histogram_value
    counts, edges = np.histogram(array, 30)
    assert (last.min, last.max, last.num) == (array.min(), array.max(), array.size), last
    np.testing.assert_allclose([last.sum, last.sum_squares], [array.sum(dtype=float), np.square(array, dtype=float).sum()])
    np.testing.assert_allclose(last.bucket_limit, edges[1:], rtol=1e-6, atol=1e-7)
    assert np.abs(np.cumsum(last.bucket) - np.cumsum(counts)).max() <= 1, (last.bucket, counts)  # a weight on an edge
    print(f"{tag} {array.shape}: {len(found)} histograms, the last that of last.npz")
