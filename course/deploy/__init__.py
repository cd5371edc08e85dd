"""A model outside the notebook: as a file, in a registry, behind a server, watched.

Read in the order in which a model travels. `export` writes any of our models as one
ONNX file (`from_torch`, `from_sklearn`, `from_xgboost` do the work), `runtime` runs
that file and compares. `manifests` says what a file is, `registry` keeps versions and
knows which one is live, `mlflow_registry` does the same with MLflow. `server` answers
over HTTP in a process of its own (`service` is what runs there), `client` asks it and
puts it under load. `drift` tells whether inputs have changed, `month` plays traffic day
by day with a trigger, a guard and a way back. `litert` runs a file made for phones.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "client": ["Client", "load_test"],
        "drift": ["drift_alarm", "drift_threshold", "monitor", "psi"],
        "export": ["export_onnx"],
        "guard": ["accuracy_fell", "gain_interval"],
        "litert": ["LiteRtModel", "digits_file"],
        "manifests": ["fingerprint", "manifest", "verify"],
        "mlflow_registry": ["MlflowRegistry"],
        "month": ["Rules", "simulate_month"],
        "registry": ["Registry"],
        "runtime": ["OnnxModel", "parity"],
        "server": ["Server", "serve"],
    },
)  # fmt: skip
