"""Quizzes: questions in a file; every wrong answer has its own sentence."""

from __future__ import annotations

from course.checks.engine.answers import Mapping
from course.checks.engine.beside import beside
from course.checks.engine.exercise import Exercise
from course.checks.engine.guard import Heard
from course.checks.engine.judge import Open, Verdict
from course.checks.engine.markup import compose
from course.checks.engine.panel import MARKS, said, verdict_panel
from course.checks.engine.plain import attempted
from course.checks.engine.questions import Question, listing, read
from course.checks.engine.score import Feedback, Score

HINTS = (
    "Which cell of this notebook computed what the question asks about?",
    "Go back to that cell and read its last line. A question takes what you measured, "
    "never what you have to know by heart.",
    '`answers["___"] = "___"`, with a name of the list on each side',
)
TAKEAWAY = (
    "You could recall it without looking. What you recall today you will still know in "
    "a month."
)


class Quiz(Exercise):
    """A quiz, read from a TOML file beside its module; one point a question.

    Calling it with a dict, question -> option or number, says of each question whether
    the answer is right; of a wrong one it says why, and never which one is right.

    Parameters
    ----------
    module : str
        ``__name__`` of the file that holds the quiz.
    file : str
        Name of the TOML file beside it; see `course.checks.engine.questions`.
    hints : tuple of str
    takeaway : str
    """

    praise = "All {n} answers are right."

    def __init__(
        self,
        module: str,
        *,
        file: str = "quiz.toml",
        hints: tuple[str, ...] = HINTS,
        takeaway: str = TAKEAWAY,
    ):
        self.asked: tuple[Question, ...] = read(beside(module, file))
        covers = dict.fromkeys(claim for q in self.asked for claim in q.covers)
        super().__init__(
            module,
            points=len(self.asked),
            answers={"answers": Mapping()},
            covers=tuple(covers),
            hints=hints,
            takeaway=takeaway,
        )
        for question in self.asked:
            self.holds(1, once=True)(_answered(question))
            for name, value, sentence in question.mistakes():
                message = sentence.replace("{", "{{").replace("}", "}}")
                self.symptom(name, message)(_gave(question, value))

    def questions(self) -> Feedback:
        """Return the questions with their options, to be shown in the notebook."""
        return listing(self.asked)

    def panel(self, verdict: Verdict, heard: Heard) -> Score:
        """Return what the learner reads: a row for each question, why it is wrong."""
        if not any(r.seen and not r.seen[0].bug for r in verdict.results):
            return verdict_panel(self, verdict, heard)
        n = {
            state: sum(r.state == state for r in verdict.results)
            for state in ("held", "failed", "not attempted")
        }
        counted = f"{n['held']} right, {n['failed']} wrong, {n['not attempted']} open."
        lines = [("I saw", counted)]
        names = [question.slug for question in self.asked]
        strange = [key for key in verdict.values["answers"] if key not in names]
        if strange:
            listed = ", ".join(f"`{key}`" for key in strange[:3])
            lines.append(("But", f"There is no question {listed} in this quiz."))
        lines += [
            (r.name, r.seen[0].look) for r in verdict.results if r.state == "failed"
        ]
        if n["failed"]:
            lines.append(("Next", "Go back to where it was measured, then try again."))
        elif not n["not attempted"]:
            lines.append(("Why", self.takeaway))
        rows = [
            (
                MARKS[r.state],
                f"{r.name}: {r.seen[0].facts['why']}" if r.state == "held" else r.name,
                f"{r.points if r.state == 'held' else 0:g} of {r.points:g}",
            )
            for r in verdict.results
        ]
        head = f"{self.name} · {verdict.score:g} of {self.points:g} points"
        html, text = compose(verdict.outcome, head, lines, rows, said(heard))
        return Score(verdict.score, self.points, verdict.outcome, html, text)


def _answered(question: Question):
    def body(cases, answers):
        given = answers.get(question.slug)
        if not attempted(given):
            raise Open
        wrong = question.wrong_with(given)
        tried = f"your answer to {question.slug}"
        look = f"{wrong or ''} {question.refresher}".strip()
        yield tried, wrong is None, look, {"why": question.why}

    body.__name__ = question.slug
    body.__doc__ = question.slug
    return body


def _gave(question: Question, value):
    def gave(observed):
        given = observed.answers["answers"].get(question.slug)
        return attempted(given) and question.equal(given, value)

    return gave
