"""The build: sources in, notebooks out; every broken rule is refused where it stands.

Budget: 40 s.
"""

import ast
import json
import re
import sys
from pathlib import Path

import nbformat
import pytest
import tiny

from course import build
from course.build import regions, rules, session
from course.build.generate import release, text_of
from course.build.notebook import cell_id, compose, prose_ids
from course.errors import BuildError

SOURCES = sorted((build.ROOT / "solutions").glob("[0-9][0-9]_*.py"))
PARTS = tiny.SOURCE.partition("# %%")


def cells_of(tmp_path: Path, text: str = tiny.SOURCE) -> list:
    path = tmp_path / f"{tiny.NAME}.py"
    path.write_text(text, "utf-8")
    return build.read(path)


def note(points: float):
    from course.checks.engine import Memo

    sys.modules.setdefault("tiny.note", tiny)  # the folder of its file is not asked for
    return Memo("tiny.note", points=points)


def solved(tmp_path: Path, text: str = tiny.SOURCE):
    return compose(cells_of(tmp_path, text), tiny.EXERCISES)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A clone with one source, whose exercises are those of `tiny`."""
    (tmp_path / "solutions").mkdir()
    cells_of(tmp_path / "solutions")
    monkeypatch.setattr(build, "exercises_of", lambda path: tiny.EXERCISES)
    monkeypatch.setattr(build, "ROOT", tmp_path)
    return tmp_path


# -- reading ------------------------------------------------------------------


def test_cells_know_their_file_and_line(tmp_path):
    cells = cells_of(tmp_path)
    lines = tiny.SOURCE.splitlines()
    assert len(cells) == 10
    for cell in cells:
        assert lines[cell.line - 1].startswith("# %%")
    first, imports, twice = cells[:3]
    assert (first.kind, first.text.splitlines()[0]) == ("markdown", "# Tiny")
    assert imports.text.startswith("import sys")
    assert twice.tags == ("answer:double.twice",)
    assert repr(twice) == f"01_tiny.py:{twice.line}, cell 3 (code)"


def test_magics_and_memos_are_read_as_they_run(tmp_path):
    text = PARTS[0] + (
        "# %%\n# %load_ext course\nimport sys\n\n"
        '# %% tags=["essay:memo"] language="memo" magic_args="memo"\n'
        "# Write **your** text.\n#\n# ### BEGIN SOLUTION\n# It's 3 > 2.\n"
        "# ### END SOLUTION\n"
    )
    first, memo = cells_of(tmp_path, text)
    assert first.text == "%load_ext course\nimport sys"
    assert memo.text.splitlines()[:2] == ["%%memo memo", "Write **your** text."]
    assert regions.solved(memo.text).endswith("\n\nIt's 3 > 2.")
    assert regions.stubbed(memo.text).endswith("\n\n...")


# -- refusals -----------------------------------------------------------------

BEGIN, END = "    ### BEGIN SOLUTION\n", "    ### END SOLUTION\n"
CHECK = "check.double(twice, shift)\n"
TWICE = '# %% tags=["answer:double.twice"]\n'
CELL = 'seven = 7\n### END SOLUTION\n\n# %% tags=["check:constant"]\ncheck.constant'

#: What is broken -> (text, its replacement, line that the error names, a part of it).
BROKEN = {
    "no END": (END, "", TWICE, "without an END"),
    "no BEGIN": (BEGIN, "", TWICE, "without a BEGIN"),
    "nested": (BEGIN, 2 * BEGIN, TWICE, "inside a solution"),
    "END too early": (BEGIN, END, TWICE, "without a BEGIN"),
    "marker mistyped": (BEGIN, "    ## BEGIN SOLUTION\n", TWICE, "is no marker"),
    "marker in lower case": (BEGIN, "    ### begin solution\n", TWICE, "is no marker"),
    "no region": (BEGIN + "    return n + n\n" + END, "    return 2\n", TWICE,
                  "has no solution region"),
    "region without tag": ('# %% tags=["practice:warm_up"]\n', "# %%\n", "# %%\n### B",
                           "without an answer tag"),
    "stub is not Python": ("    return n + n\n    ### END", "    return n\n### END",
                           None, None),
    "unknown exercise": ("answer:double.twice", "answer:triple.twice", None,
                         "no exercise 'triple'"),
    "unknown check": ("check:double", "check:triple", None, "no exercise 'triple'"),
    "unknown answer": ("answer:double.twice", "answer:double.thrice", None,
                       "no answer 'thrice'"),
    "not bound": ("def twice", "def double_it", TWICE, "does not bind 'twice'"),
    "answer twice": ("answer:double.shift", "answer:double.twice", None,
                     "does not bind 'twice'"),
    "stray tag": ("practice:warm_up", "solution", None, "unknown tag 'solution'"),
    "tag without a name": ("practice:warm_up", "practice:", None, "unknown tag"),
    "answer of two exercises": (
        "answer:double.twice", 'answer:double.twice", "answer:constant.seven', None,
        "does not bind 'seven'"),
    "two kinds": ("answer:double.twice", 'answer:double.twice", "practice:x', None,
                  "exclude each other"),
    "tag on Markdown": ("# %% [markdown]\n# ## A", '# %% [markdown] tags=["check:d"]\n'
                        "# ## A", None, "belongs on a code cell"),
    "check ends otherwise": (CHECK, CHECK + "1.0\n", "check:double", "bare line"),
    "check in an expression": (CHECK, f"print({CHECK.strip()})\n", "check:double",
                               "bare line"),
    "check assigned": (CHECK, f"score = {CHECK}", "check:double", "bare line"),
    "check in a block": (CHECK, f"if True:\n    {CHECK}", "check:double", "bare line"),
    "check with a semicolon": (CHECK, CHECK.strip() + ";\n", "check:double",
                               "bare line"),
    "check of other answers": (CHECK, "check.double(shift, twice)\n", "check:double",
                               "bare line"),
    "check of another name": (CHECK, "check.constant(seven)\n", "check:double",
                              "bare line"),
    "comment after the check": (CHECK, CHECK + "# done\n", "check:double",
                                "nothing may stand after"),
    "empty check": (CHECK, "", "check:double", "bare line"),
    "check twice": (CHECK, CHECK + '\n# %% tags=["check:double"]\n' + CHECK, None,
                    "again"),
    "no check": ('\n# %% tags=["check:constant"]\ncheck.constant(seven)\n', "", None,
                 "has no check cell"),
    "imports are an answer": ("# %%\nimport sys", '# %% tags=["practice:a"]\n'
                              "### BEGIN SOLUTION\n### END SOLUTION\nimport sys", None,
                              "first code cell"),
    "practice twice": ("# %% [markdown]\n# ## A", '# %% tags=["practice:warm_up"]\n'
                       "### BEGIN SOLUTION\n1\n### END SOLUTION\n\n"
                       "# %% [markdown]\n# ## A", None, "again"),
    "id with a space": ("practice:warm_up", "practice:warm up", None, "letters"),
    "memo with two answers": (
        TWICE, '# %% tags=["essay:double"]\n', None, "is no memo"),
    "raw cell": ("# %%\nprint(", "# %% [raw]\n# print(", None, "raw cell"),
}  # fmt: skip
BROKEN.pop("stub is not Python")


def line_of(text: str, found: str) -> int:
    before = text[: text.index(found)]
    marks = [n for n, row in enumerate(text.splitlines(), 1) if row.startswith("# %%")]
    row = before.count("\n") + 1
    return max(mark for mark in marks if mark <= row)


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_rule_is_refused_where_it_stands(case, tmp_path):
    old, new, where, part = BROKEN[case]
    assert old in tiny.SOURCE
    text = tiny.SOURCE.replace(old, new, 1)
    with pytest.raises(BuildError) as caught:
        solved(tmp_path, text)
    said = str(caught.value)
    assert part in said
    assert said.startswith("01_tiny.py")
    if where is not None:
        assert said.startswith(f"01_tiny.py:{line_of(text, where)}, cell ")
    elif case != "no check":
        assert re.match(r"01_tiny\.py:\d+, cell \d+: ", said)


def test_a_stub_that_is_not_python_is_refused(tmp_path):
    text = tiny.SOURCE.replace(
        "### BEGIN SOLUTION\ndays", "if days := 7:\n    ### BEGIN SOLUTION\ndays"
    )
    text = tiny.SOURCE.replace(
        'days = ["Mo", "Tu"]\n### END SOLUTION',
        'days = [\n### END SOLUTION\n    "Mo", "Tu"]',
    )
    with pytest.raises(BuildError, match="without its solution the cell is not Python"):
        solved(tmp_path, text)


def test_a_check_above_its_answers_is_refused(tmp_path):
    shift = tiny.SOURCE.index('# %% tags=["answer:double.shift"]')
    check = tiny.SOURCE.index('# %% tags=["check:double"]')
    more = tiny.SOURCE.index("# %% [markdown]\n# ## A constant")
    source = tiny.SOURCE
    text = source[:shift] + source[check:more] + source[shift:check] + source[more:]
    with pytest.raises(BuildError, match=r"no answer cell of double\.shift above"):
        solved(tmp_path, text)


def test_the_same_answer_on_two_cells_is_refused(tmp_path):
    again = TWICE + "### BEGIN SOLUTION\ntwice = abs\n### END SOLUTION\n\n"
    text = tiny.SOURCE.replace('# %% tags=["check:double"]', again + "# %% tags=[]", 1)
    with pytest.raises(BuildError, match=r'"answer:double.twice" again; it is on 01_'):
        solved(tmp_path, text)


def test_text_outside_of_cells_is_refused(tmp_path):
    with pytest.raises(BuildError, match="jupytext reads"):
        cells_of(
            tmp_path, tiny.SOURCE.replace("# ---\n\n# %%", "# ---\n\nx = 1\n\n# %%")
        )


def test_the_unbroken_source_is_taken(tmp_path):
    rules.hold(cells_of(tmp_path), tiny.EXERCISES)


# -- metadata and ids ---------------------------------------------------------


def test_metadata_is_what_nbgrader_wants(tmp_path):
    from nbgrader.nbgraderformat import MetadataValidator

    notebook = solved(tmp_path)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    found = {
        cell.metadata.nbgrader.grade_id: cell
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    }
    assert list(found) == [
        "not_attempted", "double--twice", "double--shift", "double",
        "practice--warm_up", "constant--seven", "constant",
    ]  # fmt: skip
    for name, cell in found.items():
        about = cell.metadata.nbgrader
        assert cell.id == name
        assert about.grade == (name in tiny.EXERCISES)
        assert about.locked == (name in (*tiny.EXERCISES, "not_attempted"))
        assert about.solution == ("--" in name)
        assert about.schema_version == 3
        if about.grade:
            assert about.points == tiny.EXERCISES[name].points
        else:
            assert "points" not in about


def test_answers_start_as_not_attempted_right_after_the_imports(tmp_path):
    codes = [cell for cell in solved(tmp_path).cells if cell.cell_type == "code"]
    assert codes[0].source.startswith("import sys")
    names = {}
    exec(codes[1].source, names)
    from course.checks import attempted

    assert not attempted(names["twice"])
    assert {"twice", "shift", "seven"} <= set(names)


def test_nothing_volatile_is_in_the_metadata(tmp_path):
    notebook = solved(tmp_path)
    assert notebook.metadata.kernelspec.name == "course"
    assert notebook.metadata.kernelspec.display_name == "Seven Differences"
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert {key for cell in notebook.cells for key in cell.metadata} == {"nbgrader"}


def test_an_insertion_moves_no_other_id(tmp_path):
    before = cells_of(tmp_path)
    section = "# %% [markdown]\n# ## In between\n# Text.\n\n# %%\nprint(1)\n\n"
    marker = "# %% [markdown]\n# ## A constant"
    after = cells_of(tmp_path, tiny.SOURCE.replace(marker, section + marker))
    old, new = (
        {c.text: i for i, c in zip(prose_ids(cells), cells, strict=True) if not c.tags}
        for cells in (before, after)
    )
    assert len(new) == len(old) + 2
    assert {text: new[text] for text in old} == old


def test_ids_are_unique_where_headings_repeat(tmp_path):
    text = tiny.SOURCE + 3 * "\n# %% [markdown]\n# ## Again\n\n# %%\nprint(1)\n"
    cells = cells_of(tmp_path, text)
    pairs = zip(prose_ids(cells), cells, strict=True)
    ids = [name for name, cell in pairs if not cell.tags]
    assert len(ids) == 4 + 6
    assert len(set(ids)) == len(ids)


def test_long_ids_are_cut_and_stay_different():
    a, b = cell_id("x" * 70 + "a"), cell_id("x" * 70 + "b")
    assert len(a) == len(b) == 64
    assert a != b


def test_the_points_of_a_memo_are_on_its_text(tmp_path):
    memo = note(12)
    essay_cell = (
        '# %% tags=["essay:note"] language="memo" magic_args="note"\n'
        "# ### BEGIN SOLUTION\n# Text.\n# ### END SOLUTION\n"
    )
    answer_cell = (
        '# %% tags=["answer:note.note"]\n'
        '### BEGIN SOLUTION\nnote = "Text."\n### END SOLUTION\n'
    )
    check_cell = '\n# %% tags=["check:note"]\ncheck.note(note)\n'
    text = f"{tiny.SOURCE}\n{essay_cell}{check_cell}"
    notebook = compose(cells_of(tmp_path, text), {**tiny.EXERCISES, "note": memo})
    essay, form = (cell.metadata.nbgrader for cell in notebook.cells[-2:])
    assert (essay.grade_id, essay.grade, essay.solution) == ("note", True, True)
    assert essay.points == 12
    assert (form.grade_id, form.grade, form.locked) == ("note--form", False, True)
    assert "points" not in form
    for old, new, part in (
        ('magic_args="note"', 'magic_args="other"', "starts with `%%memo note`"),
        ("# ### BEGIN", "# Write here.\n# ### BEGIN", "nothing but the solution"),
        (essay_cell, answer_cell, "is a memo"),
    ):
        with pytest.raises(BuildError, match=part):
            compose(
                cells_of(tmp_path, text.replace(old, new)),
                {**tiny.EXERCISES, "note": memo},
            )


# -- release ------------------------------------------------------------------


def test_two_builds_are_equal_to_the_byte(tmp_path):
    one = release({tiny.NAME: solved(tmp_path)}, tmp_path / "a")
    two = release({tiny.NAME: solved(tmp_path)}, tmp_path / "b")
    again = release({tiny.NAME: solved(tmp_path)}, tmp_path / "a")
    assert one == two == again
    notebook = nbformat.reads(one[tiny.NAME], as_version=4)
    nbformat.validate(notebook)
    source = nbformat.read(
        tmp_path / "a" / "source" / tiny.NAME / f"{tiny.NAME}.ipynb", as_version=4
    )
    assert [cell.id for cell in notebook.cells] == [cell.id for cell in source.cells]
    by_id = {cell.id: cell.source for cell in notebook.cells}
    assert by_id["double--twice"].endswith('`n`."""\n    ...')
    assert by_id["constant--seven"] == "# seven = ...\n..."
    assert "n + n" not in one[tiny.NAME]


