"""Five variants of one network, each a file: the check opens the files and measures."""

from types import SimpleNamespace

from course.checks.deployment import opened
from course.checks.deployment.opened import Unreadable
from course.checks.deployment.release_mistakes import MISTAKES
from course.checks.engine import Choice, Exercise, Table

VARIANTS = ("torch", "onnx", "pruned", "int8", "distilled")
COLUMNS = (
    "variant", "path", "size_bytes", "accuracy", "max_abs_diff", "p50_ms", "p95_ms"
)  # fmt: skip
SAME, FIFTH, SLIGHTLY = "same size", "a fifth of the size", "slightly smaller"
PARITY = 1e-4  # of logits, between the network and its ONNX file
MOST_BYTES, MOST_LOST = 20_000, 0.03  # for `ship`
NEAR = 0.0045  # of an accuracy: two rows of 450
ONE_CALL = 0.001  # milliseconds; no call from Python takes less

release_table = Exercise(
    __name__,
    points=14,
    answers={
        "release_table": Table(COLUMNS, numbers=COLUMNS[2:], files="path"),
        "ship": Choice(VARIANTS),
        "note": Choice((SAME, FIFTH, SLIGHTLY)),
    },
    covers=("S7.1", "S7.2", "S7.9", "S7.11"),
    hints=(
        "What exactly is downloaded to the phone, and how would you prove that it says "
        "what your network said?",
        "Write each variant as one file, ask the file for its size, and let ONNX "
        "Runtime answer the test digits from it. Calibrate with training rows.",
        "`pruned = compress.finetune(compress.prune_weights(net, 0.8), X, y)`, then "
        '`deploy.export_onnx(___, folder / "pruned.onnx", X[:2])`',
    ),
    takeaway="Only the file counts: its bytes, its answers, its time. Eight bits and a "
    "smaller network made it smaller; zeros did not.",
    seconds=60.0,
    trains=True,  # opens five files
)


@release_table.cases
def cases(rng):
    """Draw images that nobody has seen: noise, and noise with gaps."""
    X = rng.uniform(size=(64, *opened.SHAPE)).astype("float32")
    X[32:] *= rng.uniform(size=X[32:].shape) < 0.4
    return [SimpleNamespace(X=X)]


def files_of(table) -> dict:
    """Return variant -> row as a dict, the file under "path"."""
    rows = table.to_dict("records")
    return {str(row["variant"]): row for row in rows}


def problem_of(file) -> str:
    """Return why a file gives no answers to the test digits; "" if it does."""
    try:
        if not file.problem:
            opened.logits(file.content)
    except Unreadable as error:
        return str(error)
    return file.problem


def content_of(table, variant) -> bytes | None:
    """Return the bytes of a variant's file, if it is there and answers."""
    row = files_of(table).get(variant)
    return None if row is None or problem_of(row["path"]) else row["path"].content


@release_table.holds(1, needs=("release_table",), once=True)
def complete(_, table):
    """Five variants, each a file that answers"""
    names = sorted(map(str, table.variant))
    yield (
        f"`variant` holds {', '.join(names)}",
        names == sorted(VARIANTS),
        f"One row for each of {', '.join(VARIANTS)}.",
    )
    for variant, row in files_of(table).items():
        problem = problem_of(row["path"])
        yield (
            f"the file of {variant}, {row['path'].path!r}: {problem or 'it answers'}",
            not problem,
            "Write the network with `net.save(...)`, the others with `export_onnx` or "
            "`quantize_static`; `path` names the file that was written.",
            {"variant": variant, "problem": problem},
        )


@release_table.holds(2, needs=("release_table",), once=True)
def sizes(_, table):
    """`size_bytes` is the size of the file"""
    for variant, row in files_of(table).items():
        real = len(row["path"].content)
        yield (
            f"{variant}: you reported {row['size_bytes']:,.6g} bytes, the file has "
            f"{real:,}",
            not row["path"].problem and row["size_bytes"] == real,
            "Ask the file itself, `Path(path).stat().st_size`: shapes, names and the "
            "graph are downloaded too.",
            {"variant": variant, "said": float(row["size_bytes"]), "real": real},
        )


@release_table.holds(3, needs=("release_table",), once=True)
def parity(cases, table):
    """The ONNX file says what the network says"""
    import numpy as np

    net, exported = content_of(table, "torch"), content_of(table, "onnx")
    (case,) = cases
    if net is None or exported is None:
        yield "one of the two files does not open", False, "Write both files first."
        return
    here, there = opened.opened(net).run(case.X), opened.opened(exported)
    try:
        rows = there.run(case.X)
        alone = np.concatenate([there.run(case.X[i : i + 1]) for i in range(5)])
    except Unreadable as error:
        yield f"the ONNX file: {error}", False, ANY_ROWS
        return
    off = float(abs(here - rows).max())
    yield (
        f"on 64 fresh images the logits of file and network differ by up to {off:.2g}",
        off <= PARITY,
        "Export the very network of the first row, in evaluation mode, and compare "
        "the two on rows that neither has seen: rounding leaves about 0.00001.",
        {"off": off, "batch": float(abs(rows[:5] - alone).max())},
    )


ANY_ROWS = "A server sends one row or many: leave the first axis free when you export."


