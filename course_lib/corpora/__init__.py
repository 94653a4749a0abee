"""Texts that others published, through the interface of the tiny world.

documents = corpora.load("udhr", "spa")                # Documents: select(), texts(), and all that a tuple can
documents = corpora.load_or_none("udhr", "spa")        # None, and one sentence, where it is not on this machine
corpora.fetch("udhr")                                  # downloads it; also: python -m course_lib.corpora udhr

Nothing is downloaded unless asked for. A corpus is looked for in `data_dir` if given, then where nltk looks: the
folders of NLTK_DATA, ~/nltk_data, and those of the system. In each it may be `corpora/<name>.zip`, as nltk's downloader
leaves it, or a folder `corpora/<name>` or `<name>`.
"""

import difflib
import os
import sys
import zipfile
from pathlib import Path

from course_lib.corpora.fetching import fetch
from course_lib.corpora.readers import Place
from course_lib.corpora.table import CORPORA, Corpus
from course_lib.document import Document, Documents
from course_lib.language import text

__all__ = ["CORPORA", "Corpus", "CorpusMissingError", "Document", "fetch", "languages", "load", "load_or_none"]


class CorpusMissingError(FileNotFoundError):
    """The corpus is not on this machine; the message is one sentence that says what to run, and where."""


def load(name: str, language: str | None = None, *, data_dir: str | Path | None = None) -> Documents:
    """The documents of a corpus in the order of its files, in one language or in all of them.

    CorpusMissingError if it is not on this machine; ValueError for a name or language that does not exist and for a
    broken file.
    """
    corpus, place = _find(name, data_dir)
    known = corpus.languages(place)
    if language is not None and language not in known:
        near = difflib.get_close_matches(language, known, n=5, cutoff=0.3) or known[:5]
        raise ValueError(f"expected a language of {name}, such as {', '.join(near)}, got {language!r}")
    return Documents(document for each in ([language] if language else known) for document in corpus.read(place, each))


def load_or_none(name: str, language: str | None = None, *, data_dir: str | Path | None = None) -> Documents | None:
    """`load`, but where the corpus is not on this machine it says so in one sentence, and the notebook goes on with the
    tiny world."""
    try:
        return load(name, language, data_dir=data_dir)
    except CorpusMissingError:
        message = text(
            "The corpus {name} is not on this machine: run `python -m course_lib.corpora {name}` where there is a "
            "network. Until then we go on with the tiny world.",
            name=name,
        )
        sys.stdout.write(message + "\n")
        return None


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
                raise ValueError(f"expected a zip file, got a broken one, {archive}: {_command(name)}") from None
    raise CorpusMissingError(
        f"expected the corpus {corpus.folder} in {roots[0]} or another folder of data, got none: {_command(name)}"
    )


def _command(name: str) -> str:
    return f"run `python -m course_lib.corpora {name}` on a machine with a network"


def _nltk_folders() -> list[Path]:
    """Where nltk looks for its data, in its order."""
    named = [Path(folder) for folder in os.environ.get("NLTK_DATA", "").split(os.pathsep) if folder]
    system = [Path(sys.prefix) / "nltk_data", Path("/usr/share/nltk_data"), Path("/usr/local/share/nltk_data")]
    return [*named, Path.home() / "nltk_data", *system]
