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
from course.checks.engine.mistakes import Mistakes
from course.checks.engine.panel import failure_panel, verdict_panel
from course.checks.engine.plain import NOT_ATTEMPTED
from course.checks.engine.score import Score


class WrongCall(TypeError):
    """A check was called with other answers than its own."""


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
    trains : bool
        Whether one check takes more than about a second, so that tests ask less often.
    """

    #: Said of a correct answer; ``{n}`` is the number of trials.
    praise = (
        "Everything held in {n} trials on fresh inputs. Run it again and the inputs "
        "change; the result should not."
    )

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
        trains: bool = False,
    ):
        self.module, self.name = module.split(".")[-2:]
        self.points, self.answers = points, dict(answers)
        self.covers, self.hints, self.takeaway = covers, hints, takeaway
        self.seconds, self.trains = seconds, trains
        self.properties: list[Property] = []
        self.mistakes = Mistakes()
        self._cases: Callable = lambda rng: [None]

    @property
    def key(self) -> str:
        """Module and name: what the local log calls the exercise."""
        return f"{self.module}.{self.name}"

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

        Parameters
        ----------
        points : float
        needs : tuple of str, optional
            The answers that it gets, in this order; default: all.
        once : bool
            Call it once with the list of all cases.
        scale : str, optional
            "cpu": leave it out at the scale "quick".
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

    @property
    def mistake(self) -> Callable:
        """Register a wrong answer, as `Mistakes.mistake` does."""
        return self.mistakes.mistake

    @property
    def symptom(self) -> Callable:
        """Register a predicate over what the properties saw, as `Mistakes.symptom`."""
        return self.mistakes.symptom

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
        text = f"{seed}:{self.key}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")

    def __call__(self, *args, **kwargs) -> Score:
        """Check the answers; never raise (but for an interrupt), never print."""
        try:
            answers = self._named(args, kwargs)
            with quiet() as heard:
                verdict = self.ask(answers)
                mark = ladder.mark(self, answers, verdict)
            ladder.remember(self, verdict, mark)
            return self.panel(verdict, heard)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return failure_panel(self, error, isinstance(error, WrongCall))

    def panel(self, verdict: Verdict, heard: Heard) -> Score:
        """Return what the learner reads."""
        return verdict_panel(self, verdict, heard)

    def _named(self, args, kwargs) -> dict:
        given = dict(zip(self.answers, args, strict=False))
        names = ", ".join(self.answers)
        if len(args) > len(self.answers):
            raise WrongCall(f"it was given {len(args)} answers and takes {names}")
        for name in kwargs:
            if name not in self.answers:
                raise WrongCall(f"it has no answer {name!r}; it takes {names}")
            if name in given:
                raise WrongCall(f"it was given {name!r} twice; it takes {names}")
        given |= kwargs
        return {name: given.get(name, NOT_ATTEMPTED) for name in self.answers}

    def hint(self):
        """Return the next step of the hint ladder; no hint ever costs points."""
        return ladder.hint(self)

    def solution(self):
        """Return solutions, once solved or after three attempts that differ."""
        return ladder.solution(self)

    def __repr__(self) -> str:
        names = ", ".join(self.answers)
        return f"check.{self.name}({names}) · {self.points:g} points"
