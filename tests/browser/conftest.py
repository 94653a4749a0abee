"""Pages as people see them: JupyterLab on a release, in the system's Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import CHROMIUM, chromium
from playwright.sync_api import Browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:  # all of the run's, not this folder's alone
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    with chromium() as running:
        yield running
