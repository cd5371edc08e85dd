"""The result of a comparison: its table, its differences, its verdict."""

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course.measure.stopwatch import say_seconds
from course.protocol import intervals

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Comparison:
    """What `compare` found; a notebook shows it as two tables and a verdict.

    Attributes
    ----------
    frame
        One row a model and split: `model, split, split_hash, score, train_score,
        fit_seconds, predict_seconds`; the last for all test rows of the split.
    data
        Name of the data.
    metric
        What `score` is: accuracy or R2.
    n_train, n_test
        Rows in each training part and in each test part.
    machine
        One sentence: processor, cores, memory, versions.
    """

    frame: "pd.DataFrame"
    data: str
    metric: str
    n_train: int
    n_test: int
    machine: str

    @property
    def summary(self) -> "pd.DataFrame":
        """Return one row a model, best first: means and spreads over the splits.

        `score` and `train_score` are means, `sd` is the standard deviation of the
        score, `gap` is train score minus score, and the seconds are medians.
        """
        by_model = self.frame.groupby("model", sort=False)
        table = by_model.agg(
            score=("score", "mean"),
            sd=("score", "std"),
            train_score=("train_score", "mean"),
            fit_seconds=("fit_seconds", "median"),
            predict_seconds=("predict_seconds", "median"),
        )
        table.insert(3, "gap", table["train_score"] - table["score"])
        return table.sort_values("score", ascending=False, kind="stable")

    @property
    def differences(self) -> "pd.DataFrame":
        """Return `a, b, mean, low, high` for every pair, the better model first.

        `low` and `high` are a 95 % interval for the difference of scores, corrected
        for training sets that overlap: see `paired_interval`.
        """
        return intervals.differences(self.frame, self.n_train, self.n_test)

    @property
    def verdict(self) -> str:
        """Return the model that beats each rival for certain, or "no clear winner"."""
        return intervals.verdict(self.frame, self.n_train, self.n_test)

    @property
    def n_splits(self) -> int:
        """Return the number of splits."""
        return int(self.frame["split"].nunique())

    def figure(self) -> Any:
        """Draw every score of every model, with the splits joined up.

        Returns
        -------
        A matplotlib figure; `plots.show` shows it.
        """
        from course import plots

        return plots.scores(
            self.frame,
            metric=self.metric,
            title=f"Scores on {self.data}, {self.n_train} training rows a split",
        )

    def __repr__(self) -> str:
        scores = ", ".join(
            f"{name} {row.score:.3f}" for name, row in self.summary.iterrows()
        )
        return (
            f"Comparison({self.metric} on {self.data}: {scores}; {self.verdict}; "
            f"{self.n_splits} splits of {self.n_train} + {self.n_test} rows)"
        )

    def _repr_html_(self) -> str:
        """Return two tables; colours are the notebook's own, light or dark."""
        scores = [
            [
                str(name),
                f"{row.score:.3f} ± {row.sd:.3f}",
                f"{row.train_score:.3f}",
                f"{row.gap:+.3f}",
                say_seconds(row.fit_seconds),
                say_seconds(row.predict_seconds),
            ]
            for name, row in self.summary.iterrows()
        ]
        pairs = [
            [
                f"{row.a} − {row.b}",
                f"{row.mean:+.3f}",
                f"{row.low:+.3f} to {row.high:+.3f}",
                "yes" if row.low > 0 else "no",
            ]
            for row in self.differences.itertuples()
        ]
        head = ("model", "test score", "train score", "gap", "fit", "predict")
        sizes = f"{self.n_splits} splits, {self.n_train} rows train, {self.n_test} test"
        parts = [
            _table(
                f"{self.metric} on {self.data}: {sizes}. Scores are means ± standard "
                "deviations, times are medians.",
                head,
                scores,
            )
        ]
        if pairs:
            head = ("pair", "difference", "95 % interval", "above 0")
            parts.append(_table("Differences on the same rows", head, pairs))
            parts.append(f"<p><strong>{html.escape(self._sentence())}</strong></p>")
        parts.append(f"<p>Measured on {html.escape(self.machine)}.</p>")
        return "<div>" + "".join(parts) + "</div>"

    def _sentence(self) -> str:
        """Return the verdict as a sentence."""
        if self.verdict == intervals.NO_WINNER:
            return "No clear winner: the best mean does not beat every rival surely."
        return f"{self.verdict} beats every rival."


def _table(caption: str, head: tuple[str, ...], rows: list[list[str]]) -> str:
    """Return an HTML table whose first column names the rows."""
    cells = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in head)
    lines = []
    for first, *rest in rows:
        line = f'<th scope="row">{html.escape(first)}</th>'
        line += "".join(f"<td>{html.escape(text)}</td>" for text in rest)
        lines.append(f"<tr>{line}</tr>")
    return (
        "<table>"
        f'<caption style="text-align: left">{html.escape(caption)}</caption>'
        f"<thead><tr>{cells}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )
