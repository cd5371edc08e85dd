"""The decision card in a notebook: each step says what it did or what is missing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from course.decision import bench, bundle, cards, limits, order, schema
from course.decision.candidates import Candidate, from_card
from course.decision.cases import Case
from course.decision.notes import Note, said
from course.decision.rules import Choice, choose
from course.deploy.files import whole
from course.errors import DecisionError


class Sheet:
    """A card in a folder, filled step by step; each step is written at once.

    Parameters
    ----------
    folder
        Gets `card.yaml`, `scores.csv` and the bundle. What lies there is read and
        gone on with.

    Raises
    ------
    DecisionError
        If there is a card that cannot be read; it is not written over.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.path = self.folder / bundle.CARD
        self.card: dict[str, Any] = cards.read(self.path) if self.path.exists() else {}
        self.case: Case | None = None

    def __repr__(self) -> str:
        done = [name for name in schema.FIRST if order.stamped(self.card, name)]
        done += [name for name in ("results", "decision") if name in self.card]
        return f"Sheet({self.path.as_posix()}: {', '.join(done) or 'empty'})"

    @said
    def fill(self, section: str, **fields: Any) -> Note:
        """Fill one section; they open one after the other.

        Parameters
        ----------
        section
            "problem", "data_size", "compute_budget", "interpretability", "latency".
        **fields
            See `schema.SECTIONS`; a wrong one is named in the note.
        """
        self._save(order.fill(self.card, section, fields))
        left = [n for n in schema.FIRST if not order.stamped(self.card, n)]
        then = f"next: {left[0]}" if left else "the benchmark is open"
        return Note(
            f"{section} filled at {self.card['stamps'][section]['utc']}; {then}."
        )

    @said
    def fill_all(self, text: str) -> Note:
        """Fill all sections from YAML, in their order; all of them or none.

        Parameters
        ----------
        text
            `problem:` and the four sections, with their fields.
        """
        given = cards.parse(text)
        strange = [name for name in given if name not in schema.FIRST]
        if strange:
            raise DecisionError(f"no section {strange[0]!r}; here are {schema.FIRST}.")
        new = self.card
        for name in schema.FIRST:
            if name not in given:
                raise DecisionError(f"the section {name} is missing.")
            new = order.fill(new, name, given[name])
        self._save(new)
        return Note("all sections are filled; the benchmark is open.")

    @said
    def benchmark(
        self,
        candidates: Sequence[Candidate],
        case: Case,
        *,
        plan: bench.Plan | None = None,
    ) -> Any:
        """Compare and measure the candidates; locked until the sections are filled.

        Parameters
        ----------
        candidates
            The dummy first.
        case
            The rows, from `load_case`.
        plan
            Other splits than 10 of three quarters.

        Returns
        -------
        A data frame, one row a model; a `Note` where something is missing.
        """
        order.unlock(self.card)
        if not isinstance(case, Case) or not isinstance(candidates, Sequence):
            raise DecisionError(
                "the benchmark takes a list of Candidate(...) and the rows from "
                "load_case(...)."
            )
        frame, results = bench.run(
            candidates, case, plan=plan, folder=self.folder,
            percentile=self.card["latency"]["percentile"],
        )  # fmt: skip
        rows = [candidate.row() for candidate in candidates]
        new = order.add_results(self.card, rows, results)
        with whole(self.folder / bundle.SCORES) as part:
            frame.to_csv(part, index=False)
        self._save(new)
        self.case = case
        return self.table()

    @said
    def table(self) -> Any:
        """Return scores, seconds, megabytes and milliseconds, the best model first."""
        import pandas as pd

        results = self._results()
        table = pd.DataFrame(results["table"]).T.astype(float)
        table = table.drop(columns=["n_requests", "p50_ms"])
        table = table.rename(columns={"p_ms": f"p{results['percentile']:g}_ms"})
        return table.sort_values("score", ascending=False, kind="stable")

    @said
    def figure(self, title: str = "", *, without: str = "") -> Note | None:
        """Show the differences of all pairs, with their intervals.

        Parameters
        ----------
        title
            Of the figure; default, the data's name.
        without
            Leave out the pairs of one candidate, such as a dummy that is far behind.
        """
        import pandas as pd

        from course import plots

        results = self._results()
        pairs = pd.DataFrame(results["differences"])
        pairs = pairs[(pairs[["a", "b"]] != without).all(axis=1)]
        title = title or f"{results['data']}: differences on the same rows"
        alt = "; ".join(
            f"{row.a} minus {row.b} {row.mean:+.3f}, {row.low:+.3f} to {row.high:+.3f}"
            for row in pairs.itertuples()
        )
        figure = plots.differences(pairs, metric=results["metric"], title=title)
        plots.show(figure, alt=f"95 % intervals of {results['metric']}: {alt}.")
        return None

    @said
    def suggest(self) -> Note:
        """Say what follows by rule from the results and your limits."""
        return Note(str(self.choice()))

    def choice(self) -> Choice:
        """Return what follows by rule.

        Raises
        ------
        DecisionError
            If nothing was measured yet.
        """
        results = self._results()
        return choose(results, from_card(self.card["candidates"]), limits.of(self.card))

    @said
    def decide(self, **fields: Any) -> Note:
        """Write the decision, and say where it contradicts your limits.

        Parameters
        ----------
        **fields
            `choice, because, rejected, change_if, monitoring`, maybe `despite`.
        """
        self._results()
        wrong = schema.section_faults("decision", cards.plain(fields))
        if wrong:
            raise DecisionError(" ".join(wrong))
        new = {**self.card, "decision": cards.plain(fields)}
        if "stamps" in new:
            new["stamps"] = new.pop("stamps")  # stays the last section of the page
        self._save(new)
        told = limits.contradictions(new)
        return Note("decided. " + (" ".join(told) or "It keeps to your own limits."))

    @said
    def pack(self) -> Note:
        """Write the bundle: model, manifest, and a script that repeats a result."""
        paths = bundle.pack(self.folder, self.case)
        sizes = ", ".join(f"{path.name} ({path.stat().st_size:,} B)" for path in paths)
        return Note(f"in {self.folder.as_posix()}/: {sizes}.")

    @said
    def report(self, *, again: bool = True) -> Any:
        """Return the automatic points, c1 to c8: see `decision.report`."""
        from course.decision.points import report

        return report(self.folder, again=again)

    def _results(self) -> dict[str, Any]:
        if "results" not in self.card:
            order.unlock(self.card)
            raise DecisionError("nothing was measured yet: run the benchmark first.")
        return self.card["results"]

    def _save(self, card: dict[str, Any]) -> None:
        """Write the card, then keep it; if writing fails, the old one stays."""
        cards.write(card, self.path)
        self.card = card
