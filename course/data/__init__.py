"""Data sets: ``load_*`` never touches the network, ``fetch_*`` may, ``make_*`` draws.

``catalog()`` lists them; every one has a card: whence, licence, size, sha256, how it
was made, its known faults and what it does not show.
"""

from course.data.audio import load_chirps, load_digit_strings, load_spoken_digits
from course.data.cards import Card, card, catalog
from course.data.dataset import Dataset
from course.data.fetch import fetch_fashion_mnist
from course.data.files import restore, shipped
from course.data.generated import credit_truth, load_credit
from course.data.glyphs import load_glyphs
from course.data.images import load_digits, load_fashion_mnist, load_shifted_digits
from course.data.made_tables import load_irregular, load_smooth
from course.data.movies import load_movie_embeddings, load_movie_snippets, movie_ratings
from course.data.openml import fetch_openml_table
from course.data.own_images import load_image_folder
from course.data.own_tables import load_csv
from course.data.own_texts import load_text
from course.data.real_tables import (
    load_diamonds,
    load_flights,
    load_german_credit,
    load_magic,
)
from course.data.remote_cifar import fetch_cifar10
from course.data.remote_images import (
    fetch_eurosat,
    fetch_omniglot,
    fetch_pneumonia_mnist,
)
from course.data.remote_signals import fetch_speech_commands, fetch_sst2
from course.data.signals import load_mnist1d
from course.data.tables import (
    load_bikeshare,
    load_breast_cancer,
    load_diabetes,
    load_wine,
)
from course.data.text import Vocabulary, load_reviews, words
from course.data.traces import Traffic, make_latencies, make_traffic

__all__ = [
    "Card",
    "Dataset",
    "Traffic",
    "Vocabulary",
    "card",
    "catalog",
    "credit_truth",
    "fetch_cifar10",
    "fetch_eurosat",
    "fetch_fashion_mnist",
    "fetch_omniglot",
    "fetch_openml_table",
    "fetch_pneumonia_mnist",
    "fetch_speech_commands",
    "fetch_sst2",
    "load_bikeshare",
    "load_breast_cancer",
    "load_chirps",
    "load_credit",
    "load_csv",
    "load_diabetes",
    "load_diamonds",
    "load_digit_strings",
    "load_digits",
    "load_fashion_mnist",
    "load_flights",
    "load_german_credit",
    "load_glyphs",
    "load_image_folder",
    "load_irregular",
    "load_magic",
    "load_mnist1d",
    "load_movie_embeddings",
    "load_movie_snippets",
    "load_reviews",
    "load_shifted_digits",
    "load_smooth",
    "load_spoken_digits",
    "load_text",
    "load_wine",
    "make_latencies",
    "make_traffic",
    "movie_ratings",
    "restore",
    "shipped",
    "words",
]