def test_nothing_but_the_notebook_is_handed_out(tmp_path):
    folder = tmp_path / "source" / tiny.NAME
    folder.mkdir(parents=True)
    (folder / "key.py").write_text("seven = 7")
    release({tiny.NAME: solved(tmp_path)}, tmp_path)
    handed = [p.name for p in (tmp_path / "release").rglob("*") if p.is_file()]
    assert handed == [f"{tiny.NAME}.ipynb"]


def test_build_then_check(project, capsys):
    path = project / "notebooks" / tiny.NAME / f"{tiny.NAME}.ipynb"
    assert build.main(check=True) == 1
    assert f"missing: notebooks/01_tiny/{path.name}" in capsys.readouterr().out
    assert build.main() == 0
    assert build.main(check=True) == 0
    assert build.build(project) == []  # nothing changed, nothing written
    text = path.read_bytes()
    path.write_bytes(text.replace(b"\n", b"\r\n"))  # as a checkout on Windows
    assert build.main(check=True) == 0
    path.write_bytes(text.replace(b"How many", b"So many"))
    stray = project / "notebooks" / "02_gone" / "02_gone.ipynb"
    stray.parent.mkdir()
    stray.write_text("{}")
    capsys.readouterr()
    assert build.main(check=True) == 1
    said = capsys.readouterr().out
    assert f"differs: notebooks/01_tiny/{path.name}, from line " in said
    assert "no source: notebooks/02_gone/02_gone.ipynb" in said
    assert build.main() == 0
    assert path.read_bytes() == text
    assert not stray.parent.exists()


