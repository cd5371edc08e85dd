"""Submissions in, scores out: nbgrader, run over a folder."""
