"""Writes down records that TensorBoard's own writer and protocol buffers make.

Run with TensorBoard:  python tensorboard_events.py
Writes ../resources/tensorboard/events.txt: a name and the bytes of a record in hexadecimal.
"""

import io
import pathlib

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer import record_writer


class Kept(io.BytesIO):
    def close(self):
        pass


def record(event):
    out = Kept()
    record_writer.RecordWriter(out).write(event.SerializeToString())
    return out.getvalue().hex()


def value(step, wall_time=1700000000.125, **fields):
    return event_pb2.Event(
        wall_time=wall_time, step=step, summary=summary_pb2.Summary(value=[summary_pb2.Summary.Value(**fields)])
    )


histogram = summary_pb2.HistogramProto(
    min=-1.5, max=3, num=4, sum=2.5, sum_squares=13.5, bucket_limit=[0, 1.5, 3], bucket=[1, 2, 1]
)
events = {
    "version": event_pb2.Event(wall_time=1700000000.125, file_version="brain.Event:2"),
    "loss": value(1, tag="epoch_loss", simple_value=0.1),
    "zero": value(0, tag="epoch_loss", simple_value=0),
    "nan": value(300, tag="epoch_größe", simple_value=float("nan")),
    "late": value(2**40 + 5, tag="batch_loss", simple_value=-1e30),
    "histogram": value(7, tag="dense/kernel/histogram", histo=histogram),
}
target = pathlib.Path(__file__).parent / "../resources/tensorboard/events.txt"
target.write_text("".join(f"{name} {record(event)}\n" for name, event in events.items()))
