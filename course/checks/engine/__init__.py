"""The engine: what an exercise is, how answers are asked, what the learner reads."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "answers": [
            "Choice", "Function", "Mapping", "Network", "Number", "Table", "Text",
        ],
        "equality": ["same"],
        "files": ["File", "GivenFile"],
        "exercise": ["Exercise"],
        "judge": ["Open"],
        "memo": ["Memo"],
        "mistakes": ["Mistakes"],
        "plain": ["NOT_ATTEMPTED", "attempted"],
        "predictions": ["Prediction", "Predictions"],
        "quiz": ["Quiz"],
        "rungs": ["array", "boolean", "integer", "mapping", "number"],
        "score": ["Score"],
        "texts": ["show"],
    },
)  # fmt: skip
