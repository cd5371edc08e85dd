"""The few exceptions of the package; every message names the cure."""


class CourseError(Exception):
    """Base of all errors that this package raises on purpose."""


class DataError(CourseError):
    """A data set is missing, damaged or not what was asked for."""


class BuildError(CourseError):
    """A notebook source breaks a rule of the format; names the file and the cell."""


class GradingError(CourseError):
    """A submission or the set-up of a grading run is unusable."""


class DeployError(CourseError):
    """A model file, a registry or a server is unusable; nothing was overwritten."""


class DecisionError(CourseError):
    """A decision card, its results or its bundle is unusable; nothing was changed."""
