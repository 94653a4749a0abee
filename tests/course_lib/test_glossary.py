"""One word for one thing: the glossary's terms occur, and its rejected synonyms do not."""

import re
import tomllib
from pathlib import Path

import nbformat
import pytest

from autograder import topics
from course_lib import exercises
from course_lib.language import LOCALES
from course_lib.locales import catalogues

ROOT = Path(__file__).parents[2]
GLOSSARY = tomllib.loads((LOCALES / "glossary.toml").read_text(encoding="utf-8"))
TERMS = [(topic, en, term) for topic, terms in GLOSSARY.items() for en, term in terms.items()]


def prose(language, topic):
    """What the notebook of `topic` says in `language`, without its code."""
    path = ROOT / "notebooks" / language / topic / f"{topic[3:]}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    source = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown" and cell.id != "references")
    signature = re.compile(r"```python.*?```|`[^`\n]+`", re.DOTALL)  # pseudo-code has no language and is prose
    return signature.sub(" ", source).casefold()


def catalogue_prose():
    return "\n".join(said for path in catalogues.catalogue_paths("es") for said in
                     catalogues.messages(catalogues.read(path)).values()).casefold()  # fmt: skip


def exam_prose(topic):
    """Every Spanish sentence of the topic's exercises, in either room."""
    room, hidden = Path(exercises.__file__).parent, topics.load(topic).path
    files = [*hidden.rglob("*.toml"), *(room / f"{name}.toml" for name in topics.load(topic).exercises)]
    return "\n".join(text for file in files for text in spanish(tomllib.loads(file.read_text("utf-8")))).casefold()


def spanish(table):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from spanish(value)
        elif key == "es":
            yield from [value] if isinstance(value, str) else value


SOURCES = {"notebook": lambda topic: prose("es", topic), "catalogues": lambda _: catalogue_prose(), "exam": exam_prose}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("topic", GLOSSARY)
def test_rejected_synonyms_are_not_used(topic, source):
    text = SOURCES[source](topic)
    assert len(text) > 1000
    rejected = [word for terms in GLOSSARY.values() for term in terms.values() for word in term.get("not", [])]
    assert [word for word in rejected if re.search(rf"\b{re.escape(word)}\b", text)] == []


@pytest.mark.parametrize(("topic", "en", "term"), TERMS, ids=[en for _, en, _ in TERMS])
def test_every_term_occurs_in_both_languages(topic, en, term):
    assert en in prose("en", topic)
    assert term["es"] in prose("es", topic)
    assert set(term) <= {"es", "not"}


def test_no_term_is_also_a_rejected_one():
    rejected = {word for _, _, term in TERMS for word in term.get("not", [])}
    assert rejected.isdisjoint(term["es"] for _, _, term in TERMS)