@pytest.mark.filterwarnings("ignore:Object of type")
def test_a_changed_module_never_mixes_with_its_submissions(project):
    build.build(project)
    with session.gradebook(project / "build") as book:
        book.add_student("one")
        book.add_submission(tiny.NAME, "one")
    build.build(project)
    source = project / "solutions" / f"{tiny.NAME}.py"
    source.write_text(tiny.SOURCE.replace("practice:warm_up", "practice:cold"), "utf-8")
    with pytest.raises(BuildError, match=r"Move that file away to keep the old"):
        build.build(project)


def test_a_listed_exercise_without_a_file_is_named(monkeypatch):
    from course.checks import architecture

    monkeypatch.setattr(architecture, "EXERCISES", ("no_such",))
    with pytest.raises((BuildError, AttributeError), match="no_such"):
        build.exercises_of(Path("01_architecture.py"))


def test_no_sources_is_an_error(tmp_path):
    with pytest.raises(BuildError, match="no source"):
        build.assemble(tmp_path)


# -- the notebooks of the course ----------------------------------------------


def test_notebooks_are_what_the_sources_build():
    assert build.drift(build.ROOT) == []


def lines_of_solutions(path: Path) -> set[str]:
    """Return the lines that stand in solutions of a source and nowhere else in it."""
    inside, outside = set(), set()
    for cell in build.read(path):
        kept = regions.stubbed(cell.text).splitlines()
        outside |= {line.strip() for line in kept}
        inside |= {line.strip() for line in cell.text.splitlines()} - set(kept)
    lines = {line for line in inside - outside if len(line) > 6}
    return {line for line in lines if line not in (regions.BEGIN, regions.END)}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_notebook_holds_no_solution_mistake_or_output(path):
    released = build.ROOT / "notebooks" / path.stem / f"{path.stem}.ipynb"
    notebook = nbformat.read(released, as_version=4)
    nbformat.validate(notebook)
    lines = {row.strip() for cell in notebook.cells for row in cell.source.splitlines()}
    hidden = lines_of_solutions(path)
    assert not lines & hidden
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    text = released.read_text("utf-8")
    assert "BEGIN SOLUTION" not in text
    for exercise in build.exercises_of(path).values():
        for mistake in getattr(exercise, "mistakes", ()):
            assert json.dumps(mistake.message)[1:-1] not in text


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_stubs_are_python_and_ids_are_unique(path):
    released = build.ROOT / "notebooks" / path.stem / f"{path.stem}.ipynb"
    notebook = nbformat.read(released, as_version=4)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    for cell in notebook.cells:
        if "--" in cell.id and not cell.source.startswith("%%"):
            ast.parse(cell.source)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_module_has_100_points(path):
    notebook = build.assemble(build.ROOT)[path.stem]
    points = sum(
        cell.metadata.nbgrader.points
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    )
    if re.match(r"0[1-7]_", path.stem):
        assert points == 100


def test_the_config_leaves_every_exercise_its_time(tmp_path):
    config = session.settings(tmp_path)
    longest = max(
        getattr(exercise, "seconds", 0)
        for path in SOURCES
        for exercise in build.exercises_of(path).values()
    )
    assert config.Execute.timeout > longest
    assert config.CourseDirectory.root == str(tmp_path.resolve())
    assert "release_directory" not in config.CourseDirectory  # build/release


def test_text_of_depends_on_content_only():
    assert text_of({"b": 1, "a": "é"}) == '{\n "a": "é",\n "b": 1\n}\n'
