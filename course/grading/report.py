"""The page that the demo leaves: scores, times, figures, and links to the rest."""

from __future__ import annotations

import html
import re
import warnings
from datetime import datetime
from pathlib import Path

from course import device
from course.grading.scores import Grade, Outcome

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
       padding: 0 1rem; color: #222; background: #fff }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { padding: .25rem .7rem; border-bottom: 1px solid #ccc; text-align: right }
th:first-child, td:first-child { text-align: left }
figure { margin: 1.5rem 0; border: 1px solid #ddd; padding: .7rem }
figure img { max-width: 100% }
"""


def write_report(place: Path, outcomes: list[Outcome]) -> Path:
    """Write ``report.html`` and each executed module as a page beside it.

    Parameters
    ----------
    place : Path
        The course of the demo, after grading.
    outcomes : list of Outcome

    Returns
    -------
    Path
        The report.
    """
    body = [
        "<h1>Seven Differences: the demo</h1>",
        f"<p>Measured on {datetime.now().isoformat(' ', 'minutes')}: "
        f"{html.escape(device.describe())}.</p>",
    ]
    for name in dict.fromkeys(one.assignment for one in outcomes):
        ours = [one for one in outcomes if one.assignment == name]
        notebook = executed(place, name, "perfect")
        body.append(f"<h2>{html.escape(name)}</h2>")
        body.append(_scores(ours, place))
        if notebook is not None:
            page = write_page(place / f"{name}.html", notebook)
            seconds = sum(times(notebook).values())
            body.append(
                f"<p>The solved module, executed in {seconds:.0f} s: <a href="
                f'"{page.name}">all its cells</a>. Its slowest cells:</p>'
            )
            body.append(_slowest(notebook))
            body += figures(notebook)
    page = place / "report.html"
    page.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Seven '
        f"Differences: the demo</title><style>{_STYLE}</style><body>"
        + "\n".join(body)
        + "</body></html>\n",
        "utf-8",
    )
    return page


def executed(place: Path, assignment: str, student: str):
    """Return the notebook of a submission as it was executed, or None."""
    import nbformat

    path = place / "autograded" / student / assignment / f"{assignment}.ipynb"
    return nbformat.read(path, as_version=4) if path.is_file() else None


def write_page(path: Path, notebook) -> Path:
    """Write an executed notebook as one HTML page."""
    from nbconvert import HTMLExporter

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text, _ = HTMLExporter().from_notebook_node(notebook)
    path.write_text(text, "utf-8")
    return path


def times(notebook) -> dict[int, float]:
    """Return index of the cell -> seconds, for the cells that ran."""
    found = {}
    for index, cell in enumerate(notebook.cells):
        stamps = cell.metadata.get("execution", {})
        start = stamps.get("iopub.execute_input") or stamps.get("iopub.status.busy")
        end = stamps.get("shell.execute_reply") or stamps.get("iopub.status.idle")
        if start and end:
            delta = datetime.fromisoformat(end) - datetime.fromisoformat(start)
            found[index] = max(delta.total_seconds(), 0.0)
    return found


def figures(notebook) -> list[str]:
    """Return the figures among the outputs as HTML, their alt text as caption."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "image/png" in data:
                image = "".join(data["image/png"]).strip()
                found.append((f"data:image/png;base64,{image}", ""))
                continue
            text = "".join(data.get("text/html", ""))
            for tag in re.findall(r"<img\b[^>]*>", text):
                source = re.search(r"""src=["'](data:image/[^"']+)["']""", tag)
                alt = re.search(r"""alt=(?:"([^"]*)"|'([^']*)')""", tag)
                if source:
                    caption = next(filter(None, alt.groups()), "") if alt else ""
                    found.append((source[1], html.unescape(caption)))
    return [
        f'<figure><img src="{source}" alt="{html.escape(alt)}">'
        f"<figcaption>{html.escape(alt)}</figcaption></figure>"
        for source, alt in found
    ]


def _scores(outcomes: list[Outcome], place: Path) -> str:
    names = list(dict.fromkeys(g.exercise for one in outcomes for g in one.grades))
    points = [{g.exercise: g for g in one.grades} for one in outcomes]
    rows = [
        [html.escape(name), *(_grade(p.get(name)) for p in points)] for name in names
    ]
    rows.append(["all", *(f"{one.points:g} of {one.out_of:g}" for one in outcomes)])
    rows.append(["left to a person", *(f"{one.waiting:g}" for one in outcomes)])
    rows.append(["seconds", *(f"{one.seconds:.0f}" for one in outcomes)])
    rows.append(["feedback", *(_link(one, place) for one in outcomes)])
    return _table(["exercise", *(one.student for one in outcomes)], rows)


def _grade(grade: Grade | None) -> str:
    if grade is None or grade.points is None:
        return "–"
    return f"{grade.points:g} of {grade.out_of:g}"


def _link(one: Outcome, place: Path) -> str:
    if one.feedback is None:
        return html.escape(one.trouble.splitlines()[0]) if one.trouble else "–"
    goal = one.feedback.relative_to(place).as_posix()
    return f'<a href="{html.escape(goal)}">page</a>'


def _slowest(notebook, n: int = 5) -> str:
    found = sorted(times(notebook).items(), key=lambda pair: -pair[1])[:n]
    rows = []
    for index, seconds in found:
        lines = [line for line in notebook.cells[index].source.splitlines() if line]
        first = lines[0] if lines else ""
        rows.append([f"<code>{html.escape(first[:70])}</code>", f"{seconds:.1f}"])
    return _table(["cell", "seconds"], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    top = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
