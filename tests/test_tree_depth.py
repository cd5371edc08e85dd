"""The tree in place of a forest: what its figure marks, and what its sentence says.

Budget: 10 s.
"""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier

from course import data, widgets
from course.errors import CourseError
from course.widgets import reading


def test_leaves_and_agreement_are_those_of_trees_on_the_forests_answers():
    digits = data.load_digits()
    rows, new = (part.reshape(-1, 64) for part in (digits.X_train, digits.X_test))
    leaves, fidelity = reading.imitations()
    assert leaves[:3].tolist() == [2, 4, 8]
    assert (np.diff(leaves) > 0).all()
    forest = RandomForestClassifier(50, random_state=0).fit(rows, digits.y_train)
    tree = DecisionTreeClassifier(max_depth=6, random_state=0)
    tree.fit(rows, forest.predict(rows))
    # another forest of the same kind: near, not equal
    assert abs(fidelity[5] - (tree.predict(new) == forest.predict(new)).mean()) < 0.1
    assert abs(leaves[5] - tree.get_n_leaves()) <= 10


def test_the_figure_marks_the_depth_that_was_asked():
    leaves, fidelity = reading.imitations()
    for depth in (1, 4, 12):
        figure, _ = reading.draw_depth(depth)
        (axes,) = figure.axes
        (mark,) = [line for line in axes.lines if line.get_markersize() == 11]
        at = (mark.get_xdata()[0], mark.get_ydata()[0])
        assert at == (leaves[depth - 1], fidelity[depth - 1])
        assert f"depth {depth} " in axes.get_title(loc="left")
        assert axes.get_xlabel()
        assert axes.get_ylabel()


def test_the_sentence_counts_leaves_and_turns_at_sixteen():
    view = widgets.tree_depth()
    assert view.sentence.startswith("Depth 4: 16 leaves")
    assert "Short enough to read" in view.sentence
    assert "More than 16 rules" in view.move(depth=5)
    assert "leaves to read" in view.move(depth=12)
    with pytest.raises(CourseError, match="13"):
        view.move(depth=13)
