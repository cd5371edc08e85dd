"""Run a submission for nbgrader: seeded checks, bounded output, points that are points.

`nbgrader_config.py` puts `Execute` in the place of nbgrader's own, so that
``nbgrader autograde``, formgrader and ``course grade`` give the same result.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import math
import os
import tempfile

from nbclient.exceptions import DeadKernelError
from nbformat import v4
from nbgrader import preprocessors as nbgrader
from nbgrader import utils

#: Characters of output that one cell may keep; the rest is counted.
MOST_TEXT = 50_000
#: Bytes of one figure or other rich output.
MOST_RICH = 5_000_000
#: Characters of the path of a local socket (104 on macOS, less the port's number).
MOST_SOCKET = 96
#: Seconds a kernel may need to answer after a cell has been stopped.
PATIENCE = 10


def seed(student: str, assignment: str) -> str:
    """Return the seed from which the checks draw a student's inputs.

    With the environment variable ``COURSE_SECRET`` nobody else can foretell it (HMAC);
    without one it is fixed, so grading again gives the same points. Each exercise adds
    its own name.
    """
    secret = os.environ.get("COURSE_SECRET", "")
    text = f"{assignment}/{student}".encode()
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


class Execute(nbgrader.Execute):
    """nbgrader's preprocessor, with a seed and with readings that cannot surprise."""

    #: Told the index of the cell that starts and the number of cells, if set.
    watch = None

    def preprocess(self, nb, resources, km=None):
        """Execute ``nb``; a kernel that dies leaves its last checks without points."""
        about = resources["nbgrader"]
        self._seed = seed(about["student"], about["assignment"])
        self._stopped = ""
        with tempfile.TemporaryDirectory(prefix="course-") as folder:
            self._sockets = os.path.join(folder, "k")
            with contextlib.suppress(DeadKernelError):
                nb, resources = super().preprocess(nb, resources, km)
        for cell in nb.cells:
            if cell.cell_type == "code":
                limit(cell)
                if utils.is_grade(cell) and not utils.is_solution(cell):
                    settle(cell, self._stopped)
        return nb, resources

    def create_kernel_manager(self):
        """Return a manager that talks over local sockets where their paths fit."""
        manager = super().create_kernel_manager()
        if os.name != "nt" and len(self._sockets) < MOST_SOCKET:
            manager.transport, manager.ip = "ipc", self._sockets
        return manager

    def setup_kernel(self, **kwargs):
        """Start the kernel with what a graded run needs in its environment."""
        env = dict(
            os.environ,
            COURSE_GRADING_SEED=self._seed,
            COURSE_SCALE="cpu",
            COURSE_PROGRESS=os.devnull,
        )
        env.pop("COURSE_SECRET", None)
        return super().setup_kernel(env=env, **kwargs)

    def preprocess_cell(self, cell, resources, index):
        """Execute one cell; stop for good where the kernel does not answer."""
        if self.watch is not None:
            self.watch(index, len(self.nb.cells))
        try:
            cell, resources = super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            self._stopped = "The kernel died before this cell had run."
            raise
        if _timed_out(cell) and not self._answers():
            self._stopped = "An earlier cell never ended and could not be stopped."
            raise DeadKernelError(self._stopped)
        return cell, resources

    def _answers(self) -> bool:
        try:
            self.wait_for_reply(self.kc.kernel_info(), timeout=PATIENCE)
        except Exception:
            return False
        return True


def limit(cell) -> None:
    """Cut what a cell printed or drew to a size that a browser can open."""
    left = MOST_TEXT
    for output in cell.outputs:
        if output.output_type == "stream":
            text, output.text = output.text, output.text[:left]
            left -= len(output.text)
            if len(text) > len(output.text):
                more = len(text) - len(output.text)
                output.text += f"\n… {more:,} more characters\n"
        for kind, body in output.get("data", {}).items():
            if isinstance(body, str) and len(body) > MOST_RICH:
                output.data[kind] = f"left out: {len(body):,} characters of {kind}"


def settle(cell, reason: str = "") -> None:
    """Make sure that nbgrader reads the points of a check, and nothing else.

    nbgrader gives full points where a cell shows no number, and none where anything is
    on stderr. Here a check without a number between 0 and its points has no points, and
    stderr (a late warning of another cell) costs nothing.
    """
    points = float(cell.metadata.nbgrader["points"])
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            output.name = "stdout"
    # nbgrader reads the first output that it understands
    cell.outputs.sort(key=lambda output: output.output_type != "error")
    if any(output.output_type == "error" for output in cell.outputs):
        return
    results = [o for o in cell.outputs if o.output_type == "execute_result"]
    if len(results) == 1 and _is_score(results[0], points):
        return
    why = reason or "This cell shows no points. It must end in the call of the check."
    error = v4.new_output("error", ename="NoScore", evalue=why, traceback=[why])
    cell.outputs.insert(0, error)


def _is_score(output, points: float) -> bool:
    try:
        value = float(output.data.get("text/plain", ""))
    except (TypeError, ValueError):
        return False
    return math.isfinite(value) and 0 <= value <= points


def _timed_out(cell) -> bool:
    return cell.cell_type == "code" and any(
        output.output_type == "error" and output.ename == "CellTimeoutError"
        for output in cell.get("outputs", ())
    )
