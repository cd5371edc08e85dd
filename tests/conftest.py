"""Settings and fixtures for every test; threads are set before numpy and torch load."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("MPLBACKEND", "Agg")
os.environ.setdefault("COURSE_SCALE", "quick")

import socket

import pytest

#: The fixed list of seeds; a quick test takes the first three.
SEEDS = tuple(range(20))
QUICK = 3


def seeds_of(marked) -> tuple[int, ...]:
    """Return 20 seeds where the test is marked slow, else 3."""
    return SEEDS if marked.get_closest_marker("slow") else SEEDS[:QUICK]


def pytest_generate_tests(metafunc) -> None:
    """Run a test that takes `seed` once a seed."""
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", seeds_of(metafunc.definition))


@pytest.fixture
def seeds(request) -> tuple[int, ...]:
    """Return the seeds for a test that loops over them itself."""
    return seeds_of(request.node)


@pytest.fixture
def no_network(monkeypatch):
    """Refuse every socket but local files; a caught refusal still fails the test.

    Yields the list of refused addresses. A test of what happens offline empties it.
    """
    refused = []

    def refuse(name):
        original = getattr(socket.socket, name)

        def method(self, *args):
            if self.family == getattr(socket, "AF_UNIX", None):
                return original(self, *args)
            refused.append(args[-1])
            raise OSError(f"this test runs without a network: {name}{args}")

        return method

    def lookup(host, *args, **kwargs):
        refused.append(host)
        raise socket.gaierror(f"this test runs without a network: {host}")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse(name))
    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    yield refused
    assert not refused, f"the network was asked for {refused}"


def pytest_report_header() -> list[str]:
    """Say on which machine and at which scale the tests run."""
    try:
        from course import device

        machine = device.describe()
    except ImportError as error:
        machine = f"unknown ({error})"
    return [f"machine: {machine}", f"scale: {os.environ['COURSE_SCALE']}"]


def pytest_terminal_summary(terminalreporter) -> None:
    """Print what tests measured: `record_property("figure", sentence)`."""
    found = [
        text
        for report in terminalreporter.getreports("passed")
        + terminalreporter.getreports("failed")
        for name, text in report.user_properties
        if name == "figure"
    ]
    if found:
        terminalreporter.section("figures")
        for text in found:
            terminalreporter.line(text)
