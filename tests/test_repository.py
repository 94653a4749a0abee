"""Do the files that nobody imports say what is so?"""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def locked() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text().split()
    return {name.lower().replace("_", "-"): version for name, _, version in (line.partition("==") for line in lines)}


def requirements() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"].values()
    found = [Requirement(text) for group in (PROJECT["dependencies"], *extras) for text in group]
    return [requirement for requirement in found if requirement.name != PROJECT["name"]]


@pytest.mark.parametrize("requirement", requirements(), ids=str)
def test_the_lock_holds_a_version_within_every_range(requirement: Requirement) -> None:
    version = locked()[requirement.name.lower().replace("_", "-")]
    assert requirement.specifier.contains(version)


def test_the_lock_holds_exact_versions_only() -> None:
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line), line


def test_conda_installs_this_project_and_nothing_else() -> None:
    # A YAML parser is no dependency of ours; the file is small and this reads exactly its shape.
    text = (ROOT / "environment.yml").read_text()
    items = [line.strip().removeprefix("- ") for line in text.splitlines() if line.lstrip().startswith("- ")]
    assert f"python{PROJECT['requires-python']}" in items
    (installed,) = [item for item in items if item.startswith("--editable")]
    extra = re.fullmatch(r"--editable \.\[(\w+)\]", installed)
    assert extra and extra[1] in PROJECT["optional-dependencies"]
    assert re.search(r"^name: (.+)$", text, re.M)[1] == PROJECT["name"]  # type: ignore[index]


def test_the_tree_of_the_architecture_matches_the_folders() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    (tree,) = re.findall(r"```tree\n(.*?)```", text, re.S)
    shown = {line.split()[0].rstrip("/") for line in tree.splitlines() if line and not line.startswith(" ")}
    actual = {path.split("/")[0] for path in tracked()} - {".gitignore"}
    assert shown == actual
    parents: list[str] = []
    for line in filter(None, tree.splitlines()):
        depth = (len(line) - len(line.lstrip())) // 2
        parents[depth:] = [line.split()[0].rstrip("/")]
        assert (ROOT / "/".join(parents)).exists(), line


DOCS = [f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")]
PAGES = ["README.md", "README.es.md", "CONTRIBUTING.md", *DOCS]


@pytest.mark.parametrize("page", PAGES)
def test_every_local_link_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text()):
        assert ((ROOT / page).parent / target).exists(), target


@pytest.mark.parametrize("readme", ["README.md", "README.es.md"])
def test_the_readme_names_every_notebook_in_both_languages(readme: str) -> None:
    text = (ROOT / readme).read_text()
    for notebook in (ROOT / "notebooks").glob("*/*/*.ipynb"):
        assert f"({notebook.relative_to(ROOT)})" in text


@pytest.mark.parametrize("readme", ["README.md", "README.es.md"])
def test_every_topic_has_a_described_picture(readme: str) -> None:
    shown = re.findall(
        r'<img src="(docs/images/topics/(\w+)\.png)" width="\d+" alt="[^"]{8,}">', (ROOT / readme).read_text()
    )
    assert {topic for _, topic in shown} == {path.name for path in (ROOT / "notebooks/en").iterdir()}
    assert all((ROOT / path).is_file() for path, _ in shown)


def test_every_make_target_of_the_readme_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    for readme in ("README.md", "README.es.md", "CONTRIBUTING.md"):
        assert set(re.findall(r"(?m)(?:^|`)make ([a-z-]+)", (ROOT / readme).read_text())) <= targets, readme


PRIVATE = re.compile(
    rf"pypi\.org|pythonhosted|deb\.debian|registry\.npmjs|download\.pytorch|{re.escape(str(ROOT))}|/opt/wheels"
)


def test_nothing_names_a_registry_or_a_path_of_one_machine() -> None:
    found = []
    for name in tracked():
        path = ROOT / name
        if path.suffix in {".png", ".mo", ".safetensors"} or path == Path(__file__).resolve() or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if PRIVATE.search(line):
                found.append(f"{name}:{number}: {line.strip()[:120]}")
    assert not found, "\n".join(found)
