"""Reads with TensorBoard's own readers what TensorBoardTest wrote, and fails unless it is what was meant.

Run after the test, with TensorBoard:  mvn -q test -pl backend,api -Dtest=TensorBoardTest -Dsurefire.failIfNoSpecifiedTests=false
                                       python tensorboard_read.py
"""

import pathlib
import sys

import numpy as np
from tensorboard import data_compat, dataclass_compat
from tensorboard.backend.event_processing import event_accumulator, event_file_loader
from tensorboard.util import tensor_util

folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "../../../target/tensorboard")


def scalars(run):
    """The figures of a run, by the reader that programs use."""
    accumulator = event_accumulator.EventAccumulator(str(folder / run), {"histograms": 0, "scalars": 0, "tensors": 0})
    accumulator.Reload()
    tensors = {tag: accumulator.Tensors(tag) for tag in accumulator.Tags()["tensors"]}
    found = {tag: [(e.step, e.value) for e in accumulator.Scalars(tag)] for tag in accumulator.Tags()["scalars"]}
    found |= {
        tag: [(e.step, tensor_util.make_ndarray(e.tensor_proto).item()) for e in events]
        for tag, events in tensors.items()
        if not tag.endswith("/histogram")
    }
    return found, accumulator


def close(expected, found):
    assert expected.keys() == found.keys(), (expected.keys(), found.keys())
    for tag, values in expected.items():
        assert [s for s, _ in values] == [s for s, _ in found[tag]], (tag, found[tag])
        np.testing.assert_allclose([v for _, v in found[tag]], [v for _, v in values], rtol=1e-6, err_msg=tag)


train, accumulator = scalars("train")
close(
    {
        "epoch_loss": [(1, 0.75), (2, 0.5), (3, 0.25)],
        "epoch_accuracy": [(1, 0.5), (2, 0.625), (3, 1.0)],
        "epoch_learning_rate": [(1, 0.5), (2, 0.25), (3, 0.125)],
        "batch_loss": [(2, 2.0), (4, 4.0), (6, 6.0)],
    },
    train,
)
validation, _ = scalars("validation")
close({"epoch_loss": [(1, 1.5), (2, 1.0), (3, 0.5)], "epoch_accuracy": [(1, 0.25), (2, 0.3125), (3, 0.5)]}, validation)

histograms = accumulator.Tags()["histograms"]
assert histograms == ["dense/kernel/histogram", "dense/bias/histogram"], histograms
(second,) = accumulator.Histograms("dense/kernel/histogram")
assert second.step == 2, second
h = second.histogram_value
kernel = np.array([-1.0, -0.5, 0.0, 0.25, 0.5, 2.0])
assert (h.min, h.max, h.num) == (kernel.min(), kernel.max(), kernel.size), h
np.testing.assert_allclose([h.sum, h.sum_squares], [kernel.sum(), (kernel**2).sum()])
counts, edges = np.histogram(kernel, 30)
np.testing.assert_array_equal(h.bucket, counts)
np.testing.assert_allclose(h.bucket_limit, edges[1:])

# The way of the web page: each event through the loader and the conversion of old kinds of values.
tags = []
for run in ["train", "validation"]:
    (file,) = (folder / run).iterdir()
    assert file.name.startswith("events.out.tfevents."), file
    initial = {}
    for event in event_file_loader.LegacyEventFileLoader(str(file)).Load():
        for changed in dataclass_compat.migrate_event(data_compat.migrate_event(event), initial_metadata=initial):
            tags += [value.tag for value in changed.summary.value if value.HasField("tensor")]
assert len(tags) == 3 * 3 + 3 + 2 + 2 * 3, tags
print("TensorBoard reads", sorted(set(tags)))
