"""Every promise of PROMISES.md names a test that exists, and both languages promise the same."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = ("PROMISES.md", "PROMISES.es.md")
TESTS = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def promises(name: str) -> list[str]:
    """The lines of the sections between the assumptions and what is not promised."""
    sections = re.split(r"^## .*$", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)[2:-2]
    return [line for section in sections for line in section.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize("name", FILES)
def test_every_promise_names_a_test_that_exists(name: str) -> None:
    assert len(promises(name)) > 25
    for line in promises(name):
        found = TESTS.findall(line)
        assert found, line
        for file, test in found:
            assert f"def {test}(" in (ROOT / file).read_text("utf-8"), f"{file} has no {test}"


def test_both_languages_promise_the_same() -> None:
    one, other = ([TESTS.findall(line) for line in promises(name)] for name in FILES)
    assert one == other
