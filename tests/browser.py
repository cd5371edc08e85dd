"""Drive JupyterLab in a real browser: start it, open a notebook, run it, look at it.

Helper of `test_browser.py`, no test itself. It ends only what it started.
"""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
#: Opened, with a kernel that answers. Lab's own sign "idle" comes too early for this.
READY = """async () => {
    const app = window.jupyterapp;
    await app.restored;
    const panel = app.shell.currentWidget;
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
}"""
RUN_ALL = "() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }"
#: True when the kernel rests and every code cell with text has its number.
DONE = """() => {
    const panel = window.jupyterapp.shell.currentWidget;
    const kernel = panel.sessionContext.session.kernel;
    const cells = panel.content.widgets.map(cell => cell.model);
    return kernel.status === 'idle' && cells.every(
        cell => cell.type !== 'code' || !cell.sharedModel.getSource().trim()
            || cell.executionCount);
}"""
#: Write a cell and run it, as typing and Shift-Enter do.
WRITE = """async ([index, source]) => {
    const panel = window.jupyterapp.shell.currentWidget;
    if (source !== null)
        panel.content.widgets[index].model.sharedModel.setSource(source);
    panel.content.activeCellIndex = index;
    panel.content.deselectAll();
    await window.jupyterapp.commands.execute('notebook:run-cell');
}"""
SOURCES = """() => window.jupyterapp.shell.currentWidget.content.widgets.map(
    cell => cell.model.sharedModel.getSource())"""
OUTPUTS = """() => window.jupyterapp.shell.currentWidget.content.widgets.map(
    cell => cell.model.type === 'code' ? cell.model.outputs.toJSON() : [])"""
THEME = (
    "name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})"
)
#: Images and controls in the outputs for which a screen reader finds no name. Lab
#: itself calls an image without a description "Image", which describes nothing.
NAMELESS = """() => {
    const all = query => [...document.querySelectorAll(query.split(', ')
        .map(each => `.jp-OutputArea-output ${each}`).join(', '))];
    const text = node => (node.getAttribute('aria-label') || node.textContent
        || node.title || '').trim();
    const named = node => text(node) || [...(node.labels || [])].some(text);
    const images = all('img').filter(node => ['', 'Image'].includes(node.alt.trim()));
    const controls = all('button, input, select, textarea, [role=slider]')
        .filter(node => !named(node));
    return [...images, ...controls].map(node => node.outerHTML.slice(0, 120));
}"""


def missing() -> str:
    """Say why no browser can be driven here, or return ""."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "playwright is not installed: pip install -e .[test]"
    if not any(map(shutil.which, CHROMIUMS)):
        return "no Chromium on the PATH: install the system's package chromium"
    return ""


class Lab:
    """A JupyterLab of our own over a folder of notebooks."""

    def __init__(self, folder: Path, home: Path, env: dict[str, str]) -> None:
        self.token = secrets.token_hex(16)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = home / "lab.log"
        places = {
            f"JUPYTER_{name}_DIR": str(home / name.lower())
            for name in ("CONFIG", "DATA", "RUNTIME")
        }
        places |= {"IPYTHONDIR": str(home / "ipython")}
        inherited = {k: v for k, v in os.environ.items() if k != "NBGRADER_EXECUTION"}
        line = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        line += ["--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
        line += [f"--IdentityProvider.token={self.token}"]
        line += [f"--ServerApp.root_dir={folder}"]
        line += ["--LabApp.extension_manager=readonly"]
        line += ["--LabApp.expose_app_in_browser=True"]
        # all cells stay in the page, so that one can look at any of them
        settings = home / "config/lab/user-settings/@jupyterlab/notebook-extension"
        settings.mkdir(parents=True)
        text = '{"windowingMode": "none"}'
        (settings / "tracker.jupyterlab-settings").write_text(text, "utf-8")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                line,
                cwd=home,
                env={**inherited, **places, **env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait(self, seconds: float = 90) -> None:
        """Wait until the server answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(
                    f"{self.url}/api/status?token={self.token}", timeout=5
                ).close()
                return
            time.sleep(0.3)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        """End the server, which ends its kernels."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def lab(folder: Path, home: Path, **env: str) -> Iterator[Lab]:
    """Run JupyterLab over `folder`, with all its own files in `home`."""
    server = Lab(folder, home, env)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def chromium(width: int = 1280, height: int = 900) -> Iterator:
    """Open a page of an own Chromium."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, CHROMIUMS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            yield browser.new_page(viewport={"width": width, "height": height})
        finally:
            browser.close()


class Notebook:
    """A notebook that is open in Lab."""

    def __init__(self, page, server: Lab, name: str) -> None:
        self.page = page
        page.set_default_timeout(60_000)
        page.goto(f"{server.url}/lab/tree/{name}?token={server.token}&reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        page.evaluate(READY)

    def run_all(self, seconds: float = 60) -> None:
        """Run all cells and wait for the last."""
        self.page.evaluate(RUN_ALL)
        self.page.wait_for_function(DONE, timeout=1000 * seconds, polling=250)

    def find(self, text: str) -> int:
        """Return the index of the one cell whose source holds `text`."""
        sources = self.page.evaluate(SOURCES)
        [index] = [i for i, source in enumerate(sources) if text in source]
        return index

    def run(self, index: int, source: str | None = None) -> None:
        """Run one cell, with a new source if there is one, and wait."""
        self.page.evaluate(WRITE, [index, source])  # comes back when the cell is done

    def area(self, index: int):
        """Return the outputs of one cell as they stand in the page."""
        return (
            self.page.locator(".jp-Notebook .jp-Cell")
            .nth(index)
            .locator(".jp-Cell-outputArea")
        )

    def outputs(self) -> list[list[dict]]:
        """Return the outputs of each cell, as nbformat writes them."""
        return self.page.evaluate(OUTPUTS)

    def problems(self) -> list[str]:
        """Return errors and everything that went to stderr."""
        found = []
        for number, cell in enumerate(self.outputs()):
            for output in cell:
                if output["output_type"] == "error":
                    found.append(f"cell {number}: {output['ename']} {output['evalue']}")
                if output.get("name") == "stderr":
                    found.append(f"cell {number}: stderr {output['text']}")
        return found

    def nameless(self) -> list[str]:
        """Return images and controls in outputs that have no accessible name."""
        return self.page.evaluate(NAMELESS)

    def press(self, handle, key: str, times: int = 1) -> None:
        """Move a control by the keyboard, as somebody without a mouse does."""
        handle.scroll_into_view_if_needed()
        handle.focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def theme(self, name: str) -> None:
        """Switch to "JupyterLab Dark" or "JupyterLab Light"."""
        self.page.evaluate(THEME, name)
        light = "true" if name.endswith("Light") else "false"
        self.page.wait_for_selector(
            f"body[data-jp-theme-light='{light}']", state="attached"
        )

    def picture(self, path: Path, index: int | None = None) -> Path:
        """Save the window, or the outputs of one cell, as PNG."""
        target = self.page if index is None else self.area(index)
        target.screenshot(path=str(path))
        return path
