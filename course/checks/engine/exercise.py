"""One exercise: its answers, properties, mistakes and hints, asked by one call."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable

from course.checks.engine import ladder
from course.checks.engine.answers import Kind
from course.checks.engine.calls import Here, Session
from course.checks.engine.guard import Heard, quiet
from course.checks.engine.judge import Property, Verdict, judge
from course.checks.engine.mistakes import Mistake
from course.checks.engine.panel import compose, verdict_panel
from course.checks.engine.plain import NOT_ATTEMPTED
from course.checks.engine.score import Score


class Exercise:
    """An exercise; call it with the answers to get a `Score` with its panel.

    Parameters
    ----------
    module : str
        ``__name__`` of the file that holds the exercise: its last part is the name.
    points : float
        The points of the properties add up to it.
    answers : dict
        Answer name -> its kind, in the order of the call.
    covers : tuple of str
        Ids of the claims that the exercise is about.
    hints : tuple of str
        Three steps: a question, the missing piece in words, code with one blank.
    takeaway : str
        What a correct answer has shown; the panel of a correct answer says it.
    seconds : float
        Wall time for everything that the learner's code does in one check.
    """

    def __init__(
        self,
        module: str,
        *,
        points: float,
        answers: dict[str, Kind],
        covers: tuple[str, ...],
        hints: tuple[str, ...],
        takeaway: str,
        seconds: float = 20.0,
    ):
        self.module, self.name = module.split(".")[-2:]
        self.points, self.answers = points, dict(answers)
        self.covers, self.hints, self.takeaway = covers, hints, takeaway
        self.seconds = seconds
        self.properties: list[Property] = []
        self.mistakes: list[Mistake] = []
        self._cases: Callable = lambda rng: [None]

    def cases(self, body: Callable) -> Callable:
        """Register the generator of cases: takes an ``rng``, returns a list."""
        self._cases = body
        return body

    def holds(
        self,
        points: float,
        *,
        needs: tuple[str, ...] | None = None,
        once: bool = False,
        scale: str | None = None,
    ) -> Callable:
        """Register a property: ``body(case, *needed answers)`` yields what it tried.

        It yields ``(tried, held, look)`` or ``(tried, held, look, facts)``; the first
        line of its docstring is the title that the learner reads.
        """

        def register(body: Callable) -> Callable:
            title = (body.__doc__ or body.__name__).strip().splitlines()[0]
            self.properties.append(
                Property(
                    name=body.__name__,
                    title=title.rstrip("."),
                    points=points,
                    needs=tuple(self.answers) if needs is None else needs,
                    body=body,
                    once=once,
                    scale=scale,
                )
            )
            return body

        return register

    def mistake(
        self, name: str, message: str, *, replaces: str, values: Callable | None = None
    ) -> Callable:
        """Register a wrong answer; it is compared with the learner's by output."""

        def register(body: Callable) -> Callable:
            self.mistakes.append(Mistake(name, message, replaces, body, values))
            return body

        return register

    def symptom(self, name: str, message: str) -> Callable:
        """Register a predicate over what the properties saw (`Observed`)."""

        def register(body: Callable) -> Callable:
            self.mistakes.append(Mistake(name, message, None, body))
            return body

        return register

    def ask(self, answers: dict, *, seed=None, transport=None) -> Verdict:
        """Return the full `Verdict` on ``answers``, without panel or progress.

        Parameters
        ----------
        answers : dict
            Answer name -> value; what is missing counts as not attempted.
        seed : optional
            Whatever makes the cases repeatable; default: fresh, or derived from
            ``COURSE_GRADING_SEED`` where it is set.
        transport : optional
            How answers are reached; default: in this process.
        """
        import numpy as np

        from course.device import scale

        rng = np.random.default_rng(self._entropy(seed))
        session = Session(self.seconds, transport or Here())
        return judge(self, answers, self._cases(rng), session, scale())

    def _entropy(self, seed) -> int:
        if seed is None:
            seed = os.environ.get("COURSE_GRADING_SEED") or os.urandom(16).hex()
        text = f"{seed}:{self.module}.{self.name}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")

    def __call__(self, *args, **kwargs) -> Score:
        """Check the answers; never raise, never print."""
        heard = Heard()
        try:
            answers = self._named(args, kwargs)
            with quiet() as heard:
                verdict = self.ask(answers)
            ladder.remember(self, verdict)
            return verdict_panel(self, verdict, heard)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return self._failed(error)

    def _named(self, args, kwargs) -> dict:
        if len(args) > len(self.answers) or set(kwargs) - set(self.answers):
            raise TypeError(
                f"`check.{self.name}` takes {', '.join(self.answers)}, in this order"
            )
        given = dict(zip(self.answers, args, strict=False)) | kwargs
        return {name: given.get(name, NOT_ATTEMPTED) for name in self.answers}

    def _failed(self, error: BaseException) -> Score:
        lines = [
            ("I saw", f"The check could not run: {type(error).__name__}: {error}."),
            ("Next", "Run the cells above again, from the top. If this line comes "
             "back, please report it with your answer."),
        ]  # fmt: skip
        html, text = compose("crashed", f"{self.name} · 0 points", lines)
        return Score(0.0, self.points, "crashed", html, text)

    def hint(self):
        """Return the next step of the hint ladder; no hint ever costs points."""
        return ladder.hint(self)

    def solution(self):
        """Return solutions, after three attempts that differ, where they are at hand."""
        return ladder.solution(self)

    def __repr__(self) -> str:
        names = ", ".join(self.answers)
        return f"check.{self.name}({names}) · {self.points:g} points"
