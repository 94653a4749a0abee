"""Texts that others published, through one interface; nothing is downloaded here.

try:
    documents = load("udhr", "spa")
except CorpusMissingError as missing:       # says what to run; the notebook goes on with the tiny world
    print(missing)

A corpus is looked for in `data_dir` if given, then where nltk looks: the folders of NLTK_DATA, ~/nltk_data, and those
of the system. In each it may be `corpora/<name>.zip`, as nltk's downloader leaves it, or a folder `corpora/<name>` or
`<name>`.
"""

import difflib
import os
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Place = Path | zipfile.Path
NLTK = "python -m pip install nltk && python -m nltk.downloader {}"


@dataclass(frozen=True, slots=True)
class Document:
    """A text and what is known about it.

    language: as the corpus names it (each corpus says how); split: "train", "dev", "test", or "all" where the corpus is
    not divided; labels: of the whole text; columns: one entry per word, "words" among them, where words are annotated.
    """

    text: str
    language: str
    kind: str
    split: str = "all"
    labels: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Corpus:
    """Where a corpus comes from, what may be done with it, and how its files become documents."""

    folder: str  # its name on disk
    terms: str  # licence, and what to cite
    get: str  # what to run or save, where there is a network
    languages: Callable[[Place], list[str]]
    read: Callable[[Place, str], Iterator[Document]]


class CorpusMissingError(FileNotFoundError):
    """The corpus is not on this machine; the message is one sentence that says what to run, and where."""


def load(name: str, language: str | None = None, *, data_dir: str | Path | None = None) -> list[Document]:
    """The documents of a corpus in the order of its files, in one language or in all of them.

    CorpusMissingError if it is not on this machine; ValueError for a name or language that does not exist and for a
    broken file.
    """
    corpus, place = _find(name, data_dir)
    known = corpus.languages(place)
    if language is not None and language not in known:
        near = difflib.get_close_matches(language, known, n=5, cutoff=0.3) or known[:5]
        raise ValueError(f"expected a language of {name}, such as {', '.join(near)}, got {language!r}")
    return [document for each in ([language] if language else known) for document in corpus.read(place, each)]


def languages(name: str, *, data_dir: str | Path | None = None) -> list[str]:
    """The languages that `load` knows in a corpus. Errors as there."""
    corpus, place = _find(name, data_dir)
    return corpus.languages(place)


def _find(name: str, data_dir: str | Path | None) -> tuple[Corpus, Place]:
    corpus = CORPORA.get(name)
    if corpus is None:
        raise ValueError(f"expected one of {', '.join(CORPORA)}, got {name!r}")
    given = [] if data_dir is None else [Path(data_dir), Path(data_dir) / "nltk_data"]
    roots = [*given, *_nltk_folders()]
    for root in roots:
        for folder in (root / "corpora" / corpus.folder, root / corpus.folder):
            if folder.is_dir():
                return corpus, folder
        archive = root / "corpora" / f"{corpus.folder}.zip"
        if archive.is_file():
            try:
                return corpus, zipfile.Path(archive, f"{corpus.folder}/")
            except zipfile.BadZipFile:
                raise ValueError(f"expected a zip file, got a broken one, {archive}: {corpus.get}") from None
    raise CorpusMissingError(
        f"expected the corpus {corpus.folder} in {roots[0]} or another folder of data, got none: {corpus.get}"
    )


def _nltk_folders() -> list[Path]:
    """Where nltk looks for its data, in its order."""
    named = [Path(folder) for folder in os.environ.get("NLTK_DATA", "").split(os.pathsep) if folder]
    system = [Path(sys.prefix) / "nltk_data", Path("/usr/share/nltk_data"), Path("/usr/local/share/nltk_data")]
    return [*named, Path.home() / "nltk_data", *system]


def _text(file: Place, encoding: str = "utf-8") -> str:
    try:
        return file.read_text(encoding=encoding)
    except (FileNotFoundError, KeyError):
        raise ValueError(f"expected {file.name} in {file.parent}, got no such file: fetch the corpus again") from None
    except (UnicodeDecodeError, zipfile.BadZipFile, EOFError) as error:
        raise ValueError(f"expected {encoding} text in {file}, got a broken file ({error}): fetch it again") from None


def _names(place: Place, ending: str) -> list[str]:
    return [file.name for file in place.iterdir() if file.name.endswith(ending)]


def _always(*names: str) -> Callable[[Place], list[str]]:
    return lambda place: list(names)


def _shakespeare(place: Place, language: str) -> Iterator[Document]:
    """One document per speech, the speaker's name as its label."""
    for speech in _text(place / "input.txt").strip("\n").split("\n\n"):
        yield Document(speech, language, "speech", labels={"speaker": speech.partition(":\n")[0]})


