"""Data sets: ``load_*`` never touches the network, ``fetch_*`` may.

``catalog()`` lists them; every one has a card: whence, licence, size, sha256, how it
was made, its known faults and what it does not show.
"""

from course.data.cards import Card, card, catalog
from course.data.dataset import Dataset
from course.data.fetch import fetch_fashion_mnist
from course.data.files import restore, shipped
from course.data.images import load_digits, load_fashion_mnist, load_shifted_digits
from course.data.tables import (
    load_bikeshare,
    load_breast_cancer,
    load_diabetes,
    load_wine,
)

__all__ = [
    "Card",
    "Dataset",
    "card",
    "catalog",
    "fetch_fashion_mnist",
    "load_bikeshare",
    "load_breast_cancer",
    "load_diabetes",
    "load_digits",
    "load_fashion_mnist",
    "load_shifted_digits",
    "load_wine",
    "restore",
    "shipped",
]
