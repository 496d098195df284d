"""Feeds random batches to Keras' metrics in float64, and their sum to scikit-learn, and writes down the results.

Run with Keras 3 and scikit-learn:  KERAS_BACKEND=jax JAX_PLATFORMS=cpu JAX_ENABLE_X64=1 python metrics.py
Writes ../resources/keras/metrics.txt and ../resources/keras/sklearn.txt. A kind of data (binary, classes, labels, numbers)
has y and yhat, fed in batches of 5, 1, 20 and 11 rows; each case is the result after all of them.
"""

import os
import pathlib
import warnings

import keras
import numpy as np
import sklearn
import sklearn.metrics as sk
from keras.src.backend.common import dtypes

keras.config.set_floatx("float64")
warnings.filterwarnings("ignore")  # figures of absent classes are 0


promoted = dtypes.result_type


def result_type(*types):
    """Keras' own says float32 for float64 under JAX, and so divides and takes means in float32."""
    return "float64" if "float64" in [str(t) for t in types] else promoted(*types)


dtypes.result_type = result_type

BATCHES = [5, 1, 20, 11]
N = sum(BATCHES)
rng = np.random.default_rng(11)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def sixteenths(p):  # many equal values, and exact in float32
    return np.round(p * 16) / 16


# y leans towards what is predicted
bits = rng.integers(0, 2, (N, 1)).astype(float)
binary = sixteenths(np.clip(0.6 * bits + 0.3 * rng.random((N, 1)) + 0.25 * rng.standard_normal((N, 1)), 0, 1))
fine = np.clip(0.4 * bits + 0.6 * rng.random((N, 1)), 0, 1).astype(np.float32).astype(float)
classes = rng.integers(0, 5, N)
classes[classes == 3] = 1  # class 3 is predicted but never true
scores = softmax(1.5 * np.eye(5)[classes] + rng.standard_normal((N, 5))).astype(np.float32).astype(float)
ties = sixteenths(scores)
tags = (rng.random((N, 3)) < [0.3, 0.5, 0.8]).astype(float)
tagged = np.clip(0.4 * tags + 0.6 * rng.random((N, 3)), 0, 1).astype(np.float32).astype(float)
numbers = (3 + 2 * rng.standard_normal((N, 3))).astype(np.float32).astype(float)
guesses = (numbers + [0.5, 1, 3] * rng.standard_normal((N, 3))).astype(np.float32).astype(float)

DATA = {
    "binary": (bits, binary),
    "fine": (bits, fine),
    "classes": (np.eye(5)[classes], scores),
    "ties": (np.eye(5)[classes], ties),
    "labels": (tags, tagged),
    "numbers": (numbers, guesses),
}
SPARSE = {"classes", "ties"}  # whose y is written as numbers of classes


def row(name, values):
    return name + " " + " ".join(repr(float(v)) for v in np.ravel(values))


def shared(lines):
    for name, (y, yhat) in DATA.items():
        lines.append(row("y_" + name, y.argmax(axis=1) if name in SPARSE else y))
        lines.append(row("yhat_" + name, yhat))


def keras_result(metric, y, yhat):
    start = 0
    for n in BATCHES:
        metric.update_state(y[start : start + n], yhat[start : start + n])
        start += n
    if isinstance(metric, keras.metrics.FBetaScore):  # which adds epsilon, 1e-7, to denominators
        keras.config.set_epsilon(1e-300)
    result = metric.result()
    keras.config.set_epsilon(1e-7)
    return result


def keras_cases():
    m = keras.metrics
    for name in DATA:
        several = name != "binary" and name != "fine"
        if name == "numbers":
            yield name, "rootMeanSquaredError", m.RootMeanSquaredError()
            yield name, "r2Score", m.R2Score()
            yield name, "meanCosineSimilarity", m.CosineSimilarity()
            continue
        for t in (0.5, 0.25, 0.9):
            print_t = "" if t == 0.5 else f".threshold({t})"
            yield name, "precision" + print_t, m.Precision(thresholds=t)
            yield name, "recall" + print_t, m.Recall(thresholds=t)
            yield name, "binaryAccuracy" + ("" if t == 0.5 else f"({t})"), m.BinaryAccuracy(threshold=t)
            for average in ("micro", "macro", "weighted"):
                wither = "" if average == "macro" else f".{average}()"
                yield name, f"f1.threshold({t})" + wither, m.F1Score(average=average, threshold=t)
                yield name, f"fBeta(2.0).threshold({t})" + wither, m.FBetaScore(average=average, beta=2.0, threshold=t)
        for thresholds in (200, 50, 3, 2):
            print_n = "" if thresholds == 200 else f".numThresholds({thresholds})"
            for curve in ("ROC", "PR"):
                print_c = ".pr()" if curve == "PR" else ""
                yield name, "auc" + print_c + print_n, m.AUC(num_thresholds=thresholds, curve=curve)
                if several:
                    yield (
                        name,
                        "auc" + print_c + print_n + ".multiLabel(true)",
                        m.AUC(num_thresholds=thresholds, curve=curve, multi_label=True),
                    )
        if not several:
            continue
        for j in range(3):
            yield name, f"precision.classId({j})", m.Precision(class_id=j)
            yield name, f"recall.threshold(0.25).classId({j})", m.Recall(class_id=j, thresholds=0.25)
        for average in ("micro", "macro", "weighted"):
            wither = "" if average == "macro" else f".{average}()"
            yield name, "f1" + wither, m.F1Score(average=average)
            yield name, "fBeta(0.5)" + wither, m.FBetaScore(average=average, beta=0.5)
        yield name, "categoricalAccuracy", m.CategoricalAccuracy()
        for k in (1, 2, 3):
            yield name, f"topK({k})", m.TopKCategoricalAccuracy(k=k)


