"""To be written."""

from course.checks.engine import Choice, Exercise, Table

VARIANTS = ("torch", "onnx", "pruned", "int8", "distilled")
COLUMNS = (
    "variant", "path", "size_bytes", "accuracy", "max_abs_diff", "p50_ms", "p95_ms"
)  # fmt: skip
SAME, FIFTH, SLIGHTLY = "same size", "a fifth of the size", "slightly smaller"
NOTES = (SAME, FIFTH, SLIGHTLY)

release_table = Exercise(
    __name__,
    points=14,
    answers={
        "release_table": Table(COLUMNS),
        "ship": Choice(VARIANTS),
        "note": Choice(NOTES),
    },
    covers=("S7.4",),
    hints=("?", "later", "___"),
    takeaway="later",
)


@release_table.holds(14)
def later(case, *answers):
    """Not yet written"""
    yield "nothing yet", False, "This check is not written yet."
