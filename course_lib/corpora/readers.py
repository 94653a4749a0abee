"""From a published corpus's files to documents: for each, which languages there are, and what they say."""

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from course_lib.document import Document, Split

Place = Path | zipfile.Path


def _text(file: Place, encoding: str = "utf-8") -> str:
    try:
        return file.read_text(encoding=encoding)
    except (FileNotFoundError, KeyError):
        raise ValueError(f"expected {file.name} in {file.parent}, got no such file: fetch the corpus again") from None
    except (UnicodeDecodeError, zipfile.BadZipFile, EOFError) as error:
        raise ValueError(f"expected {encoding} text in {file}, got a broken file ({error}): fetch it again") from None


def _names(place: Place, ending: str) -> list[str]:
    return [file.name for file in place.iterdir() if file.name.endswith(ending)]


def always(*names: str) -> Callable[[Place], list[str]]:
    return lambda place: list(names)


def shakespeare(place: Place, language: str) -> Iterator[Document]:
    """One document per speech, the speaker's name as its label."""
    for speech in _text(place / "input.txt").strip("\n").split("\n\n"):
        yield Document(speech, language, "speech", labels={"speaker": speech.partition(":\n")[0]})


def declaration_languages(place: Place) -> list[str]:
    return sorted(name.removesuffix(".txt") for name in _names(place, ".txt"))


def declaration(place: Place, language: str) -> Iterator[Document]:
    """One document, a line per paragraph; none where the file is empty."""
    lines = (line.strip() for line in _text(place / f"{language}.txt").removeprefix("\ufeff").splitlines())
    if text := "\n".join(filter(None, lines)):
        yield Document(text, language, "declaration")


def polarity(place: Place, language: str) -> Iterator[Document]:
    """One document per sentence of a film review, lower case and already cut into tokens, as published."""
    for sentiment, ending in (("positive", "pos"), ("negative", "neg")):
        for line in _text(place / f"rt-polarity.{ending}").splitlines():
            yield Document(line.strip(), language, "review", labels={"sentiment": sentiment})


_LEAF = re.compile(r"\(([^\s()]+) ([^\s()]+)(?: ([^\s()]+))?\)")


def treebank(place: Place, language: str) -> Iterator[Document]:
    """One document per sentence. Columns: words as the treebank writes them (*0* is a subject left out, -Fpa- a
    parenthesis), tags (EAGLES), lemmas; label "tree": the sentence's tree."""
    for name in sorted(_names(place, ".tbf")):
        for tree in _trees(_text(place / name, "iso-8859-15")):
            leaves = _LEAF.findall(tree)
            tags, words, lemmas = (tuple(leaf[i] for leaf in leaves) for i in range(3))
            columns = {"words": words, "tags": tags, "lemmas": lemmas}
            labels = {"file": name, "tree": " ".join(tree.split())}
            yield Document(_sentence(words), language, "news", labels=labels, columns=columns)


def _trees(text: str) -> list[str]:
    """A tree starts where a line is a bracket alone. (Brackets are no guide: three published trees do not balance.)"""
    return [tree for tree in re.split(r"^(?=\(\s*$)", text, flags=re.MULTILINE) if tree.strip()]


_SIGNS = {"-Fpa-": "(", "-Fpt-": ")", "-fe-": '"', "*0*": ""}


def _sentence(words: tuple[str, ...]) -> str:
    """The words with the spaces of Spanish; words that the treebank glued with _ come apart."""
    text = " ".join(filter(None, (_SIGNS.get(word, word.replace("_", " ")) for word in words)))
    text = re.sub(r'" (.*?) "', r'"\1"', text)
    return re.sub(r"([¿¡(]) ", r"\1", re.sub(r" ([.,;:?!)])", r"\1", text))


def entities(place: Place, language: str) -> Iterator[Document]:
    """One document per sentence. Columns: words, tags (parts of speech, by machine), entities (B-PER, I-PER, …, O)."""
    prefix = {"es": "esp", "nl": "ned"}[language]
    splits: tuple[tuple[str, Split], ...] = (("train", "train"), ("testa", "validation"), ("testb", "test"))
    for ending, split in splits:
        for block in re.split(r"\n\s*\n", _text(place / f"{prefix}.{ending}")):
            rows = [line.split() for line in block.splitlines() if line.strip() and "-DOCSTART-" not in line]
            if wrong := [row for row in rows if len(row) != 3]:
                raise ValueError(f"expected word, tag and entity on each line of {prefix}.{ending}, got {wrong[0]}")
            if rows:
                words, tags, entities = (tuple(row[i] for row in rows) for i in range(3))
                columns = {"words": words, "tags": tags, "entities": entities}
                yield Document(_sentence(words), language, "news", split, columns=columns)


def americas_languages(place: Place) -> list[str]:
    return sorted(name.removeprefix("dev.") for name in _names(place, "") if re.fullmatch(r"dev\.\w+", name))


def americas(place: Place, language: str) -> Iterator[Document]:
    """One document per sentence in the language; label "es": the same in Spanish."""
    lines = _text(place / f"dev.{language}").splitlines()
    spanish = _text(place / f"dev.{language}.es").splitlines()
    if len(lines) != len(spanish):
        raise ValueError(f"expected a Spanish line per line of dev.{language}, got {len(spanish)} for {len(lines)}")
    for line, translation in zip(lines, spanish, strict=True):
        yield Document(line.strip(), language, "translation", "validation", labels={"es": translation.strip()})
