"""The same registry with MLflow, on a local SQLite store; optional, extra `mlops`.

MLflow brings a web page, users and remote storage, and 315 MB. The calls below are
those of `registry.Registry`, so that the two can be compared line by line. A stage is
an alias of a model version there. MLflow checks no hash: the manifest does that here.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from course import device
from course.deploy.manifests import manifest, verify
from course.errors import DeployError


class MlflowRegistry:
    """Versioned artifacts in MLflow: register, promote, load.

    Parameters
    ----------
    folder
        Gets ``mlflow.db`` and ``artifacts/``; no server is needed.
    name
        Of the registered model.

    Raises
    ------
    DeployError
        If MLflow is not installed.
    """

    def __init__(self, folder: str | Path, *, name: str = "model") -> None:
        try:
            with device.quiet():
                from mlflow import MlflowClient
        except ImportError as error:
            raise DeployError(
                "MLflow is not installed: pip install 'seven-differences[mlops]'. "
                "`Registry` does the same without it."
            ) from error
        folder = Path(folder).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        with device.quiet():
            # the older "file:" store raises since MLflow 3.17
            self._client = MlflowClient(
                f"sqlite:///{(folder / 'mlflow.db').as_posix()}"
            )
            found = self._client.get_experiment_by_name(name)
            self._experiment = (
                found.experiment_id
                if found
                else self._client.create_experiment(
                    name, artifact_location=(folder / "artifacts").as_uri()
                )
            )
            if not self._client.search_registered_models(f"name = '{name}'"):
                self._client.create_registered_model(name)

    def register(
        self, path: str | Path, metrics: Mapping[str, float], data_fingerprint: str
    ) -> int:
        """Store a file with its metrics and its manifest; return its version."""
        path = Path(path)
        stated = manifest(path, data_fingerprint, metrics)
        with device.quiet(), tempfile.TemporaryDirectory() as folder:
            note = Path(folder, "manifest.json")
            note.write_text(json.dumps(stated), encoding="utf-8")
            run = self._client.create_run(self._experiment).info
            for key, value in stated["metrics"].items():
                self._client.log_metric(run.run_id, key, value)
            for file in (path, note):
                self._client.log_artifact(run.run_id, str(file), "model")
            self._client.set_terminated(run.run_id)
            version = self._client.create_model_version(
                self.name,
                source=f"{run.artifact_uri}/model",
                run_id=run.run_id,
                tags={"file": path.name},
            )
        return int(version.version)

    def promote(self, version: int, stage: str = "production") -> None:
        """Make a version the one that the alias `stage` names."""
        with device.quiet():
            self._client.set_registered_model_alias(self.name, stage, str(version))

    def current(self, stage: str = "production") -> int | None:
        """Return the version that is live at a stage; None where there is none."""
        aliases = self._client.get_registered_model(self.name).aliases
        return int(aliases[stage]) if stage in aliases else None

    def load_path(self, stage: str = "production") -> Path:
        """Return the file that is live at a stage, after checking every byte of it.

        Raises
        ------
        DeployError
            If nothing is live there, or the file is not what was registered.
        """
        version = self.current(stage)
        if version is None:
            raise DeployError(f"nothing is live at {stage!r}; promote a version")
        found = self._client.get_model_version(self.name, str(version))
        folder = self._folder(found)
        path = folder / found.tags["file"]
        try:
            stated = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            stated = None
        if not verify(stated, path):
            raise DeployError(
                f"version {version} is damaged: {path} is not what was registered"
            )
        return path

    def _folder(self, version: Any) -> Path:
        from mlflow.artifacts import download_artifacts

        with device.quiet():
            return Path(download_artifacts(artifact_uri=version.source))
