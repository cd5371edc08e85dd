"""nbgrader's converters with the project's own settings, quiet."""

from __future__ import annotations

import contextlib
import warnings
from pathlib import Path

from course.errors import BuildError

ROOT = Path(__file__).resolve().parents[2]
CONFIG = "nbgrader_config.py"


def settings(place: Path, project: Path = ROOT):
    """Return the settings of ``nbgrader_config.py`` for a course in ``place``.

    Parameters
    ----------
    place : Path
        Holds ``source/``, ``release/``, ``submitted/`` ... and ``gradebook.db``.
    project : Path
        The folder of the clone.
    """
    from traitlets.config import PyFileConfigLoader

    if not (project / CONFIG).is_file():
        raise BuildError(
            f"no {CONFIG} in {project}. Clone the project and install it with "
            "`pip install -e .` there."
        )
    config = PyFileConfigLoader(CONFIG, path=str(project)).load_config()
    config.CourseDirectory.root = str(place.resolve())
    return config


def convert(name: str, place: Path, assignment: str, student: str = ".") -> str | None:
    """Run one of nbgrader's converters over one assignment of one student.

    Parameters
    ----------
    name : str
        ``GenerateAssignment``, ``Autograde`` or ``GenerateFeedback``.
    place : Path
        Where the course lies; see `settings`.
    assignment, student : str

    Returns
    -------
    str or None
        What went wrong, with nbgrader's log; None if nothing did.
    """
    from nbgrader import converters
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.utils import capture_log

    config = settings(place)
    if name == "GenerateFeedback":
        config.HTMLExporter.template_name = "feedback"
    coursedir = CourseDirectory(config=config)
    coursedir.assignment_id, coursedir.student_id = assignment, student
    with _surroundings():
        converter = getattr(converters, name)(coursedir=coursedir, config=config)
        converter.force = True
        log = converter.log
        before, log.handlers, log.propagate = (log.handlers, log.propagate), [], False
        try:
            result = capture_log(converter)
        finally:
            log.handlers, log.propagate = before
    if result["success"]:
        return None
    return f"{result.get('log', '')}\n{result.get('error', '')}".strip()


def gradebook(place: Path):
    """Open the gradebook of the course in ``place``; use it in a ``with``."""
    from nbgrader.api import Gradebook
    from nbgrader.coursedir import CourseDirectory

    found = CourseDirectory(config=settings(place))
    with _surroundings():
        return Gradebook(found.db_url, found.course_id)


@contextlib.contextmanager
def _surroundings():
    """Keep nbgrader quiet, and its new gradebooks cheap."""
    from nbgrader import api

    before, api.get_alembic_version = api.get_alembic_version, _alembic_head
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        api.get_alembic_version = before


def _alembic_head() -> str:
    """Return the version of nbgrader's tables, as `alembic heads` says it.

    nbgrader starts that command for every new gradebook: 5 seconds of processor time,
    and an error where it is not on the path.
    """
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from nbgrader import dbutil

    config = Config()
    config.set_main_option("script_location", dbutil.ALEMBIC_DIR)
    return ScriptDirectory.from_config(config).get_current_head()
