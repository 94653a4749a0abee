"""JupyterLab in a real browser: a server of its own on a folder, and what a person does there."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

WAIT_MS = 60_000
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

HAS_BEGUN = """() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]
  .some(prompt => /[*\\d]/.test(prompt.textContent))"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium. Its own sandbox is left out for root, who has none."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"] if root else [], timeout=WAIT_MS
        )
        yield browser
        browser.close()


@contextmanager
def server(folder: Path, home: Path, **environment: str) -> Iterator[str]:
    """JupyterLab on a folder, started there as a learner does; the address of its root, with the token."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    settings = ["--no-browser", f"--port={port}", f"--IdentityProvider.token={token}", "--ServerApp.port_retries=0"]
    started_by = [str(folder / "lab.py")] if (folder / "lab.py").is_file() else ["-m", "jupyterlab", "--allow-root"]
    command = [sys.executable, *started_by, *settings]
    home.mkdir(parents=True, exist_ok=True)
    variables = {**os.environ, "HOME": str(home), "JUPYTER_PREFER_ENV_PATH": "1", **environment}
    with (home / "lab.log").open("w") as log:
        running = subprocess.Popen(command, cwd=folder, env=variables, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/api", running)
            yield f"http://127.0.0.1:{port}|{token}"
        finally:
            running.terminate()
            running.wait(timeout=60)


def _wait_for(address: str, running: subprocess.Popen) -> None:
    while running.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5)
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("JupyterLab ended at once")


class Lab:
    """One page of JupyterLab, and what its console said."""

    def __init__(self, browser: Browser, address: str, *, width: int = 1440, height: int = 900) -> None:
        self.root, self._token = address.split("|")
        self.page: Page = browser.new_page(viewport={"width": width, "height": height})
        self.page.set_default_timeout(WAIT_MS)
        self.errors: list[str] = []
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, path: str = "", view: str = "lab/tree") -> "Lab":
        """A notebook by its path in the folder; without one, what opens first."""
        where = f"{view}/{path}?reset&" if path else "?"
        self.page.goto(f"{self.root}/{where}token={self._token}")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell, .jp-Launcher")
        return self

    def ready(self) -> "Lab":
        """Wait until the kernel has had nothing to do for a while."""
        for _ in range(3):
            self.page.wait_for_timeout(600)
            self.page.wait_for_selector('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
        return self

    def menu(self, menu: str, command: str) -> None:
        self.page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
        self.page.locator(f'.lm-Menu-item[data-command="{command}"]').click()

    def run_all(self) -> "Lab":
        """Run every cell, and wait until all have."""
        self.ready()
        self.menu("Run", "runmenu:run-all")
        self.page.wait_for_function(HAS_BEGUN)
        return self.ready()

    def cell(self, text: str) -> Locator:
        """The first cell that holds this text now; the same cell afterwards, too."""
        cells = self.page.locator(".jp-Notebook .jp-Cell")
        cells.filter(has_text=text).first.wait_for(state="attached")
        return cells.nth(next(place for place, shown in enumerate(cells.all_inner_texts()) if text in shown))

    def run(self, cell: Locator) -> None:
        """Run one cell, and wait until it has."""
        prompt = cell.locator(".jp-InputPrompt").first
        before = prompt.inner_text()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        while prompt.inner_text() in (before, "[*]:"):
            self.page.wait_for_timeout(100)
        self.page.wait_for_timeout(300)

    def write_and_run(self, cell: Locator, source: str) -> None:
        """Put a source into a cell and run it."""
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)
        self.run(cell)
