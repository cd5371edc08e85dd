"""The engine: what an exercise is, how its answers are asked, what the learner reads."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "answers": ["Choice", "Function", "Mapping", "Network", "Number", "Table"],
        "exercise": ["Exercise"],
        "memo": ["Memo"],
        "plain": ["NOT_ATTEMPTED", "attempted", "same"],
        "predictions": ["Predictions"],
        "quiz": ["Quiz"],
        "rungs": ["boolean", "integer", "mapping", "number"],
        "score": ["Score"],
    },
)
