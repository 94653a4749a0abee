"""The blocks of code in docs/architecture.md against the code: classes, fields, defaults, signatures, files."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.exam import Exam
from autograder.session import Session
from course_lib.asking import results
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/architecture.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.S)
FILE = re.compile(r"# ((?:autograder|course_lib)/[\w/]+\.py)")


def described() -> Iterator[tuple[str, ast.ClassDef]]:
    """Each class that the page writes out, with the file named last before it."""
    for block in BLOCKS:
        lines = block.splitlines()
        for node in ast.parse(block).body:
            if isinstance(node, ast.ClassDef):
                yield FILE.findall("\n".join(lines[: node.lineno]))[-1], node


CLASSES = list(described())


def real(file: str, name: str) -> ast.ClassDef:
    nodes = ast.parse((ROOT / file).read_text("utf-8")).body
    (found,) = (node for node in nodes if isinstance(node, ast.ClassDef) and node.name == name)
    return found


def fields(node: ast.ClassDef) -> list[str]:
    return [ast.unparse(line) for line in node.body if isinstance(line, ast.AnnAssign)]


def signatures(node: ast.ClassDef) -> dict[str, tuple[str, str]]:
    functions = [line for line in node.body if isinstance(line, ast.FunctionDef)]
    return {f.name: (ast.unparse(f.args), ast.unparse(f.returns) if f.returns else "") for f in functions}


def test_there_are_classes_to_compare() -> None:
    assert {"Limits", "Template", "Box", "Exit", "Record", "PropertyResult"} <= {node.name for _, node in CLASSES}


@pytest.mark.parametrize(("file", "node"), CLASSES, ids=[node.name for _, node in CLASSES])
def test_a_class_of_the_page_is_the_one_of_the_code(file: str, node: ast.ClassDef) -> None:
    code = real(file, node.name)
    assert [ast.unparse(b) for b in node.bases] in ([], [ast.unparse(b).removeprefix("msgspec.") for b in code.bases])
    assert signatures(node).items() <= signatures(code).items()
    if fields(code):
        assert fields(node) == fields(code)
    else:  # what __init__ sets, and the page says the type of
        attributes = {ast.unparse(n) for n in ast.walk(code) if isinstance(n, ast.Attribute)}
        assert {f"self.{field.partition(':')[0]}" for field in fields(node)} <= attributes


def calls() -> Iterator[tuple[str, ast.Call]]:
    for block in BLOCKS:
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node


def test_the_calls_of_the_page_can_be_made() -> None:
    made = set()
    for name, call in calls():
        owner, _, method = name.rpartition(".")
        if owner == "exam":
            parameters = inspect.signature(getattr(Exam, method)).parameters
        elif name in ("Exam", "Exercise"):
            parameters = inspect.signature({"Exam": Exam, "Exercise": Exercise}[name]).parameters
        elif hasattr(results, name):
            parameters = inspect.signature(getattr(results, name)).parameters
        else:
            continue
        made.add(name)
        assert {keyword.arg for keyword in call.keywords} <= parameters.keys(), name
    assert {"Exercise", "Reals", "Exam", "exam.values", "exam.asks", "exam.property"} <= made


def test_the_questions_and_kinds_of_results_are_there() -> None:
    questions = set(re.findall(r"`ask\.(\w+)", PAGE))
    assert len(questions) > 5 and all(hasattr(Ask, name) for name in questions)
    (kinds,) = re.findall(r"`course_lib/asking/results\.py`: ([\w, ]+)\)", PAGE)
    assert all(hasattr(results, name) for name in kinds.split(", "))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(\w+\.[\w.]+)\(", PAGE))))
def test_every_method_that_the_prose_calls_is_there(name: str) -> None:
    holder, _, attribute = name.rpartition(".")
    found: object
    if holder == "Session":
        found = Session
    else:
        homes = {"candidate": "autograder.box.", "checkpoints": "course_lib.", "corpora": "course_lib."}
        found = importlib.import_module(homes.get(holder, "") + holder)
    assert hasattr(found, attribute)


def test_every_word_of_the_glossary_is_used() -> None:
    (section,) = re.findall(r"## 2\. Words\n\n(.*?)\n## 3", PAGE, re.S)
    terms = [term for entry in section.split(" ·") for term in entry.partition(":")[0].strip().split(" / ")]
    files = [path for package in ("autograder", "course_lib") for path in (ROOT / package).rglob("*.py")]
    code = "\n".join(path.read_text("utf-8") for path in files if path.parent.name not in {"right", "wrong"}).lower()
    unused = [term for term in terms if not re.search(rf"\b{term.replace(' ', '.')}", code)]
    assert len(terms) > 30 and unused == []


def test_all_files_that_the_list_of_modules_names_are_there() -> None:
    (block,) = re.findall(r"## 4\. Modules\n\n```\n(.*?)```", PAGE, re.S)
    here = {path.name for path in (ROOT / "autograder").rglob("*") if path.suffix in {".py", ".toml"}}
    named = set(re.findall(r"\b\w+\.(?:py|toml)\b", block))
    assert len(named) > 40 and named <= here | {"nbgrader_config.py"}, named - here
    top = {path.name for path in (ROOT / "autograder").glob("*.py")}
    assert top - named <= {"__init__.py", "__main__.py"}, top - named
