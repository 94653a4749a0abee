"""Formgrader's pages, in a browser that reaches nothing but them."""

import re
from pathlib import Path

import pytest
from pages import Lab, server
from playwright.sync_api import Browser, Route

from autograder import demo
from autograder.bulk import grade_class
from tests.sandboxes import best_tier_here

TOPIC = "04_transformers"


def test_formulas_of_a_graded_notebook_are_drawn_and_formgraders_script_starts(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = demo.make_course(tmp_path / "course")
    monkeypatch.chdir(course.root)
    demo.load_corpus().build_class(course.submitted, ["half_done_en"])
    grade_class(TOPIC, 1, lambda step: None, course=course, tier=best_tier_here())
    with server(course.root, tmp_path / "home") as address:
        lab = Lab(browser, address)
        asked: list[str] = []
        lab.page.route(re.compile(r"https?://(?!127\.0\.0\.1)"), lambda route: _refuse(route, asked))
        lab.open()
        lab.page.goto(f"{lab.root}/formgrader/gradebook/{TOPIC}/transformers")
        lab.page.locator("td.name a").first.click()
        lab.page.wait_for_function("window.MathJax && MathJax.loaded === true")
        lab.page.screenshot(path=tmp_path / "formgrader.png", full_page=True)
        assert lab.page.locator("math").count() > 30
        prose = " ".join(lab.page.locator(".text_cell_render").all_inner_texts())
        assert re.findall(r"\$[^$\n]{1,80}\$", prose) == []
        assert asked == [] and not [said for said in lab.errors if "MathJax" in said]
        assert lab.page.locator(".score").count() >= 4


def _refuse(route: Route, asked: list[str]) -> None:
    asked.append(route.request.url)
    route.abort()