def sklearn_cases():
    for name in ("binary", "fine"):
        y, p = DATA[name][0][:, 0], DATA[name][1][:, 0]
        yield name, "auc.exact(true)", sk.roc_auc_score(y, p)
        yield name, "auc.pr().exact(true)", sk.average_precision_score(y, p)
        yield name, "accuracy", sk.accuracy_score(y, p > 0.5)
        yield name, "precision", sk.precision_score(y, p > 0.5)
        yield name, "recall", sk.recall_score(y, p > 0.5)
        yield name, "f1", sk.f1_score(y, p > 0.5)
        yield name, "fBeta(2.0)", sk.fbeta_score(y, p > 0.5, beta=2)
    yield "fine", "logLoss", sk.log_loss(DATA["fine"][0][:, 0], np.clip(DATA["fine"][1][:, 0], 1e-7, 1 - 1e-7))
    y, p = classes, scores
    guess = p.argmax(axis=1)
    yield "classes", "accuracy", sk.accuracy_score(y, guess)
    yield "classes", "topK(2)", sk.top_k_accuracy_score(y, p, k=2, labels=range(5))
    yield "classes", "logLoss", sk.log_loss(y, p, labels=range(5))
    for average in ("micro", "macro", "weighted"):
        wither = "" if average == "micro" else f".{average}()"
        f = "" if average == "macro" else f".{average}()"
        yield "classes", "precision.argMax()" + wither, sk.precision_score(y, guess, average=average)
        yield "classes", "recall.argMax()" + wither, sk.recall_score(y, guess, average=average)
        yield "classes", "f1" + f, sk.f1_score(y, guess, average=average)
        yield "classes", "fBeta(0.5)" + f, sk.fbeta_score(y, guess, beta=0.5, average=average)
        y_, p_ = DATA["labels"]
        yield "labels", "precision" + wither, sk.precision_score(y_, p_ > 0.5, average=average)
        yield "labels", "recall.threshold(0.25)" + wither, sk.recall_score(y_, p_ > 0.25, average=average)
        yield "labels", "f1.threshold(0.5)" + f, sk.f1_score(y_, p_ > 0.5, average=average)
    y, p = DATA["labels"]
    yield "labels", "auc.exact(true)", sk.roc_auc_score(y, p, average="micro")
    yield "labels", "auc.multiLabel(true).exact(true)", sk.roc_auc_score(y, p, average="macro")
    yield "labels", "auc.pr().exact(true)", sk.average_precision_score(y, p, average="micro")
    yield "labels", "auc.pr().multiLabel(true).exact(true)", sk.average_precision_score(y, p, average="macro")
    y, p = DATA["numbers"]
    yield "numbers", "r2Score", sk.r2_score(y, p)
    yield "numbers", "rootMeanSquaredError", np.sqrt(sk.mean_squared_error(y, p))


def main():
    os.chdir(pathlib.Path(__file__).parent.parent / "resources" / "keras")
    lines = [f"# Keras {keras.__version__}, from metrics.py"]
    shared(lines)
    for name, call, metric in keras_cases():
        y, yhat = DATA[name]
        lines += [f"case {name} {call}", row("result", keras_result(metric, y, yhat))]
    pathlib.Path("metrics.txt").write_text("\n".join(lines) + "\n")

    lines = [f"# scikit-learn {sklearn.__version__}, from metrics.py; the data stand in metrics.txt"]
    for name, call, result in sklearn_cases():
        lines += [f"case {name} {call}", row("result", result)]
    pathlib.Path("sklearn.txt").write_text("\n".join(lines) + "\n")

    p = DATA["binary"][1][:, 0] > 0.5
    everything = range(5)
    report = [
        f"# scikit-learn {sklearn.__version__}, from metrics.py: classification reports of the data in metrics.txt",
        "case binary",
        sk.classification_report(DATA["binary"][0][:, 0].astype(int), p.astype(int), digits=4),
        "case classes",
        sk.classification_report(classes, scores.argmax(axis=1), digits=4),
        "case named",
        sk.classification_report(
            classes, scores.argmax(axis=1), digits=4, labels=everything, target_names=["ant", "bee", "cat", "the long dog", "elk"]
        ),
    ]
    pathlib.Path("reports.txt").write_text("\n".join(report))
    print(len(lines), DATA["classes"][1].argmax(axis=1), "\n".join(report))


main()
