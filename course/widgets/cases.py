"""Five cases that were measured once for the widget of the checklist."""

from typing import Any

#: Measured for this course on two cores of a shared x86 machine, one thread: scores and
#: corrected 95 % intervals from random splits (`protocol.compare`), one setting a
#: model, as in the capstone's notebook. Seconds and milliseconds are processor time:
#: medians of five trainings, and of three times the 95th percentile of 200 answers, one
#: row at a time. `reads` is what a person would have to read.
CASES: dict[str, dict[str, Any]] = {
    "bikes": {
        "metric": "R2",
        "n_splits": 10,
        "n_train": 3000,
        "percentile": 95,
        "table": {
            "dummy": {
                "score": -0.0005437,
                "sd": 0.000495,
                "fit_seconds": 0.00037,
                "p_ms": 0.0063,
                "size_mb": 0.000295,
            },
            "ridge": {
                "score": 0.4811,
                "sd": 0.0246,
                "fit_seconds": 0.0038,
                "p_ms": 0.36,
                "size_mb": 0.00149,
                "reads": 11,
            },
            "xgb": {
                "score": 0.9344,
                "sd": 0.00525,
                "fit_seconds": 0.07,
                "p_ms": 0.53,
                "size_mb": 0.767,
            },
            "mlp": {
                "score": 0.8251,
                "sd": 0.0264,
                "fit_seconds": 0.63,
                "p_ms": 0.71,
                "size_mb": 0.0394,
            },
        },
        "differences": [
            {"a": "xgb", "b": "mlp", "mean": 0.109, "low": 0.067, "high": 0.152},
            {"a": "xgb", "b": "ridge", "mean": 0.453, "low": 0.42, "high": 0.486},
            {"a": "xgb", "b": "dummy", "mean": 0.935, "low": 0.927, "high": 0.943},
            {"a": "mlp", "b": "ridge", "mean": 0.344, "low": 0.294, "high": 0.394},
            {"a": "mlp", "b": "dummy", "mean": 0.826, "low": 0.787, "high": 0.865},
            {"a": "ridge", "b": "dummy", "mean": 0.482, "low": 0.445, "high": 0.518},
        ],
    },
    "moved digits": {
        "metric": "accuracy",
        "n_splits": 10,
        "n_train": 1348,
        "percentile": 95,
        "table": {
            "dummy": {
                "score": 0.1002,
                "sd": 0,
                "fit_seconds": 0.00048,
                "p_ms": 0.01,
                "size_mb": 0.000579,
            },
            "svm": {
                "score": 0.7027,
                "sd": 0.0136,
                "fit_seconds": 0.14,
                "p_ms": 0.69,
                "size_mb": 1.66,
            },
            "cnn": {
                "score": 0.9412,
                "sd": 0.0088,
                "fit_seconds": 0.97,
                "p_ms": 0.61,
                "size_mb": 0.118,
            },
        },
        "differences": [
            {"a": "cnn", "b": "svm", "mean": 0.239, "low": 0.211, "high": 0.267},
            {"a": "cnn", "b": "dummy", "mean": 0.841, "low": 0.828, "high": 0.854},
            {"a": "svm", "b": "dummy", "mean": 0.602, "low": 0.582, "high": 0.623},
        ],
    },
    "centred digits": {
        "metric": "accuracy",
        "n_splits": 10,
        "n_train": 1348,
        "percentile": 95,
        "table": {
            "dummy": {
                "score": 0.1002,
                "sd": 0,
                "fit_seconds": 0.00027,
                "p_ms": 0.01,
                "size_mb": 0.000579,
            },
            "svm": {
                "score": 0.9813,
                "sd": 0.00766,
                "fit_seconds": 0.028,
                "p_ms": 0.49,
                "size_mb": 0.395,
            },
            "cnn": {
                "score": 0.99,
                "sd": 0.00396,
                "fit_seconds": 0.95,
                "p_ms": 0.59,
                "size_mb": 0.136,
            },
        },
        "differences": [
            {"a": "cnn", "b": "svm", "mean": 0.00869, "low": -0.00185, "high": 0.0192},
            {"a": "cnn", "b": "dummy", "mean": 0.89, "low": 0.884, "high": 0.896},
            {"a": "svm", "b": "dummy", "mean": 0.881, "low": 0.87, "high": 0.892},
        ],
    },
    "flights": {
        "metric": "accuracy",
        "n_splits": 10,
        "n_train": 3000,
        "percentile": 95,
        "table": {
            "dummy": {
                "score": 0.763,
                "sd": 0,
                "fit_seconds": 0.0013,
                "p_ms": 0.01,
                "size_mb": 0.000451,
            },
            "lr": {
                "score": 0.7653,
                "sd": 0.0045,
                "fit_seconds": 0.015,
                "p_ms": 0.49,
                "size_mb": 0.0055,
                "reads": 120,
            },
            "xgb": {
                "score": 0.7677,
                "sd": 0.0072,
                "fit_seconds": 0.17,
                "p_ms": 0.55,
                "size_mb": 0.457,
            },
            "mlp": {
                "score": 0.7611,
                "sd": 0.00685,
                "fit_seconds": 0.78,
                "p_ms": 0.66,
                "size_mb": 0.101,
            },
        },
        "differences": [
            {"a": "xgb", "b": "lr", "mean": 0.0024, "low": -0.00848, "high": 0.0133},
            {"a": "xgb", "b": "dummy", "mean": 0.0047, "low": -0.00602, "high": 0.0154},
            {"a": "xgb", "b": "mlp", "mean": 0.0066, "low": -0.00316, "high": 0.0164},
            {"a": "lr", "b": "dummy", "mean": 0.0023, "low": -0.0044, "high": 0.009},
            {"a": "lr", "b": "mlp", "mean": 0.0042, "low": -0.00511, "high": 0.0135},
            {"a": "dummy", "b": "mlp", "mean": 0.0019, "low": -0.00831, "high": 0.0121},
        ],
    },
    "credits": {
        "metric": "accuracy",
        "n_splits": 30,
        "n_train": 750,
        "percentile": 95,
        "table": {
            "dummy": {
                "score": 0.7,
                "sd": 0,
                "fit_seconds": 0.00025,
                "p_ms": 0.01,
                "size_mb": 0.000451,
            },
            "lr": {
                "score": 0.7472,
                "sd": 0.0267,
                "fit_seconds": 0.0046,
                "p_ms": 0.49,
                "size_mb": 0.00323,
                "reads": 59,
            },
            "xgb": {
                "score": 0.744,
                "sd": 0.0233,
                "fit_seconds": 0.057,
                "p_ms": 0.59,
                "size_mb": 0.408,
            },
            "mlp": {
                "score": 0.746,
                "sd": 0.0236,
                "fit_seconds": 0.13,
                "p_ms": 0.79,
                "size_mb": 0.0643,
            },
        },
        "differences": [
            {"a": "lr", "b": "mlp", "mean": 0.0012, "low": -0.0185, "high": 0.0209},
            {"a": "lr", "b": "xgb", "mean": 0.0032, "low": -0.0268, "high": 0.0332},
            {"a": "lr", "b": "dummy", "mean": 0.0472, "low": 0.0141, "high": 0.0803},
            {"a": "mlp", "b": "xgb", "mean": 0.002, "low": -0.0303, "high": 0.0343},
            {"a": "mlp", "b": "dummy", "mean": 0.046, "low": 0.0168, "high": 0.0752},
            {"a": "xgb", "b": "dummy", "mean": 0.044, "low": 0.0151, "high": 0.0729},
        ],
    },
}
