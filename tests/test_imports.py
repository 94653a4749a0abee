"""The layers of docs/architecture.md against the imports, those inside functions too."""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APART = {"templates", "right", "wrong", "forbidden"}  # no part of the packages


def modules() -> dict[str, Path]:
    found = {}
    for package in ("autograder", "course_lib"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if not APART & set(parts):
                found[".".join(parts).removesuffix(".__init__")] = path
    return found


MODULES = modules()


def imports(name: str, path: Path) -> Iterator[str]:
    """The modules of ours that this one imports, but for those that only types need."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if node in skipped:
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            skipped.update(inner for statement in node.body for inner in ast.walk(statement))
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                target = whole if whole in MODULES else node.module
                if target in MODULES and target != name:
                    yield target


GRAPH = {name: set(imports(name, path)) for name, path in MODULES.items()}


def layers() -> dict[str, int]:
    """The line on which each module stands, from the bottom."""
    (block,) = re.findall(r"```layers\n(.*?)```", (ROOT / "docs/architecture.md").read_text("utf-8"), re.S)
    found = {}
    for height, line in enumerate(reversed(block.splitlines())):
        package, names = line.split(": ")
        found |= {f"{package}.{name}": height for name in names.split()}
    return found


def top(name: str) -> str:
    """A package's direct child: what a layer names."""
    return ".".join(name.split(".")[:2])


def test_no_import_leads_round_in_a_circle() -> None:
    TopologicalSorter(GRAPH).prepare()  # raises CycleError, which names the modules


def test_every_module_stands_in_a_layer() -> None:
    assert {top(name) for name in MODULES} - {"autograder", "course_lib"} == set(layers())


def test_no_import_leads_up() -> None:
    height = layers()
    up = [
        f"{name} imports {target}"
        for name, targets in GRAPH.items()
        for target in targets
        if top(name) in height and top(target) in height and height[top(target)] > height[top(name)]
    ]
    assert up == []


def test_the_course_imports_nothing_of_the_grader() -> None:
    assert [
        name for name in GRAPH if name.startswith("course_lib") for t in GRAPH[name] if t.startswith("autograder")
    ] == []