def _declaration_languages(place: Place) -> list[str]:
    return sorted(name.removesuffix(".txt") for name in _names(place, ".txt"))


def _declaration(place: Place, language: str) -> Iterator[Document]:
    """One document, a line per paragraph; none where the file is empty."""
    lines = (line.strip() for line in _text(place / f"{language}.txt").removeprefix("\ufeff").splitlines())
    if text := "\n".join(filter(None, lines)):
        yield Document(text, language, "declaration")


def _polarity(place: Place, language: str) -> Iterator[Document]:
    """One document per sentence of a film review, lower case and already cut into tokens, as published."""
    for sentiment, ending in (("positive", "pos"), ("negative", "neg")):
        for line in _text(place / f"rt-polarity.{ending}").splitlines():
            yield Document(line.strip(), language, "review", labels={"sentiment": sentiment})


_LEAF = re.compile(r"\(([^\s()]+) ([^\s()]+)(?: ([^\s()]+))?\)")


def _treebank(place: Place, language: str) -> Iterator[Document]:
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


def _entities(place: Place, language: str) -> Iterator[Document]:
    """One document per sentence. Columns: words, tags (parts of speech, by machine), entities (B-PER, I-PER, …, O)."""
    prefix = {"es": "esp", "nl": "ned"}[language]
    for ending, split in (("train", "train"), ("testa", "dev"), ("testb", "test")):
        for block in re.split(r"\n\s*\n", _text(place / f"{prefix}.{ending}")):
            rows = [line.split() for line in block.splitlines() if line.strip() and "-DOCSTART-" not in line]
            if wrong := [row for row in rows if len(row) != 3]:
                raise ValueError(f"expected word, tag and entity on each line of {prefix}.{ending}, got {wrong[0]}")
            if rows:
                words, tags, entities = (tuple(row[i] for row in rows) for i in range(3))
                columns = {"words": words, "tags": tags, "entities": entities}
                yield Document(_sentence(words), language, "news", split, columns=columns)


def _americas_languages(place: Place) -> list[str]:
    return sorted(name.removeprefix("dev.") for name in _names(place, "") if re.fullmatch(r"dev\.\w+", name))


def _americas(place: Place, language: str) -> Iterator[Document]:
    """One document per sentence in the language; label "es": the same in Spanish."""
    lines = _text(place / f"dev.{language}").splitlines()
    spanish = _text(place / f"dev.{language}.es").splitlines()
    if len(lines) != len(spanish):
        raise ValueError(f"expected a Spanish line per line of dev.{language}, got {len(spanish)} for {len(lines)}")
    for line, translation in zip(lines, spanish, strict=True):
        yield Document(line.strip(), language, "translation", "dev", {"es": translation.strip()})


CORPORA: Mapping[str, Corpus] = {
    "tinyshakespeare": Corpus(
        "tinyshakespeare",
        "public domain; collected by Andrej Karpathy for char-rnn (2015)",
        "save data/tinyshakespeare/input.txt of github.com/karpathy/char-rnn in ~/nltk_data/corpora/tinyshakespeare",
        _always("en"),
        _shakespeare,
    ),
    # Languages are ISO 639-3 codes, some with a variety: spa, nhn, aka_fante. Passages that a font lacked are [??].
    "udhr": Corpus(
        "udhr2",
        "public domain; Universal Declaration of Human Rights (UN, 1948), files of the UDHR in Unicode project",
        f"run `{NLTK.format('udhr2')}` on a machine with a network",
        _declaration_languages,
        _declaration,
    ),
    "sentence_polarity": Corpus(
        "sentence_polarity",
        "CC BY 4.0; cite Pang and Lee, Seeing Stars (ACL 2005)",
        f"run `{NLTK.format('sentence_polarity')}` on a machine with a network",
        _always("en"),
        _polarity,
    ),
    "cess_esp": Corpus(
        "cess_esp",
        "for research; cite Martí, Taulé, Màrquez and Bertran, CESS-ECE (2007)",
        f"run `{NLTK.format('cess_esp')}` on a machine with a network",
        _always("es"),
        _treebank,
    ),
    "conll2002": Corpus(
        "conll2002",
        "for research within the shared task only; cite Tjong Kim Sang (CoNLL 2002)",
        f"run `{NLTK.format('conll2002')}` on a machine with a network",
        _always("es", "nl"),
        _entities,
    ),
    # Languages are the task's codes: aym, bzd, gn, hch, nah, quy, tar.
    "americasnlp2021": Corpus(
        "americasnlp2021",
        "cite Mager et al., AmericasNLP 2021 Shared Task (2021), and the sources its repository names",
        "save the dev files of github.com/AmericasNLP/americasnlp2021 in ~/nltk_data/corpora/americasnlp2021",
        _americas_languages,
        _americas,
    ),
}
