"""A class that no model file may name; see test_decision_bundle.py."""


class Strange:
    """Nothing."""
