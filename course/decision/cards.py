"""The decision card as a file: YAML that cannot execute code, written whole."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from course.deploy.files import whole
from course.errors import DecisionError

#: A card is a page; what is larger is none.
MOST_BYTES = 1 << 20


def read(path: str | Path) -> dict[str, Any]:
    """Read a card; only plain values come out of it, whatever stands in the file.

    Dates stay words, and 1e-3 is a number, as people expect.

    Parameters
    ----------
    path
        A YAML file with one mapping, section -> fields.

    Raises
    ------
    DecisionError
        For a missing, enormous or broken file, with the line; for a key that comes
        twice, a reference, and a file that is no mapping. The file is only read.
    """
    path = Path(path)
    try:
        n_bytes = path.stat().st_size
        if n_bytes > MOST_BYTES:
            raise DecisionError(
                f"{path} has {n_bytes:,} bytes; a card is a page of text. Is it the "
                "right file?"
            )
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise DecisionError(
            f"{path} cannot be read ({error.strerror}). Start a card with "
            "decision.Sheet(...), or give its whole path."
        ) from error
    except UnicodeDecodeError as error:
        raise DecisionError(f"{path} is no text in UTF-8 ({error.reason}).") from error
    return parse(text, str(path))


def parse(text: str, where: str = "the card") -> dict[str, Any]:
    """Read a card from text, as `read` does from a file.

    >>> parse("latency: {target_ms: 1e2, measured_on: this machine}")
    {'latency': {'target_ms': 100.0, 'measured_on': 'this machine'}}

    Parameters
    ----------
    text
        YAML.
    where
        What to call it in an error.

    Raises
    ------
    DecisionError
        See `read`.
    """
    import yaml

    try:
        card = yaml.load(text, Loader=_loader())
    except yaml.YAMLError as error:
        raise DecisionError(
            f"{where} is no readable YAML{_place(error)}: {_said(error)}. Mend that "
            "line: `name: value`, the same indentation for all fields of a section. "
            "Nothing was changed."
        ) from error
    except RecursionError:
        raise DecisionError(
            f"{where} is nested too deeply; a card has 3 levels."
        ) from None
    if not isinstance(card, dict):
        raise DecisionError(
            f"{where} holds {type(card).__name__} and no sections. A card begins like "
            "`problem:` with its fields below, two blanks to the right."
        )
    return card


def write(card: Mapping[str, Any], path: str | Path) -> Path:
    """Write a card; an older file stays until the new one is complete.

    Parameters
    ----------
    card
        Section -> fields; NumPy numbers become plain ones.
    path
        Its folder is made if it is missing.
    """
    import yaml

    text = yaml.safe_dump(
        plain(card), sort_keys=False, allow_unicode=True, width=88, indent=2
    )
    with whole(path) as part:
        part.write_text(text, "utf-8")
    return Path(path)


def plain(value: Any) -> Any:
    """Return a value of NumPy, tuples and mappings as YAML and JSON know it.

    >>> import numpy as np
    >>> plain({"a": np.float32(0.5), "b": (1, np.int64(2))})
    {'a': 0.5, 'b': [1, 2]}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inside) for inside in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, Path):
        return value.as_posix()
    return value


def rounded(value: float, digits: int = 5) -> float:
    """Return a number with so many digits that count.

    >>> rounded(0.123456789), rounded(1234.56789)
    (0.12346, 1234.6)
    """
    value = float(value)
    return float(f"{value:.{digits}g}") if math.isfinite(value) else value


def _loader() -> type:
    """Return a safe loader that refuses what YAML would let pass in silence."""
    import re

    import yaml

    class Loader(yaml.SafeLoader):
        yaml_implicit_resolvers = {  # noqa: RUF012
            first: [pair for pair in pairs if not pair[0].endswith("timestamp")]
            for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                event = self.peek_event()
                raise yaml.constructor.ConstructorError(
                    None, None, f"a reference *{event.anchor}; write the value out",
                    event.start_mark,
                )  # fmt: skip
            return super().compose_node(parent, index)

        def construct_mapping(self, node: Any, deep: bool = False) -> dict:
            seen = set()
            for key, _ in node.value:
                name = key.value if isinstance(key.value, str) else "?"
                if name in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"the field {name!r} stands here twice",
                        key.start_mark,
                    )  # fmt: skip
                seen.add(name)
            return super().construct_mapping(node, deep)

    number = re.compile(r"^[-+]?(?:\d+\.?\d*|\.\d+)[eE][-+]?\d+$")
    Loader.add_implicit_resolver(
        "tag:yaml.org,2002:float", number, list("-+.0123456789")
    )
    return Loader


def _place(error: Any) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}" if mark else ""


def _said(error: Any) -> str:
    words = getattr(error, "problem", None) or str(error).partition("\n")[0]
    return str(words)[:200]
