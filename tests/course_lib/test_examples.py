"""The worked examples in the docstrings: each gives what it says, and every function that a notebook builds has one."""

import doctest
import importlib
import pkgutil

import pytest
import torch

import course_lib
from course_lib import exercises

APART = ("exercises", "checks", "widgets", "figures", "__main__", "train")  # no reference code
FOUND = [m.name for m in pkgutil.walk_packages(course_lib.__path__, "course_lib.") if m.name.split(".")[1] not in APART]
MODULES = [importlib.import_module(name) for name in FOUND if not name.endswith("__main__")]
EXERCISES = sorted(module.name for module in pkgutil.iter_modules(exercises.__path__))
EXAMPLES = {
    test.name: test
    for module in MODULES
    for test in doctest.DocTestFinder().find(module, extraglobs={"torch": torch})
    if test.examples
}


@pytest.mark.parametrize("name", EXERCISES)
def test_every_function_that_a_notebook_builds_has_an_example(name: str) -> None:
    assert any(known.endswith(f".{name}") for known in EXAMPLES)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_gives_what_it_says(name: str) -> None:
    said: list[str] = []
    doctest.DocTestRunner().run(EXAMPLES[name], out=said.append)
    assert not said, "".join(said)
