"""nbgrader for this course: everything but the notebooks lies in build/."""

from pathlib import Path

from course.grading import settings

c = get_config()  # noqa: F821 (nbgrader defines it)
c.CourseDirectory.course_id = "seven-differences"
c.CourseDirectory.root = str(Path(__file__).resolve().parent / "build")
settings.apply(c)
