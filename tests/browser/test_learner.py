"""A learner's first hour: the start page, an exercise, a figure, a widget, and the way back to where they were."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pages import Lab, server
from playwright.sync_api import Browser

from autograder.release import release

NOTEBOOK = "notebooks/es/08_decoding/decoding.ipynb"
RIGHT = (
    "def apply_temperature(logits, temperature):\n    if not temperature > 0:\n        raise ValueError\n    return "
    "logits / temperature"
)

EXPLORER = """import course_lib; course_lib.start("es")
from course_lib.widgets import decoding
decoding.serving_explorer()"""


@dataclass(frozen=True)
class Desk:
    """A release with JupyterLab on it, started by lab.py on a computer that speaks Spanish."""

    folder: Path
    address: str
    browser: Browser

    def lab(self, **size: int) -> Lab:
        return Lab(self.browser, self.address, **size)


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("learner") / "course"
    release(["08_decoding"], folder)
    with server(folder, folder.parent / "home", LC_ALL="es_MX.UTF-8") as address:
        yield Desk(folder, address, browser)


@pytest.fixture(scope="module")
def begun(desk: Desk) -> Lab:
    """What opens first, run from top to bottom."""
    lab = desk.lab()
    lab.open()
    return lab.run_all()


def test_the_start_page_opens_first_in_the_language_of_the_computer_and_runs_to_its_end(begun: Lab) -> None:
    assert begun.page.url.split("?")[0].endswith("/lab/tree/EMPIEZA.ipynb")
    shown = begun.page.locator(".jp-OutputArea-output").all_inner_texts()
    assert shown[0].count("✓") == 5 and "todavía sin escribir" in shown[1]
    assert any("Sigue aquí: ejercicio 8.1" in each for each in shown)
    assert begun.errors == []


def test_a_learner_sees_no_tool_of_the_instructors_and_no_question_about_news(begun: Lab) -> None:
    assert begun.page.locator(".Toastify__toast, .jp-toastContainer *").count() == 0
    assert "Create Assignment" not in begun.page.locator("#jp-main-content-panel").inner_text()
    begun.page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
    labels = [label.strip() for label in begun.page.locator(".lm-Menu-itemLabel").all_inner_texts()]
    begun.page.keyboard.press("Escape")
    assert [label for label in labels if label] == ["Assignment List"]


def test_the_first_exercise_names_a_mistake_and_then_is_right(begun: Lab) -> None:
    cell, check = begun.cell("def uniform"), begun.cell('check("uniform"')
    for answer, said in (("n", "Esto es cuántas palabras hay"), ("1 / n", "✓ Ejercicio 0.1")):
        begun.write_and_run(cell, f"def uniform(n):\n    return {answer}")
        begun.run(check)
        assert said in check.inner_text()
    assert "course_lib/" not in check.inner_text()


def test_every_picture_says_what_it_shows_and_the_map_fits(begun: Lab) -> None:
    pictures = begun.page.eval_on_selector_all(
        ".jp-OutputArea img",
        "all => all.map(it => [it.alt.length, it.clientWidth <= it.closest('.jp-Cell').clientWidth])",
    )
    assert len(pictures) == 1 and all(length > 20 and fits for length, fits in pictures)


def test_on_a_telephone_the_page_fits(desk: Desk) -> None:
    lab = desk.lab(width=390, height=844)
    lab.open("EMPIEZA.ipynb", view="doc/tree")
    width = lab.page.locator(".jp-Notebook .jp-MarkdownCell").first.bounding_box()
    assert width is not None and width["width"] > 280


def test_work_is_kept_and_the_table_leads_on(desk: Desk) -> None:
    lab = desk.lab()
    lab.open(NOTEBOOK).ready()
    lab.run(lab.cell('course_lib.start("es")'))
    answer, check = lab.cell("def apply_temperature"), lab.cell('check("apply_temperature"')
    lab.write_and_run(lab.cell("import math"), "from course_lib.checks import check\nimport torch")
    lab.write_and_run(answer, "def apply_temperature(logits, temperature):\n    return logits *")
    lab.run(check)
    assert (
        "apply_temperature aún no existe" in check.inner_text() and "no se ejecutó (SyntaxError" in check.inner_text()
    )
    lab.write_and_run(answer, RIGHT)
    lab.run(check)
    assert "✓ Ejercicio 8.1" in check.inner_text()
    kept = json.loads((desk.folder / "progress.json").read_text("utf-8"))["exercises"]
    assert kept["apply_temperature"]["state"] == "passed"
    lab.write_and_run(answer, 'course_lib.again("apply_temperature")')
    lab.page.wait_for_timeout(500)
    assert "NotImplementedError" in answer.inner_text() and "again" not in answer.inner_text()
    lab.page.close()


def test_controls_are_named_and_obey_the_keyboard(desk: Desk) -> None:
    lab = desk.lab()
    lab.open("EMPIEZA.ipynb").ready()
    lab.write_and_run(lab.cell("import course_lib"), EXPLORER)
    slider = lab.page.locator(".course-explorer [role=slider]").first
    slider.wait_for()
    lab.page.wait_for_function("document.querySelector('.course-explorer [role=slider]').ariaLabel")
    names = lab.page.eval_on_selector_all(".course-explorer [role=slider]", "all => all.map(it => it.ariaLabel)")
    assert names == ["lote", "tokens"]
    before = slider.get_attribute("aria-valuetext")
    slider.focus()
    lab.page.keyboard.press("ArrowRight")
    lab.page.wait_for_function(f"document.querySelector('.course-explorer [role=slider]').ariaValueText !== '{before}'")
    models = lab.page.locator(".course-explorer select").first
    models.focus()
    chosen = models.evaluate("it => it.selectedIndex")
    lab.page.keyboard.press("ArrowDown")
    assert models.evaluate("it => [it.selectedIndex, document.activeElement === it]") == [chosen + 1, True]
    assert lab.errors == []
    lab.page.close()
