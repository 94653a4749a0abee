"""Run All on a notebook as it is released: no unwritten exercise ends it, and each is said to be unwritten."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder import topics
from autograder.notebook import released

ROOT = Path(__file__).parents[1]
TOPICS = [topics.load(name) for name in topics.names()]


@pytest.mark.slow
@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_run_all_goes_through_an_untouched_notebook(topic: topics.Topic, tmp_path: Path) -> None:
    master = ROOT / "notebooks" / "en" / topic.name / f"{topic.name[3:]}.ipynb"
    notebook = released(nbformat.read(master, as_version=4))
    client = NotebookClient(
        notebook, timeout=900, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute(env={**os.environ, "COURSE_PROGRESS": str(tmp_path / "progress.json")})
    checks = {cell.id.removeprefix("check_"): cell for cell in notebook.cells if cell.id.startswith("check_")}
    assert set(checks) == set(topic.exercises)
    for name, cell in checks.items():
        said = "".join(output.get("text", "") for output in cell.outputs)
        assert "not written yet" in said and f"the course's own {name}" in said
