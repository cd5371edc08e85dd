"""nbgrader for this course: everything but the notebooks lies in build/."""

from pathlib import Path

c = get_config()  # noqa: F821 (nbgrader defines it)
c.CourseDirectory.course_id = "seven-differences"
c.CourseDirectory.root = str(Path(__file__).resolve().parent / "build")
c.ClearSolutions.code_stub = {"python": "..."}
# Ours seeds the checks and reads their points; the others are nbgrader's own.
c.Autograde.autograde_preprocessors = ["course.grading.execute.Execute"] + [
    f"nbgrader.preprocessors.{name}"
    for name in ("LimitOutput", "SaveAutoGrades", "AssignLatePenalties")
]
c.OverwriteCells.add_missing_cells = True  # a deleted check is asked all the same
c.Execute.shutdown_kernel = "immediate"  # 3 seconds less a notebook
c.Execute.timeout = 300  # seconds a cell; an exercise stops itself long before
