"""What goes wrong between a network and its file.

`release_table` registers these in their order: what a file is comes first.
"""

from course.checks.deployment.opened import ELSEWHERE, FIXED, PICKLED
from course.checks.engine import Mistakes

MISTAKES = Mistakes()


def first(found, fits):
    """Return the first facts, if all fit."""
    return found[0] if found and all(fits(facts) for facts in found) else None


@MISTAKES.symptom(
    "pickled",
    "The file of {variant} is a pickle. Whoever opens it runs whatever code it holds, "
    "so nobody should open one from a stranger, and this check does not. Use "
    "`net.save(...)`: safetensors hold numbers only.",
)
def _(observed):
    found = [f for f in observed.facts("complete") if f["problem"] == PICKLED]
    return found[0] if found else None


@MISTAKES.symptom(
    "weights_elsewhere",
    "The file of {variant} holds the graph; its weights lie in a second file beside "
    "it. Who downloads `path` alone gets no model, and `size_bytes` is too small. "
    "Export with `deploy.export_onnx`, or say `external_data=False`.",
)
def _(observed):
    found = [f for f in observed.facts("complete") if f["problem"] == ELSEWHERE]
    return found[0] if found else None


@MISTAKES.symptom(
    "fixed_batch",
    "An exported file accepts one number of rows only: the length of your example was "
    "written into it. A server sends one row or a hundred. Mark the first axis as free "
    "when you export; `deploy.export_onnx` does.",
)
def _(observed):
    seen = [s.tried for name in ("complete", "parity") for s in observed.seen[name]]
    return any(FIXED.partition("{} ")[2] in tried for tried in seen)


@MISTAKES.symptom(
    "train_mode_export",
    "File and network differ by {off:.2g}, and a row gets another answer alone than "
    "among others: it was exported in training mode, where normalisation looks at the "
    "whole batch. Call `eval()` before you export.",
)
def _(observed):
    return first(observed.facts("parity"), lambda facts: facts["batch"] > 1e-3)


@MISTAKES.symptom(
    "another_network",
    "File and network differ by {off:.2g} on fresh images, far more than rounding. It "
    "is another network: one that was trained again, pruned or quantised. Export the "
    "one of the first row.",
)
def _(observed):
    return first(observed.facts("parity"), lambda facts: facts["off"] > 0.01)


@MISTAKES.symptom(
    "kilobytes",
    "`size_bytes` of {variant} is {said:.5g}, and the file has {real:,} bytes: you "
    "gave kilobytes. The column is in bytes, so that nobody has to guess whether 1,000 "
    "or 1,024 were meant.",
)
def _(observed):
    return first(
        observed.facts("sizes"), lambda f: 990 < f["real"] / max(f["said"], 1e-9) < 1030
    )


@MISTAKES.symptom(
    "in_memory_size",
    "You reported {said:,.0f} bytes for {variant}, the numbers in memory; the file has "
    "{real:,}. Names, shapes and the graph are downloaded too. Ask the file: "
    "`Path(path).stat().st_size`.",
)
def _(observed):
    return first(
        observed.facts("sizes"), lambda f: 0 < f["said"] < f["real"] < 4 * f["said"]
    )


@MISTAKES.symptom(
    "percent",
    "Accuracy of {variant} is {said:.4g} in your table: that is percent. The column "
    "holds shares from 0 to 1, like every other accuracy in this course.",
)
def _(observed):
    found = [f for f in observed.facts("accuracies") if "said" in f]
    return first(found, lambda f: abs(f["said"] / 100 - f["real"]) < 0.005)


@MISTAKES.symptom(
    "measured_on_training",
    "Accuracy of {variant} is {said:.4f} in your table, and {real:.4f} on the test "
    "digits; {train:.4f} is what it gets on its own training rows. Those it has seen. "
    "Measure on `X_test`.",
)
def _(observed):
    found = [f for f in observed.facts("accuracies") if "said" in f]
    return first(found, lambda f: f["train"] and abs(f["said"] - f["train"]) < 0.002)


@MISTAKES.symptom(
    "calibrated_on_test",
    "The ranges in your int8 file are exactly those of the first test digits, so they "
    "were its calibration rows. Its accuracy then speaks of rows that helped to make "
    "it. Calibrate with `X_train`.",
)
def _(observed):
    found = [f for f in observed.facts("eight_bits") if f.get("test")]
    return found[0] if found else None


@MISTAKES.symptom(
    "still_float",
    "The file of int8 has {codes:.0%} of its weights in eight bits, and onnx has only "
    "{ratio:.2f} times its bytes. Rounding the values is not enough, since a rounded "
    "float32 still takes four bytes: write integers, with `compress.quantize_static`.",
)
def _(observed):
    found = [f for f in observed.facts("eight_bits") if "codes" in f]
    return first(found, lambda f: f["codes"] < 0.5)


@MISTAKES.symptom(
    "pruning_lost",
    "{share:.0%} of the weights in the pruned file are 0, and about 80 % should be. "
    "Training on gave the others new values, or the network from before was exported. "
    "`compress.finetune` holds the zeros; export what it returns.",
)
def _(observed):
    return first(observed.facts("zeros"), lambda f: f["there"] and f["share"] < 0.5)


@MISTAKES.symptom(
    "latency_in_seconds",
    "p50 of {variant} is {half:.2g} ms in your table: no call from Python is that "
    "fast. Those are seconds. Multiply by 1,000.",
)
def _(observed):
    found = [f for f in observed.facts("latencies") if f["half"] < 0.001]
    return found[0] if found and all(f["half"] <= f["tail"] for f in found) else None


@MISTAKES.symptom(
    "ship_over_budget",
    "You ship {ship}: {bytes:,} bytes, {lost:.3f} below onnx. Allowed are 20,000 bytes "
    "and 0.03. The device does not care why a file is too large; look for a variant "
    "that keeps both limits.",
)
def _(observed):
    found = observed.facts("shipped")
    return found[0] if found else None
