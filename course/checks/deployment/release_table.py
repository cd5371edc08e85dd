"""To be written."""

from course.checks.engine import Choice, Exercise, Table

VARIANTS = ("torch", "onnx", "pruned", "int8", "distilled")
COLUMNS = (
    "variant", "path", "size_bytes", "accuracy", "max_abs_diff", "p50_ms", "p95_ms"
)  # fmt: skip
SAME = "the file is as large as before, because zeros are stored like other numbers"
SMALLER = "the file is smaller, because zeros take no place"
FASTER = "the file is as large as before, but zeros are skipped, so it is faster"
NOTES = (SAME, SMALLER, FASTER)

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
