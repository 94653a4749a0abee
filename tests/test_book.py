"""The pages that `make book` makes: links lead somewhere, twins find each other, nothing gives a solution away."""

import html.parser
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from autograder import topics

ROOT = Path(__file__).parents[1]
LANGUAGES = ("en", "es")


def make(to, *options):
    command = [sys.executable, "docs/book/build.py", "--to", str(to), *options]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    return to / "site"


class Page(html.parser.HTMLParser):
    """What a page points to, the places in it that can be pointed to, and its pictures."""

    def __init__(self, path):
        super().__init__()
        self.links, self.places, self.pictures = [], set(), []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.links += [named[name] for name in ("href", "src") if named.get(name)]
        self.places |= {named[name] for name in ("id", "name") if named.get(name)}
        self.pictures += [named] if tag == "img" else []


@pytest.fixture(scope="module")
def without_outputs(tmp_path_factory):
    return make(tmp_path_factory.mktemp("book"), "--no-run")


def broken_links(site):
    pages = {path: Page(path) for path in sorted(site.rglob("*.html"))}
    assert len(pages) > 2 * len(topics.names())
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file() or (
                parts.fragment and target in pages and parts.fragment not in pages[target].places
            ):
                yield path.name, link


def test_every_link_leads_somewhere(without_outputs):
    assert [*broken_links(without_outputs)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_links_to_its_twin(without_outputs, language):
    other = LANGUAGES[language == "en"]
    for name in (*topics.names(), "index"):
        page = Page(without_outputs / language / f"{name}.html")
        assert f"../{other}/{name}.html" in page.links
        assert f'<html class="no-js" lang="{language}"' in (without_outputs / language / f"{name}.html").read_text(
            "utf-8"
        )


THEME = {"en": ("Back to top", "On this page", "Search"), "es": ("Volver arriba", "En esta página", "Búsqueda")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_speaks_one_language(without_outputs, language):
    """What the theme says and the labels of its buttons."""
    page = (without_outputs / language / "04_transformers.html").read_text("utf-8")
    other = LANGUAGES[language == "en"]
    assert [word for word in THEME[language] if word not in page] == []
    assert [word for word in THEME[other] if f">{word}" in page or f'"{word}"' in page] == []
    assert (re.search(r'aria-label="[^"]*[Tt]oggle', page) is None) == (language == "es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_shows_how_a_page_begins_and_pages_without_outputs_say_so(without_outputs, language):
    page = (without_outputs / language / "04_transformers.html").read_text("utf-8")
    assert page.index("<h1>") < page.index('class="twin"')
    made = {"en": "without running it", "es": "sin ejecutarlo"}[language]
    assert made in (without_outputs / language / "index.html").read_text("utf-8")


@pytest.mark.parametrize(("language", "word"), [("en", "perplex"), ("es", "perplej")])
def test_search_knows_the_words_of_the_pages(without_outputs, language, word):
    assert word in (without_outputs / language / "searchindex.js").read_text("utf-8")


def test_no_page_needs_a_network_or_gives_a_solution_away(without_outputs):
    assert [*needs_a_network_or_gives_away(without_outputs)] == []


def needs_a_network_or_gives_away(site):
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        if "SOLUTION" in text or any(re.search(r"^(https?:)?//.*\.(js|css)", link) for link in Page(path).links):
            yield path.name


def test_formulas_are_drawn_by_the_browser(without_outputs):
    page = (without_outputs / "en" / "04_transformers.html").read_text("utf-8")
    assert page.count("<math") > 10 and "$$" not in re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)


@pytest.mark.slow
def test_the_executed_book_has_figures_and_no_errors():
    """The kept runs are used where nothing has changed since."""
    site = make(ROOT / "build" / "book")
    assert [*broken_links(site)] == [*needs_a_network_or_gives_away(site)] == []
    for language in LANGUAGES:
        for topic in topics.names():
            path = site / language / f"{topic}.html"
            figures = [named for named in Page(path).pictures if named["src"].startswith("figures/")]
            assert len(figures) >= 12 and all(len(named["alt"]) > 20 for named in figures)
            assert "Traceback" not in path.read_text("utf-8")
