"""Module 2, features or learned representations: who writes the features?"""

from course.checks.engine.load import attach

#: Exercises in the order of the notebook.
EXERCISES = (
    "predictions",
    "hog_cell",
    "mel_filterbank",
    "mfcc",
    "audio_features",
    "linear_probe",
    "transfer",
    "representation_memo",
    "quiz",
)

__getattr__, __dir__ = attach(__name__, EXERCISES)