@release_table.holds(2, needs=("release_table",), once=True)
def accuracies(_, table):
    """Accuracy and distance on the test digits, computed again"""
    reference = content_of(table, "torch")
    for variant, row in files_of(table).items():
        content = content_of(table, variant)
        if content is None:
            yield f"the file of {variant} does not open", False, "Write it first."
            continue
        real = opened.accuracy(content)
        yield (
            f"{variant}: you reported {row['accuracy']:.4f}, the file gets {real:.4f} "
            "of the test digits right",
            abs(row["accuracy"] - real) <= NEAR,
            "Let the file answer all 450 test digits, and count the right ones.",
            {"variant": variant, "said": float(row["accuracy"]), "real": real}
            | {"train": opened.training_accuracy(content)},
        )
        if variant in ("onnx", "pruned", "int8") and reference is not None:
            far = float(abs(opened.logits(content) - opened.logits(reference)).max())
            said = float(row["max_abs_diff"])
            yield (
                f"{variant}: you reported a largest difference of {said:.3g}; the "
                f"logits differ by {far:.3g}",
                abs(said - far) <= 0.05 * far + PARITY,
                "The largest absolute difference between this file's logits and the "
                "network's, over all test digits.",
            )


@release_table.holds(2, needs=("release_table",), once=True)
def eight_bits(_, table):
    """int8: half the bytes or less, nearly the accuracy, calibrated on training rows"""
    small, whole = content_of(table, "int8"), content_of(table, "onnx")
    if small is None or whole is None:
        yield "one of the two files does not open", False, "Write both files first."
        return
    model, ratio = opened.opened(small), len(whole) / len(small)
    yield (
        f"int8 has {len(small):,} bytes and onnx {len(whole):,}, {ratio:.2f} times as "
        f"many; {model.codes:.0%} of its weights are stored in eight bits",
        ratio >= 2 and model.codes > 0.5,
        "Quantise the exported file with `compress.quantize_static`: each weight then "
        "takes one byte in place of four.",
        {"ratio": ratio, "codes": model.codes},
    )
    lost = opened.accuracy(whole) - opened.accuracy(small)
    yield (
        f"int8 lost {lost:.4f} of the accuracy",
        lost <= MOST_LOST,
        "Calibrate with some hundred training rows, scaled as the network gets them.",
    )
    step = model.logits_scale
    test = step is not None and any(
        abs(s / step - 1) < 1e-5 for s in opened.steps_of_test(whole)[4:]
    )
    yield (
        "the ranges of the int8 file are those of "
        + (
            "the first test digits" if test else "other rows than the first test digits"
        ),
        not test,
        "Rows that set ranges are rows that were learned from.",
        {"test": test, "step": step},
    )


@release_table.holds(1, needs=("release_table",), once=True)
def zeros(_, table):
    """pruned: the zeros are in the file"""
    content = content_of(table, "pruned")
    share = 0.0 if content is None else opened.opened(content).zeros
    yield (
        f"{share:.0%} of the weights in the pruned file are 0",
        share >= 0.5,
        "80 % were to be cut. Prune, train on with the zeros held, then export that "
        "network.",
        {"share": share, "there": content is not None},
    )


@release_table.holds(1, needs=("release_table",), once=True)
def latencies(_, table):
    """Milliseconds"""
    for variant, row in files_of(table).items():
        half, tail = float(row["p50_ms"]), float(row["p95_ms"])
        yield (
            f"{variant}: p50 {half:.3g} ms, p95 {tail:.3g} ms",
            ONE_CALL <= half <= tail,
            "Time one row many times, after a warm-up, and give milliseconds: the "
            "median first, then the 95th percentile, which is no less.",
            {"variant": variant, "half": half, "tail": tail},
        )


@release_table.holds(1, needs=("release_table", "ship"), once=True)
def shipped(_, table, ship):
    """What you ship keeps the budget"""
    content, whole = content_of(table, ship), content_of(table, "onnx")
    if content is None or whole is None:
        yield f"the file of {ship} does not open", False, "Write it first."
        return
    lost = opened.accuracy(whole) - opened.accuracy(content)
    yield (
        f"{ship} has {len(content):,} bytes and lies {lost:+.4f} below onnx",
        len(content) <= MOST_BYTES and lost <= MOST_LOST + 1e-9,
        f"The file may have {MOST_BYTES:,} bytes, and accuracy may lie {MOST_LOST} "
        "below that of onnx. Go through the rows of your table.",
        {"ship": ship, "bytes": len(content), "lost": lost},
    )


@release_table.holds(1, needs=("note",), once=True)
def noted(_, note):
    """What pruning did to the file"""
    yield (
        f"you wrote: {note}",
        note == SAME,
        "Compare `size_bytes` of pruned and of onnx in your own table.",
    )


release_table.mistakes.extend(MISTAKES)


@release_table.mistake(
    "pruned_is_a_fifth",
    "A zero is stored like any other number: in your table pruned and onnx have the "
    "same size. Only a sparse format or compression makes use of the zeros, such as "
    "gzip on the way to the phone.",
    replaces="note",
)
def _():
    return FIFTH


@release_table.mistake(
    "pruned_is_slightly_smaller",
    "Look at `size_bytes` again: pruned and onnx have the same number of bytes, to the "
    "last one. The zeros stand in the file as four bytes each, where other weights "
    "stood before.",
    replaces="note",
)
def _():
    return SLIGHTLY
